// The constants that are known, in the form that reduction and typing ask for.
'use strict';
const { refuse } = require('./limits.cjs');
const { CONST } = require('./terms.cjs');

class Environment {
  constructor({ terms }) {
    this.terms = terms;
    this.constants = new Map(); // by name
    this.instances = new Map(); // what is made of a constant at given levels, by the term
    this.facts = {}; // which primitives are the standard ones: see standard.cjs
  }

  find(name) { return this.constants.get(name); }

  get(name) {
    const constant = this.constants.get(name);
    return constant ?? refuse(`${name} is not known where it is used`);
  }

  add(constant) {
    if (this.constants.has(constant.name)) refuse(`${constant.name} is declared twice`);
    this.constants.set(constant.name, constant);
  }

  remove(name) { this.constants.delete(name); }

  // The constant of a term, if it is one of the kind; else undefined.
  constantOf(term, kind) {
    if (term.tag !== CONST) return undefined;
    const constant = this.constants.get(term.a);
    return constant !== undefined && constant.kind === kind ? constant : undefined;
  }

  levelValues(constant, { b: levels }) {
    if (constant.levels.length !== levels.items.length) refuse(`${constant.name} has ${levels.items.length} universes where it takes ${constant.levels.length}`);
    return new Map(constant.levels.map((name, i) => [name, levels.items[i]]));
  }

  // `part` of the constant of `term` with the term's levels.
  instance(constant, term, part) {
    const key = part === 'type' ? 0 : part === 'value' ? 1 : 2 + part;
    const slots = this.instances.get(term) ?? [];
    if (slots.length === 0) this.instances.set(term, slots);
    return (slots[key] ??= this.terms.withLevels(typeof part === 'number' ? constant.rules[part].body : constant[part], this.levelValues(constant, term)));
  }

  typeOf(constant, term) { return this.instance(constant, term, 'type'); }
  valueOf(constant, term) { return this.instance(constant, term, 'value'); }
  ruleOf(constant, term, index) { return this.instance(constant, term, index); }

  // The inductive type that is one constructor without indices, of which every member is the constructor of its
  // projections; undefined for all others.
  structure(name) {
    const type = this.constants.get(name);
    if (type === undefined || type.kind !== 'inductive') return undefined;
    return type.constructors.length === 1 && type.indices === 0 && !type.recursive ? type : undefined;
  }
}

module.exports = { Environment };
