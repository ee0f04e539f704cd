// The type of a term, and whether the term has one.
'use strict';
const { refuse } = require('./limits.cjs');
const { APP, CONST, FVAR, LAM, LET, NAT, PI, PROJ, SORT, STR } = require('./terms.cjs');

class Typing {
  constructor(kernel) {
    this.kernel = kernel;
    this.terms = kernel.terms;
    this.levels = kernel.levels;
    this.environment = kernel.environment;
    this.forget();
  }

  forget() {
    this.checked = new Map();
    this.inferred = new Map();
  }

  // The type of a term; refuses one that has none.
  check(term) { return this.type(term, true); }

  // The type of a term that is known to have one.
  infer(term) { return this.type(term, false); }

  type(term, check) {
    const known = this.checked.get(term) ?? (check ? undefined : this.inferred.get(term));
    if (known !== undefined) return known;
    this.kernel.limits.tick();
    const result = this.make(term, check);
    (check ? this.checked : this.inferred).set(term, result);
    return result;
  }

  make(term, check) {
    const { terms, levels } = this;
    switch (term.tag) {
      case FVAR: return term.b;
      case SORT: return terms.sort(levels.succ(term.a));
      case CONST: return this.environment.typeOf(this.environment.get(term.a), term);
      case APP: return this.application(term, check);
      case LAM: return this.lambda(term, check);
      case PI: return this.product(term, check);
      case LET:
        if (check) {
          this.sort(term.a, true);
          this.fits(term.b, term.a, 'the value of a let');
        }
        return this.type(terms.instantiate(term.c, [term.b]), check);
      case NAT:
        if (!this.environment.facts.nat) refuse('a numeral where Nat is not known to be the natural numbers');
        return this.kernel.literals.nat;
      case STR:
        if (!this.environment.facts.string) refuse('a text where String is not known to be the texts');
        return this.kernel.literals.string;
      case PROJ: return this.projection(term, check);
      default: return refuse('a bound variable without its binder');
    }
  }

  // Refuses unless `value` has the type `type`.
  fits(value, type, what) {
    const own = this.check(value);
    if (!this.kernel.conversion.equal(own, type)) refuse(`${what} has another type than it should`);
  }

  // The level of the sort that `type` is in; refuses what is no type.
  sort(type, check) {
    const sort = this.kernel.reduction.whnf(this.type(type, check));
    return sort.tag === SORT ? sort.a : refuse('something that is no type stands for one');
  }

  application(term, check) {
    const { terms } = this;
    const args = terms.args(term);
    let type = this.type(terms.head(term), check), given = [];
    for (const arg of args) {
      if (type.tag !== PI) {
        type = this.kernel.reduction.whnf(terms.instantiate(type, given));
        given = [];
        if (type.tag !== PI) refuse('something that is no function is applied');
      }
      if (check) this.fits(arg, terms.instantiate(type.a, given), 'an argument');
      given.push(arg);
      type = type.b;
    }
    return terms.instantiate(type, given);
  }

  lambda(term, check) {
    const { variables, body } = this.opened(LAM, term, check);
    return this.terms.close(PI, variables, this.type(body, check));
  }

  product(term, check) {
    const { variables, body } = this.opened(PI, term, check);
    let level = this.sort(body, check);
    for (const variable of variables.reverse()) level = this.levels.imax(this.sort(variable.b, false), level);
    return this.terms.sort(level);
  }

  // The variables of a term's outermost binders of one kind, and what is below.
  opened(tag, term, check) {
    const { terms } = this;
    const variables = [];
    let body = term, depth = term.depth;
    for (; body.tag === tag; body = body.b) {
      const type = terms.instantiate(body.a, variables);
      if (check) this.sort(type, true);
      variables.push(terms.fvar(depth++, type));
    }
    return { variables, body: terms.instantiate(body, variables) };
  }

  projection({ a: name, b: index, c: value }, check) {
    const { terms, environment, kernel } = this;
    const type = kernel.reduction.whnf(this.type(value, check)), head = terms.head(type);
    const structure = environment.constantOf(head, 'inductive'), params = terms.args(type);
    if (structure === undefined || structure.name !== name || structure.constructors.length !== 1 || structure.indices !== 0
      || params.length !== structure.params) refuse(`a projection from something that is no structure ${name}`);
    const constructor = environment.get(structure.constructors[0]);
    if (index >= constructor.fields) refuse(`a projection to member ${index} of ${name}, which has ${constructor.fields}`);
    const proposition = this.isProposition(type);
    let rest = environment.typeOf(constructor, terms.const(constructor.name, head.b));
    for (const param of params) rest = this.codomain(rest, param);
    for (let i = 0; i < index; i++) {
      rest = kernel.reduction.whnf(rest);
      // What a proof holds must not come out of it, also not through the types of later members.
      if (proposition && rest.b.loose > 0 && !this.isProposition(rest.a)) refuse(`a projection from a proof of ${name} past data`);
      rest = this.codomain(rest, terms.proj(name, i, value));
    }
    const member = kernel.reduction.whnf(rest);
    if (member.tag !== PI) refuse(`a projection from ${name}, which has too few members`);
    if (proposition && !this.isProposition(member.a)) refuse(`a projection of data from a proof of ${name}`);
    return member.a;
  }

  codomain(type, value) {
    const product = this.kernel.reduction.whnf(type);
    return product.tag === PI ? this.terms.instantiate(product.b, [value]) : refuse('a constructor with too few members');
  }

  // Whether `type` is a proposition for all values of the universe parameters.
  isProposition(type) {
    const sort = this.kernel.reduction.whnf(this.infer(type));
    return sort.tag === SORT && this.levels.isZero(sort.a);
  }
}

module.exports = { Typing };
