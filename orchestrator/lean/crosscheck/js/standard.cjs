// Which of the library's constants are the ones that literals, arithmetic, quotients and the three axioms stand for.
'use strict';
const { refuse } = require('./limits.cjs');
const { CONST, PI } = require('./terms.cjs');

const MAX_DEPTH = 64; // of the variables below, above those of closed terms

class Standard {
  constructor(kernel) {
    this.kernel = kernel;
    const { names, levels, terms, literals } = kernel;
    this.terms = terms;
    this.levels = levels;
    this.names = names;
    this.prop = terms.sort(levels.zero);
    this.type = terms.sort(levels.one);
    this.nat = literals.nat;
    this.bool = this.constant('Bool');
    this.next = MAX_DEPTH;
    this.byName = new Map(['Nat', 'Bool', 'Eq', 'String', 'Char', 'List'].map(text => [names.of(text), text]));
    this.binary = ['add', 'sub', 'mul', 'div', 'mod', 'gcd', 'land', 'lor', 'xor', 'pow', 'shiftLeft', 'shiftRight', 'beq', 'ble', 'log2'];
    this.arithmetic = new Map(this.binary.map(text => [names.of(`Nat.${text}`), text]));
    kernel.environment.facts = { nat: false, bool: false, eq: false, string: false, arithmetic: new Set() };
  }

  constant(text, ...levels) { return this.terms.const(this.names.of(text), this.levels.list(levels)); }
  app(f, ...args) { return this.terms.apply(f, args); }
  arrow(a, b) { return this.terms.pi(a, b); }

  // The product over a variable, from what `body` makes of it.
  pi(type, body) {
    const variable = this.terms.fvar(this.next++, type);
    return this.terms.close(PI, [variable], body(variable));
  }

  // To be called when a library constant has become known (of an inductive family, when its constructors have).
  added(constant) {
    const { facts } = this.kernel.environment;
    switch (this.byName.get(constant.name)) {
      case 'Nat': facts.nat = this.isFamily(constant, [['Nat.zero', this.nat], ['Nat.succ', this.arrow(this.nat, this.nat)]]); break;
      case 'Bool': facts.bool = this.isFamily(constant, [['Bool.false', this.bool], ['Bool.true', this.bool]]); break;
      case 'Eq': facts.eq = this.isEquality(constant); break;
    }
    if (constant.name === this.names.of('String.ofList') || constant.name === this.names.of('Char.ofNat')) facts.string = this.isText();
    if (this.arithmetic.has(constant.name)) this.addArithmetic(constant, this.arithmetic.get(constant.name));
    if (constant.kind === 'quot') this.addQuotient(constant);
    if (constant.kind === 'axiom') this.checkAxiom(constant);
  }

  // A type without parameters in Type, and its constructors with their types.
  isFamily({ kind, levels, type, constructors }, expected) {
    if (kind !== 'inductive' || levels.length > 0 || type !== this.type || constructors.length !== expected.length) return false;
    return expected.every(([text, of], i) => constructors[i] === this.names.of(text) && this.kernel.environment.get(constructors[i]).type === of);
  }

  isEquality(constant) {
    if (constant.kind !== 'inductive' || constant.levels.length !== 1 || constant.constructors.length !== 1) return false;
    const u = this.levels.param(constant.levels[0]), sort = this.terms.sort(u), eq = this.constant('Eq', u);
    const refl = this.kernel.environment.get(constant.constructors[0]);
    return constant.type === this.pi(sort, a => this.arrow(a, this.arrow(a, this.prop)))
      && refl.name === this.names.of('Eq.refl') && refl.type === this.pi(sort, a => this.pi(a, x => this.app(eq, a, x, x)));
  }

  isText() {
    const { environment, literals } = this.kernel, { characters } = literals;
    const list = this.app(this.constant('List', this.levels.zero), characters.type);
    const known = [[characters.of, this.arrow(this.nat, characters.type)], [characters.text, this.arrow(list, literals.string)]];
    return known.every(([term, type]) => environment.find(term.a)?.type === type);
  }

  // A function on numbers may be computed by numbers if it has the right type and, where its definition is shipped,
  // satisfies its equations.
  addArithmetic(constant, text) {
    const { facts } = this.kernel.environment;
    const result = text === 'beq' || text === 'ble' ? this.bool : this.nat;
    const type = text === 'log2' ? this.arrow(this.nat, this.nat) : this.arrow(this.nat, this.arrow(this.nat, result));
    const right = facts.nat && (result === this.nat || facts.bool) && constant.declaredAs === 'def' && constant.type === type && constant.levels.length === 0;
    if (right && (constant.value === undefined || this.satisfies(this.equations(text)))) facts.arithmetic.add(constant.name);
  }

  satisfies(equations) {
    const known = term => !this.terms.some(term, ({ tag, a }) => tag === CONST && this.kernel.environment.find(a) === undefined);
    return equations.every(([a, b]) => known(a) && known(b) && this.kernel.conversion.equal(a, b));
  }

