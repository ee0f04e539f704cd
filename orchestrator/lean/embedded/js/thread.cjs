// Entry of a worker that serves as one of Lean's task threads.
'use strict';
const { workerData } = require('node:worker_threads');
const { Runtime } = require('./runtime.cjs');

new Runtime(workerData).runThread(workerData.thread, workerData.entry, workerData.argument);
