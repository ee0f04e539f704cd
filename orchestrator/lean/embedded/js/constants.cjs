// The constants that a text added to the environment: kind, axioms, content.
'use strict';
const crypto = require('node:crypto');
const { newEntries, setItems } = require('./containers.cjs');
const { Exporter, CONSTANT_KINDS } = require('./exporter.cjs');
const { LibraryFacts } = require('./library_facts.cjs');

// A name as Lean prints it without escapes; unambiguous only together with its parts.
const display = parts => parts.join('.');

// What Lean takes in a part of a name without «» (isIdFirst, isIdRest), and words that are no names where they stand alone.
const LETTER_LIKE = 'α-κμ-ωΑ-ΟΡΤ-Ωϊ-ϻἀ-῾℀-⅏\u{1d49c}-\u{1d59f}À-ÖØ-öø-ÿĀ-ſ';
const PLAIN = new RegExp(`^[a-zA-Z_${LETTER_LIKE}][a-zA-Z0-9_'!?${LETTER_LIKE}₀-₉ₐ-ₜᵢ-ᵪⱼ]*$`, 'u');
const UNFOLDED = 2;
const CONSTRUCTOR_INDEX = 2; // in a Lean.ConstructorVal
const KEYWORDS = new Set(('abbrev at attribute axiom by calc class def deriving do else end example export extends for forall from fun '
  + 'have if import in include inductive infix infixl infixr instance let local macro match mut mutual namespace noncomputable notation '
  + 'omit opaque open partial postfix prefix private protected public rec return scoped section show structure suffices syntax then '
  + 'theorem try universe unless unsafe variable where while with Prop Sort Type').split(' '));

// A name as it is written in Lean, parts that need them in «»; internal ones, which no text can write, as they are.
function written(parts) {
  const part = text => (typeof text !== 'string' || text.startsWith('_') || PLAIN.test(text) ? String(text) : `«${text}»`);
  return parts.length === 1 && KEYWORDS.has(parts[0]) ? `«${parts[0]}»` : parts.map(part).join('.');
}

class Constants {
  constructor(abi, baseEnvironment) {
    this.abi = abi;
    this.baseMap = this.mapOf(baseEnvironment);
    this.library = new LibraryFacts(abi, baseEnvironment);
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

  // Entries that `after` has and `before` has not: [{key, parts, kind, unsafe, axioms, unknown, info}], a parent before its
  // children, constructors as they were declared, else by name (Lean's map would give the order of hashes).
  // `axioms` is a Set of names as written, `unknown` says whether it rests on library constants that are shipped without
  // proof or body, and so without the axioms of that. `info` is a borrowed ConstantInfo kept alive by the environment `after`.
  added(before, after, inherited) {
    const found = new Map();
    newEntries(this.abi, this.mapOf(after), this.mapOf(before), (name, info) => {
      const key = this.abi.nameKey(name);
      if (inherited.get(key)?.info === info) return; // the map moved it when a neighbour came
      const kind = CONSTANT_KINDS[this.abi.tag(info)];
      found.set(key, { key, parts: JSON.parse(key), info, kind, unsafe: this.isUnsafe(kind, info) });
    });
    const restsOn = key => {
      const entry = found.get(key);
      if (!entry) return inherited.get(key) ?? this.libraryBelow(key);
      if (entry.axioms) return entry;
      entry.axioms = new Set(entry.kind === 'axiom' ? [written(entry.parts)] : []); // set first: mutual types refer to each other
      entry.unknown = false;
      for (const used of this.usedConstants(entry.info)) {
        const { axioms, unknown } = restsOn(used);
        for (const axiom of axioms) entry.axioms.add(axiom);
        entry.unknown ||= unknown;
      }
      return entry;
    };
    for (const key of found.keys()) restsOn(key);
    return this.inOrder([...found.values()]);
  }

  // Whether the kernel takes a constant without holding its body to anything: not as a proof, then.
  isUnsafe(kind, info) {
    const { abi } = this, value = abi.field(info, 0);
    if (kind === 'def') return abi.scalarByte(value, 0) === 0;
    return (kind === 'opaque' || kind === 'axiom') && abi.scalarByte(value, 0) === 1;
  }

  inOrder(entries) {
    const { abi } = this, index = new Map();
    for (const { key, kind, info } of entries) {
      if (kind === 'constructor') index.set(key, Number(abi.nat(abi.field(abi.field(info, 0), CONSTRUCTOR_INDEX))));
    }
    const rank = (parts, length) => index.get(JSON.stringify(parts.slice(0, length))) ?? Infinity;
    return entries.sort(({ parts: a }, { parts: b }) => {
      let i = 0;
      while (i < a.length && i < b.length && a[i] === b[i]) i++;
      if (i === a.length || i === b.length) return a.length - b.length;
      const [left, right] = [rank(a, i + 1), rank(b, i + 1)];
      if (left !== right) return left - right;
      if (typeof a[i] === 'number' && typeof b[i] === 'number') return a[i] - b[i];
      return String(a[i]) < String(b[i]) ? -1 : 1;
    });
  }

  // What an environment has beside the imports, by key: {kind, info}, `info` as in `added`.
  own(environment) {
    const own = new Map();
    newEntries(this.abi, this.mapOf(environment), this.baseMap, (name, info) => {
      own.set(this.abi.nameKey(name), { kind: CONSTANT_KINDS[this.abi.tag(info)], info });
    });
    return own;
  }

  // Whether a name as Lean prints it is an axiom, of the file checked last or of the library.
  isAxiom(name) {
    for (const { parts, kind } of this.known.values()) if (kind === 'axiom' && written(parts) === name) return true;
    const key = JSON.stringify(name.split('.'));
    return this.library.below(key).axioms.has(key);
  }

  libraryBelow(key) {
    const { axioms, unknown } = this.library.below(key);
    return { axioms: [...axioms].map(axiom => written(JSON.parse(axiom))), unknown };
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

  // Definitions without a body that an expression (borrowed) speaks of: itself, through the file's own definitions, or at
  // most `UNFOLDED` steps down in the library, which is as far as instances hide them. Written names.
  bodiless(expression) {
    const found = new Set(), seen = new Set();
    let level = this.usedIn(expression);
    for (let depth = 0; depth <= UNFOLDED; depth++) {
      const below = [];
      while (level.length) {
        const key = level.pop();
        if (seen.has(key)) continue;
        seen.add(key);
        const own = this.known.get(key);
        if (own) { if (own.kind === 'def') level.push(...this.usedConstants(own.info)); continue; }
        const { bodiless, uses } = this.library.computes(key);
        if (bodiless) found.add(written(JSON.parse(key)));
        below.push(...uses);
      }
      level = below;
    }
    return [...found].sort();
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
      const nested = exporter.exprs.filter(node => node[0] === 'const').map(node => this.contentKey(exporter.fullName(node[1])));
      content = 'content:' + crypto.createHash('sha256').update(JSON.stringify([data, exporter.tables(), nested])).digest('hex');
      this.contentKeys.set(entry, content);
    }
    return content;
  }
}

module.exports = { Constants, display, written };