  // What must hold by computing. Functions that count down by more than one do not compute with variables: of those,
  // some results.
  equations(text) {
    const { zero, succ, true: yes, false: no } = this.kernel.literals;
    const f = (...args) => this.app(this.constant(`Nat.${text}`), ...args), s = n => this.app(succ, n);
    const [x, y] = [0, 1].map(i => this.terms.fvar(MAX_DEPTH + i, this.nat));
    const nat = (name, ...args) => this.app(this.constant(`Nat.${name}`), ...args);
    switch (text) {
      case 'add': return [[f(x, zero), x], [f(x, s(y)), s(f(x, y))]];
      case 'sub': return [[f(x, zero), x], [f(x, s(y)), nat('pred', f(x, y))], [nat('pred', zero), zero], [nat('pred', s(x)), x]];
      case 'mul': return [[f(x, zero), zero], [f(x, s(y)), nat('add', f(x, y), x)]];
      case 'pow': return [[f(x, zero), s(zero)], [f(x, s(y)), nat('mul', f(x, y), x)]];
      case 'beq': return [[f(zero, zero), yes], [f(zero, s(y)), no], [f(s(x), zero), no], [f(s(x), s(y)), f(x, y)]];
      case 'ble': return [[f(zero, zero), yes], [f(zero, s(y)), yes], [f(s(x), zero), no], [f(s(x), s(y)), f(x, y)]];
      case 'shiftLeft': return [[f(x, zero), x], [f(x, s(y)), f(nat('mul', this.terms.nat(2n), x), y)]];
      case 'shiftRight': return [[f(x, zero), x], [f(x, s(y)), nat('div', f(x, y), this.terms.nat(2n))]];
      case 'div': return this.results(f, [[0n, 3n, 0n], [7n, 2n, 3n], [6n, 3n, 2n], [5n, 0n, 0n], [2n, 9n, 0n]]);
      case 'mod': return this.results(f, [[0n, 3n, 0n], [7n, 2n, 1n], [6n, 3n, 0n], [5n, 0n, 5n], [2n, 9n, 2n]]);
      case 'log2': return this.results(f, [[0n, 0n], [1n, 0n], [7n, 2n], [8n, 3n], [9n, 3n]]);
      default: return [];
    }
  }

  results(f, rows) {
    return rows.map(row => {
      const numbers = row.map(n => this.terms.nat(n));
      return [f(...numbers.slice(0, -1)), numbers.at(-1)];
    });
  }

  addQuotient(constant) {
    const roles = new Map([['Quot', 'type'], ['Quot.mk', 'mk'], ['Quot.lift', 'lift'], ['Quot.ind', 'ind']].map(([text, role]) => [this.names.of(text), role]));
    const role = roles.get(constant.name) ?? refuse(`${constant.name} is no primitive of quotients`);
    const levels = constant.levels.map(name => this.levels.param(name));
    if (role === 'lift') this.require(this.kernel.environment.facts.eq, 'Eq');
    if (levels.length !== (role === 'lift' ? 2 : 1) || constant.type !== this.quotientType(role, ...levels)) refuse(`${constant.name} is not the quotients' own`);
    constant.role = role;
  }

  quotientType(role, u, v) {
    const relation = a => this.arrow(a, this.arrow(a, this.prop));
    const quot = (a, r) => this.app(this.constant('Quot', u), a, r), mk = (a, r, x) => this.app(this.constant('Quot.mk', u), a, r, x);
    const over = body => this.pi(this.terms.sort(u), a => this.pi(relation(a), r => body(a, r)));
    switch (role) {
      case 'type': return over(() => this.terms.sort(u));
      case 'mk': return over((a, r) => this.arrow(a, quot(a, r)));
      case 'ind': return over((a, r) => this.pi(this.arrow(quot(a, r), this.prop), p => this.arrow(
        this.pi(a, x => this.app(p, mk(a, r, x))), this.pi(quot(a, r), q => this.app(p, q)),
      )));
      default: return over((a, r) => this.pi(this.terms.sort(v), b => this.pi(this.arrow(a, b), f => this.arrow(
        this.pi(a, x => this.pi(a, y => this.arrow(this.app(r, x, y), this.app(this.constant('Eq', v), b, this.app(f, x), this.app(f, y))))),
        this.arrow(quot(a, r), b),
      ))));
    }
  }

  // The three axioms have the types under which they are consistent.
  checkAxiom({ name, levels: names, type }) {
    const levels = names.map(each => this.levels.param(each)), [u] = levels;
    if (name === this.names.of('propext')) {
      const iff = (a, b) => this.app(this.constant('Iff'), a, b), eq = (a, b) => this.app(this.constant('Eq', this.levels.one), this.prop, a, b);
      this.require(levels.length === 0 && type === this.pi(this.prop, a => this.pi(this.prop, b => this.arrow(iff(a, b), eq(a, b)))), name);
    } else if (name === this.names.of('Classical.choice')) {
      this.require(levels.length === 1 && type === this.pi(this.terms.sort(u), a => this.arrow(this.app(this.constant('Nonempty', u), a), a)), name);
    } else if (name === this.names.of('Quot.sound')) {
      const mk = (a, r, x) => this.app(this.constant('Quot.mk', u), a, r, x), quot = (a, r) => this.app(this.constant('Quot', u), a, r);
      const right = levels.length === 1 && this.pi(this.terms.sort(u), a => this.pi(this.arrow(a, this.arrow(a, this.prop)), r => this.pi(a, x => this.pi(a, y => this.arrow(
        this.app(r, x, y), this.app(this.constant('Eq', u), quot(a, r), mk(a, r, x), mk(a, r, y)),
      )))));
      this.require(type === right, name);
    }
  }

  require(right, name) {
    if (!right) refuse(`${name} has another type than it should`);
  }
}

module.exports = { Standard };
