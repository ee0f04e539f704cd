// Lean closures that call JavaScript: how the host gets at the contexts that Lean's monads pass around.
'use strict';
const { TAG } = require('./abi.cjs');

const SLOTS = new Map(); // by arity: the table slot and what to call
const I32 = 0x7f;

// A module that imports a function of `arity` i32 parameters and exports it: only such a function fits into a table.
function forwarder(arity, call) {
  const bytes = Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, 5 + arity, 1, 0x60, arity, ...Array(arity).fill(I32), 1, I32,
    2, 7, 1, 1, 0x6a, 1, 0x66, 0, 0,
    7, 5, 1, 1, 0x66, 0, 0,
  ]);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { j: { f: call } }).exports.f;
}

// A closure (owned) of a monadic function of `arity` parameters, the last being the world token. When Lean calls it,
// `body` gets the parameters, owned, and returns an owned value. It is valid until the next one of that arity is made.
function callback(abi, arity, body) {
  let entry = SLOTS.get(arity);
  if (!entry) {
    entry = { slot: abi.runtime.table.grow(1), body: null };
    const made = entry;
    abi.runtime.table.set(entry.slot, forwarder(arity, (...args) => abi.constructorObject(0, [made.body(...args.map(arg => arg >>> 0))])));
    SLOTS.set(arity, entry);
  }
  entry.body = body;
  const object = abi.allocate(16, TAG.closure, 0);
  const { view } = abi.runtime;
  view.setUint32(object + 8, entry.slot, true);
  view.setUint16(object + 12, arity, true);
  view.setUint16(object + 14, 0, true);
  return object;
}

module.exports = { callback };
