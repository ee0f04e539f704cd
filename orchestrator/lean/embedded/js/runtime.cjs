// The JavaScript side of the WebAssembly module: everything Lean code can reach outside its own memory is here.
//
// The module imports 192 functions. About sixty are implemented below (C++ exceptions, clocks, random bytes, memory
// growth, threads, read-only file access while a library is imported); every other one - sockets, processes, dynamic
// linking, inline JavaScript - fails with ENOSYS. There is no other way out of the sandbox.
//
// Calling conventions: Emscripten's, but a C++ `throw` is a WebAssembly exception (see trampolines.cjs).
'use strict';
const crypto = require('node:crypto');
const { Worker } = require('node:worker_threads');
const path = require('node:path');
const { fileImports } = require('./file_calls.cjs');
const { LibraryFs } = require('./library_fs.cjs');
const { Output, TooMuchOutput } = require('./output.cjs');
const { StackBounds } = require('./stack_bounds.cjs');
const { makeTrampolines } = require('./trampolines.cjs');

const PAGE = 65536;
const ENOSYS = 52, EAGAIN = 6;
const MAX_THREADS = 32; // at once: each is a V8 isolate of 13 MiB, beyond the limit on Lean's own memory
// Slots of the host's shared Int32Array: the count of task threads, and whether one of them was refused something.
const RUNNING_THREADS = 3, REFUSED_IN_TASK = 4;
// A slot for the first thing, in any thread, after which this memory is not to be used: 0, or an index of DAMAGE. 'memory'
// is a limit of ours that the text passed; 'starved' is the machine that had less than that, of which no text is guilty.
const DAMAGED = 5;
// A slot for the number of the try that runs (see trials.cjs).
const RUNNING_TRY = 6, CONTROL_SLOTS = 9; // output.cjs has the last two
const DAMAGE = [null, 'memory', 'stack', 'crash', 'exit', 'starved', 'output'];
const PTHREAD_STACK_HIGH = 52, PTHREAD_STACK_SIZE = 56; // offsets in musl's struct pthread, wasm32

const OUT_OF_MEMORY = /INTERNAL PANIC: out of memory\s*$/; // Lean's last words before it exits
// In a task nothing catches what Lean throws where it sees a limit itself.
const THROWABLE = 'N4lean9throwableE', DEEP = /deep recursion/;
const LIMIT_EXCEPTIONS = { N4lean21stack_space_exceptionE: 'stack', N4lean16memory_exceptionE: 'memory', St9bad_alloc: 'memory' };

// Thrown through all of Lean when its code asks the process to end; never caught by C++ handlers.
class ProcessExit extends Error {
  constructor(status) {
    super(`the text asked the Lean process to exit with status ${status}`);
    this.status = status;
  }
}

// Sorted names -> table slots and data addresses, as `derive_wasm.py` writes them.
class Symbols {
  constructor(buffer) {
    this.bytes = new Uint8Array(buffer);
    const [tableSize, count] = new Uint32Array(buffer, 0, 2);
    this.tableSize = tableSize;
    this.offsets = new Uint32Array(buffer, 8, count + 1);
    this.values = new Uint32Array(buffer, 4 * (count + 3), count);
    this.names = 4 * (2 * count + 3);
    this.count = count;
  }

  find(name) {
    let low = 0, high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = this.names + this.offsets[middle], end = this.names + this.offsets[middle + 1];
      let order = 0;
      for (let i = 0; order === 0 && i < end - start && i < name.length; i++) order = name[i] - this.bytes[start + i];
      if (order === 0) order = name.length - (end - start);
      if (order === 0) return this.values[middle];
      if (order < 0) high = middle; else low = middle + 1;
    }
    return undefined;
  }
}

class Runtime {
  // options: { module, memory, maximumPages, symbols: buffer, control: Int32Array, libraryRoot?: string, frozen?: true }
  // A frozen runtime's clocks stand still and its random bytes are zero: what it leaves in memory depends on nothing
  // but the module and the library.
  constructor(options) {
    Object.assign(this, options);
    this.symbolTable = new Symbols(options.symbols);
    this.files = new LibraryFs(options.libraryRoot ?? null, target => this.randomBytes(target));
    this.functions = new Map();
    this.refused = new Set();
    this.stderr = '';
    this.exceptionLast = 0;
    this.exceptionsCaught = [];
    this.refresh();
    const declared = WebAssembly.Module.imports(options.module);
    this.stackPointer = new WebAssembly.Global({ value: 'i32', mutable: true }, this.address('__stack_pointer'));
    this.trampolines = makeTrampolines(
      declared.map(({ name }) => name), this.symbolTable.tableSize, this.stackPointer, name => this.address(name));
    this.table = this.trampolines.table;
    const instance = new WebAssembly.Instance(options.module, this.buildImports(declared));
    this.globals = []; // the mutable ones
    for (let global; (global = instance.exports[`g${this.globals.length}`]); ) this.globals.push(global);
    this.stack = new StackBounds(this, instance.exports);
    this.output = new Output(this);
  }

