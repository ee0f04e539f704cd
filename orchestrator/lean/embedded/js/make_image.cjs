// Makes an environment image, once, at set-up. Arguments: module, symbol file, library, image to write, imports.
//
// This process runs Lean's initializers and the import and nothing else, in a worker for the sake of its stack. It ends
// when its standard input closes.
'use strict';
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { boot, loadModule } = require('./boot.cjs');
const { writeImage } = require('./environment_image.cjs');
const { CONTROL_SLOTS } = require('./runtime.cjs');

const INITIAL_PAGES = 256, MAXIMUM_PAGES = 16384; // 1 GiB

function makeImage([wasm, symbols, library, target, ...imports]) {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
  const { runtime, environment } = boot({
    runtime: {
      ...loadModule(wasm, symbols), memory, maximumPages: MAXIMUM_PAGES, libraryRoot: library,
      control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_SLOTS)), frozen: true,
    },
    image: null, imports, options: {},
  });
  writeImage(target, memory, { imports, globals: runtime.globals.map(({ value }) => value), environment });
}

if (isMainThread) {
  process.stdin.on('end', () => process.exit(1)).on('error', () => process.exit(1)).resume();
  const worker = new Worker(__filename, { workerData: process.argv.slice(2), env: {}, resourceLimits: { stackSizeMb: 256 } });
  worker.on('error', error => { throw error; });
  worker.on('exit', status => process.exit(status));
} else {
  makeImage(workerData);
}
