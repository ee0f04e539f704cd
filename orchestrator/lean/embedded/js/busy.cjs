// How long a process waited for a processor, as Linux counts it: what a busy machine takes from a limit on time.
'use strict';
const fs = require('node:fs');

const TASKS = '/proc/self/task';
const MS_PER_NS = 1e-6;

// Milliseconds that each thread waited since it began, by its id; nothing where the kernel does not say (schedstat of
// proc(5): time on a processor, time waiting for one, turns).
function waits(folder = TASKS) {
  const found = new Map();
  for (const task of list(folder)) {
    try {
      found.set(task, Number(fs.readFileSync(`${folder}/${task}/schedstat`, 'latin1').split(' ')[1]) * MS_PER_NS);
    } catch { /* the thread has ended, or the kernel does not count */ }
  }
  return found;
}

// Milliseconds that the thread which waited longest since `before` (an answer of `waits`) waited.
function waitedSince(before, folder = TASKS) {
  let longest = 0;
  for (const [task, ms] of waits(folder)) longest = Math.max(longest, ms - (before.get(task) ?? 0));
  return longest;
}

function list(folder) {
  try { return fs.readdirSync(folder); } catch { return []; }
}

module.exports = { waits, waitedSince };
