// Names of the constants that the imports brought, for searching the library by name.
'use strict';
const { isBoxed } = require('./abi.cjs');

// Names that Lean makes for itself: private ones, numbered parts, `_proof_1`, `match_1`, `eq_def` and the like.
const INTERNAL = /(^|\.)(_|[0-9]|match_[0-9]|proof_[0-9]|eq_[0-9]|(inst|noConfusion|casesOn|recOn|brecOn|below|binductionOn|ibelow|rec|sizeOf_spec|injEq|ctorIdx|toCtorIdx|ctorElim|ctorElimType|elim)($|\.))/;

// Every name in `map₁` of the environment's `SMap` of constants (a `Std.HashMap`: size, buckets of key value tail).
function libraryNames(abi, environment) {
  const constants = abi.call('l_Lean_Environment_constants', abi.inc(environment));
  const names = [];
  try {
    for (let bucket of abi.array(abi.field(abi.field(constants, 0), 1))) {
      for (; !isBoxed(bucket); bucket = abi.field(bucket, 2)) {
        const name = abi.nameParts(abi.field(bucket, 0)).join('.');
        if (!INTERNAL.test(name)) names.push(name);
      }
    }
  } finally {
    abi.dec(constants);
  }
  return names.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

// `words` must all occur in a name, in any order and case; `limit` names are returned, shortest first.
class Library {
  constructor(abi, environment) {
    this.abi = abi;
    this.environment = environment;
  }

  search({ words, limit }) {
    this.names ??= libraryNames(this.abi, this.environment).map(name => [name, name.toLowerCase()]);
    const wanted = words.map(word => word.toLowerCase());
    const found = this.names.filter(([, lower]) => wanted.every(word => lower.includes(word))).map(([name]) => name);
    return { outcome: 'library', total: found.length, names: found.slice(0, limit) };
  }
}

module.exports = { Library, INTERNAL };
