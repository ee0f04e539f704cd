// The parts of the checker put together, and what is asked of one declaration.
'use strict';
const { Conversion } = require('./conversion.cjs');
const { Names } = require('./data.cjs');
const { Environment } = require('./environment.cjs');
const { Family } = require('./inductive.cjs');
const { Levels } = require('./levels.cjs');
const { refuse } = require('./limits.cjs');
const { Literals } = require('./literals.cjs');
const { Recursors } = require('./recursor.cjs');
const { Reduction } = require('./reduction.cjs');
const { Standard } = require('./standard.cjs');
const { CONST, SORT, Terms } = require('./terms.cjs');
const { Typing } = require('./typing.cjs');

class Kernel {
  constructor(limits) {
    this.limits = limits;
    this.names = new Names();
    this.levels = new Levels(limits);
    this.terms = new Terms(limits, this.levels);
    this.environment = new Environment(this);
    this.literals = new Literals(this);
    this.reduction = new Reduction(this);
    this.typing = new Typing(this);
    this.conversion = new Conversion(this);
    this.standard = new Standard(this);
  }

  // Forgets what may be found otherwise now that more constants are known.
  forget() {
    this.reduction.forget();
    this.typing.forget();
    this.conversion.forget();
  }

  // No bound variable without a binder, no universe parameter that is not declared.
  checkClosed(term, { name, levels }) {
    if (term.loose > 0 || term.depth > 0) refuse(`${name} has a variable without its binder`);
    const declared = new Set(levels), found = new Set();
    this.terms.some(term, each => {
      if (!each.open) return false;
      if (each.tag === SORT) this.levels.parameters(each.a, found);
      if (each.tag === CONST) for (const level of each.b.items) this.levels.parameters(level, found);
      return false;
    });
    for (const level of found) if (!declared.has(level)) refuse(`${name} has the universe parameter ${level}, which it does not declare`);
  }

  // The type of a declaration is a type; returns the level of its sort.
  checkSort(declaration) {
    this.checkClosed(declaration.type, declaration);
    return this.typing.sort(declaration.type, true);
  }

  // A declaration that is not of an inductive family; `given` ones are the library's and taken as they are.
  addConstant(declaration, given) {
    const { name, kind, value } = declaration;
    if (!declaration.safe) refuse(`${name} is unsafe or partial`);
    if (given) {
      this.checkClosed(declaration.type, declaration);
      if (value !== undefined) this.checkClosed(value, declaration);
    } else {
      if (kind === 'quot') refuse(`${name} declares quotients, which only the library may`);
      const level = this.checkSort(declaration);
      if (kind === 'theorem' && !this.levels.isZero(level)) refuse(`the type of the theorem ${name} is no proposition`);
      if (value !== undefined) {
        this.checkClosed(value, declaration);
        this.typing.fits(value, declaration.type, `the value of ${name}`);
      }
    }
    this.environment.add(declaration);
    if (given) this.standard.added(declaration);
  }

  // An inductive family: its types with their constructors, and those of its recursors that were exported.
  addFamily(types, constructors, recursors, given) {
    for (const each of [...types, ...constructors.flat(), ...recursors]) if (!each.safe) refuse(`${each.name} is unsafe`);
    const family = new Family(this, types, constructors, given);
    family.check();
    if (recursors.length > 0) new Recursors(family, this.elimination(recursors[0], types[0])).install(recursors);
    if (given) for (const type of types) this.standard.added(type);
  }

  // The name that a recursor gives to the universe of its motives.
  elimination(recursor, type) {
    const [name] = recursor.levels;
    return recursor.levels.length === type.levels.length + 1 && !type.levels.includes(name) ? name : this.names.make(this.names.anonymous, 'u', 1);
  }
}

module.exports = { Kernel };
