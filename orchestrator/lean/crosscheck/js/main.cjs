// One check in a process of its own: the request as JSON on standard input, one answer as JSON on standard output.
//
// The check runs in a thread, which can be given the stack that deep terms need. It ends with standard input, so it does
// not outlive the process that asked: a length (u32, little-endian) comes before the JSON, and nothing after it.
'use strict';
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

const STACK_MIB = 200;

function answer(message) {
  process.stdout.write(JSON.stringify(message), () => process.exit(0));
}

function listen() {
  const worker = new Worker(__filename, { env: {}, resourceLimits: { stackSizeMb: STACK_MIB, maxOldGenerationSizeMb: Number(process.argv[2]) } });
  worker.on('message', answer);
  worker.on('error', error => {
    const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    answer(memory ? { answer: 'limits', reason: 'out of memory' } : { answer: 'failed', reason: String(error.stack ?? error) });
  });
  const chunks = [];
  let size = 0, sent = false;
  process.stdin.on('data', chunk => {
    chunks.push(chunk);
    size += chunk.length;
    if (sent || size < 4) return;
    const all = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    chunks.splice(0, chunks.length, all);
    const length = all.readUInt32LE(0);
    if (size < 4 + length) return;
    sent = true;
    worker.postMessage(all.toString('utf8', 4, 4 + length));
  });
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('error', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
}

if (isMainThread) listen();
else {
  const { check } = require('./check.cjs');
  parentPort.on('message', text => parentPort.postMessage(check(JSON.parse(text))));
}
