// Inductive types, checked anew: their sorts, their constructors, and which fields are recursive.
//
// Stricter than the theory where kernels were found to differ: the type stands in its own constructors with its own
// parameters only, sorts and recursive fields are seen without computing, and a type is a proposition always or never.
'use strict';
const { sameItems } = require('./data.cjs');
const { refuse } = require('./limits.cjs');
const { Nested } = require('./nested.cjs');
const { APP, CONST, PI, PROJ, SORT } = require('./terms.cjs');

class Family {
  // `types`: declarations of one mutual block, in order; `constructors`: those of each type, in order. `given` says that
  // the block is the library's: it may then have a sort that is Prop for some universes only (`PUnit`).
  constructor(kernel, types, constructors, given) {
    this.kernel = kernel;
    this.terms = kernel.terms;
    this.types = types;
    this.constructors = constructors;
    this.given = given;
    this.names = new Set(types.map(({ name }) => name));
    this.ownLevels = kernel.levels.list(types[0].levels.map(name => kernel.levels.param(name)));
    this.nextDepth = 0;
    this.mentioned = new Map();
  }

  fresh(type) { return this.terms.fvar(this.nextDepth++, type); }

  // Checks everything but the recursors and makes the constants known. Sets `members`: the types, then for nested types
  // the instances of others that they go through; each with its term, indices, level, and constructors.
  check() {
    const { environment } = this.kernel;
    this.params = null;
    this.members = this.types.map(type => this.readType(type));
    this.level = this.members[0].level;
    for (const { level } of this.members) if (!this.kernel.levels.equal(level, this.level)) refuse(`${this.types[0].name} and its family are of different universes`);
    this.checkLevel();
    for (const type of this.types) environment.add({ ...type, constructors: [], recursive: true });
    this.nested = new Nested(this);
    for (const [i, member] of this.members.entries()) member.constructors = this.constructors[i].map(each => this.readConstructor(each, i));
    this.findRecursion();
    this.compareNumbers();
    for (const type of this.types) {
      environment.remove(type.name);
      environment.add(type);
    }
    for (const constructor of this.constructors.flat()) environment.add(constructor);
    this.kernel.forget();
  }

  checkLevel() {
    const { levels } = this.kernel;
    this.proposition = levels.isZero(this.level);
    if (!this.given && !this.proposition && !levels.isNeverZero(this.level)) refuse(`${this.types[0].name} is a proposition in some universes and none in others`);
  }

  // A product at the head of a type, without computing.
  product(type) {
    const shown = this.kernel.reduction.visible(type);
    return shown.tag === PI ? shown : null;
  }

  readType(declaration) {
    const { name, type, params } = declaration;
    if (!sameItems(declaration.levels, this.types[0].levels) || params !== this.types[0].params) refuse(`${name} has other parameters than its family`);
    this.kernel.checkSort(declaration);
    const mine = [];
    let rest = type;
    for (let i = 0; i < params; i++) {
      const product = this.product(rest) ?? refuse(`${name} has too few parameters`);
      if (this.params !== null && !this.kernel.conversion.equal(product.a, this.params[i].b)) refuse(`${name} has other parameters than its family`);
      mine.push(this.params?.[i] ?? this.fresh(product.a));
      rest = this.terms.instantiate(product.b, [mine[i]]);
    }
    this.params = mine;
    const { indices, level } = this.readIndices(rest, name);
    const self = this.terms.apply(this.terms.const(name, this.ownLevels), this.params);
    return { name, self, indices, level, sort: rest, constructors: [] };
  }

  // The indices and the level of a type without its parameters.
  readIndices(type, name) {
    const indices = [];
    let product;
    while ((product = this.product(type)) !== null) {
      indices.push(this.fresh(product.a));
      type = this.terms.instantiate(product.b, [indices.at(-1)]);
    }
    const sort = this.kernel.reduction.visible(type);
    if (sort.tag !== SORT) refuse(`the sort of ${name} is not spelt out`);
    return { indices, level: sort.a };
  }

  readConstructor(declaration, index) {
    const { name, type } = declaration;
    if (!sameItems(declaration.levels, this.types[0].levels)) refuse(`${name} has other universe parameters than its type`);
    this.kernel.checkSort(declaration);
    let rest = type;
    for (const param of this.params) {
      const product = this.product(rest) ?? refuse(`${name} has too few parameters`);
      if (this.mentions(product.a) || !this.kernel.conversion.equal(product.a, param.b)) refuse(`${name} has other parameters than its type`);
      rest = this.terms.instantiate(product.b, [param]);
    }
    this.requireUniform(rest, name);
    const made = this.readFields(rest, name, this.members[index]);
    for (const field of made.fields) this.requireRoom(field, name);
    const constructor = this.terms.apply(this.terms.const(name, this.ownLevels), this.params);
    return { name, constructor, ...made };
  }

