// The recursors of an inductive family, made anew: their types, their rules, and whether they are the exported ones.
'use strict';
const { sameItems } = require('./data.cjs');
const { refuse } = require('./limits.cjs');
const { LAM, PI } = require('./terms.cjs');

class Recursors {
  // `family` is a checked Family. `levelName` names the universe of the motives where there is one.
  constructor(family, levelName) {
    this.family = family;
    this.kernel = family.kernel;
    this.terms = family.terms;
    const { levels } = this.kernel;
    this.large = this.eliminatesIntoAll();
    this.level = this.large ? levels.param(levelName) : levels.zero;
    this.levelNames = this.large ? [levelName, ...family.types[0].levels] : family.types[0].levels;
    this.levels = levels.list(this.levelNames.map(name => levels.param(name)));
    this.motives = family.members.map(member => family.fresh(this.motiveType(member)));
    this.minors = family.members.map((member, i) => member.constructors.map(each => family.fresh(this.minorType(each, i))));
    this.shared = [...family.params, ...this.motives, ...this.minors.flat()];
  }

  // Whether data may be made of a value: always of data, of a proof only where that shows nothing of it.
  eliminatesIntoAll() {
    const { family } = this, { levels, typing } = this.kernel;
    if (levels.isNeverZero(family.level)) return true;
    if (family.members.length > 1) return false;
    const { constructors } = family.members[0];
    if (constructors.length !== 1) return constructors.length === 0;
    const [{ fields, indices }] = constructors;
    return fields.every(field => levels.isZero(typing.sort(field.b, false)) || indices.includes(field));
  }

  get k() {
    const { family } = this, { constructors } = family.members[0];
    return family.members.length === 1 && family.proposition && constructors.length === 1 && constructors[0].fields.length === 0;
  }

  motiveType({ self, indices }) {
    const { terms, family } = this;
    const value = family.fresh(terms.apply(self, indices));
    return terms.close(PI, [...indices, value], terms.sort(this.level));
  }

  motiveOf(member, indices, value) {
    return this.terms.app(this.terms.apply(this.motives[member], indices), value);
  }

  // For a constructor: for all fields and induction hypotheses, the motive of what it makes.
  minorType({ constructor, fields, indices, recursion }, member) {
    const { terms, family } = this;
    const hypotheses = [];
    for (const [i, found] of recursion.entries()) {
      if (found === null) continue;
      const { target, variables, indices: at } = found;
      hypotheses.push(family.fresh(terms.close(PI, variables, this.motiveOf(target, at, terms.apply(fields[i], variables)))));
    }
    return terms.close(PI, [...fields, ...hypotheses], this.motiveOf(member, indices, terms.apply(constructor, fields)));
  }

  nameOf(member) {
    const { names } = this.kernel, { types } = this.family;
    return member < types.length ? names.child(types[member].name, 'rec') : names.child(types[0].name, `rec_${member - types.length + 1}`);
  }

  // The recursor of one member, in the form that constants have.
  recursor(member) {
    const { terms, family } = this, { self, indices, name } = family.members[member];
    const value = family.fresh(terms.apply(self, indices));
    const type = terms.close(PI, [...this.shared, ...indices, value], this.motiveOf(member, indices, value));
    const { constructors } = family.members[member];
    return {
      kind: 'recursor', name: this.nameOf(member), levels: this.levelNames, type, major: name, k: this.k, safe: true,
      params: family.params.length, motives: this.motives.length, minors: this.minors.flat().length, indices: indices.length,
      all: family.types.map(each => each.name),
      rules: constructors.map((each, i) => ({ constructor: each.name, fields: each.fields.length, body: this.ruleBody(each, this.minors[member][i]) })),
    };
  }

  ruleBody({ fields, recursion }, minor) {
    const { terms } = this;
    const hypotheses = [];
    for (const [i, found] of recursion.entries()) {
      if (found === null) continue;
      const { target, variables, indices } = found;
      const recursor = terms.apply(terms.const(this.nameOf(target), this.levels), this.shared);
      hypotheses.push(terms.close(LAM, variables, terms.app(terms.apply(recursor, indices), terms.apply(fields[i], variables))));
    }
    return terms.close(LAM, [...this.shared, ...fields], terms.apply(terms.apply(minor, fields), hypotheses));
  }

  // Makes every recursor known and compares those that were exported.
  install(exported) {
    const { environment } = this.kernel;
    const made = this.family.members.map((_, i) => this.recursor(i));
    for (const each of made) environment.add(each);
    for (const each of exported) this.compare(each, made.find(({ name }) => name === each.name) ?? refuse(`${each.name} is no recursor of its family`));
  }

  compare(exported, made) {
    const numbers = ['params', 'motives', 'minors', 'indices', 'k'];
    const same = numbers.every(key => exported[key] === made[key]) && exported.rules.length === made.rules.length
      && sameItems(exported.all, made.all) && sameItems(exported.levels, made.levels);
    if (!same) refuse(`${exported.name} is another recursor than the one of its type`);
    this.compareTerms(exported.type, made.type, exported, 'type');
    for (const [i, rule] of exported.rules.entries()) {
      if (rule.constructor !== made.rules[i].constructor || rule.fields !== made.rules[i].fields) refuse(`${exported.name} has rules for other constructors`);
      this.compareTerms(rule.body, made.rules[i].body, exported, `rule for ${rule.constructor}`);
    }
  }

  // As a rule both are the same term; reduction may have been used on the way to one of them.
  compareTerms(exported, made, { name }, what) {
    if (exported === made) return;
    this.kernel.typing.check(exported);
    if (!this.kernel.conversion.equal(exported, made)) refuse(`the ${what} of ${name} is another than its type gives`);
  }
}

module.exports = { Recursors };
