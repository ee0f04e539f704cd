// The check of one export against the library it was made with.
'use strict';
const { Reader } = require('./data.cjs');
const { Kernel } = require('./kernel.cjs');
const { LimitPassed, Limits, Refused, refuse } = require('./limits.cjs');
const { CONST, NAT, PROJ, STR } = require('./terms.cjs');

const IN_FAMILY = new Set(['inductive', 'constructor', 'recursor']);

class Check {
  constructor(kernel) {
    this.kernel = kernel;
    this.declared = new Map(); // by name: { declaration, given }
    this.recursors = new Map(); // by the first type of their family
    this.state = new Map(); // by name: false while it is being checked, true afterwards
    this.axioms = new Map();
    this.own = 0;
    const { names } = kernel;
    this.literals = { [NAT]: [names.of('Nat')], [STR]: ['String', 'Char', 'List', 'Char.ofNat', 'String.ofList'].map(text => names.of(text)) };
  }

  declare(declarations, given) {
    for (const declaration of declarations) {
      if (this.declared.has(declaration.name)) refuse(`${declaration.name} is declared twice`);
      this.declared.set(declaration.name, { declaration, given });
      if (declaration.kind !== 'recursor') continue;
      const first = declaration.all[0] ?? refuse(`${declaration.name} belongs to no type`);
      const own = this.recursors.get(first) ?? [];
      own.push(declaration);
      this.recursors.set(first, own);
    }
  }

  // Checks the constant of a name after everything that it rests on.
  require(name) {
    const { declaration, given } = this.declared.get(name) ?? refuse(`${name} is used, and nobody declares it`);
    const first = this.groupOf(declaration);
    const state = this.state.get(first);
    if (state === true) return;
    if (state === false) refuse(`${first} rests on itself`);
    this.state.set(first, false);
    if (IN_FAMILY.has(declaration.kind)) this.requireFamily(first, given);
    else {
      for (const used of this.usedIn([declaration.type, declaration.value])) this.require(used);
      this.kernel.addConstant(declaration, given);
      if (declaration.declaredAs === 'axiom') this.axioms.set(name, name.parts);
      if (!given) this.own++;
    }
    this.state.set(first, true);
  }

  // What is declared together goes by the name of the first type.
  groupOf(declaration) {
    switch (declaration.kind) {
      case 'inductive': return declaration.all[0] ?? refuse(`${declaration.name} belongs to no family`);
      case 'recursor': return declaration.all[0];
      case 'constructor': return this.member(declaration.inductive, 'inductive').all[0] ?? refuse(`${declaration.name} belongs to no family`);
      default: return declaration.name;
    }
  }

  member(name, kind) {
    const found = this.declared.get(name)?.declaration;
    return found !== undefined && found.kind === kind ? found : refuse(`${name} is needed as ${kind}, and is none`);
  }

  requireFamily(first, given) {
    const { all } = this.member(first, 'inductive');
    const types = all.map(name => this.member(name, 'inductive'));
    const constructors = types.map(type => type.constructors.map(name => this.member(name, 'constructor')));
    const recursors = this.recursors.get(first) ?? [];
    const whole = [...types, ...constructors.flat(), ...recursors];
    const names = new Set(whole.map(({ name }) => name));
    if (names.size !== whole.length || types.some(type => type.all.length !== all.length || type.all.some((name, i) => name !== all[i]))) refuse(`the family of ${first} is not whole`);
    if (whole.some(({ name }) => this.declared.get(name).given !== given)) refuse(`the family of ${first} is partly the library's`);
    // A recursor's rules name nothing else than its family and its type; what they name otherwise is found when it is compared.
    for (const used of this.usedIn(whole.flatMap(each => (each.kind === 'recursor' ? [] : [each.type])))) if (!names.has(used)) this.require(used);
    this.kernel.addFamily(types, constructors, recursors, given);
    if (!given) this.own += whole.length;
  }

  // The names of the constants in terms (some of which may be undefined).
  usedIn(terms) {
    const used = new Set();
    for (const term of terms) {
      if (term === undefined) continue;
      this.kernel.terms.some(term, ({ tag, a }) => {
        if (tag === CONST || tag === PROJ) used.add(a);
        else if (tag === NAT || tag === STR) for (const name of this.literals[tag]) used.add(name);
        return false;
      });
    }
    return used;
  }
}

// The answer to { library, submission, targets, limits }: exported data twice, names as lists of parts, and numbers.
function check({ library, submission, targets, limits }) {
  const bounds = new Limits(limits);
  const began = bounds.spent();
  let kernel;
  const told = () => ({ steps: bounds.steps, terms: kernel === undefined ? 0 : kernel.terms.count, seconds: bounds.spent() - began });
  try {
    kernel = new Kernel(bounds);
    const run = new Check(kernel);
    run.declare(new Reader(kernel).read(library), true);
    run.declare(new Reader(kernel).read(submission), false);
    for (const parts of targets) run.require(parts.reduce((prefix, part) => kernel.names.child(prefix, part), kernel.names.anonymous));
    return { answer: 'agree', reason: '', declarations: run.own, axioms: [...run.axioms.values()], ...told() };
  } catch (error) {
    if (error instanceof Refused) return { answer: 'disagree', reason: error.message, ...told() };
    if (error instanceof LimitPassed) return { answer: 'limits', reason: error.message, ...told() };
    if (error instanceof RangeError) return { answer: 'limits', reason: `the stack or a number grew too large (${error.message})`, ...told() };
    throw error;
  }
}

module.exports = { Check, check };