  refresh() {
    const buffer = this.memory.buffer;
    this.buffer = buffer;
    this.u8array = new Uint8Array(buffer);
    this.i32array = new Int32Array(buffer);
    this.u32array = new Uint32Array(buffer);
    this.data = new DataView(buffer);
  }

  // Views of the memory, which any call into Lean may have grown.
  get u8() { if (this.buffer !== this.memory.buffer) this.refresh(); return this.u8array; }
  get i32() { if (this.buffer !== this.memory.buffer) this.refresh(); return this.i32array; }
  get u32() { if (this.buffer !== this.memory.buffer) this.refresh(); return this.u32array; }
  get view() { if (this.buffer !== this.memory.buffer) this.refresh(); return this.data; }

  address(name) {
    return this.symbolTable.find(Buffer.from(name));
  }

  // The callable of an exported function; throws if the module has no such name.
  fn(name) {
    let found = this.functions.get(name);
    if (!found) {
      const slot = this.address(name);
      if (slot === undefined) throw new Error(`lean.wasm has no function ${name}`);
      found = this.table.get(slot);
      this.functions.set(name, found);
    }
    return found;
  }

  cString(pointer) {
    const u8 = this.u8;
    let end = pointer;
    while (u8[end]) end++;
    return Buffer.from(u8.subarray(pointer, end)).toString();
  }

  // The stack of this instance's thread is [`low`, `high`) from here on.
  setStack(high, low) {
    this.fn('emscripten_stack_set_limits')(high, low);
    this.stackPointer.value = high;
    this.stack.set(high, low);
  }

  // Runs the module's constructors.
  start() {
    const relocate = this.address('__wasm_apply_data_relocs');
    if (relocate !== undefined) this.table.get(relocate)();
    this.fn('__wasm_call_ctors')();
  }

  // Instead of `start`, on a memory image: the module's globals as they were when it was taken.
  restore(globals) {
    globals.forEach((value, index) => { this.globals[index].value = value; });
    this.stack.restored();
  }

  // Why the memory is not to be used any more (a name of DAMAGE), or null. `this.damage` says more of this thread.
  damaged() {
    const touched = this.stack.touched();
    if (touched !== null) this.setDamaged(touched.outcome, touched.detail);
    return DAMAGE[Atomics.load(this.control, DAMAGED)];
  }

  // For all threads; the first word stands.
  setDamaged(what, detail) {
    this.damage ??= detail;
    if (Atomics.compareExchange(this.control, DAMAGED, 0, DAMAGE.indexOf(what)) === 0) Atomics.notify(this.control, DAMAGED);
  }

  // What an exception says that came through compiled code, as {outcome, detail}. Lean's memory is in an unknown state
  // after it.
  explain(error) {
    const words = this.stderr.slice(-400);
    if (this.damaged() !== null) return { outcome: this.damaged(), detail: this.damage };
    if (OUT_OF_MEMORY.test(words)) return { outcome: 'memory' };
    if (error instanceof TooMuchOutput) return { outcome: 'output', detail: error.message };
    if (error instanceof ProcessExit) return { outcome: 'exit', detail: error.message };
    if (error instanceof RangeError || this.stack.left(this.stackPointer.value)) return { outcome: 'stack' };
    if (error instanceof WebAssembly.Exception) {
      const { type, what } = this.thrown(error);
      const outcome = type === THROWABLE && DEEP.test(what) ? 'stack' : LIMIT_EXCEPTIONS[type] ?? 'crash';
      return { outcome, detail: `uncaught C++ exception ${type} ${what}: ${words}` };
    }
    return { outcome: 'crash', detail: `${error.stack ?? error}\n${words}` };
  }

  randomBytes(target) {
    if (this.frozen) target.fill(0); else target.set(crypto.randomBytes(target.length));
  }

  refuse(name) {
    this.refused.add(name);
    if (this.runsTask) Atomics.store(this.control, REFUSED_IN_TASK, 1);
  }

  // Names of the calls that were asked for and do not exist here, since the last time this was asked.
  takeRefused() {
    const inTask = Atomics.exchange(this.control, REFUSED_IN_TASK, 0) ? ['a call in a task'] : [];
    const refused = [...this.refused, ...inTask];
    this.refused.clear();
    return refused;
  }

  // The mangled name of the class of a thrown C++ object, and what it says where it is a lean::throwable.
  thrown(error) {
    const pointer = error.getArg(this.trampolines.tag, 0);
    const info = pointer === 0 ? 0 : this.u32[(pointer - 24 + 4) >> 2];
    const type = info === 0 ? '' : this.cString(this.u32[(info + 4) >> 2]);
    if (type !== THROWABLE) return { type, what: '' };
    const text = pointer + 4; // after the virtual table: a std::string of libc++, either in place or elsewhere
    return { type, what: this.cString(this.u8[text + 11] & 0x80 ? this.u32[text >> 2] : text) };
  }

