// What a text prints, counted while it is printed: a program that prints for ever is stopped at the limit on output,
// and not where the buffer that Lean keeps it in has used up the memory.
//
// Lean collects the standard streams of a command in memory (`IO.FS.withIsolatedStreams`). The stream's functions are
// reached through the module's table; two of them are replaced by a function that tells this side what is written first.
'use strict';
const { box } = require('./abi.cjs');
const { oneFunction } = require('./trampolines.cjs');

// Slots of the host's shared Int32Array: what may be printed, and what was, in bytes, by all threads of one request.
const OUTPUT_LIMIT = 7, OUTPUT_BYTES = 8;
const STREAM_WRITES = [2, 4]; // IO.FS.Stream.write and .putStr
const CLOSURE_FUNCTION = 0;
const STRING_SIZE = 8, STRING_DATA = 20; // of Lean's string objects; the size counts the final zero
const STRING_TAG = 249, REF_TAG = 253;
const SHOWN_BYTES = 500;

// Thrown through all of Lean, like an exit of the process.
class TooMuchOutput extends Error {
  constructor(limit) {
    super(`the text printed more than ${limit} bytes`);
  }
}

class Output {
  // `runtime.control` holds the counts.
  constructor(runtime) {
    this.runtime = runtime;
    this.head = ''; // of what the command that runs has printed
    this.slots = []; // of the functions that write
  }

  // Replaces the functions at these slots of this thread's table.
  watch(slots) {
    const { table } = this.runtime;
    this.slots = slots;
    for (const slot of slots) table.set(slot, oneFunction(table.get(slot), (buffer, text) => this.written(text)));
  }

  // Whether the request has printed more than it may.
  get over() {
    const limit = Atomics.load(this.runtime.control, OUTPUT_LIMIT);
    return limit > 0 && Atomics.load(this.runtime.control, OUTPUT_BYTES) > limit;
  }

  // A request begins that may print `limit` bytes; 0 for any number.
  begin(limit) {
    Atomics.store(this.runtime.control, OUTPUT_LIMIT, limit);
    Atomics.store(this.runtime.control, OUTPUT_BYTES, 0);
  }

  // Lean is about to put an object, a string or an array of bytes, into one of the buffers.
  written(object) {
    const { u8, u32 } = this.runtime;
    const isString = u8[object + 7] === STRING_TAG;
    const size = u32[(object + STRING_SIZE) >> 2] - (isString ? 1 : 0), start = object + (isString ? STRING_DATA : 16);
    this.count(size, () => u8.slice(start, start + Math.min(size, SHOWN_BYTES)));
  }

  // `size` more bytes are printed; `bytes()` are the first of them.
  count(size, bytes) {
    if (this.head.length < SHOWN_BYTES) this.head = (this.head + Buffer.from(bytes()).toString('utf8')).slice(0, SHOWN_BYTES);
    Atomics.add(this.runtime.control, OUTPUT_BYTES, size);
    if (this.over) throw new TooMuchOutput(Atomics.load(this.runtime.control, OUTPUT_LIMIT));
  }
}

// The slots of the functions with which Lean writes into a buffer.
function streamWrites(abi) {
  const buffer = abi.allocate(12, REF_TAG, 0);
  abi.runtime.u32[(buffer + 8) >> 2] = box(0);
  const stream = abi.call('l_IO_FS_Stream_ofBuffer', buffer);
  const slots = STREAM_WRITES.map(index => abi.field(abi.field(stream, index), CLOSURE_FUNCTION));
  abi.dec(stream);
  return slots;
}

module.exports = { streamWrites, Output, TooMuchOutput };
