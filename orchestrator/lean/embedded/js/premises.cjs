// Theorems of the library that speak of what a goal speaks of: an index over the types of all of them.
//
// A theorem is the more promising the more of its constants the goal has, the rarer those are, and the shorter it is.
'use strict';
const { isBoxed, unbox } = require('./abi.cjs');
const { INTERNAL } = require('./library.cjs');
const { CONSTANT_KINDS } = require('./exporter.cjs');

const EXPR = { const: 4, app: 5, lam: 6, pi: 7, let: 8, mdata: 10, proj: 11 };
const THEOREM = 1; // in Lean.ConstantKind
const THEOREMS = new Set(['theorem', 'axiom']); // theorems are shipped as axioms: without their proofs
const MAX_NODES = 400;
const TOO_COMMON = 4000; // constants in more theorems than this find none by themselves
const NODE_COST = 0.002;
const RARITY = 0.35; // how much more a rare constant says than a common one
const OUTSIDE = 1.5; // what a constant counts that the goal has not
const INSIDE = 0.5;

class Premises {
  // `environment` (borrowed) has the imports and nothing else.
  constructor(abi, environment) {
    this.abi = abi;
    this.environment = environment;
    this.numbers = new Map(); // of a constant, by its key
    this.byPointer = new Map();
    this.theorems = []; // {name, constants, size}
    this.having = []; // numbers of the theorems with a constant, by its number
    const constants = abi.call('l_Lean_Environment_constants', abi.inc(environment));
    try {
      for (let bucket of abi.array(abi.field(abi.field(constants, 0), 1))) {
        for (; !isBoxed(bucket); bucket = abi.field(bucket, 2)) this.add(abi.field(bucket, 0), abi.field(bucket, 1));
      }
    } finally {
      abi.dec(constants);
    }
  }

  add(name, info) {
    const { abi } = this;
    if (!THEOREMS.has(CONSTANT_KINDS[abi.tag(info)])) return;
    const parts = abi.nameParts(name), text = parts.join('.');
    if (INTERNAL.test(text) || parts[0] === 'Lean') return;
    const found = this.constantsOf(abi.field(abi.field(abi.field(info, 0), 0), 2));
    if (found === null) return;
    for (const constant of found.constants) this.having[constant].push(this.theorems.length);
    this.theorems.push({ name: text, ...found });
  }

  // Numbers of the constants in a type, and how many different subterms it has; null where it is too big.
  constantsOf(type) {
    const { abi } = this;
    const seen = new Set(), constants = new Set(), stack = [type];
    while (stack.length) {
      const expr = stack.pop();
      if (isBoxed(expr) || seen.has(expr)) continue;
      seen.add(expr);
      if (seen.size > MAX_NODES) return null;
      switch (abi.tag(expr)) {
        case EXPR.const: constants.add(this.number(abi.field(expr, 0))); break;
        case EXPR.app: stack.push(abi.field(expr, 0), abi.field(expr, 1)); break;
        case EXPR.lam: case EXPR.pi: stack.push(abi.field(expr, 1), abi.field(expr, 2)); break;
        case EXPR.let: stack.push(abi.field(expr, 1), abi.field(expr, 2), abi.field(expr, 3)); break;
        case EXPR.mdata: stack.push(abi.field(expr, 1)); break;
        case EXPR.proj: stack.push(abi.field(expr, 2)); break;
      }
    }
    return { constants: [...constants], size: seen.size };
  }

  number(name) {
    let number = this.byPointer.get(name);
    if (number === undefined) {
      const key = this.abi.nameKey(name);
      number = this.numbers.get(key);
      if (number === undefined) {
        number = this.having.push([]) - 1;
        this.numbers.set(key, number);
      }
      this.byPointer.set(name, number);
    }
    return number;
  }

  weight(constant) { return (1 + this.having[constant].length) ** -RARITY; }

  // Names of the `limit` best theorems for a goal with these constants (keys), best first.
  suggest(keys, limit) {
    const wanted = new Set(keys.map(key => this.numbers.get(key)).filter(number => number !== undefined));
    const candidates = new Set();
    for (const constant of wanted) {
      if (this.having[constant].length <= TOO_COMMON) for (const theorem of this.having[constant]) candidates.add(theorem);
    }
    const scored = [...candidates].map(number => {
      const { name, constants, size } = this.theorems[number];
      let inside = 0, outside = 0;
      for (const constant of constants) {
        if (wanted.has(constant)) inside += this.weight(constant);
        else outside += this.weight(constant);
      }
      return { name, score: inside / (inside + OUTSIDE * outside) + INSIDE * inside - NODE_COST * size };
    });
    const found = [];
    for (const { name } of scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))) {
      if (found.length === limit) break;
      if (this.isTheorem(name)) found.push(name);
    }
    return found;
  }

  // Definitions whose bodies are not shipped are axioms here too.
  isTheorem(name) {
    const { abi } = this;
    const object = abi.makeName(name.split('.'));
    const kind = abi.call('l_Lean_getOriginalConstKind_x3f', abi.inc(this.environment), abi.inc(object));
    abi.dec(object);
    return isBoxed(kind) || unbox(abi.field(kind, 0)) === THEOREM;
  }
}

module.exports = { Premises };
