// Names, levels, expressions and declarations as plain data, with sharing.
//
// Every distinct name, level and expression gets a number; equal ones get the same number, whatever objects hold them:
//     names   [prefix, part]                         0 is the anonymous name; part is a string or a number
//     levels  ["succ", l] ["max", a, b] ["imax", a, b] ["param", name]       0 is level zero
//     exprs   ["bvar", i] ["sort", l] ["const", name, [levels]] ["app", f, a] ["lam" | "pi", name, type, body, binder]
//             ["let", name, type, value, body, nondep] ["nat", "digits"] ["str", text] ["proj", type name, i, e]
//             ["fvar", i] ["mvar", i]                (the last two only in goals)
// Metadata nodes are dropped: they carry no meaning for the kernel. The walk is iterative, so depth is no limit.
'use strict';
const { isBoxed, unbox } = require('./abi.cjs');

const EXPR = ['bvar', 'fvar', 'mvar', 'sort', 'const', 'app', 'lam', 'pi', 'let', 'lit', 'mdata', 'proj'];
const CONSTANT_KINDS = ['axiom', 'def', 'theorem', 'opaque', 'quot', 'inductive', 'constructor', 'recursor'];

// The object has no place in the format (`outcome` is then "unexportable"), or is too large for it ("output").
class ExportError extends Error {
  constructor(outcome, message) {
    super(message);
    this.outcome = outcome;
  }
}

const CHARACTERS_PER_NODE = 64; // of JSON, on average over the tables, at most
const ITEM = 64; // what an item of a list is charged as: in JSON it is a few characters, for the reader an object
const DECLARATION = 20 * CHARACTERS_PER_NODE; // what a declaration is charged as: for the reader it is many objects
const LITERAL = 8; // what a character of a literal is charged as: every process that reads it has a few copies

class Exporter {
  // `freeVariable(fvarId)` and `metavariable(mvarId)` number the variables of a goal; without them they are refused.
  // `maxNodes` bounds each table, and with it what all tables and lists take as text (literals, names, and lists of
  // names and levels have any length).
  constructor(abi, { freeVariable, metavariable, maxNodes = Infinity } = {}) {
    this.abi = abi;
    this.maxNodes = maxNodes;
    this.charactersLeft = maxNodes * CHARACTERS_PER_NODE;
    this.freeVariable = freeVariable;
    this.metavariable = metavariable;
    this.names = [];
    this.levels = [];
    this.exprs = [];
    this.byKey = new Map();
    this.nameAt = new Map();
    this.levelAt = new Map();
    this.exprAt = new Map();
  }

  intern(list, node) {
    const key = JSON.stringify(node);
    const tagged = (list === this.names ? 'n' : list === this.levels ? 'l' : 'e') + key;
    let id = this.byKey.get(tagged);
    if (id === undefined) {
      if (list.length >= this.maxNodes) throw new ExportError('output', `more than ${this.maxNodes} nodes`);
      this.charge(key.length);
      list.push(node);
      id = list === this.exprs ? list.length - 1 : list.length;
      this.byKey.set(tagged, id);
    }
    return id;
  }

  charge(characters) {
    if ((this.charactersLeft -= characters) < 0) throw new ExportError('output', 'too many characters');
  }

  // The parts of an exported name.
  fullName(id) {
    if (id === 0) return [];
    const [prefix, part] = this.names[id - 1];
    return [...this.fullName(prefix), part];
  }

  // What `each` makes of the items of a Lean list, which may be of any length, shared by many, or a circle.
  items(list, each) {
    const out = [];
    for (const item of this.abi.list(list)) {
      this.charge(ITEM);
      out.push(each(item));
    }
    return out;
  }

  name(object) {
    if (isBoxed(object)) return 0;
    let id = this.nameAt.get(object);
    if (id !== undefined) return id;
    const { abi } = this;
    const part = abi.field(object, 1);
    id = this.intern(this.names, [this.name(abi.field(object, 0)), abi.tag(object) === 1 ? abi.string(part) : Number(abi.nat(part))]);
    this.nameAt.set(object, id);
    return id;
  }

  level(object) {
    if (isBoxed(object)) return 0;
    let id = this.levelAt.get(object);
    if (id !== undefined) return id;
    const { abi } = this;
    const tag = abi.tag(object);
    if (tag === 0) id = 0;
    else if (tag === 1) id = this.intern(this.levels, ['succ', this.level(abi.field(object, 0))]);
    else if (tag === 2 || tag === 3) {
      id = this.intern(this.levels, [tag === 2 ? 'max' : 'imax', this.level(abi.field(object, 0)), this.level(abi.field(object, 1))]);
    } else if (tag === 4) id = this.intern(this.levels, ['param', this.name(abi.field(object, 0))]);
    else if (this.metavariable) id = this.intern(this.levels, ['lmvar', this.metavariable(abi.field(object, 0))]);
    else throw new ExportError('unexportable', 'a level metavariable cannot be exported');
    this.levelAt.set(object, id);
    return id;
  }

  // Children of an expression that must be numbered before it, borrowed.
  children(object, tag) {
    const { abi } = this;
    switch (tag) {
      case 5: return [abi.field(object, 0), abi.field(object, 1)];
      case 6: case 7: return [abi.field(object, 1), abi.field(object, 2)];
      case 8: return [abi.field(object, 1), abi.field(object, 2), abi.field(object, 3)];
      case 10: return [abi.field(object, 1)];
      case 11: return [abi.field(object, 2)];
      default: return [];
    }
  }

