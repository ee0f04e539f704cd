// What a machine takes from a limit on time: how long a process waited for a processor, as Linux counts it, and how long
// it stood still, stopped by a signal (SIGSTOP), by a container that is paused, or with the whole machine.
'use strict';
const fs = require('node:fs');

const TASKS = '/proc/self/task';
const MS_PER_NS = 1e-6;
const TICK_MS = 1000; // how often this thread looks at the clock
const LATE_MS = 500; // a look that is so late, though a processor was free, says that nothing ran

// Milliseconds that each thread (or each of `tasks`) waited since it began, by its id; nothing where the kernel does not
// say (schedstat of proc(5): time on a processor, time waiting for one, turns).
function waits(folder = TASKS, tasks = list(folder)) {
  const found = new Map();
  for (const task of tasks) {
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

// Tells what the process stood still from looks that come late. It belongs to a thread that has next to nothing to do, so
// that a look is only late if there is no processor, which Linux counts, or if nothing runs at all.
class Standstill {
  constructor(clock = () => performance.now(), waited = ownWaits) {
    Object.assign(this, { clock, waited, stood: 0, due: Infinity, before: waited() });
  }

  // Milliseconds until the next look, `left` at most; to be asked for before each.
  after(left) {
    const ms = Math.min(left, TICK_MS);
    this.due = this.clock() + ms;
    return ms;
  }

  // Milliseconds for which the process stood still so far.
  look() {
    const waited = this.waited(), late = this.clock() - this.due - (waited - this.before);
    if (late > LATE_MS) this.stood += late;
    this.before = waited;
    return this.stood;
  }
}

// Milliseconds that this process's first thread waited for a processor.
function ownWaits() {
  return waits(TASKS, [String(process.pid)]).get(String(process.pid)) ?? 0;
}

module.exports = { Standstill, waits, waitedSince };
