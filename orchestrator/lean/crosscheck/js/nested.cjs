// Nested inductive types: a field `List T` of `T` is read as one of a further type of the block, which is `List T`.
//
// For every instance of another inductive type whose parameters have a type of the block in them, the block gets a member
// with that type's constructors. Where such an instance stands for a recursive field, a constant stands for it that no
// data can name.
'use strict';
const { refuse } = require('./limits.cjs');
const { CONST } = require('./terms.cjs');

class Nested {
  constructor(family) {
    this.family = family;
    this.kernel = family.kernel;
    this.terms = family.terms;
    this.byInstance = new Map();
    this.stands = new Set();
  }

  // Whether a type of the block, or what stands for an instance, is in `term`.
  mentions(term) {
    return this.terms.some(term, each => this.stands.has(each) || this.family.isOwn(each));
  }

  translate(type) {
    return this.terms.replace(type, term => (this.family.mentions(term) ? this.replacement(term) : term));
  }

  // For an instance applied to its indices: the same of what stands for it. Null for other terms.
  replacement(term) {
    const { terms } = this, head = terms.head(term);
    const type = this.kernel.environment.constantOf(head, 'inductive');
    if (type === undefined || this.family.names.has(type.name)) return null;
    const args = terms.args(term), params = args.slice(0, type.params);
    if (params.length < type.params || !params.some(param => this.family.mentions(param))) return null;
    if (params.some(param => param.loose > 0 || param.depth > this.family.params.length)) refuse(`${type.name} is nested with a parameter that is a local variable`);
    const instance = terms.apply(head, params);
    if (!this.byInstance.has(instance)) this.addFamily(type, head, params);
    return terms.apply(this.byInstance.get(instance), args.slice(type.params));
  }

  // All types of the other type's block become members.
  addFamily(type, { b: levels }, params) {
    const { terms, kernel } = this;
    for (const name of type.all) {
      const other = kernel.environment.get(name), head = terms.const(name, levels), self = terms.apply(head, params);
      if (other.params !== params.length) refuse(`${name} has other parameters than its family`);
      const stand = terms.const(kernel.names.make(kernel.names.anonymous, 'nested', 1), kernel.levels.none);
      this.byInstance.set(self, stand);
      this.stands.add(stand);
      const { indices, level } = this.family.readIndices(this.applied(kernel.environment.typeOf(other, head), params, name), name);
      if (!kernel.levels.equal(level, this.family.level)) refuse(`${name} is nested in a type of another universe`);
      this.family.members.push({ name, self, stand, indices, level, constructors: [], auxiliary: { other, levels, params } });
    }
  }

  constructorsOf(member) {
    const { other, levels, params } = member.auxiliary, { terms, kernel } = this;
    return other.constructors.map(name => {
      const head = terms.const(name, levels);
      const type = this.applied(kernel.environment.typeOf(kernel.environment.get(name), head), params, name);
      return { name, constructor: terms.apply(head, params), ...this.family.readFields(type, name, member) };
    });
  }

  applied(type, params, name) {
    for (const param of params) {
      const product = this.family.product(type) ?? refuse(`${name} has too few parameters`);
      type = this.terms.instantiate(product.b, [param]);
    }
    return type;
  }
}

module.exports = { Nested };
