// Universe levels: 0, l + 1, max, imax and parameters, and when one is at most another for all values of the parameters.
//
// `imax a b` is 0 where b is 0 and `max a b` elsewhere. An order that holds for all natural numbers is decided by cases:
// a parameter that keeps an imax from being read as a max is once 0 and once a successor. Without imax a level is the
// maximum of numbers and of parameters plus numbers, and each of those must be below one of the other side's.
'use strict';
const { refuse } = require('./limits.cjs');

const ZERO = 0, SUCC = 1, MAX = 2, IMAX = 3, PARAM = 4;

class Level {
  constructor(kind, id, a, b, open) {
    this.kind = kind;
    this.id = id;
    this.a = a; // a level, or the name of a parameter
    this.b = b;
    this.open = open; // whether it has parameters
  }
}

class Levels {
  constructor(limits) {
    this.limits = limits;
    this.made = new Map();
    this.ordered = new Map();
    this.lists = new Map();
    this.count = 0;
    this.zero = this.intern(ZERO, null, null, false);
    this.one = this.succ(this.zero);
    this.none = this.list([]);
  }

  intern(kind, a, b, open) {
    const key = `${kind},${a === null ? '' : a.id},${b === null ? '' : b.id}`;
    let level = this.made.get(key);
    if (level === undefined) {
      level = new Level(kind, this.count++, a, b, open);
      if (this.count > this.limits.termsAllowed) throw this.limits.tooManyTerms();
      this.made.set(key, level);
    }
    return level;
  }

  succ(a) { return this.intern(SUCC, a, null, a.open); }
  max(a, b) { return a === b ? a : this.intern(MAX, a, b, a.open || b.open); }
  imax(a, b) { return this.intern(IMAX, a, b, a.open || b.open); }
  param(name) { return this.intern(PARAM, name, null, true); }

  // A list of levels, as one object for equal lists.
  list(items) {
    const key = items.map(({ id }) => id).join();
    let list = this.lists.get(key);
    if (list === undefined) {
      list = { id: this.lists.size, items, open: items.some(({ open }) => open) };
      this.lists.set(key, list);
    }
    return list;
  }

  // `values`: a Map from names to levels.
  substitute(level, values) {
    if (!level.open) return level;
    switch (level.kind) {
      case SUCC: return this.succ(this.substitute(level.a, values));
      case MAX: return this.max(this.substitute(level.a, values), this.substitute(level.b, values));
      case IMAX: return this.imax(this.substitute(level.a, values), this.substitute(level.b, values));
      default: return values.get(level.a) ?? level;
    }
  }

  substituteList(list, values) {
    return list.open ? this.list(list.items.map(item => this.substitute(item, values))) : list;
  }

  equal(a, b) { return a === b || (this.atMost(a, b) && this.atMost(b, a)); }
  equalLists(a, b) {
    return a === b || (a.items.length === b.items.length && a.items.every((item, i) => this.equal(item, b.items[i])));
  }
  isZero(level) { return this.atMost(level, this.zero); }
  isNeverZero(level) { return this.atMost(this.one, level); }

  atMost(a, b) {
    if (a === b || a.kind === ZERO) return true;
    const key = a.id * 67108864 + b.id;
    let result = this.ordered.get(key);
    if (result === undefined) {
      result = this.decide(a, b);
      this.ordered.set(key, result);
    }
    return result;
  }

  decide(a, b) {
    this.limits.tick();
    const left = this.atoms(a), right = this.atoms(b);
    const undecided = left.undecided ?? right.undecided;
    if (undecided !== null) {
      const positive = new Map([[undecided, this.succ(this.param(undecided))]]);
      const absent = new Map([[undecided, this.zero]]);
      return [absent, positive].every(values => this.atMost(this.substitute(a, values), this.substitute(b, values)));
    }
    const highest = Math.max(right.number, ...right.params.values());
    return left.number <= highest && [...left.params].every(([name, offset]) => offset <= (right.params.get(name) ?? -1));
  }

  // The atoms whose maximum the level is, or in `undecided` a parameter whose being 0 matters.
  atoms(level) {
    const found = { number: 0, params: new Map(), undecided: null };
    const stack = [[level, 0]];
    while (stack.length && found.undecided === null) {
      this.limits.tick();
      const [top, offset] = stack.pop();
      switch (top.kind) {
        case ZERO: found.number = Math.max(found.number, offset); break;
        case SUCC: stack.push([top.a, offset + 1]); break;
        case MAX: stack.push([top.a, offset], [top.b, offset]); break;
        case PARAM: found.params.set(top.a, Math.max(offset, found.params.get(top.a) ?? 0)); break;
        case IMAX: this.splitImax(top, offset, stack, found); break;
      }
    }
    return found;
  }

  splitImax({ a, b }, offset, stack, found) {
    switch (b.kind) {
      case ZERO: stack.push([b, offset]); break;
      case SUCC: stack.push([a, offset], [b, offset]); break;
      case MAX: stack.push([this.imax(a, b.a), offset], [this.imax(a, b.b), offset]); break;
      case IMAX: stack.push([this.imax(a, b.b), offset], [this.imax(b.a, b.b), offset]); break;
      case PARAM:
        if (a === b || a.kind === ZERO) stack.push([b, offset]);
        else found.undecided = b.a;
        break;
      default: refuse('a level of no kind');
    }
  }

  // Adds the names of the parameters of `level` to `found`.
  parameters(level, found) {
    if (!level.open) return;
    if (level.kind === PARAM) { found.add(level.a); return; }
    this.parameters(level.a, found);
    if (level.b !== null) this.parameters(level.b, found);
  }
}

module.exports = { Levels };
