// Terms, each distinct one made once, so that equal terms are the same object.
//
// Bound variables are de Bruijn indices. A variable that was set free is a term `FVAR depth type`: the type is part of it,
// so a term means the same wherever it stands and what is known of it can be remembered for good. Whoever opens a binder
// takes a depth that is above every variable in the terms at hand (`depth` of a term), so the new variable is none of
// them. Binder names and kinds mean nothing and are dropped.
'use strict';

const BVAR = 0, FVAR = 1, SORT = 2, CONST = 3, APP = 4, LAM = 5, PI = 6, LET = 7, NAT = 8, STR = 9, PROJ = 10;

class Term {
  constructor(tag, id, a, b, c, loose, depth, open) {
    this.tag = tag;
    this.id = id;
    this.a = a;
    this.b = b;
    this.c = c;
    this.loose = loose; // one more than the largest index of a bound variable without its binder, or 0
    this.depth = depth; // one more than the largest depth of a free variable in it or in the types of those, or 0
    this.open = open; // whether it has universe parameters
  }
}

const keyOf = part => (part === null ? 0 : typeof part === 'number' ? part : part.id + 1);

class Terms {
  constructor(limits, levels) {
    this.limits = limits;
    this.levels = levels;
    this.size = 1 << 16;
    this.slots = new Array(this.size).fill(null);
    this.count = 0;
    this.literals = new Map();
  }

