// Reads exported declarations, strictly: whatever is not exactly of the documented form is refused.
//
// The text is JSON of `names`, `levels`, `exprs` and `declarations` (see js/exporter.cjs of the embedded Lean, which
// writes it). An entry refers to earlier entries only, so what is read is finite.
'use strict';
const { refuse } = require('./limits.cjs');

const MAX_INDEX = 1 << 20, MAX_PART = 4096, MAX_DEPTH = 512, MAX_HEIGHT = 2 ** 32, MAX_NAME_NUMBER = 2 ** 40;
const DIGITS = /^(0|[1-9][0-9]*)$/;
const MAX_DIGITS = 5_000_000;
const KINDS = new Set(['axiom', 'def', 'theorem', 'opaque', 'quot', 'inductive', 'constructor', 'recursor']);

class Name {
  constructor(id, prefix, part, depth) {
    this.id = id;
    this.prefix = prefix;
    this.part = part;
    this.depth = depth;
    this.children = new Map();
  }

  // For messages.
  toString() {
    const parts = [];
    for (let name = this; name.prefix !== null; name = name.prefix) parts.push(String(name.part).slice(0, 80));
    return parts.reverse().join('.').slice(0, 300) || '[anonymous]';
  }

  get parts() {
    return this.prefix === null ? [] : [...this.prefix.parts, this.part];
  }
}

class Names {
  constructor() {
    this.count = 0;
    this.anonymous = this.make(null, null, 0);
  }

  make(prefix, part, depth) { return new Name(this.count++, prefix, part, depth); }

  // The name with one part more. The string "1" and the number 1 are different parts.
  child(prefix, part) {
    let name = prefix.children.get(part);
    if (name === undefined) {
      name = this.make(prefix, part, prefix.depth + 1);
      prefix.children.set(part, name);
    }
    return name;
  }

  of(text) { return text.split('.').reduce((prefix, part) => this.child(prefix, part), this.anonymous); }
}

function number(value, below = MAX_INDEX) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= below) refuse(`the data has ${show(value)} for a number`);
  return value;
}

function flag(value) {
  if (typeof value !== 'boolean') refuse(`the data has ${show(value)} for a truth value`);
  return value;
}

function array(value, length) {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length)) refuse(`the data has ${show(value)} for a list`);
  return value;
}

function text(value) {
  if (typeof value !== 'string' || !value.isWellFormed()) refuse('the data has something else than text for a text');
  return value;
}

