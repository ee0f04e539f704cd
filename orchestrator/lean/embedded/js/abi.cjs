// Lean's object model (Lean 4.28, wasm32) seen from JavaScript.
//
// A Lean value is a number: odd for a boxed scalar, else the address of an object with an 8-byte header
// (reference count i32, size u16, field count u8, tag u8). Functions called here are compiled Lean functions.
// Convention: `call` and `io` take ownership of their object arguments and hand ownership of the result to the
// caller, who ends it with `dec`. They use the `___boxed` variant where there is one, because its arguments are
// always owned and boxed, whatever the compiler inferred for the direct variant.
'use strict';

const TAG = { closure: 245, array: 246, scalarArray: 248, string: 249, mpz: 250, thunk: 251, task: 252, ref: 253 };
const HEADER = 8;
const WORLD = 1; // box(0), the token of IO functions

const box = value => (value << 1) | 1;
const unbox = object => object >>> 1;
const isBoxed = object => (object & 1) === 1;

// A Lean IO or elaborator function ended in an error; `object` is the owned error value.
class LeanError extends Error {
  constructor(message, object) {
    super(message);
    this.object = object;
  }
}

class Abi {
  constructor(runtime) {
    this.runtime = runtime;
    this.bound = new Map();
    this.nameKeys = new Map();
    this.incCold = runtime.address('lean_inc_ref_cold') === undefined ? null : runtime.fn('lean_inc_ref_cold');
    this.decCold = runtime.fn('lean_dec_ref_cold');
    this.allocObject = runtime.fn('lean_alloc_object');
  }

  // --- reference counts -------------------------------------------------------------------------------------------
  inc(object, by = 1) {
    if (isBoxed(object)) return object;
    const counts = this.runtime.i32, at = object >> 2, count = counts[at];
    if (count > 0) counts[at] = count + by;
    else if (count < 0) Atomics.sub(counts, at, by); // shared between threads: counts downwards
    return object;
  }

  dec(object) {
    if (isBoxed(object)) return;
    const counts = this.runtime.i32, at = object >> 2, count = counts[at];
    if (count > 1) counts[at] = count - 1;
    else if (count !== 0) this.decCold(object);
  }

  // --- reading ----------------------------------------------------------------------------------------------------
  tag(object) { return isBoxed(object) ? unbox(object) : this.runtime.u8[object + 7]; }
  fieldCount(object) { return this.runtime.u8[object + 6]; }
  field(object, index) { return this.runtime.u32[(object + HEADER) / 4 + index]; }
  arraySize(object) { return this.runtime.u32[(object + HEADER) >> 2]; }
  arrayItem(object, index) { return this.runtime.u32[((object + HEADER) >> 2) + 2 + index]; }
  scalarByte(object, offset) { return this.runtime.u8[object + HEADER + 4 * this.fieldCount(object) + offset]; }

  string(object) {
    const size = this.runtime.u32[(object + HEADER) >> 2];
    return Buffer.from(this.runtime.u8.slice(object + 20, object + 20 + size - 1)).toString('utf8');
  }

  stringBytes(object) {
    const size = this.runtime.u32[(object + HEADER) >> 2];
    return this.runtime.u8.slice(object + 20, object + 20 + size - 1);
  }

  // Items of a `List`, borrowed.
  *list(object) {
    for (let node = object; !isBoxed(node); node = this.field(node, 1)) yield this.field(node, 0);
  }

  *array(object) {
    for (let i = 0, size = this.arraySize(object); i < size; i++) yield this.arrayItem(object, i);
  }

  // A `Nat`: a number where it is small, else a BigInt.
  nat(object) {
    if (isBoxed(object)) return unbox(object);
    const text = this.call('l_Nat_reprFast', this.inc(object));
    const value = BigInt(this.string(text));
    this.dec(text);
    return value;
  }

  // The components of a `Name`, strings and numbers.
  nameParts(object) {
    const parts = [];
    for (let node = object; !isBoxed(node); node = this.field(node, 0)) {
      const part = this.field(node, 1);
      parts.push(this.tag(node) === 1 ? this.string(part) : Number(this.nat(part)));
    }
    return parts.reverse();
  }

  // A name as a key: its parts as JSON. Names of the library never move or die, so theirs are remembered.
  nameKey(object) {
    if (isBoxed(object)) return '[]';
    const persistent = this.runtime.i32[object >> 2] === 0;
    let key = persistent ? this.nameKeys.get(object) : undefined;
    if (key === undefined) {
      key = JSON.stringify(this.nameParts(object));
      if (persistent) this.nameKeys.set(object, key);
    }
    return key;
  }

