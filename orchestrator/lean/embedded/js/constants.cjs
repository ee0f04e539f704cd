// The constants that a text added to the environment: kind, axioms, content.
'use strict';
const crypto = require('node:crypto');
const { newEntries, setItems } = require('./containers.cjs');
const { Exporter, CONSTANT_KINDS } = require('./exporter.cjs');

// The axioms of the shipped library. Its theorems show as axioms by kind (their proofs are not shipped), so an axiom
// of the library is known by its name.
const LIBRARY_AXIOMS = new Set([
  'propext', 'Classical.choice', 'Quot.sound', 'sorryAx', 'Lean.ofReduceBool', 'Lean.ofReduceNat', 'Lean.trustCompiler',
].map(name => JSON.stringify(name.split('.'))));

// A name as Lean prints it without escapes; unambiguous only together with its parts.
const display = parts => parts.join('.');

class Constants {
  constructor(abi, baseEnvironment) {
    this.abi = abi;
    this.baseMap = this.mapOf(baseEnvironment);
    // What is known of each added constant, newest first by key; filled by `added`, valid for the last file checked.
    this.known = new Map();
    this.contentKeys = new Map();
  }

  // The root node of the map of constants added after the imports, borrowed (the environment keeps it alive).
  mapOf(environment) {
    const { abi } = this;
    const constants = abi.call('l_Lean_Environment_constants', abi.inc(environment));
    const root = abi.field(constants, 1);
    abi.dec(constants);
    return root;
  }

  // Entries that `after` has and `before` has not: [{key, parts, kind, axioms, info}], in dependency order.
  // `info` is a borrowed ConstantInfo kept alive by the environment `after`.
  added(before, after, inherited) {
    const found = new Map();
    newEntries(this.abi, this.mapOf(after), this.mapOf(before), (name, info) => {
      const key = this.abi.nameKey(name);
      if (inherited.get(key)?.info === info) return; // the map moved it when a neighbour came
      found.set(key, { key, parts: JSON.parse(key), info, kind: CONSTANT_KINDS[this.abi.tag(info)] });
    });
    const axiomsOf = key => {
      const entry = found.get(key);
      if (!entry) return inherited.get(key)?.axioms ?? this.libraryAxiom(key);
      if (entry.axioms) return entry.axioms;
      entry.axioms = new Set(entry.kind === 'axiom' ? [display(entry.parts)] : []); // set first: mutual types refer to each other
      for (const used of this.usedConstants(entry.info)) for (const axiom of axiomsOf(used)) entry.axioms.add(axiom);
      return entry.axioms;
    };
    for (const key of found.keys()) axiomsOf(key);
    return [...found.values()];
  }

  // What an environment has beside the imports, by key: {kind, info}, `info` as in `added`.
  own(environment) {
    const own = new Map();
    newEntries(this.abi, this.mapOf(environment), this.baseMap, (name, info) => {
      own.set(this.abi.nameKey(name), { kind: CONSTANT_KINDS[this.abi.tag(info)], info });
    });
    return own;
  }

  libraryAxiom(key) {
    return LIBRARY_AXIOMS.has(key) ? [display(JSON.parse(key))] : [];
  }

  // Keys of the constants in a constant's type and value, and of an inductive type's constructors (not of a
  // recursor's rules: see `usedIn`).
  usedConstants(info) {
    return this.keys(this.abi.call('l_Lean_ConstantInfo_getUsedConstantsAsSet', this.abi.inc(info)));
  }

  // Keys of the constants in an expression.
  usedIn(expression) {
    return this.keys(this.abi.call('l_Lean_Expr_getUsedConstantsAsSet', this.abi.inc(expression)));
  }

  // Keys of the names in a `NameSet` (owned).
  keys(set) {
    const keys = setItems(this.abi, set).map(name => this.abi.nameKey(name));
    this.abi.dec(set);
    return keys;
  }

  // What stands for a constant inside a goal digest: its name if it comes from the library, else its content, so that
  // equal goals about different definitions of the same name differ.
  contentKey(parts) {
    const key = JSON.stringify(parts);
    const entry = this.known.get(key);
    if (!entry) return display(parts);
    let content = this.contentKeys.get(entry);
    if (content === undefined) {
      this.contentKeys.set(entry, key); // recursion through mutual definitions ends in the name
      const exporter = new Exporter(this.abi);
      const data = exporter.constant(entry.info);
      if (data.kind === 'theorem') delete data.value;
      const nested = exporter.exprs.filter(node => node[0] === 'const').map(node => {
        const full = id => (id === 0 ? [] : [...full(exporter.names[id - 1][0]), exporter.names[id - 1][1]]);
        return this.contentKey(full(node[1]));
      });
      content = 'content:' + crypto.createHash('sha256').update(JSON.stringify([data, exporter.tables(), nested])).digest('hex');
      this.contentKeys.set(entry, content);
    }
    return content;
  }
}

module.exports = { Constants, display };