  expr(root) {
    const stack = [root];
    while (stack.length) {
      const object = stack[stack.length - 1];
      if (this.exprAt.has(object)) { stack.pop(); continue; }
      const tag = this.abi.tag(object);
      const pending = this.children(object, tag).filter(child => !this.exprAt.has(child));
      if (pending.length) { stack.push(...pending); continue; }
      stack.pop();
      this.exprAt.set(object, this.node(object, tag));
    }
    return this.exprAt.get(root);
  }

  node(object, tag) {
    const { abi } = this;
    const field = index => abi.field(object, index);
    const at = index => this.exprAt.get(field(index));
    switch (EXPR[tag]) {
      case 'bvar': return this.intern(this.exprs, ['bvar', Number(abi.nat(field(0)))]);
      case 'sort': return this.intern(this.exprs, ['sort', this.level(field(0))]);
      case 'const': return this.intern(this.exprs, ['const', this.name(field(0)), this.items(field(1), level => this.level(level))]);
      case 'app': return this.intern(this.exprs, ['app', at(0), at(1)]);
      // Scalars follow the pointer fields: first the 8 bytes of cached data, then the binder kind.
      case 'lam': case 'pi':
        return this.intern(this.exprs, [EXPR[tag], this.name(field(0)), at(1), at(2), abi.scalarByte(object, 8)]);
      case 'let': return this.intern(this.exprs, ['let', this.name(field(0)), at(1), at(2), at(3), abi.scalarByte(object, 8)]);
      case 'lit': {
        const literal = field(0), value = abi.field(literal, 0);
        const [kind, text] = abi.tag(literal) === 0 ? ['nat', String(abi.nat(value))] : ['str', abi.string(value)];
        this.charge(LITERAL * text.length);
        return this.intern(this.exprs, [kind, text]);
      }
      case 'mdata': return at(1);
      case 'proj': return this.intern(this.exprs, ['proj', this.name(field(0)), Number(abi.nat(field(1))), at(2)]);
      case 'fvar':
        if (!this.freeVariable) throw new ExportError('unexportable', 'a free variable cannot be exported');
        return this.intern(this.exprs, ['fvar', this.freeVariable(field(0))]);
      default:
        if (!this.metavariable) throw new ExportError('unexportable', 'a metavariable cannot be exported');
        return this.intern(this.exprs, ['mvar', this.metavariable(field(0))]);
    }
  }

  nameList(list) {
    return this.items(list, name => this.name(name));
  }

  // Name, universe parameters and type of a `ConstantInfo`.
  signature(info) {
    const { abi } = this, common = abi.field(abi.field(info, 0), 0);
    this.charge(ITEM);
    return { name: this.name(abi.field(common, 0)), levels: this.nameList(abi.field(common, 1)), type: this.expr(abi.field(common, 2)) };
  }

  // One `ConstantInfo` as data. Which definitions were made together (`all`) is left out: nobody reads it.
  constant(info) {
    const { abi } = this;
    const kind = CONSTANT_KINDS[abi.tag(info)], value = abi.field(info, 0);
    const field = index => abi.field(value, index);
    this.charge(DECLARATION);
    const out = { kind, ...this.signature(info) };
    switch (kind) {
      case 'axiom': return { ...out, unsafe: abi.scalarByte(value, 0) === 1 };
      case 'def': {
        const hints = field(2);
        const height = isBoxed(hints) ? (unbox(hints) === 0 ? 'opaque' : 'abbrev') : abi.runtime.u32[(hints + 8) >> 2];
        return { ...out, value: this.expr(field(1)), hints: height, safety: ['unsafe', 'safe', 'partial'][abi.scalarByte(value, 0)] };
      }
      case 'theorem': return { ...out, value: this.expr(field(1)) };
      case 'opaque': return { ...out, value: this.expr(field(1)), unsafe: abi.scalarByte(value, 0) === 1 };
      case 'inductive': return {
        ...out, params: Number(abi.nat(field(1))), indices: Number(abi.nat(field(2))), all: this.nameList(field(3)), constructors: this.nameList(field(4)),
        nested: Number(abi.nat(field(5))), recursive: abi.scalarByte(value, 0) === 1, unsafe: abi.scalarByte(value, 1) === 1,
      };
      case 'constructor': return {
        ...out, inductive: this.name(field(1)), index: Number(abi.nat(field(2))), params: Number(abi.nat(field(3))), fields: Number(abi.nat(field(4))),
        unsafe: abi.scalarByte(value, 0) === 1,
      };
      case 'recursor': return {
        ...out, all: this.nameList(field(1)), params: Number(abi.nat(field(2))), indices: Number(abi.nat(field(3))), motives: Number(abi.nat(field(4))),
        minors: Number(abi.nat(field(5))), unsafe: abi.scalarByte(value, 1) === 1, k: abi.scalarByte(value, 0) === 1,
        rules: this.items(field(6), rule => [this.name(abi.field(rule, 0)), Number(abi.nat(abi.field(rule, 1))), this.expr(abi.field(rule, 2))]),
      };
      default: return out;
    }
  }

  // The tables as they stand, for a message.
  tables() {
    return { names: this.names, levels: this.levels, exprs: this.exprs };
  }
}

module.exports = { Exporter, ExportError, CONSTANT_KINDS };
