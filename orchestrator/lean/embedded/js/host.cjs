// A Lean host: one process, one environment, driven over stdin and stdout.
//
// Frames both ways: length (u32, little-endian), then JSON in UTF-8. The first frame in is the configuration; the first
// frame out is {op: "ready"} or {op: "import_failed"}. Then requests {id, op, wall_ms, patience, ...} get one answer each, in
// order; {op: "cancel", id} is acted on at once. An answer with `fatal: true` is the last one: the process ends.
// This thread never runs Lean, so it keeps time and sees its parent go (end of stdin) whatever Lean is doing.
'use strict';
const path = require('node:path');
const { MessageChannel, Worker } = require('node:worker_threads');
const { loadModule } = require('./boot.cjs');
const { Standstill, waitedSince, waits } = require('./busy.cjs');
const { readImage } = require('./environment_image.cjs');
const { CONTROL_SLOTS, DAMAGED, DAMAGE, RUNNING_TRY } = require('./runtime.cjs');

const CONTROL = { wake: 0, token: 1, stop: 2 };
const STOP = { timeout: 1, cancelled: 2 };
const MESSAGE_BYTES = 16; // position and severity
const CUT_CHARACTERS = 2000;
const WATCH_MS = 25;
const GRACE_MS = 500; // between asking Lean to stop and ending the process
const PAGES_PER_MIB = 16, INITIAL_PAGES = 256;
const REF_VALUE = 8, BOXED_TRUE = 3;
// Node's codes for the end of a thread: it passed the limit on JavaScript's heap, or the machine had no room for it.
const DIED_OF = { ERR_WORKER_OUT_OF_MEMORY: 'memory', ERR_WORKER_INIT_FAILED: 'starved' };

const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_SLOTS));
const { port1: toLean, port2: leanPort } = new MessageChannel();
let memory, running = null;
const waiting = [];

function send(message) {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  process.stdout.write(Buffer.concat([head, body]));
}

function end(message) {
  if (running?.at) message = { ...message, running: running.at };
  if (running?.finished) message = clip({ ...message, ...running.finished }, running.output_bytes, message.outcome);
  if (running?.results) message = { ...message, results: running.results, processor: processorSeconds() - running.began };
  send(message);
  process.stdout.end(() => process.exit(0));
  setTimeout(() => process.exit(0), 1000).unref();
}

// `image`, if not null, is a file that was made of these imports without options.
function configure({ wasm, symbols, library, image: imageFile, imports, options, snapshots, memory_mib: memoryMib }) {
  const maximumPages = memoryMib * PAGES_PER_MIB;
  const image = imageFile === null ? null : readImage(imageFile, maximumPages);
  memory = image ? image.memory : new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: maximumPages, shared: true });
  const lean = new Worker(path.join(__dirname, 'lean_thread.cjs'), {
    workerData: {
      runtime: { ...loadModule(wasm, symbols), memory, maximumPages, libraryRoot: library },
      image, control, port: leanPort, imports, options, snapshots,
    },
    transferList: [leanPort],
    env: {},
    resourceLimits: { stackSizeMb: 256 },
  });
  lean.on('message', answered);
  lean.on('error', error => end({ id: running?.id, fatal: true, outcome: DIED_OF[error.code] ?? 'crash', detail: String(error.stack ?? error) }));
  watch();
}

// Ends the host some time after one of Lean's threads damaged the memory: the thread that answers says so itself, if it
// does not wait for the one that is no more.
async function watch() {
  const damaged = Atomics.waitAsync(control, DAMAGED, 0);
  if (damaged.async) await damaged.value;
  const outcome = DAMAGE[Atomics.load(control, DAMAGED)];
  setTimeout(() => end({ id: running?.id, fatal: true, outcome, detail: `a task of the text ended Lean: ${outcome}` }), GRACE_MS);
}

function answered(message) {
  if (message.op) {
    if (message.op === 'ready') send(message); else end(message);
    return;
  }
  if (message.finished) {
    finish(message);
    return;
  }
  if (message.at !== undefined) { // where the command is that begins, or null behind the last one
    running.at = message.at;
    return;
  }
  if (message.tried) {
    const used = processorSeconds();
    running.results.push({ ...message.tried, seconds: used - running.used });
    running.used = used;
    return;
  }
  if (running?.id === message.id) {
    endTimers(running);
    if (running.results) message.results = running.results;
  }
  const stop = Atomics.load(control, CONTROL.stop);
  if (message.outcome === 'stopped') message.outcome = stop === STOP.timeout ? 'timeout' : 'cancelled';
  message.resident = process.memoryUsage.rss();
  message.processor = running ? processorSeconds() - running.began : 0;
  if (message.fatal) {
    end(message);
    return;
  }
  const answer = clip(message, running?.output_bytes);
  running = null;
  send(answer);
  next();
}

