// What a command proves without keeping it: the constants of an `example`, which Lean checks and then forgets. They are
// still in the environment that its info trees hold.
'use strict';
const { isBoxed } = require('./abi.cjs');
const { written } = require('./constants.cjs');
const { persistentArray } = require('./containers.cjs');

const CONTEXT = 0; // InfoTree.context
const COMMAND_CONTEXT = 0; // PartialContextInfo.commandCtx, whose first field is an environment

// The environments (borrowed) in the contexts of info trees.
function* environments(abi, trees) {
  for (let tree of persistentArray(abi, trees)) {
    for (; abi.tag(tree) === CONTEXT; tree = abi.field(tree, 1)) {
      const context = abi.field(tree, 0);
      if (abi.tag(context) === COMMAND_CONTEXT) yield abi.field(abi.field(context, 0), 0);
    }
    if (abi.tag(tree) === 1) yield* environments(abi, abi.field(tree, 1));
  }
}

// The axioms below constants that a command declared and the environment `after` it no longer has: as written, sorted.
// While Lean defines a recursive function it holds it for an axiom; such are none.
function passingAxioms(abi, constants, trees, after) {
  const axioms = new Set(), stands = new Set(), seen = new Set();
  for (const environment of environments(abi, trees)) {
    if (isBoxed(environment) || seen.has(environment)) continue;
    seen.add(environment);
    for (const { kind, parts, axioms: below } of constants.added(after, environment, constants.known)) {
      if (kind === 'axiom') stands.add(written(parts));
      for (const axiom of below) axioms.add(axiom);
    }
  }
  return [...axioms].filter(axiom => !stands.has(axiom)).sort();
}

module.exports = { passingAxioms };
