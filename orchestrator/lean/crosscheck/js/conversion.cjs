// Definitional equality of two terms that have types.
//
// The order of the attempts decides how long it takes, not what is equal: what is the same object, the same shape, two
// proofs of one proposition; then definitions are unfolded, the higher ones first, until the heads meet; then arguments
// one by one, and the eta rules.
'use strict';
const { APP, BVAR, CONST, FVAR, LAM, NAT, PI, PROJ, SORT, STR } = require('./terms.cjs');

const PAIR = 67108864; // more than there are terms

class Conversion {
  constructor(kernel) {
    this.kernel = kernel;
    this.terms = kernel.terms;
    this.levels = kernel.levels;
    this.reduction = kernel.reduction;
    this.forget();
  }

  forget() {
    this.known = new Map();
  }

  equal(a, b) {
    if (a === b) return true;
    this.kernel.limits.tick();
    const seen = this.shape(a, b);
    if (seen !== undefined) return seen;
    const key = a.id < b.id ? a.id * PAIR + b.id : b.id * PAIR + a.id;
    let result = this.known.get(key);
    if (result === undefined) {
      result = this.compare(a, b);
      this.known.set(key, result);
    }
    return result;
  }

  // What two terms of one kind in weak head normal form show by themselves; undefined where that decides nothing.
  shape(a, b) {
    if (a === b) return true;
    if (a.tag !== b.tag) return undefined;
    switch (a.tag) {
      case SORT: return this.levels.equal(a.a, b.a);
      case LAM: case PI: return this.binders(a, b);
      case NAT: case STR: case BVAR: return false;
      case CONST: return a.a === b.a && this.levels.equalLists(a.b, b.b) ? true : undefined;
      default: return undefined;
    }
  }

  binders(a, b) {
    const { terms } = this, { tag } = a, variables = [];
    let depth = Math.max(a.depth, b.depth);
    for (; a.tag === tag && b.tag === tag; a = a.b, b = b.b) {
      const type = terms.instantiate(a.a, variables);
      if (a.a !== b.a && !this.equal(type, terms.instantiate(b.a, variables))) return false;
      variables.push(terms.fvar(depth++, type));
    }
    return this.equal(terms.instantiate(a, variables), terms.instantiate(b, variables));
  }

  compare(a, b) {
    const left = this.reduction.core(a, true), right = this.reduction.core(b, true);
    if (left !== a || right !== b) return this.equal(left, right);
    const truth = this.truthValue(a, b);
    if (truth !== undefined) return truth;
    return this.sameProposition(a, b) || this.unfolded(a, b);
  }

  // A truth value has one normal form: the other side is computed to its end.
  truthValue(a, b) {
    const { true: yes, false: no } = this.kernel.literals;
    if (b === yes || b === no) [a, b] = [b, a];
    if ((a !== yes && a !== no) || !this.kernel.environment.facts.bool) return undefined;
    return this.reduction.whnf(b) === a;
  }

  // Whether both prove one proposition.
  sameProposition(a, b) {
    const { typing } = this.kernel;
    if (a.tag === SORT || a.tag === PI || a.tag === NAT || a.tag === STR) return false;
    const type = typing.infer(a);
    return typing.isProposition(type) && this.equal(type, typing.infer(b));
  }

  // Both sides in weak head normal form but for definitions: unfolds until it is decided.
  unfolded(a, b) {
    for (;;) {
      this.kernel.limits.tick();
      const seen = this.shape(a, b) ?? this.numerals(a, b);
      if (seen !== undefined) return seen;
      // Numerals are computed first where both sides can be; beside a variable the arguments may be equal as they are.
      const closed = a.depth === 0 && b.depth === 0;
      if (!closed && this.sameApplication(a, b)) return true;
      const computed = [a, b].map(term => this.kernel.literals.evaluate(term));
      if (computed[0] !== null || computed[1] !== null) return this.equal(computed[0] ?? a, computed[1] ?? b);
      const left = this.reduction.definition(a), right = this.reduction.definition(b);
      if (left === undefined && right === undefined) return this.stuck(a, b);
      if (left === undefined || right === undefined) {
        const projected = this.projectedFirst(left === undefined ? a : b);
        if (projected !== null) { [a, b] = left === undefined ? [projected, b] : [a, projected]; continue; }
      }
      if (closed && left !== undefined && left === right && this.sameApplication(a, b)) return true;
      const [first, second] = [left?.height ?? -1, right?.height ?? -1];
      if (first >= second) a = this.reduction.core(this.reduction.unfold(a), true);
      if (second >= first) b = this.reduction.core(this.reduction.unfold(b), true);
    }
  }

