// Many small checks in one process: a line of JSON each, the first of which is { library }; answers one line each.
'use strict';
const path = require('node:path');
const readline = require('node:readline');
const { check } = require(path.join(process.argv[2], 'check.cjs'));

let library = null;
readline.createInterface({ input: process.stdin }).on('line', line => {
  const message = JSON.parse(line);
  if (library === null) {
    library = message.library;
    return;
  }
  const { user, system } = process.cpuUsage();
  const seconds = (user + system) / 1e6 + message.seconds;
  const answer = check({ library, ...message, limits: { steps: 5_000_000, terms: 1_000_000, seconds } });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
