// What the compiler and the interpreter must know of library functions before a text can call them.
//
// The library's files are shipped without the entries of functions that compiling it made or that are private to a
// module (`List.lengthTR._redArg`), though bodies that may be inlined call them and the module has their code. Here they
// get the signature that any compiled function has by its `___boxed` variant: so many objects, and an object.
'use strict';
const { box, isBoxed } = require('./abi.cjs');

const OBJECT = 8; // IR.IRType.tobject
const OPAQUE = 3; // ExternEntry.opaque
const LET_CONST = 3; // LCNF.LetValue.const
const CODE = { let: 0, fun: 1, jp: 2, cases: 4 };

class LibraryCode {
  // `environment` is owned; `supplied` returns one that knows more, owned.
  constructor(abi, environment) {
    this.abi = abi;
    this.environment = environment;
    this.mono = abi.constant('l_Lean_Compiler_LCNF_monoExt');
    this.base = abi.constant('l_Lean_Compiler_LCNF_baseExt');
    this.ir = abi.constant('l_Lean_IR_declMapExt');
  }

  supplied() {
    const imported = this.environment;
    const count = this.moduleCount(imported);
    const called = new Map(), compiled = [];
    for (let index = 0; index < count; index++) {
      for (const extension of [this.base, this.mono]) for (const decl of this.entries(imported, extension, index)) this.calls(decl, called);
      compiled.push(...this.entries(imported, this.ir, index));
    }
    for (const name of called.values()) if (!this.knows(name)) this.addFunction(name);
    for (const decl of compiled) this.addBoxed(decl);
    return this.environment;
  }

  moduleCount(environment) {
    const { abi } = this;
    const names = abi.call('l_Lean_Environment_allImportedModuleNames', abi.inc(environment));
    const count = abi.arraySize(names);
    abi.dec(names);
    return count;
  }

  // An extension's entries of one module, borrowed: the library's live as long as the process.
  *entries(environment, extension, index) {
    const { abi } = this;
    const array = abi.call('l_Lean_PersistentEnvExtension_getModuleEntries___redArg', box(0), abi.inc(extension), abi.inc(environment), abi.makeNat(index), box(0));
    yield* abi.array(array);
    abi.dec(array);
  }

  // Puts the names of all constants that the code of `decl` calls into `called`, by their keys.
  calls(decl, called) {
    const { abi } = this;
    const value = abi.field(decl, 4);
    const stack = abi.tag(value) === 0 ? [abi.field(value, 0)] : []; // else it is extern
    while (stack.length) {
      const code = stack.pop(), part = index => abi.field(code, index);
      switch (abi.tag(code)) {
        case CODE.let: {
          const bound = abi.field(part(0), 3);
          if (!isBoxed(bound) && abi.tag(bound) === LET_CONST) {
            const name = abi.field(bound, 0);
            called.set(abi.nameKey(name), name);
          }
          stack.push(part(1));
          break;
        }
        case CODE.fun: case CODE.jp: stack.push(abi.field(part(0), 4), part(1)); break;
        case CODE.cases:
          for (const alternative of abi.array(abi.field(part(0), 3))) stack.push(abi.field(alternative, abi.tag(alternative) === 0 ? 2 : 0));
          break;
      }
    }
  }

  // Whether it is a constant of the environment, or the compiler knows it.
  knows(name) {
    const { abi } = this;
    const found = abi.call('l_Lean_Environment_getModuleIdxFor_x3f', abi.inc(this.environment), abi.inc(name));
    const known = !isBoxed(found);
    abi.dec(found);
    return known;
  }

  symbol(name) {
    const { abi } = this;
    const mangled = abi.call('l_Lean_Name_mangle', abi.inc(name), abi.makeString('l_'));
    const text = abi.string(mangled);
    abi.dec(mangled);
    return text;
  }

  // How many arguments the function takes when all of them are objects; 0 for a constant, undefined if there is no code.
  arity(symbol) {
    const { runtime } = this.abi;
    const slot = runtime.address(`${symbol}___boxed`) ?? runtime.address(symbol);
    if (slot === undefined) return undefined;
    const code = slot < runtime.table.length ? runtime.table.get(slot) : null;
    return code === null ? 0 : code.length;
  }

  addFunction(name) {
    const arity = this.arity(this.symbol(name));
    if (arity === undefined) return;
    const { abi } = this;
    for (const save of ['l_Lean_Compiler_LCNF_saveBaseDeclCore', 'l_Lean_Compiler_LCNF_saveMonoDeclCore']) {
      this.environment = abi.call(save, this.environment, this.signature(name, arity));
    }
    this.addCompiled(abi.inc(name), arity);
  }

  any() { return this.abi.call('l_Lean_Expr_const___override', this.abi.makeName(['lcAny']), box(0)); }

  external() { return this.abi.makeList([box(OPAQUE)]); }

  // An LCNF.Decl without a body.
  signature(name, arity) {
    const { abi } = this, argument = () => abi.makeName(['a']);
    let type = this.any();
    const params = [];
    for (let i = arity; i > 0; i--) {
      type = abi.call('l_Lean_Expr_forallE___override', argument(), this.any(), type, box(0));
      params.unshift(abi.constructorObject(0, [abi.makeName(['_uniq', i]), argument(), this.any()], 1));
    }
    const value = abi.constructorObject(1, [this.external()]);
    const decl = abi.constructorObject(0, [abi.inc(name), box(0), type, abi.makeArray(params), value, box(0)], 2);
    abi.runtime.u8[decl + 8 + 4 * 6 + 1] = 1; // safe
    return decl;
  }

  // An IR.Decl without a body; `name` is owned.
  addCompiled(name, arity) {
    const { abi } = this;
    const params = Array.from({ length: arity }, (_, i) => abi.constructorObject(0, [box(i + 1), box(OBJECT)], 1));
    const decl = abi.constructorObject(1, [name, abi.makeArray(params), box(OBJECT), this.external()]);
    this.environment = abi.call('l_Lean_PersistentEnvExtension_addEntry___redArg', abi.inc(this.ir), this.environment, decl, box(0), box(0));
  }

  // The variant of a compiled function that takes objects only, which stands wherever the function is passed on.
  addBoxed(decl) {
    const { abi } = this;
    const name = abi.field(decl, 0), params = abi.field(decl, 1);
    if (abi.runtime.address(`${this.symbol(name)}___boxed`) === undefined) return;
    this.addCompiled(abi.call('l_Lean_Name_str___override', abi.inc(name), abi.makeString('_boxed')), abi.arraySize(params));
  }
}

module.exports = { LibraryCode };