  buildImports(declared) {
    const groups = { env: {}, wasi_snapshot_preview1: {} };
    const own = { ...this.exceptionImports(), ...this.systemImports(), ...this.threadImports(), ...fileImports(this) };
    groups['GOT.mem'] = {};
    groups['GOT.func'] = {};
    for (const { module, name, kind } of declared) {
      const group = (groups[module] ??= {});
      if (kind === 'memory') group[name] = this.memory;
      else if (name === 'stack_pointer') group[name] = this.stackPointer;
      else if (kind === 'global') group[name] = new WebAssembly.Global({ value: 'i32', mutable: true }, this.address(name) ?? 0);
      else if (kind === 'table') group[name] = this.table;
      else if (name.startsWith('invoke_')) group[name] = this.trampolines[name];
      else if (name.startsWith('__cxa_find_matching_catch_')) group[name] = (...types) => this.findMatchingCatch(types);
      else group[name] = own[name] ?? (() => { this.refuse(name); return module === 'env' ? -ENOSYS : ENOSYS; });
    }
    return groups;
  }

  findMatchingCatch(types) {
    const thrown = this.exceptionLast;
    const setTemp = this.fn('_emscripten_tempret_set');
    if (!thrown) { setTemp(0); return 0; }
    const info = thrown - 24;
    this.u32[(info + 16) >> 2] = thrown;
    const thrownType = this.u32[(info + 4) >> 2];
    if (!thrownType) { setTemp(0); return thrown; }
    for (const type of types) {
      if (type === 0 || type === thrownType) break;
      if (this.fn('__cxa_can_catch')(type, thrownType, info + 16)) { setTemp(type); return thrown; }
    }
    setTemp(thrownType);
    return thrown;
  }

  // Layout of the header before a thrown object: libc++abi's __cxa_exception as Emscripten compiles it.
  exceptionImports() {
    const caught = this.exceptionsCaught;
    const raise = pointer => {
      this.exceptionLast = pointer;
      throw new WebAssembly.Exception(this.trampolines.tag, [pointer]);
    };
    const rethrow = () => {
      const pointer = caught.pop();
      if (pointer === undefined) throw new Error('C++ rethrow without an exception');
      const info = pointer - 24;
      if (!this.u8[info + 13]) { caught.push(pointer); this.u8[info + 13] = 1; this.u8[info + 12] = 0; }
      raise(pointer);
    };
    return {
      __cxa_throw: (pointer, type, destructor) => {
        const info = pointer - 24;
        this.u32[(info + 16) >> 2] = 0;
        this.u32[(info + 4) >> 2] = type;
        this.u32[(info + 8) >> 2] = destructor;
        raise(pointer);
      },
      __cxa_begin_catch: pointer => {
        const info = pointer - 24;
        this.u8[info + 12] = 1;
        this.u8[info + 13] = 0;
        caught.push(pointer);
        this.fn('__cxa_increment_exception_refcount')(pointer);
        return this.fn('__cxa_get_exception_ptr')(pointer);
      },
      __cxa_end_catch: () => {
        this.fn('setThrew')(0, 0);
        this.fn('__cxa_decrement_exception_refcount')(caught.pop());
        this.exceptionLast = 0;
      },
      __cxa_rethrow: rethrow,
      __cxa_rethrow_primary_exception: pointer => {
        if (!pointer) return;
        caught.push(pointer);
        this.u8[pointer - 24 + 13] = 1;
        rethrow();
      },
      __cxa_current_primary_exception: () => {
        if (!caught.length) return 0;
        const pointer = caught[caught.length - 1];
        this.fn('__cxa_increment_exception_refcount')(pointer);
        return pointer;
      },
      __cxa_uncaught_exceptions: () => 0,
      __resumeException: pointer => raise(this.exceptionLast || pointer),
      llvm_eh_typeid_for: type => type,
      _emscripten_throw_longjmp: () => { throw new WebAssembly.Exception(this.trampolines.tag, [0]); },
      __assert_fail: (condition, file, line) => {
        this.stderr = `assertion failed: ${this.cString(condition)} (line ${line})`;
        throw new Error(this.stderr);
      },
    };
  }

