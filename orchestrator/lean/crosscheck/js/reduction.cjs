// Weak head normal forms: beta, let, projections, recursors, quotients, numerals, and definitions.
'use strict';
const { APP, CONST, LAM, LET, NAT, PI, PROJ, STR } = require('./terms.cjs');

class Reduction {
  // `kernel` has the parts that work together: terms, environment, typing, conversion, literals, limits.
  constructor(kernel) {
    this.kernel = kernel;
    this.terms = kernel.terms;
    this.environment = kernel.environment;
    this.limits = kernel.limits;
    this.forget();
  }

  // What was found is not what would be found once more constants are known.
  forget() {
    this.normal = new Map();
    this.plain = new Map();
    this.cheap = new Map();
  }

  // The weak head normal form.
  whnf(term) {
    if (term.tag !== APP && term.tag !== CONST && term.tag !== PROJ && term.tag !== LET) return term;
    const known = this.normal.get(term);
    if (known !== undefined) return known;
    let result = term;
    for (;;) {
      this.limits.tick();
      result = this.core(result);
      const next = this.kernel.literals.evaluate(result) ?? this.unfold(result);
      if (next === null) break;
      result = next;
    }
    this.normal.set(term, result);
    return result;
  }

  // The same, but no definition of the head is unfolded. With `cheap` none is unfolded below a projection either.
  core(term, cheap = false) {
    if (term.tag !== APP && term.tag !== PROJ && term.tag !== LET) return term;
    const cache = cheap ? this.cheap : this.plain;
    const known = cache.get(term);
    if (known !== undefined) return known;
    const result = this.reduce(term, cheap);
    cache.set(term, result);
    return result;
  }

  reduce(term, cheap) {
    const { terms } = this;
    let args = [], head = term; // `args` in reverse order, so that they can be taken off
    for (;;) {
      this.limits.tick();
      switch (head.tag) {
        case APP: args.push(head.b); head = head.a; continue;
        case LET: head = terms.instantiate(head.c, [head.b]); continue;
        case LAM: {
          if (args.length === 0) return head;
          const values = [];
          while (head.tag === LAM && args.length) { values.push(args.pop()); head = head.b; }
          head = terms.instantiate(head, values);
          continue;
        }
        case PROJ: {
          const member = this.project(head, cheap);
          if (member === null) break;
          head = member;
          continue;
        }
        case CONST: {
          const constant = this.environment.find(head.a);
          const done = constant === undefined ? null
            : constant.kind === 'recursor' ? this.recurse(constant, head, args)
              : constant.kind === 'quot' ? this.quotient(constant, args) : null;
          if (done === null) break;
          head = done;
          continue;
        }
      }
      return terms.apply(head, args.reverse());
    }
  }

  // The member that a projection takes from a constructor, or null.
  project({ b: index, c: structure }, cheap) {
    const value = this.constructed(cheap ? this.core(structure, true) : this.whnf(structure));
    const head = this.terms.head(value), constant = this.environment.constantOf(head, 'constructor');
    if (constant === undefined) return null;
    return this.terms.args(value)[constant.params + index] ?? null;
  }

  // A literal as its type's constructor applied to something; other terms as they are.
  constructed(value) {
    if (value.tag === NAT) return this.kernel.literals.asConstructor(value);
    return value.tag === STR ? this.whnf(this.kernel.literals.expanded(value)) : value;
  }

  // What a recursor applied to `args` (reversed) computes to; takes the arguments that it uses, or answers null.
  recurse(recursor, head, args) {
    const before = recursor.params + recursor.motives + recursor.minors, at = args.length - 1 - before - recursor.indices;
    if (at < 0) return null;
    const { terms } = this;
    let major = args[at];
    if (recursor.k) major = this.axiomK(recursor, major) ?? major;
    major = this.constructed(this.whnf(major));
    let constructor = this.environment.constantOf(terms.head(major), 'constructor');
    if (constructor === undefined) {
      major = this.expandedStructure(recursor, major);
      if (major === null) return null;
      constructor = this.environment.constantOf(terms.head(major), 'constructor');
    }
    const index = recursor.rules.findIndex(rule => rule.constructor === constructor.name);
    const members = terms.args(major);
    if (index < 0 || members.length !== constructor.params + recursor.rules[index].fields) return null;
    const rest = args.slice(0, at);
    const given = args.slice(args.length - before).reverse();
    args.length = 0;
    args.push(...rest);
    return terms.apply(terms.apply(this.environment.ruleOf(recursor, head, index), given), members.slice(constructor.params));
  }