  // The fields of a constructor's type without its parameters, and the indices of what it makes.
  readFields(type, name, member) {
    const fields = [];
    let product;
    while ((product = this.product(type)) !== null) {
      fields.push(this.fresh(product.a));
      type = this.terms.instantiate(product.b, [fields.at(-1)]);
    }
    const result = this.kernel.reduction.visible(type);
    const indices = this.indicesOf(result, member.self, member.indices.length);
    if (indices === null || indices.some(index => this.mentions(index))) refuse(`${name} makes something else than its type`);
    return { fields, indices };
  }

  // The arguments of `term` after `self`, if that is what it is; else null.
  indicesOf(term, self, count) {
    const indices = [];
    for (; indices.length < count && term.tag === APP; term = term.a) indices.push(term.b);
    return term === self && indices.length === count ? indices.reverse() : null;
  }

  requireRoom(field, name) {
    const level = this.kernel.typing.sort(field.b, false);
    if (!this.proposition && !this.kernel.levels.atMost(level, this.level)) refuse(`a field of ${name} is too large for its universe`);
  }

  isOwn(term) { return (term.tag === CONST || term.tag === PROJ) && this.names.has(term.a); }

  // Whether a type of the block stands in `term`.
  mentions(term) {
    let known = this.mentioned.get(term);
    if (known === undefined) {
      known = this.terms.some(term, each => this.isOwn(each));
      this.mentioned.set(term, known);
    }
    return known;
  }

  // Every type of the block in `root` has the block's own parameters and universes.
  requireUniform(root, name) {
    const seen = new Set(), stack = [root];
    while (stack.length) {
      const term = stack.pop();
      if (seen.has(term)) continue;
      seen.add(term);
      if (!this.mentions(term)) continue;
      const head = this.terms.head(term);
      if (this.isOwn(head)) {
        const args = this.terms.args(term);
        if (head.tag === PROJ || head.b !== this.ownLevels || this.params.some((param, i) => args[i] !== param)) refuse(`${name} mentions ${head.a} with other parameters`);
        stack.push(...args.slice(this.params.length));
      } else if (term.tag === APP) stack.push(head, ...this.terms.args(term));
      else stack.push(...this.terms.children(term));
    }
  }

  // Finds the recursive fields of every member's constructors; members are added on the way.
  findRecursion() {
    this.recursive = false;
    for (let i = 0; i < this.members.length; i++) { // grows
      const member = this.members[i];
      if (member.auxiliary) member.constructors = this.nested.constructorsOf(member);
      for (const constructor of member.constructors) {
        constructor.recursion = constructor.fields.map(({ b: type }) => this.recursionOf(type, constructor.name));
      }
    }
  }

  // What a recursive field of a type holds: the index of a member, the function's variables, the indices; null for other fields.
  recursionOf(type, name) {
    if (!this.mentions(type)) return null;
    this.recursive = true;
    let rest = this.kernel.reduction.visible(this.nested.translate(type));
    const variables = [];
    while (rest.tag === PI) {
      if (this.nested.mentions(rest.a)) refuse(`${name} has a field that takes its own type`);
      variables.push(this.fresh(rest.a));
      rest = this.kernel.reduction.visible(this.terms.instantiate(rest.b, [variables.at(-1)]));
    }
    if (!this.nested.mentions(rest)) return null;
    for (const [target, member] of this.members.entries()) {
      const indices = this.indicesOf(rest, member.stand ?? member.self, member.indices.length);
      if (indices === null) continue;
      if (indices.some(index => this.nested.mentions(index))) refuse(`${name} has its own type in an index`);
      return { target, variables, indices };
    }
    return refuse(`${name} has a field in which its own type stands where it may not, or is found by computing only`);
  }

  compareNumbers() {
    for (const [i, type] of this.types.entries()) {
      const member = this.members[i];
      const right = type.indices === member.indices.length && type.nested === this.members.length - this.types.length && type.recursive === this.recursive;
      if (!right) refuse(`${type.name} has other numbers of indices or nested types than the data says`);
      for (const [j, declared] of this.constructors[i].entries()) {
        const made = member.constructors[j];
        if (declared.index !== j || declared.params !== type.params || declared.fields !== made.fields.length || declared.inductive !== type.name) {
          refuse(`${declared.name} has other numbers of fields than the data says`);
        }
      }
    }
  }
}

module.exports = { Family };