  // A projection whose structure can be computed is, before the other side is unfolded; null if it cannot.
  projectedFirst(term) {
    if (this.terms.head(term).tag !== PROJ) return null;
    const result = this.reduction.core(term);
    return result === term ? null : result;
  }

  numerals(a, b) {
    if (a.tag !== NAT && b.tag !== NAT && !(a.tag === APP && b.tag === APP)) return undefined;
    const { literals } = this.kernel;
    if (literals.isZero(a) && literals.isZero(b)) return true;
    const before = literals.predecessor(a), other = before === null ? null : literals.predecessor(b);
    return other === null ? undefined : this.equal(before, other);
  }

  // One function with equal arguments.
  sameApplication(a, b) {
    const head = this.terms.head(a), other = this.terms.head(b);
    if (head.tag !== CONST || other.tag !== CONST || head.a !== other.a || !this.levels.equalLists(head.b, other.b)) return false;
    return this.sameArguments(a, b);
  }

  sameArguments(a, b) {
    const left = this.terms.args(a), right = this.terms.args(b);
    return left.length === right.length && left.every((arg, i) => this.equal(arg, right[i]));
  }

  // No definition is left at either head.
  stuck(a, b) {
    const left = this.reduction.core(a), right = this.reduction.core(b);
    if (left !== a || right !== b) return this.equal(left, right);
    if (a.tag === PROJ && b.tag === PROJ && a.b === b.b && this.equal(a.c, b.c)) return true;
    if (a.tag === APP && b.tag === APP && this.equal(this.terms.head(a), this.terms.head(b)) && this.sameArguments(a, b)) return true;
    return this.eta(a, b) || this.eta(b, a) || this.structureEta(a, b) || this.structureEta(b, a) || this.textEqual(a, b) || this.textEqual(b, a)
      || this.sameUnit(a, b);
  }

  // fun x => f x is f. `a` is the function.
  eta(a, b) {
    if (a.tag !== LAM || b.tag === LAM) return false;
    const type = this.reduction.whnf(this.kernel.typing.infer(b));
    if (type.tag !== PI) return false;
    const { terms } = this, variable = terms.fvar(Math.max(a.depth, b.depth), a.a);
    return this.equal(a.a, type.a) && this.equal(terms.instantiate(a.b, [variable]), terms.app(b, variable));
  }

  // A structure is its constructor applied to its projections. `a` is the constructor's application.
  structureEta(a, b) {
    const { terms } = this, { environment, typing } = this.kernel;
    const constructor = environment.constantOf(terms.head(a), 'constructor');
    const structure = constructor === undefined ? undefined : environment.structure(constructor.inductive);
    if (structure === undefined) return false;
    const members = terms.args(a);
    if (members.length !== constructor.params + constructor.fields || !this.equal(typing.infer(a), typing.infer(b))) return false;
    return members.slice(constructor.params).every((member, i) => this.equal(member, terms.proj(structure.name, i, b)));
  }

  // A literal text and one that was made of a list.
  textEqual(a, b) {
    const { literals } = this.kernel;
    if (a.tag !== STR || this.terms.head(b) !== literals.characters.text) return false;
    return this.equal(literals.expanded(a), b);
  }

  // Two values of a structure without members.
  sameUnit(a, b) {
    const { environment, typing } = this.kernel;
    const type = this.reduction.whnf(typing.infer(a));
    const structure = environment.constantOf(this.terms.head(type), 'inductive');
    if (structure === undefined || environment.structure(structure.name) === undefined) return false;
    return environment.get(structure.constructors[0]).fields === 0 && this.equal(type, typing.infer(b));
  }
}

module.exports = { Conversion };