  // --- making -----------------------------------------------------------------------------------------------------
  allocate(size, tag, other) {
    const object = this.allocObject(size);
    const view = this.runtime.view;
    view.setInt32(object, 1, true);
    view.setUint16(object + 4, size, true);
    view.setUint8(object + 6, other);
    view.setUint8(object + 7, tag);
    return object;
  }

  constructorObject(tag, fields, scalarBytes = 0) {
    const object = this.allocate(HEADER + 4 * fields.length + scalarBytes, tag, fields.length);
    const view = this.runtime.view;
    fields.forEach((value, i) => view.setUint32(object + HEADER + 4 * i, value, true));
    for (let i = 0; i < scalarBytes; i++) view.setUint8(object + HEADER + 4 * fields.length + i, 0);
    return object;
  }

  makeString(text) {
    const bytes = Buffer.from(text, 'utf8');
    const pointer = this.runtime.fn('malloc')(bytes.length + 1);
    this.runtime.u8.set(bytes, pointer);
    this.runtime.u8[pointer + bytes.length] = 0;
    const object = this.runtime.fn('lean_mk_string_from_bytes')(pointer, bytes.length);
    this.runtime.fn('free')(pointer);
    return object;
  }

  makeArray(items) {
    const object = this.allocate(HEADER + 8 + 4 * items.length, TAG.array, 0);
    const view = this.runtime.view;
    view.setUint32(object + 8, items.length, true);
    view.setUint32(object + 12, items.length, true);
    items.forEach((item, i) => view.setUint32(object + 16 + 4 * i, item, true));
    return object;
  }

  makeList(items) {
    return items.reduceRight((tail, item) => this.constructorObject(1, [item, tail]), box(0));
  }

  makeName(parts) {
    return parts.reduce((prefix, part) => typeof part === 'string'
      ? this.call('l_Lean_Name_str___override', prefix, this.makeString(part))
      : this.call('l_Lean_Name_num___override', prefix, this.makeNat(part)), box(0));
  }

  makeNat(value) {
    if (value <= 0x3fffffff) return box(Number(value));
    return this.runtime.fn('lean_cstr_to_nat')(this.cString(String(value)));
  }

  // A temporary C string; valid until the next call of this method.
  cString(text) {
    const bytes = Buffer.from(text + '\0', 'utf8');
    if (this.scratch) this.runtime.fn('free')(this.scratch);
    this.scratch = this.runtime.fn('malloc')(bytes.length);
    this.runtime.u8.set(bytes, this.scratch);
    return this.scratch;
  }

  makeU32(value) {
    const object = this.constructorObject(0, [], 4);
    this.runtime.view.setUint32(object + HEADER, value, true);
    return object;
  }

  some(value) { return this.constructorObject(1, [value]); }

  // A partial application of a compiled function; `arity` is that of its `___boxed` variant.
  closure(name, arity, fixed) {
    const slot = this.runtime.address(`${name}___boxed`) ?? this.runtime.address(name);
    if (slot === undefined) throw new Error(`lean.wasm has no function ${name}`);
    const object = this.allocate(16 + 4 * fixed.length, TAG.closure, 0);
    const view = this.runtime.view;
    view.setUint32(object + 8, slot, true);
    view.setUint16(object + 12, arity, true);
    view.setUint16(object + 14, fixed.length, true);
    fixed.forEach((value, i) => view.setUint32(object + 16 + 4 * i, value, true));
    return object;
  }

  // The value of a compiled constant, owned (constants are persistent, so this counts nothing).
  constant(name) {
    const address = this.runtime.address(name);
    if (address === undefined) throw new Error(`lean.wasm has no constant ${name}`);
    return this.inc(this.runtime.u32[address >> 2]);
  }

  // --- calling ----------------------------------------------------------------------------------------------------
  bind(name) {
    let bound = this.bound.get(name);
    if (!bound) {
      const boxed = this.runtime.address(`${name}___boxed`);
      bound = { boxed: boxed !== undefined, fn: this.runtime.fn(boxed === undefined ? name : `${name}___boxed`) };
      this.bound.set(name, bound);
    }
    return bound;
  }

  call(name, ...args) {
    return this.bind(name).fn(...args) >>> 0;
  }

  // Calls a BaseIO function: the result is the value itself.
  baseIo(name, ...args) {
    const { boxed, fn } = this.bind(name);
    return fn(...args, ...(boxed ? [WORLD] : [])) >>> 0;
  }

  // Calls an IO (or elaborator) function and unwraps its result; throws `LeanError`.
  io(name, ...args) {
    return this.unwrap(this.baseIo(name, ...args), name);
  }

  unwrap(result, name) {
    const value = this.inc(this.field(result, 0));
    const failed = this.tag(result) === 1;
    this.dec(result);
    if (failed) throw new LeanError(`${name} failed`, value);
    return value;
  }
}

module.exports = { Abi, LeanError, box, unbox, isBoxed, TAG, WORLD };
