// The bounds of one thread's stack in linear memory, and the regions beside it that nothing may write.
//
// The module checks every write of its stack pointer against two globals (stack_guard.py) and traps below them. That is
// the guard. What is here beside it would show that the guard has a hole: a painted band below the lowest address that
// the stack pointer may have, and the page at address zero, where a write through a null pointer lands. Both are looked
// at after every answer.
//
//     low ... band ... red zone | stack ... high           the stack grows downwards
'use strict';

const RED_ZONE = 128; // what a leaf function may use below the stack pointer without moving it
const BAND = 65536;
const BAND_SHARE = 8; // of a small stack, at most this part of it
const PAINT = 0x5aa5c33c;
const NULL_PAGE = 1024; // the linker puts nothing below
const FREE = 65536; // how much above the heap's end is looked at

class StackBounds {
  // `low` and `size` are the module's globals.
  constructor(runtime, { stack_low: low, stack_size: size }) {
    this.runtime = runtime;
    this.low = low;
    this.size = size;
  }

  // Bounds a stack at [`start`, `high`); paints its lower end if it is not in use yet.
  set(high, start) {
    const band = Math.min(BAND, (high - start) / BAND_SHARE) & ~3;
    const limit = ((start + 3) & ~3) + band + RED_ZONE;
    this.runtime.u32.fill(PAINT, (limit - RED_ZONE - band) >> 2, (limit - RED_ZONE) >> 2);
    this.low.value = limit;
    this.size.value = high - limit;
    this.band = band;
  }

  // After a memory image was restored: its stack was painted before.
  restored() { this.band = BAND; }

  // Whether the stack pointer left the stack, as it has when the module's own check trapped.
  left(pointer) { return ((pointer - this.low.value) >>> 0) > (this.size.value >>> 0); }

  // What was written that nothing may write, as {outcome, detail}, or null.
  touched() {
    const { u32 } = this.runtime;
    const end = (this.low.value - RED_ZONE) >> 2, start = end - (this.band >> 2);
    for (let at = start; at < end; at++) {
      if (u32[at] !== PAINT) return stackDamage(`the stack was written ${(end - at) * 4 + RED_ZONE} bytes below its limit`);
    }
    for (let at = 0; at < NULL_PAGE >> 2; at++) if (u32[at] !== 0) return stackDamage(`address ${at * 4} was written`);
    const beyond = this.aboveHeap();
    return beyond === null ? null : { outcome: 'memory', detail: `free memory was written ${beyond} bytes above the heap` };
  }

  // How far above the heap's end something was written, or null. Another thread may let the heap grow meanwhile; it
  // does so before it writes there.
  aboveHeap() {
    this.heapEnd ??= this.runtime.fn('emscripten_get_sbrk_ptr')() >> 2;
    for (;;) {
      const { u32 } = this.runtime;
      const end = Atomics.load(u32, this.heapEnd);
      const from = end + 3 >>> 2, to = Math.min(from + (FREE >> 2), u32.length);
      let at = from;
      while (at < to && u32[at] === 0) at++;
      if (at === to) return null;
      if (Atomics.load(u32, this.heapEnd) === end) return at * 4 - end;
    }
  }
}

function stackDamage(detail) {
  return { outcome: 'stack', detail };
}

module.exports = { StackBounds, BAND, RED_ZONE };
