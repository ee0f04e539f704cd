// Lean with an environment: started and imported here, or taken from an image of a Lean that did both before.
'use strict';
const fs = require('node:fs');
const { Abi, LeanError, box } = require('./abi.cjs');
const { readFully } = require('./environment_image.cjs');
const { Runtime } = require('./runtime.cjs');
const { MOUNT } = require('./library_fs.cjs');

const STACK_BYTES = 64 << 20;
const OLEAN_LEVEL_PRIVATE = 2; // everything the file holds, plain names
const TRUST_LEVEL = 1024;
const WORKERS = 1;

class ImportError extends Error {}

// The module and the symbol file, as a Runtime of any thread takes them.
function loadModule(wasm, symbols) {
  const fd = fs.openSync(symbols, 'r');
  const shared = new SharedArrayBuffer(fs.fstatSync(fd).size);
  readFully(fd, new Uint8Array(shared), 0);
  fs.closeSync(fd);
  return { module: new WebAssembly.Module(fs.readFileSync(wasm)), symbols: shared };
}

// Returns {runtime, abi, environment, options}, the last two owned Lean objects. From here on no file exists for Lean.
// `image` is null or what `readImage` returned, its memory being the runtime's.
function boot({ runtime: runtimeOptions, image, imports, options: chosen }) {
  const runtime = new Runtime(runtimeOptions);
  if (image) runtime.restore(image.globals);
  const abi = image ? new Abi(runtime) : startLean(runtime);
  const options = makeOptions(abi, chosen);
  const environment = image ? image.environment : importModules(abi, imports, options);
  runtime.files.seal();
  return { runtime, abi, environment, options };
}

// Lean's own initializers, on a stack of our size.
function startLean(runtime) {
  runtime.start();
  const stack = runtime.fn('malloc')(STACK_BYTES);
  runtime.setStack(stack + STACK_BYTES, stack);
  runtime.fn('lean_initialize')();
  const abi = new Abi(runtime);
  abi.dec(abi.io('l_Lean_initSearchPath', abi.makeString(MOUNT), abi.makeList([abi.makeString(MOUNT)])));
  runtime.fn('lean_enable_initializer_execution')();
  runtime.fn('lean_io_mark_end_initialization')();
  return abi;
}

// After the import, which therefore runs its tasks in its own thread: an image has no place for others.
function startTaskManager(runtime) {
  runtime.fn('lean_init_task_manager_using')(WORKERS);
}

function makeOptions(abi, chosen) {
  let kvmap = abi.constant('l_Lean_Options_empty');
  for (const [name, value] of Object.entries(chosen)) {
    const key = abi.makeName(name.split('.'));
    kvmap = typeof value === 'boolean'
      ? abi.call('l_Lean_KVMap_setBool', kvmap, key, box(value ? 1 : 0))
      : abi.call('l_Lean_KVMap_setNat', kvmap, key, abi.makeNat(value));
  }
  return kvmap;
}

function importModules(abi, modules, options) {
  const imports = abi.makeArray(modules.map(module => {
    const object = abi.constructorObject(0, [abi.makeName(module.split('.'))], 3);
    abi.runtime.u8[object + 8 + 4 + 1] = 1; // isExported, as for an ordinary `import`
    return object;
  }));
  try {
    return abi.io('l_Lean_importModules', imports, abi.inc(options), abi.makeU32(TRUST_LEVEL), abi.makeArray([]),
      box(1), box(1), box(OLEAN_LEVEL_PRIVATE), box(1));
  } catch (error) {
    if (!(error instanceof LeanError)) throw error;
    const text = abi.call('lean_io_error_to_string', error.object);
    throw new ImportError(abi.string(text));
  }
}

module.exports = { loadModule, boot, startTaskManager, ImportError };
