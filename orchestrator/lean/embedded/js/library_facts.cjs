// What the shipped library says about its own constants: their kinds, what they use, and the axioms below them.
//
// Theorems are shipped without their proofs, and some definitions without their bodies, so what axioms those use is not
// known; of everything else it is.
'use strict';
const { isBoxed, unbox } = require('./abi.cjs');
const { setItems } = require('./containers.cjs');
const { CONSTANT_KINDS } = require('./exporter.cjs');

// Constructors of Lean.ConstantKind in order: what a constant was declared as, where the shipped library shows less.
const ORIGINAL_KINDS = ['def', 'theorem', 'axiom', 'opaque', 'quot', 'inductive', 'constructor', 'recursor'];

// Computed by the kernel itself, with a body or without.
const ACCELERATED = new Set(['add', 'sub', 'mul', 'div', 'mod', 'gcd', 'beq', 'ble', 'land', 'lor', 'xor', 'shiftLeft', 'shiftRight',
  'pow', 'log2'].map(name => JSON.stringify(['Nat', name])));

class LibraryFacts {
  // `environment` (borrowed) has the imports and nothing else.
  constructor(abi, environment) {
    this.abi = abi;
    this.environment = environment;
    this.kernel = abi.call('lean_elab_environment_to_kernel_env', abi.inc(environment));
    this.known = new Map();
    this.computed = new Map();
  }

  // The ConstantInfo of a name (borrowed) in a kernel environment (borrowed), owned, or null.
  find(kernel, name) {
    const { abi } = this;
    const found = abi.call('lean_environment_find', abi.inc(kernel), abi.inc(name));
    if (isBoxed(found)) return null;
    const info = abi.inc(abi.field(found, 0));
    abi.dec(found);
    return info;
  }

  // Calls `visit` for every library constant below `root` (parts) whose key is not in `seen`, and adds both it and the
  // names of no constant to where they belong.
  walk(root, seen, absent, visit) {
    const { abi } = this;
    const stack = [abi.makeName(root)];
    while (stack.length) {
      const name = stack.pop(), key = abi.nameKey(name);
      if (seen.has(key)) continue;
      seen.add(key);
      const info = this.find(this.kernel, name);
      if (info === null) { absent.set(key, abi.nameParts(name)); continue; }
      visit(name, info);
      stack.push(...this.usedNames(info));
      abi.dec(info);
    }
  }

  originalKind(name, info) {
    const { abi } = this;
    const found = abi.call('l_Lean_getOriginalConstKind_x3f', abi.inc(this.environment), abi.inc(name));
    return isBoxed(found) ? CONSTANT_KINDS[abi.tag(info)] : ORIGINAL_KINDS[unbox(abi.field(found, 0))];
  }

  // Whether a constant was declared with a proof or a body that is not shipped. `kind` is its original one.
  isBodiless(info, kind) { return CONSTANT_KINDS[this.abi.tag(info)] === 'axiom' && kind !== 'axiom'; }

  // What computing with a library constant (a key) comes to next: {bodiless: whether it is a definition that nothing can
  // unfold, uses: keys of the constants in its body}.
  computes(key) {
    const { abi } = this;
    if (!this.computed.has(key)) {
      const name = abi.makeName(JSON.parse(key)), info = this.find(this.kernel, name);
      const bodiless = info !== null && !ACCELERATED.has(key) && this.isBodiless(info, this.originalKind(name, info))
        && this.originalKind(name, info) === 'def' && !abi.nameParts(name).some(part => String(part).startsWith('_'));
      const unfolds = info !== null && CONSTANT_KINDS[abi.tag(info)] === 'def';
      const used = unfolds ? this.namesIn(abi.call('l_Lean_ConstantInfo_getUsedConstantsAsSet', abi.inc(info))) : [];
      this.computed.set(key, { bodiless, uses: used.map(each => abi.nameKey(each)) });
      for (const object of [name, ...used, ...(info === null ? [] : [info])]) abi.dec(object);
    }
    return this.computed.get(key);
  }

  // Every name that the kernel may come to from a library constant (borrowed): those in its type and value
  // (`ConstantInfo.getUsedConstantsAsSet`), the types and constructors of its family, and those in a recursor's rules.
  usedNames(info) {
    const { abi } = this;
    const value = abi.field(info, 0);
    const names = this.namesIn(abi.call('l_Lean_ConstantInfo_getUsedConstantsAsSet', abi.inc(info)));
    const more = list => names.push(...[...abi.list(list)].map(name => abi.inc(name)));
    switch (CONSTANT_KINDS[abi.tag(info)]) {
      case 'inductive':
        more(abi.field(value, 3));
        more(abi.field(value, 4));
        break;
      case 'constructor':
        names.push(abi.inc(abi.field(value, 1)));
        break;
      case 'recursor':
        more(abi.field(value, 1));
        for (const rule of abi.list(abi.field(value, 6))) {
          names.push(abi.inc(abi.field(rule, 0)));
          names.push(...this.namesIn(abi.call('l_Lean_Expr_getUsedConstantsAsSet', abi.inc(abi.field(rule, 2)))));
        }
        break;
    }
    return names;
  }

  // The names of a `NameSet` (owned).
  namesIn(set) {
    const names = setItems(this.abi, set).map(name => this.abi.inc(name));
    this.abi.dec(set);
    return names;
  }

  // What a library constant rests on, by key: {axioms: a Set of keys, unknown: whether more may be below it}.
  below(key) {
    if (!this.known.has(key)) this.learn(key);
    return this.known.get(key);
  }

  // Adds `root` and all below it to what is known: by passes over what is new until nothing changes, since the members of
  // an inductive family use each other.
  learn(root) {
    const { abi } = this;
    const found = new Map();
    const stack = [abi.makeName(JSON.parse(root))];
    while (stack.length) {
      const name = stack.pop(), key = abi.nameKey(name);
      if (!found.has(key) && !this.known.has(key)) {
        const info = this.find(this.kernel, name);
        const kind = info === null ? null : this.originalKind(name, info);
        const used = info === null ? [] : this.usedNames(info);
        found.set(key, { axioms: new Set(kind === 'axiom' ? [key] : []), unknown: info !== null && this.isBodiless(info, kind), used: used.map(each => abi.nameKey(each)) });
        stack.push(...used);
        if (info !== null) abi.dec(info);
      }
      abi.dec(name);
    }
    const order = [...found.values()].reverse();
    for (let changed = true; changed; ) {
      changed = false;
      for (const entry of order) {
        const before = entry.axioms.size + Number(entry.unknown);
        for (const used of entry.used) {
          const { axioms, unknown } = found.get(used) ?? this.known.get(used);
          for (const axiom of axioms) entry.axioms.add(axiom);
          entry.unknown ||= unknown;
        }
        changed ||= entry.axioms.size + Number(entry.unknown) !== before;
      }
    }
    for (const [key, { axioms, unknown }] of found) this.known.set(key, { axioms, unknown });
  }
}

module.exports = { LibraryFacts };
