// The judge's side of a host that never elaborates: what the library's constants are, and the kernel over given data.
//
// A host used for this imports the library and runs no text. `describe` tells which names the library has and which
// axioms they rest on; `replay` rebuilds declarations from data (see exporter.cjs) and gives them one by one to the
// kernel (`Lean.Kernel.Environment.addDeclCore`), then reads back what the kernel holds afterwards.
'use strict';
const { box, isBoxed } = require('./abi.cjs');
const { Exporter } = require('./exporter.cjs');
const { LibraryFacts } = require('./library_facts.cjs');

const DECLARATION = { axiom: 0, def: 1, theorem: 2, opaque: 3, inductive: 6 }; // constructors of Lean.Declaration
// What the kernel makes literals from, though no term names it.
const NUMBER_CONSTANTS = [['Nat']], TEXT_CONSTANTS = [['String'], ['Char'], ['List'], ['String', 'ofList'], ['Char', 'ofNat']];
const LITERAL_CONSTANTS = [...NUMBER_CONSTANTS, ...TEXT_CONSTANTS];
const SAFE = 1; // Lean.DefinitionSafety.safe
const NO_HEARTBEAT_LIMIT = 0; // the host's wall time is the limit
// Constructors of Lean.Kernel.Exception in order; the last four say that a limit was passed.
const KERNEL_ERRORS = [
  'unknown constant', 'already declared', 'the value does not have the declared type', 'metavariables', 'free variables',
  'function expected', 'type expected', 'the value of a let has another type', 'an expression has another type',
  'an argument has another type', 'invalid projection', 'the type of the theorem is not a proposition', '',
  'time', 'memory', 'deep recursion', 'interrupted',
];
const OTHER_ERROR = 12;

class Replayer {
  constructor(abi, environment) {
    this.abi = abi;
    this.library = new LibraryFacts(abi, environment);
    this.kernel = this.library.kernel;
  }

  // `names` (lists of parts): which of them the library has, as what they were declared; the axioms that any of `uses`
  // rests on as far as the shipped library shows, with the use that leads there; whether any rests on a constant that
  // is shipped without its proof or body, and so without the axioms of that; and the names that the library speaks of below `uses` and literals without having them.
  describe({ names, uses }) {
    const { abi } = this;
    const kinds = names.map(parts => {
      const name = abi.makeName(parts), info = this.library.find(this.kernel, name);
      const kind = info === null ? null : this.library.originalKind(name, info);
      if (info !== null) abi.dec(info);
      abi.dec(name);
      return kind;
    });
    const axioms = [], absent = new Map();
    let unknown = false;
    const below = new Set();
    for (const use of uses) {
      this.library.walk(use, below, absent, (name, info) => {
        const kind = this.library.originalKind(name, info);
        if (kind === 'axiom') axioms.push({ axiom: abi.nameParts(name), use });
        unknown ||= this.library.isBodiless(info, kind);
      });
    }
    for (const type of LITERAL_CONSTANTS) this.library.walk(type, below, absent, () => {});
    return { outcome: 'described', kinds, axioms, unknown, absent: [...absent.values()] };
  }

  // The library's constants below `uses` (names as parts) and below literals, as data (see exporter.cjs) for a checker that
  // has no library: each with `declared_as`, its original kind. `texts` says that the user of the data has literal texts.
  supply({ uses, texts, max_nodes: maxNodes }) {
    const exporter = new Exporter(this.abi, { maxNodes });
    const declarations = [], seen = new Set();
    const take = roots => {
      for (const root of roots) {
        // Not released: the exporter numbers objects by address.
        this.library.walk(root, seen, new Map(), (name, info) => {
          declarations.push({ ...exporter.constant(this.abi.inc(info)), declared_as: this.library.originalKind(name, info) });
        });
      }
    };
    take([...uses, ...NUMBER_CONSTANTS]);
    if (texts || exporter.exprs.some(([kind]) => kind === 'str')) take(TEXT_CONSTANTS);
    return { outcome: 'supplied', declarations, ...exporter.tables() };
  }

  // Gives `declarations` in their order to the kernel and reads back the constants named by `read`, which may take at
  // most `max_nodes` nodes of each kind.
  replay(request) {
    const { abi } = this;
    const build = new Builder(abi, request);
    let kernel = abi.inc(this.kernel);
    for (const [index, declaration] of request.declarations.entries()) {
      const wrong = declaration.kind === 'inductive' ? this.illTyped(kernel, build, declaration) : null;
      if (wrong !== null) return this.refusal(index, wrong);
      const { value, failed } = this.add(kernel, build.declaration(declaration));
      if (failed) return this.refusal(index, value);
      kernel = value;
    }
    const exporter = new Exporter(abi, { maxNodes: request.max_nodes });
    const read = request.read.map(name => {
      const info = this.library.find(kernel, build.names[name]);
      return info === null ? null : exporter.constant(info); // not released: the exporter numbers objects by address
    });
    return { outcome: 'replayed', declarations: read, ...exporter.tables() };
  }

  // Gives one declaration to the kernel: the environment with it, or the exception. Takes both arguments.
  add(kernel, declaration) {
    const { abi } = this;
    const result = abi.call('l_Lean_Kernel_Environment_addDeclCore', kernel, abi.makeU32(NO_HEARTBEAT_LIMIT), declaration, box(0));
    const value = abi.inc(abi.field(result, 0)), failed = abi.tag(result) === 0;
    abi.dec(result);
    return { value, failed };
  }