function sameItems(a, b) {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function show(value) {
  return String(JSON.stringify(value)).slice(0, 60);
}

class Reader {
  constructor({ names, levels, terms }) {
    this.makeNames = names;
    this.makeLevels = levels;
    this.makeTerms = terms;
  }

  // The declarations of a message, in its order.
  read(message) {
    if (typeof message !== 'object' || message === null) refuse('the data is no object');
    this.names = [this.makeNames.anonymous];
    this.levels = [this.makeLevels.zero];
    this.exprs = [];
    for (const entry of array(message.names)) this.names.push(this.readName(array(entry, 2)));
    for (const entry of array(message.levels)) this.levels.push(this.readLevel(array(entry)));
    for (const entry of array(message.exprs)) this.exprs.push(this.readExpr(array(entry)));
    return array(message.declarations).map(entry => this.declaration(entry));
  }

  name(id) { return this.names[number(id, this.names.length)]; }
  level(id) { return this.levels[number(id, this.levels.length)]; }
  expr(id) { return this.exprs[number(id, this.exprs.length)]; }
  nameList(ids) { return array(ids).map(id => this.name(id)); }

  readName([prefix, part]) {
    const parent = this.name(prefix);
    if (parent.depth >= MAX_DEPTH) refuse('the data has a name of too many parts');
    if (typeof part === 'string' && part.length > MAX_PART) refuse('the data has a name that is too long');
    return this.makeNames.child(parent, typeof part === 'string' ? text(part) : number(part, MAX_NAME_NUMBER));
  }

  readLevel([kind, ...rest]) {
    const make = this.makeLevels;
    if (kind === 'succ' && rest.length === 1) return make.succ(this.level(rest[0]));
    if (kind === 'max' && rest.length === 2) return make.max(this.level(rest[0]), this.level(rest[1]));
    if (kind === 'imax' && rest.length === 2) return make.imax(this.level(rest[0]), this.level(rest[1]));
    if (kind === 'param' && rest.length === 1) return make.param(this.name(rest[0]));
    return refuse(`the data has ${show(kind)} for a level`);
  }

  readExpr([kind, ...rest]) {
    const make = this.makeTerms;
    switch (`${kind} ${rest.length}`) {
      case 'bvar 1': return make.bvar(number(rest[0]));
      case 'sort 1': return make.sort(this.level(rest[0]));
      case 'const 2': return make.const(this.name(rest[0]), this.makeLevels.list(array(rest[1]).map(id => this.level(id))));
      case 'app 2': return make.app(this.expr(rest[0]), this.expr(rest[1]));
      case 'lam 4': case 'pi 4':
        this.name(rest[0]);
        number(rest[3], 4);
        return kind === 'lam' ? make.lam(this.expr(rest[1]), this.expr(rest[2])) : make.pi(this.expr(rest[1]), this.expr(rest[2]));
      case 'let 5':
        this.name(rest[0]);
        number(rest[4], 2);
        return make.let(this.expr(rest[1]), this.expr(rest[2]), this.expr(rest[3]));
      case 'nat 1':
        if (typeof rest[0] !== 'string' || rest[0].length > MAX_DIGITS || !DIGITS.test(rest[0])) refuse('the data has a number that is none');
        return make.nat(BigInt(rest[0]));
      case 'str 1': return make.str(text(rest[0]));
      case 'proj 3': return make.proj(this.name(rest[0]), number(rest[1]), this.expr(rest[2]));
      default: return refuse(`the data has ${show(kind)} for an expression`);
    }
  }

  // One constant: what all kinds have, and its kind's own fields.
  declaration(raw) {
    if (typeof raw !== 'object' || raw === null || !KINDS.has(raw.kind)) refuse('the data has a declaration of no kind');
    const { kind } = raw, name = this.name(raw.name), levels = this.nameList(raw.levels);
    if (name.prefix === null || new Set(levels).size !== levels.length) refuse(`${name} has no name or a universe parameter twice`);
    const common = { kind, name, levels, type: this.expr(raw.type), declaredAs: KINDS.has(raw.declared_as) ? raw.declared_as : kind };
    const fields = keys => Object.fromEntries(keys.map(key => [key, number(raw[key])]));
    switch (kind) {
      case 'axiom': return { ...common, safe: !flag(raw.unsafe) };
      case 'def': return { ...common, value: this.expr(raw.value), height: this.height(raw.hints), safe: raw.safety === 'safe' };
      case 'theorem': return { ...common, value: this.expr(raw.value), height: 0, safe: true };
      case 'opaque': return { ...common, value: this.expr(raw.value), safe: !flag(raw.unsafe) };
      case 'inductive': return {
        ...common, ...fields(['params', 'indices', 'nested']), recursive: flag(raw.recursive),
        all: this.nameList(raw.all), constructors: this.nameList(raw.constructors), safe: !flag(raw.unsafe),
      };
      case 'constructor': return { ...common, ...fields(['index', 'params', 'fields']), inductive: this.name(raw.inductive), safe: !flag(raw.unsafe) };
      case 'recursor': return {
        ...common, ...fields(['params', 'indices', 'motives', 'minors']), k: flag(raw.k), all: this.nameList(raw.all),
        rules: array(raw.rules).map(rule => this.rule(array(rule, 3))), safe: !flag(raw.unsafe),
      };
      default: return { ...common, safe: true };
    }
  }

  rule([constructor, fields, body]) {
    return { constructor: this.name(constructor), fields: number(fields), body: this.expr(body) };
  }

  // Which of two definitions to unfold first: the higher one. It decides nothing but the order of work.
  height(hints) {
    if (hints === 'opaque') return 0;
    return hints === 'abbrev' ? Infinity : number(hints, MAX_HEIGHT) + 1;
  }
}

module.exports = { Names, Reader, sameItems };