  intern(tag, a, b, c, loose, depth, open) {
    let hash = Math.imul(tag + 1, 0x9e3779b1) ^ Math.imul(keyOf(a), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + Math.imul(keyOf(b), 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39) + Math.imul(keyOf(c), 0x27d4eb2f);
    hash ^= hash >>> 16;
    for (let at = hash & (this.size - 1); ; at = (at + 1) & (this.size - 1)) {
      const found = this.slots[at];
      if (found === null) {
        const term = new Term(tag, this.count, a, b, c, loose, depth, open);
        this.slots[at] = { hash, term };
        this.counted();
        return term;
      }
      const { term } = found;
      if (found.hash === hash && term.tag === tag && term.a === a && term.b === b && term.c === c) return term;
    }
  }

  counted() {
    this.count++;
    if (this.count > this.limits.termsAllowed) throw this.limits.tooManyTerms();
    if (this.count * 2 > this.size) this.grow();
  }

  grow() {
    const old = this.slots;
    this.size *= 2;
    this.slots = new Array(this.size).fill(null);
    for (const entry of old) {
      if (entry === null) continue;
      let at = entry.hash & (this.size - 1);
      while (this.slots[at] !== null) at = (at + 1) & (this.size - 1);
      this.slots[at] = entry;
    }
  }

  bvar(index) { return this.intern(BVAR, index, null, null, index + 1, 0, false); }
  fvar(depth, type) { return this.intern(FVAR, depth, type, null, 0, depth + 1, type.open); }
  sort(level) { return this.intern(SORT, level, null, null, 0, 0, level.open); }
  const(name, levels) { return this.intern(CONST, name, levels, null, 0, 0, levels.open); }
  app(f, x) { return this.intern(APP, f, x, null, Math.max(f.loose, x.loose), Math.max(f.depth, x.depth), f.open || x.open); }
  lam(type, body) { return this.binder(LAM, type, body); }
  pi(type, body) { return this.binder(PI, type, body); }
  binder(tag, type, body) {
    return this.intern(tag, type, body, null, Math.max(type.loose, body.loose - 1), Math.max(type.depth, body.depth), type.open || body.open);
  }
  let(type, value, body) {
    const loose = Math.max(type.loose, value.loose, body.loose - 1);
    return this.intern(LET, type, value, body, loose, Math.max(type.depth, value.depth, body.depth), type.open || value.open || body.open);
  }
  proj(structure, index, e) { return this.intern(PROJ, structure, index, e, e.loose, e.depth, e.open); }
  nat(value) { return this.literal(NAT, value); }
  str(value) { return this.literal(STR, value); }
  literal(tag, value) {
    let term = this.literals.get(value); // a bigint and a string are never the same key
    if (term === undefined) {
      term = new Term(tag, this.count, value, null, null, 0, 0, false);
      this.counted();
      this.literals.set(value, term);
    }
    return term;
  }

  apply(f, args) {
    for (const arg of args) f = this.app(f, arg);
    return f;
  }

  head(term) {
    while (term.tag === APP) term = term.a;
    return term;
  }

  args(term) {
    const args = [];
    for (; term.tag === APP; term = term.a) args.push(term.b);
    return args.reverse();
  }

  // `term` without its outermost `values.length` binders, whose variables become `values` (without loose variables).
  instantiate(term, values) {
    return term.loose === 0 || values.length === 0 ? term : this.fill(term, 0, values, []);
  }

  fill(term, under, values, known) {
    if (term.loose <= under) return term;
    if (term.tag === BVAR) {
      const index = term.a - under, n = values.length;
      return index < n ? values[n - 1 - index] : this.bvar(term.a - n);
    }
    return this.mapped(term, under, known, (child, deeper) => this.fill(child, deeper, values, known));
  }

  // Binds the free variables `variables` (outermost first) of `term`.
  abstract(term, variables) {
    if (variables.length === 0) return term;
    let lowest = Infinity;
    const index = new Map();
    for (const [i, variable] of variables.entries()) {
      index.set(variable, variables.length - 1 - i);
      lowest = Math.min(lowest, variable.a);
    }
    return this.bind(term, 0, index, lowest, []);
  }

  bind(term, under, index, lowest, known) {
    if (term.depth <= lowest) return term;
    if (term.tag === FVAR) {
      const found = index.get(term);
      return found === undefined ? term : this.bvar(found + under);
    }
    return this.mapped(term, under, known, (child, deeper) => this.bind(child, deeper, index, lowest, known));
  }

  // A term whose children went through `visit`; `known[under]` remembers what came of terms below that many binders.
  mapped(term, under, known, visit) {
    const level = (known[under] ??= new Map());
    let result = level.get(term);
    if (result === undefined) {
      result = this.rebuilt(term, under, visit);
      level.set(term, result);
    }
    return result;
  }

  rebuilt(term, under, visit) {
    const { tag, a, b, c } = term;
    switch (tag) {
      case APP: return this.app(visit(a, under), visit(b, under));
      case LAM: case PI: return this.binder(tag, visit(a, under), visit(b, under + 1));
      case LET: return this.let(visit(a, under), visit(b, under), visit(c, under + 1));
      case PROJ: return this.proj(a, b, visit(c, under));
      default: return term;
    }
  }

  // Universe parameters become levels; `values` is a Map. The term has no free variables.
  withLevels(term, values) {
    return values.size === 0 ? term : this.relevel(term, values, []);
  }

  relevel(term, values, known) {
    if (!term.open) return term;
    if (term.tag === SORT) return this.sort(this.levels.substitute(term.a, values));
    if (term.tag === CONST) return this.const(term.a, this.levels.substituteList(term.b, values));
    return this.mapped(term, 0, known, child => this.relevel(child, values, known));
  }

  // What `change` makes of the outermost subterms for which it does not answer null.
  replace(term, change, known = []) {
    const level = (known[0] ??= new Map());
    let result = level.get(term);
    if (result === undefined) {
      result = change(term) ?? this.rebuilt(term, 0, child => this.replace(child, change, known));
      level.set(term, result);
    }
    return result;
  }

  // Calls `visit` once for every distinct subterm until it answers true; whether it did.
  some(root, visit) {
    const seen = new Set([root]), stack = [root];
    while (stack.length) {
      const term = stack.pop();
      if (visit(term)) return true;
      for (const child of this.children(term)) {
        if (seen.has(child)) continue;
        seen.add(child);
        stack.push(child);
      }
    }
    return false;
  }

  children({ tag, a, b, c }) {
    switch (tag) {
      case FVAR: return [b];
      case APP: case LAM: case PI: return [b, a];
      case LET: return [c, b, a];
      case PROJ: return [c];
      default: return [];
    }
  }

  // Binders around `body` for free variables, outermost first.
  close(tag, variables, body) {
    let result = this.abstract(body, variables);
    for (let i = variables.length - 1; i >= 0; i--) {
      result = this.binder(tag, this.abstract(variables[i].b, variables.slice(0, i)), result);
    }
    return result;
  }
}

module.exports = { Terms, BVAR, FVAR, SORT, CONST, APP, LAM, PI, LET, NAT, STR, PROJ };