  // What the kernel says of an inductive type's constructors as they are written, or null. Lean 4.28 checks them only
  // after it has replaced nested types by copies, and so never sees the parameters of the originals
  // (leanprover/lean4#14577). Here the types are axioms of an environment that is thrown away. `kernel` is borrowed.
  illTyped(kernel, build, { levels, types }) {
    const { abi } = this;
    const axioms = [...types, ...types.flatMap(({ constructors }) => constructors)];
    let scratch = abi.inc(kernel);
    for (const { name, type } of axioms) {
      const { value, failed } = this.add(scratch, build.declaration({ kind: 'axiom', name, levels, type }));
      if (failed) return value;
      scratch = value;
    }
    abi.dec(scratch);
    return null;
  }

  refusal(index, exception) {
    const { abi } = this;
    const tag = abi.tag(exception);
    const detail = tag === OTHER_ERROR ? abi.string(abi.field(exception, 0)) : KERNEL_ERRORS[tag];
    return { outcome: tag > OTHER_ERROR ? 'kernel_limit' : 'refused', index, detail };
  }
}

// Lean objects from an export's tables. They live as long as the process.
class Builder {
  constructor(abi, { names, levels, exprs }) {
    this.abi = abi;
    this.names = [box(0)];
    for (const [prefix, part] of names) {
      const parent = abi.inc(this.names[prefix]);
      this.names.push(typeof part === 'string'
        ? abi.call('l_Lean_Name_str___override', parent, abi.makeString(part))
        : abi.call('l_Lean_Name_num___override', parent, abi.makeNat(part)));
    }
    this.levels = [abi.call('lean_level_mk_zero', box(0))];
    for (const node of levels) this.levels.push(this.makeLevel(node));
    this.exprs = [];
    for (const node of exprs) this.exprs.push(this.makeExpr(node));
  }

  name(id) { return this.abi.inc(this.names[id]); }
  level(id) { return this.abi.inc(this.levels[id]); }
  expr(id) { return this.abi.inc(this.exprs[id]); }
  nameList(ids) { return this.abi.makeList(ids.map(id => this.name(id))); }

  makeLevel([kind, a, b]) {
    const { abi } = this;
    switch (kind) {
      case 'succ': return abi.call('l_Lean_Level_succ___override', this.level(a));
      case 'max': return abi.call('l_Lean_Level_max___override', this.level(a), this.level(b));
      case 'imax': return abi.call('l_Lean_Level_imax___override', this.level(a), this.level(b));
      case 'param': return abi.call('l_Lean_Level_param___override', this.name(a));
      default: throw new Error(`no such level: ${kind}`);
    }
  }

  makeExpr([kind, a, b, c, d, e]) {
    const { abi } = this;
    switch (kind) {
      case 'bvar': return abi.call('l_Lean_Expr_bvar___override', abi.makeNat(a));
      case 'sort': return abi.call('l_Lean_Expr_sort___override', this.level(a));
      case 'const': return abi.call('l_Lean_Expr_const___override', this.name(a), abi.makeList(b.map(id => this.level(id))));
      case 'app': return abi.call('l_Lean_Expr_app___override', this.expr(a), this.expr(b));
      case 'lam': return abi.call('l_Lean_Expr_lam___override', this.name(a), this.expr(b), this.expr(c), box(d));
      case 'pi': return abi.call('l_Lean_Expr_forallE___override', this.name(a), this.expr(b), this.expr(c), box(d));
      case 'let': return abi.call('l_Lean_Expr_letE___override', this.name(a), this.expr(b), this.expr(c), this.expr(d), box(e));
      case 'nat': return abi.call('l_Lean_Expr_lit___override', abi.constructorObject(0, [abi.makeNat(BigInt(a))]));
      case 'str': return abi.call('l_Lean_Expr_lit___override', abi.constructorObject(1, [abi.makeString(a)]));
      case 'proj': return abi.call('l_Lean_Expr_proj___override', this.name(a), abi.makeNat(b), this.expr(c));
      default: throw new Error(`no such expression: ${kind}`);
    }
  }

  // A Lean.ConstantVal.
  common({ name, levels, type }) {
    return this.abi.constructorObject(0, [this.name(name), this.nameList(levels), this.expr(type)]);
  }

  hints(height) {
    if (height === 'opaque' || height === 'abbrev') return box(height === 'opaque' ? 0 : 1);
    const object = this.abi.constructorObject(2, [], 4);
    this.abi.runtime.u32[(object + 8) >> 2] = height;
    return object;
  }

  // A Lean.Declaration. Safe ones only: the data has no way to say unsafe.
  declaration(data) {
    const { abi } = this;
    switch (data.kind) {
      case 'axiom': return this.wrap(data, abi.constructorObject(0, [this.common(data)], 1));
      case 'def': {
        const value = abi.constructorObject(0, [this.common(data), this.expr(data.value), this.hints(data.hints), this.nameList([data.name])], 1);
        abi.runtime.u8[value + 8 + 16] = SAFE;
        return this.wrap(data, value);
      }
      case 'theorem': return this.wrap(data, abi.constructorObject(0, [this.common(data), this.expr(data.value), this.nameList([data.name])]));
      case 'opaque': return this.wrap(data, abi.constructorObject(0, [this.common(data), this.expr(data.value), this.nameList([data.name])], 1));
      case 'inductive': {
        const types = data.types.map(({ name, type, constructors }) => abi.constructorObject(0, [this.name(name), this.expr(type),
          abi.makeList(constructors.map(each => abi.constructorObject(0, [this.name(each.name), this.expr(each.type)])))]));
        return abi.constructorObject(DECLARATION.inductive, [this.nameList(data.levels), abi.makeNat(data.params), abi.makeList(types)], 1);
      }
      default: throw new Error(`no such declaration: ${data.kind}`);
    }
  }

  wrap({ kind }, value) { return this.abi.constructorObject(DECLARATION[kind], [value]); }
}

module.exports = { Replayer };
