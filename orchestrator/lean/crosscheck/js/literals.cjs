// Numerals and texts: what they stand for, and arithmetic on them.
//
// `Nat.add 2 3` computes to `5` by its definition, very slowly; here by numbers of JavaScript. That is done only for
// functions that were found to be the standard ones (standard.cjs).
'use strict';
const { LimitPassed } = require('./limits.cjs');
const { CONST, NAT, APP } = require('./terms.cjs');

const MAX_BITS = 1n << 26n;

function gcd(a, b) {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

const bits = n => BigInt(n.toString(16).length) * 4n; // an upper bound

function bounded(size) {
  if (size > MAX_BITS) throw new LimitPassed(`a number of more than ${MAX_BITS} bits`);
}

const OPERATIONS = {
  add: (a, b) => a + b,
  sub: (a, b) => (a > b ? a - b : 0n),
  mul: (a, b) => { bounded(bits(a) + bits(b)); return a * b; },
  div: (a, b) => (b === 0n ? 0n : a / b),
  mod: (a, b) => (b === 0n ? a : a % b),
  gcd,
  land: (a, b) => a & b,
  lor: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  pow: (a, b) => { if (a > 1n) bounded(b * bits(a)); return a ** b; },
  shiftLeft: (a, b) => { if (a === 0n) return a; bounded(bits(a) + b); return a << b; },
  shiftRight: (a, b) => (b > MAX_BITS ? (bounded(bits(a)), 0n) : a >> b),
  beq: (a, b) => a === b,
  ble: (a, b) => a <= b,
};
const UNARY = { log2: a => (a === 0n ? 0n : BigInt(a.toString(2).length - 1)) };

class Literals {
  constructor(kernel) {
    this.kernel = kernel;
    const { names, levels, terms } = kernel;
    const constant = text => terms.const(names.of(text), levels.none);
    this.nat = constant('Nat');
    this.zero = constant('Nat.zero');
    this.succ = constant('Nat.succ');
    this.string = constant('String');
    this.true = constant('Bool.true');
    this.false = constant('Bool.false');
    this.operations = new Map();
    for (const [name, compute] of Object.entries({ ...OPERATIONS, ...UNARY })) {
      this.operations.set(names.of(`Nat.${name}`), { compute, arity: name in UNARY ? 1 : 2 });
    }
    this.characters = { of: constant('Char.ofNat'), type: constant('Char'), text: constant('String.ofList') };
    this.cons = terms.app(terms.const(names.of('List.cons'), levels.list([levels.zero])), this.characters.type);
    this.nil = terms.app(terms.const(names.of('List.nil'), levels.list([levels.zero])), this.characters.type);
  }

  // The literal (or truth value) that an operation on numerals computes to, or null. `term` is in weak head normal form.
  evaluate(term) {
    if (term.tag !== APP) return null;
    const head = this.kernel.terms.head(term);
    if (head.tag !== CONST) return null;
    const operation = this.operations.get(head.a);
    if (operation === undefined || !this.kernel.environment.facts.arithmetic?.has(head.a)) return null;
    // Beside a variable the definition decides which arguments are needed, if there is one.
    if (term.depth > 0 && this.kernel.environment.find(head.a).value !== undefined) return null;
    const args = this.kernel.terms.args(term);
    if (args.length !== operation.arity) return null;
    const values = [];
    for (const arg of args) {
      const value = this.numeral(arg);
      if (value === null) return null;
      values.push(value);
    }
    this.kernel.limits.tick();
    const result = operation.compute(...values);
    return typeof result === 'bigint' ? this.kernel.terms.nat(result) : result ? this.true : this.false;
  }

  // The number that a closed term computes to, or null.
  numeral(term) {
    const { reduction, terms, environment } = this.kernel;
    for (let above = 0n; ; above++) {
      this.kernel.limits.tick();
      const value = reduction.whnf(term);
      if (value.tag === NAT) return value.a + above;
      if (value === this.zero) return environment.facts.nat ? above : null;
      if (value.tag !== APP || value.a !== this.succ || !environment.facts.nat) return null;
      term = value.b;
    }
  }

  // What a term of type Nat is the successor of, if that is seen at its head; else null.
  predecessor(term) {
    if (term.tag === NAT) return term.a > 0n ? this.kernel.terms.nat(term.a - 1n) : null;
    return term.tag === APP && term.a === this.succ ? term.b : null;
  }

  isZero(term) { return term === this.zero || (term.tag === NAT && term.a === 0n); }

  asConstructor(literal) {
    return literal.a === 0n ? this.zero : this.kernel.terms.app(this.succ, this.kernel.terms.nat(literal.a - 1n));
  }

  // A text as a list of characters made into one.
  expanded(literal) {
    const { terms } = this.kernel;
    let list = this.nil;
    for (const character of [...literal.a].reverse()) {
      list = terms.app(terms.app(this.cons, terms.app(this.characters.of, terms.nat(BigInt(character.codePointAt(0))))), list);
    }
    return terms.app(this.characters.text, list);
  }
}

module.exports = { Literals };
