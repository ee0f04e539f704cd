// Writes past the limits of a Lean's memory on purpose and prints what its runtime says of it.
//
// Arguments: the js folder, module, symbol file, image, what to do.
'use strict';
const path = require('node:path');
const { Worker, isMainThread, workerData } = require('node:worker_threads');

const PAGES = 16384;
const DEEP = `def f (n : Nat) : Bool := Nat.rec (motive := fun _ => Bool) true (fun _ ih => and ih true) n
theorem target : f 139950 = true := by decide +kernel
`;

function main([js, wasm, symbols, imageFile, what]) {
  const use = name => require(path.join(js, name));
  const { boot, loadModule, startTaskManager } = use('boot.cjs');
  const { Elaborator } = use('elaborator.cjs');
  const { CONTROL_SLOTS } = use('runtime.cjs');
  const image = use('environment_image.cjs').readImage(imageFile, PAGES);
  const lean = boot({
    runtime: {
      ...loadModule(wasm, symbols), memory: image.memory, maximumPages: PAGES, libraryRoot: null,
      control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_SLOTS)),
    },
    image, imports: ['Init'], options: {},
  });
  const { runtime, abi } = lean;
  const { stack } = runtime;
  startTaskManager(runtime);
  const elaborator = new Elaborator(abi, lean.environment, { imports: ['Init'], options: lean.options, snapshots: 16 });
  const elaborate = text => {
    const cancelToken = abi.baseIo('l_IO_CancelToken_new');
    const { path: done } = elaborator.elaborate(Buffer.from(text), { heartbeats: 0, incremental: false, cancelToken, goals: false, stopped: () => false });
    return done.flatMap(({ messages }) => messages).map(({ text }) => text);
  };
  // A thread that `pthread_create` prepared, and that never runs: its descriptor, its variables, its stack.
  const preparedThread = () => {
    let thread;
    runtime.spawnThread = prepared => { thread = prepared; };
    const place = runtime.fn('malloc')(4);
    if (runtime.fn('pthread_create')(place, 0, 1, 0) !== 0) throw new Error('no thread');
    const high = runtime.u32[(thread + 52) >> 2];
    return { thread, high, low: high - runtime.u32[(thread + 56) >> 2] };
  };
  const attempt = run => { try { return { done: run() }; } catch (error) { return { threw: String(error), ...runtime.explain(error) }; } };
  const actions = {
    nothing: () => attempt(() => elaborate('theorem t : 1 + 1 = 2 := rfl\n')),
    // The kernel's recursion goes through the lower end of the stack.
    guarded: () => attempt(() => elaborate(DEEP)),
    // The same with the module's own check made to let everything pass.
    unguarded: () => {
      const limit = stack.low.value;
      [stack.low.value, stack.size.value] = [0, -1];
      stack.low = { value: limit };
      return attempt(() => elaborate(DEEP));
    },
    // A thread's stack is bounded the same way, however small.
    small: () => {
      const bytes = 1 << 16, start = runtime.fn('malloc')(bytes);
      runtime.setStack(start + bytes, start);
      return attempt(() => elaborate(DEEP));
    },
    // A stack pointer that leaves the stack upwards.
    above: () => attempt(() => runtime.fn('_emscripten_stack_restore')(runtime.stackPointer.value + stack.size.value + 16)),
    // The stack of a task's thread, above that thread's descriptor and thread-local variables.
    task: () => {
      const { thread, high, low } = preparedThread();
      const before = runtime.u8.slice(thread, low);
      runtime.setStack(high, low);
      const said = attempt(() => elaborate(DEEP));
      return { ...said, neighbours: low - thread, changed: runtime.u8.slice(thread, low).some((byte, at) => byte !== before[at]) };
    },
    // A write past the end of a thread's variables, the next thing being the lower end of its stack.
    variables: () => {
      const { high, low } = preparedThread();
      runtime.setStack(high, low);
      runtime.u8[low + 3 & ~3] = 1;
      return attempt(() => elaborate('theorem t : 1 + 1 = 2 := rfl\n'));
    },
    // A write past the end of the heap, into pages that are free.
    free: () => {
      runtime.u8[runtime.u32[runtime.fn('emscripten_get_sbrk_ptr')() >> 2] + 4096] = 1;
      return attempt(() => runtime.fn('malloc')(8) > 0);
    },
    null: () => { runtime.u32[2] = 1; return attempt(() => elaborate('theorem t : 1 + 1 = 2 := rfl\n')); },
    // Behind the last page that the memory has.
    outside: () => attempt(() => runtime.fn('memset')(image.memory.buffer.byteLength - 8, 1, 64)),
    // The machine has no more memory, although the limit is not reached.
    growth: () => {
      const refusing = { get buffer() { return image.memory.buffer; }, grow() { throw new RangeError('no more'); } };
      runtime.memory = refusing;
      return attempt(() => elaborate('partial def grow (l : List Nat) : Nat := grow (1 :: 2 :: 3 :: l)\n#eval grow []\n'));
    },
  };
  console.log(JSON.stringify({ ...actions[what](), damaged: runtime.damaged(), damage: runtime.damage ?? null }));
}

if (isMainThread) {
  const worker = new Worker(__filename, { workerData: process.argv.slice(2), resourceLimits: { stackSizeMb: 256 } });
  worker.on('error', error => { throw error; });
} else {
  main(workerData);
}