  systemImports() {
    const now = this.frozen ? () => 0 : () => performance.now();
    const date = this.frozen ? () => 0 : () => Date.now();
    const clock = (id, precision, target) => {
      this.view.setBigUint64(target, BigInt(Math.round((id === 0 ? date() : now()) * 1e6)), true);
      return 0;
    };
    const exit = status => { throw new ProcessExit(status); };
    return {
      exit, proc_exit: exit,
      _abort_js: () => { throw new Error(`Lean aborted: ${this.stderr.trim().slice(-400)}`); },
      clock_time_get: clock,
      clock_res_get: (id, target) => { this.view.setBigUint64(target, 1000n, true); return 0; },
      emscripten_get_now: now,
      emscripten_date_now: date,
      random_get: (target, size) => {
        this.randomBytes(this.u8.subarray(target, target + size));
        return 0;
      },
      environ_sizes_get: (count, size) => { this.u32[count >> 2] = 0; this.u32[size >> 2] = 0; return 0; },
      environ_get: () => 0,
      emscripten_num_logical_cores: () => 1,
      emscripten_get_heap_max: () => this.maximumPages * PAGE,
      emscripten_resize_heap: requested => {
        const needed = Math.ceil(((requested >>> 0) - this.memory.buffer.byteLength) / PAGE);
        const current = this.memory.buffer.byteLength / PAGE;
        const wanted = Math.min(Math.max(needed, Math.ceil(current * 0.1)), this.maximumPages - current);
        if (needed <= 0) return 0; // another thread was faster: the caller tries again
        // Not all of Lean looks whether it got what it asked for.
        if (wanted < needed) {
          this.setDamaged('memory', 'the limit on memory');
          return 0;
        }
        try {
          this.memory.grow(wanted);
          return 1;
        } catch (error) {
          this.setDamaged('starved', `the machine has no memory for Lean: ${error.message}`);
          return 0;
        }
      },
      // Inline JavaScript of this build: debugging output and environment variables. None runs; a null pointer is "unset".
      emscripten_asm_const_int: () => 0,
      emscripten_check_blocking_allowed: () => {},
      _emscripten_get_progname: () => {},
      _tzset_js: (timezone, daylight) => { this.u32[timezone >> 2] = 0; this.i32[daylight >> 2] = 0; },
      _dlsym_js: (handle, name) => {
        const u8 = this.u8;
        let end = name;
        while (u8[end]) end++;
        return this.symbolTable.find(u8.subarray(name, end)) ?? 0;
      },
      _dlopen_js: () => 0,
      _emscripten_dlopen_js: () => 0,
      uv__hrtime: () => BigInt(Math.round(now() * 1e6)),
    };
  }

  threadImports() {
    return {
      _emscripten_init_main_thread_js: thread => {
        this.fn('_emscripten_thread_init')(thread, 0, 1, 1, PAGE, 0);
        this.fn('_emscripten_tls_init')();
      },
      __pthread_create_js: (thread, attributes, entry, argument) => {
        if (Atomics.add(this.control, RUNNING_THREADS, 1) >= MAX_THREADS) {
          Atomics.sub(this.control, RUNNING_THREADS, 1);
          this.setDamaged('memory', 'the limit on threads'); // Lean ends over it
          return EAGAIN;
        }
        try {
          this.spawnThread(thread, entry, argument);
        } catch (error) {
          Atomics.sub(this.control, RUNNING_THREADS, 1);
          this.setDamaged('starved', `the machine has no room for a thread: ${error.message}`);
          return EAGAIN;
        }
        return 0;
      },
      _emscripten_thread_cleanup: thread => this.fn('_emscripten_thread_free_data')(thread),
    };
  }

  // A further Lean task thread: another instance on the same memory. It ends with the process.
  spawnThread(thread, entry, argument) {
    const { module, memory, symbols, maximumPages, control } = this;
    new Worker(path.join(__dirname, 'thread.cjs'), {
      workerData: { module, memory, symbols, maximumPages, control, thread, entry, argument, writes: this.output.slots },
      env: {},
      resourceLimits: { stackSizeMb: 64 },
    });
  }

  // Called in a new thread: binds this instance to the thread that `pthread_create` prepared and runs it.
  runThread(thread, entry, argument) {
    this.runsTask = true;
    this.output.watch(this.writes);
    const high = this.u32[(thread + PTHREAD_STACK_HIGH) >> 2], size = this.u32[(thread + PTHREAD_STACK_SIZE) >> 2];
    this.setStack(high, high - size);
    this.fn('_emscripten_thread_init')(thread, 0, 0, 1, 0, 0);
    this.fn('_emscripten_tls_init')();
    let result;
    try {
      result = this.table.get(entry)(argument);
    } catch (error) { // whoever waits for this thread would wait for ever: the host ends
      const { outcome, detail } = this.explain(error);
      this.setDamaged(outcome, detail);
      return;
    }
    this.damaged();
    Atomics.sub(this.control, RUNNING_THREADS, 1);
    this.fn('_emscripten_thread_exit')(result);
  }
}

module.exports = { Runtime, PAGE, CONTROL_SLOTS, DAMAGED, DAMAGE, RUNNING_TRY };