// Keeps what the commands of a check found until its answer comes, for the case that none comes.
function finish({ finished, running: at, again }) {
  if (again) delete running.finished;
  const so = (running.finished ??= { messages: [], goals: [], declarations: [], passing: [], commands: 0, reused: 0 });
  for (const key of ['messages', 'goals', 'declarations', 'passing']) so[key].push(...finished[key]);
  so.commands += finished.commands;
  running.at = at;
}

// Keeps an answer below its request's limit on text: messages from the first on, as many as fit, the head of the first
// that does not, and where that one is. What a message takes beside its text counts too, else empty ones would be free.
function clip(message, limit, outcome = 'output') {
  if (!limit || !message.messages) return message;
  let left = limit, over = null;
  const kept = message.messages.filter(each => {
    const fits = (left -= Buffer.byteLength(each.text) + Buffer.byteLength(each.kind) + MESSAGE_BYTES) >= 0;
    if (!fits) over ??= each;
    return fits;
  });
  if (over === null) return message;
  if (over.text.length > CUT_CHARACTERS) kept.push({ ...over, text: `${over.text.slice(0, CUT_CHARACTERS)} ... (${over.text.length} characters, cut)` });
  return { ...message, messages: kept, outcome, running: message.running ?? over.start };
}

function next() {
  if (running || !waiting.length) return;
  const request = waiting.shift();
  running = request;
  Atomics.store(control, CONTROL.stop, 0);
  request.began = request.used = processorSeconds();
  if (request.wall_ms) limit(request);
  if (request.op === 'try') watchTries(request);
  toLean.postMessage({ ...request, timer: undefined, watch: undefined, results: undefined, finished: undefined });
  Atomics.add(control, CONTROL.wake, 1);
  Atomics.notify(control, CONTROL.wake);
}

// Stops the request `wall_ms` after now. What its Lean waited for a processor meanwhile does not count, up to `patience`
// times the limit: a busy machine must not end what a quiet one would let through. Nor does what the process stood still.
function limit(request) {
  const began = performance.now(), before = request.patience > 1 ? waits() : null, still = new Standstill();
  const look = () => {
    let left = request.wall_ms + still.look() - (performance.now() - began);
    if (left < WATCH_MS && before) left += Math.min(waitedSince(before), (request.patience - 1) * request.wall_ms);
    if (left < WATCH_MS) stop(STOP.timeout); else request.timer = setTimeout(look, still.after(left));
  };
  request.timer = setTimeout(look, still.after(request.wall_ms));
}

// Seconds of processor time that this process has used.
function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function endTimers(request) {
  clearTimeout(request.timer);
  clearInterval(request.watch);
}

// A try of a `try` request may use `try_ms` of processor time: then its own cancel token is set, and the process ended
// if that does not help; the last answer has the results of those before.
function watchTries(request) {
  let at = -1, since = 0, asked = false;
  request.results = [];
  const limit = request.try_ms / 1000, first = Atomics.load(control, RUNNING_TRY);
  request.watch = setInterval(() => {
    const now = Atomics.load(control, RUNNING_TRY), used = processorSeconds();
    if (now !== at || now - first <= 1) { // the first token is for the text around the goal
      at = now;
      since = used;
      asked = false;
    } else if (used - since > limit && !asked) {
      asked = true;
      setToken();
    } else if (used - since > limit + GRACE_MS / 1000 && asked) {
      end({ id: request.id, fatal: true, outcome: 'timeout' });
    }
  }, Math.max(WATCH_MS, request.try_ms / 8));
}

function setToken() {
  const token = Atomics.load(control, CONTROL.token);
  if (token) Atomics.store(new Int32Array(memory.buffer), (token + REF_VALUE) >> 2, BOXED_TRUE);
}

// Asks the running request to stop, through Lean's own cancel token; ends the process if it does not listen.
function stop(reason) {
  const request = running;
  Atomics.store(control, CONTROL.stop, reason);
  setToken();
  clearTimeout(request.timer);
  request.timer = setTimeout(() => {
    if (running === request) end({ id: request.id, fatal: true, outcome: reason === STOP.timeout ? 'timeout' : 'cancelled' });
  }, GRACE_MS);
}

function received(message) {
  if (!memory) { configure(message); return; }
  if (message.op === 'cancel') {
    const index = waiting.findIndex(({ id }) => id === message.id);
    if (index >= 0) send({ id: waiting.splice(index, 1)[0].id, outcome: 'cancelled' });
    else if (running?.id === message.id) stop(STOP.cancelled);
    return;
  }
  waiting.push(message);
  next();
}

let pending = Buffer.alloc(0);
process.stdin.on('data', chunk => {
  pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const length = pending.readUInt32LE(0);
    const body = pending.subarray(4, 4 + length);
    pending = pending.subarray(4 + length);
    received(JSON.parse(body.toString('utf8')));
  }
});
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
