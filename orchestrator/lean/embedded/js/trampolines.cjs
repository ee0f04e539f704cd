// Calls that may throw a C++ exception, as WebAssembly functions.
//
// Code compiled by Emscripten makes such a call through an imported `invoke_<signature>(function, arguments...)`,
// which must come back normally with a flag set if the callee throws. As JavaScript closures these took 40 % of all
// checking time. Here they are functions of a small module made at start: it owns the function table that lean.wasm
// imports, shares its stack pointer, and catches exceptions of one tag, the one with which `__cxa_throw` throws. Traps, stack overflow and
// JavaScript errors pass through: they are not for C++ to handle.
//
// Binary format: WebAssembly core specification 2.0 chapter 5, and its exception-handling proposal (legacy encoding).
'use strict';

const TYPE = { i: 0x7f, j: 0x7e, f: 0x7d, d: 0x7c };
const EMPTY_BLOCK = 0x40;
const STACK_POINTER = 0; // index of the only global
const OP = {
  try: 0x06, catch: 0x07, end: 0x0b, call: 0x10, callIndirect: 0x11, drop: 0x1a,
  localGet: 0x20, localSet: 0x21, globalGet: 0x23, globalSet: 0x24, i32: 0x41,
};
const ZERO = { i: [0x41, 0], j: [0x42, 0], f: [0x43, 0, 0, 0, 0], d: [0x44, 0, 0, 0, 0, 0, 0, 0, 0], v: [] };

function unsigned(value) {
  const out = [];
  do {
    const byte = value & 0x7f;
    value >>>= 7;
    out.push(value ? byte | 0x80 : byte);
  } while (value);
  return out;
}

function signed(value) {
  const out = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && !(byte & 0x40)) || (value === -1 && byte & 0x40)) return [...out, byte];
    out.push(byte | 0x80);
  }
}

const vector = items => [...unsigned(items.length), ...items.flat()];
const text = value => vector([...Buffer.from(value)]);
const section = (id, items) => { const body = vector(items); return [id, ...unsigned(body.length), ...body]; };

class Types {
  constructor() {
    this.items = [];
    this.indices = new Map();
  }

  // Index of the function type `signature`: result letter, then parameter letters.
  index(signature) {
    if (!this.indices.has(signature)) {
      const result = signature[0] === 'v' ? [] : [[TYPE[signature[0]]]];
      this.items.push([0x60, ...vector([...signature.slice(1)].map(letter => [TYPE[letter]])), ...vector(result)]);
      this.indices.set(signature, this.items.length - 1);
    }
    return this.indices.get(signature);
  }
}

// Returns {table, tag, invoke_...} for every `invoke_` name in `names`. `stackPointer` is the global that lean.wasm
// imports too, `slot(name)` is a function's place in the table.
function makeTrampolines(names, tableSize, stackPointer, slot) {
  const invokes = [...new Set(names.filter(name => name.startsWith('invoke_')))];
  const types = new Types();
  const call = (signature, ...before) => [...before.flat(), OP.callIndirect, ...unsigned(types.index(signature)), 0];
  const constant = value => [OP.i32, ...signed(value)];
  const bodies = [], typeIndices = [];
  for (const name of invokes) {
    const signature = name.slice('invoke_'.length), result = signature[0], count = signature.length - 1;
    const saved = count + 1; // the local after the parameters
    typeIndices.push(unsigned(types.index(`${result}i${signature.slice(1)}`)));
    const forwarded = Array.from({ length: count }, (_, i) => [OP.localGet, ...unsigned(i + 1)]);
    const code = [
      OP.globalGet, STACK_POINTER, OP.localSet, ...unsigned(saved),
      OP.try, result === 'v' ? EMPTY_BLOCK : TYPE[result],
      ...call(signature, ...forwarded, [OP.localGet, 0]),
      OP.catch, 0, OP.drop,
      OP.localGet, ...unsigned(saved), OP.globalSet, STACK_POINTER,
      ...call('vii', constant(1), constant(0), constant(slot('setThrew'))),
      ...ZERO[result],
      OP.end, OP.end,
    ];
    const body = [...vector([[1, TYPE.i]]), ...code];
    bodies.push([...unsigned(body.length), ...body]);
  }
  const tagType = types.index('vi');
  const exported = invokes.map((name, i) => [...text(name), 0, ...unsigned(i)]);
  const bytes = Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types.items),
    ...section(2, [[...text('env'), ...text('stack_pointer'), 3, TYPE.i, 1]]),
    ...section(3, typeIndices),
    ...section(4, [[0x70, 0, ...unsigned(tableSize)]]),
    ...section(13, [[0, ...unsigned(tagType)]]),
    ...section(7, [[...text('table'), 1, 0], [...text('tag'), 4, 0], ...exported]),
    ...section(10, bodies),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { stack_pointer: stackPointer } }).exports;
}

// A function for the table that tells `first` its arguments before it does what `original`, a function of that table, does.
// All of them are 32-bit numbers, as of everything that Lean calls through a closure.
function oneFunction(original, first) {
  const count = original.length, parameters = 'i'.repeat(count);
  const types = new Types();
  const told = types.index(`v${parameters}`), type = types.index(`i${parameters}`);
  const all = Array.from({ length: count }, (_, i) => [OP.localGet, ...unsigned(i)]).flat();
  const body = [0, ...all, OP.call, 0, ...all, OP.call, 1, OP.end];
  const bytes = Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types.items),
    ...section(2, [[...text('env'), ...text('first'), 0, ...unsigned(told)], [...text('env'), ...text('original'), 0, ...unsigned(type)]]),
    ...section(3, [unsigned(type)]),
    ...section(7, [[...text('f'), 0, 2]]),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { first, original } }).exports.f;
}

module.exports = { makeTrampolines, oneFunction };
