// Walks over Lean's persistent containers (borrowed objects in, borrowed objects out).
'use strict';
const { isBoxed } = require('./abi.cjs');

const LDECL = 1; // of Lean.LocalDecl: index, fvarId, userName, type, value, nondep, kind; a cdecl has no value, and its binder's kind for nondep
const LOCAL_BYTES = { nondep: 0, kind: 1 };

// Items of a `PersistentArray`, in order.
function* persistentArray(abi, array) {
  yield* persistentArrayNode(abi, abi.field(array, 0));
  yield* abi.array(abi.field(array, 1));
}

function* persistentArrayNode(abi, node) {
  const items = abi.field(node, 0);
  if (abi.tag(node) === 1) yield* abi.array(items);
  else for (const child of abi.array(items)) yield* persistentArrayNode(abi, child);
}

// Calls `visit(key, value)` for every entry of the `PersistentHashMap` node `node` that is not also, as the same
// object, below `old`: subtrees shared by both maps are skipped, so the cost is that of the difference.
function newEntries(abi, node, old, visit) {
  if (node === old) return;
  const oldIsEntries = old !== null && !isBoxed(old) && abi.tag(old) === 0;
  if (abi.tag(node) === 1) {
    const keys = abi.field(node, 0), values = abi.field(node, 1);
    const known = new Set(old === null || oldIsEntries ? [] : abi.array(abi.field(old, 1)));
    for (let i = 0, size = abi.arraySize(keys); i < size; i++) {
      const value = abi.arrayItem(values, i);
      if (!known.has(value)) visit(abi.arrayItem(keys, i), value);
    }
    return;
  }
  const entries = abi.field(node, 0), oldEntries = oldIsEntries ? abi.field(old, 0) : null;
  for (let i = 0, size = abi.arraySize(entries); i < size; i++) {
    const entry = abi.arrayItem(entries, i), was = oldEntries === null ? null : abi.arrayItem(oldEntries, i);
    if (entry === was || isBoxed(entry)) continue;
    const wasTag = was === null || isBoxed(was) ? -1 : abi.tag(was);
    if (abi.tag(entry) === 1) newEntries(abi, abi.field(entry, 0), wasTag === 1 ? abi.field(was, 0) : null, visit);
    else if (wasTag !== 0 || abi.field(was, 1) !== abi.field(entry, 1)) visit(abi.field(entry, 0), abi.field(entry, 1));
  }
}

// The items of a `NameSet` or another `Std.TreeSet`, borrowed, each before those of its subtrees.
function setItems(abi, set) {
  const items = [];
  const walk = node => { // Std.TreeMap: inner size key value left right
    if (isBoxed(node)) return;
    items.push(abi.field(node, 1));
    walk(abi.field(node, 3));
    walk(abi.field(node, 4));
  };
  walk(set);
  return items;
}

// What a goal shows of a local context, in order: a declaration, and whether it has a value that the goal may use. What
// `have` introduced is kept with its proof (`nondep`), which nothing may look at: it is a hypothesis.
function* shownLocals(abi, context) {
  for (const slot of persistentArray(abi, abi.field(context, 1))) {
    if (isBoxed(slot)) continue;
    const local = abi.field(slot, 0);
    const isLet = abi.tag(local) === LDECL && abi.scalarByte(local, LOCAL_BYTES.nondep) === 0;
    if (abi.scalarByte(local, LOCAL_BYTES.kind) === 0) yield [local, isLet]; // others are implementation details
  }
}

module.exports = { persistentArray, newEntries, setItems, shownLocals };