  // For a proposition whose only constructor has no fields: that constructor, if the type of `major` is one of its own.
  axiomK(recursor, major) {
    const { terms, kernel } = this;
    const type = this.whnf(kernel.typing.infer(major)), head = terms.head(type);
    const family = this.environment.constantOf(head, 'inductive');
    if (family === undefined || family.name !== recursor.major) return null;
    const params = terms.args(type).slice(0, family.params);
    if (params.length < family.params) return null;
    const made = terms.apply(terms.const(family.constructors[0], head.b), params);
    return kernel.conversion.equal(type, kernel.typing.infer(made)) ? made : null;
  }

  // The constructor of the projections of `major`, if its type is a structure and no proposition; else null.
  expandedStructure(recursor, major) {
    const { terms, kernel } = this;
    const structure = this.environment.structure(recursor.major);
    if (structure === undefined) return null;
    const type = this.whnf(kernel.typing.infer(major)), head = terms.head(type);
    if (this.environment.constantOf(head, 'inductive') !== structure || kernel.typing.isProposition(type)) return null;
    return this.madeOfProjections(structure, terms.const(structure.constructors[0], head.b), terms.args(type), major);
  }

  madeOfProjections(structure, constructor, params, value) {
    const { fields } = this.environment.get(structure.constructors[0]);
    const members = Array.from({ length: fields }, (_, i) => this.terms.proj(structure.name, i, value));
    return this.terms.apply(this.terms.apply(constructor, params), members);
  }

  // Quot.lift f h (Quot.mk r a) is f a; Quot.ind h (Quot.mk r a) is h a.
  quotient({ role }, args) {
    const [at, taken] = role === 'lift' ? [5, 3] : role === 'ind' ? [4, 3] : [Infinity, 0];
    if (args.length <= at) return null;
    const { terms } = this;
    const value = this.whnf(args[args.length - 1 - at]), head = terms.head(value);
    if (this.environment.constantOf(head, 'quot')?.role !== 'mk') return null;
    const members = terms.args(value);
    if (members.length !== 3) return null;
    const f = args[args.length - 1 - taken];
    args.length -= at + 1;
    return terms.app(f, members[2]);
  }

  // The definition that the head of a term is, or undefined.
  definition(term) {
    const head = this.terms.head(term);
    if (head.tag !== CONST) return undefined;
    const constant = this.environment.find(head.a);
    return constant !== undefined && (constant.kind === 'def' || constant.kind === 'theorem') ? constant : undefined;
  }

  // `term` with the definition at its head unfolded, or null.
  unfold(term) {
    const definition = this.definition(term);
    if (definition === undefined || definition.value === undefined) return null;
    const head = this.terms.head(term);
    return this.terms.apply(this.environment.valueOf(definition, head), this.terms.args(term));
  }

  // As far as beta, let and definitions go: nothing is computed. The shapes of inductive types are read by it.
  visible(term) {
    for (;;) {
      this.limits.tick();
      const head = this.terms.head(term);
      if (head.tag === LAM) term = this.betaHead(head, this.terms.args(term));
      else if (head.tag === LET) term = this.terms.apply(this.terms.instantiate(head.c, [head.b]), this.terms.args(term));
      else {
        const next = head.tag === PI ? null : this.unfold(term);
        if (next === null) return term;
        term = next;
      }
    }
  }

  betaHead(head, args) {
    const values = [];
    while (head.tag === LAM && values.length < args.length) {
      values.push(args[values.length]);
      head = head.b;
    }
    return this.terms.apply(this.terms.instantiate(head, values), args.slice(values.length));
  }
}

module.exports = { Reduction };
