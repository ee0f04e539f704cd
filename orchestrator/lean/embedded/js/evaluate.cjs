// Computes terms of Lean quickly, in order to search: what it says is no evidence, Lean checks what comes of it.
//
// The kernel is slow at running programs (some thousand steps a second), and this Lean has no machine code for most of
// the library. Here a term becomes closures of JavaScript: types and proofs are left out, arguments are computed when they
// are needed and once, numbers are JavaScript's, recursors follow the rules that Lean has for them. A step is one delayed
// argument computed or one turn of a recursor; the limit counts steps, so that every machine finds the same.
'use strict';

const { box, isBoxed } = require('./abi.cjs');
const { CONSTANT_KINDS } = require('./exporter.cjs');
const { GoalData } = require('./goal_data.cjs');

class Unsupported extends Error {}
class StepsSpent extends Error {}

const MAX_BITS = 1 << 17;
const LARGE_STEPS = 8; // of an operation on numbers that are not exact in JavaScript
const BITS_A_STEP = 32; // of what arithmetic on large numbers makes
const STOP_EVERY = 1 << 16; // steps between two looks at whether the request was stopped
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
const ERASED = () => ERASED; // every type and proof; so is what it is applied to
const meter = { left: 0, stopped: () => false }; // steps; one for the process, which has one thread for Lean

function spend(steps = 1) {
  const before = meter.left;
  if ((meter.left -= steps) < 0) throw new StepsSpent();
  if (Math.floor(before / STOP_EVERY) !== Math.floor(meter.left / STOP_EVERY) && meter.stopped()) throw new StepsSpent();
}

class Delayed {
  constructor(compute, around) {
    this.compute = compute;
    this.held = around;
  }
  get() {
    if (this.compute !== null) {
      spend();
      this.held = this.compute(this.held);
      this.compute = null;
    }
    return this.held;
  }
}

const force = value => (value instanceof Delayed ? value.get() : value);

// --- numbers: JavaScript's while they are exact, else BigInts --------------------------------------------------------

const exact = big => (big <= LARGEST ? Number(big) : big);
const both = (small, large) => (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    const value = small(a, b);
    if (value <= Number.MAX_SAFE_INTEGER) return value;
  }
  if ((typeof a !== 'number' && typeof a !== 'bigint') || (typeof b !== 'number' && typeof b !== 'bigint')) throw new Unsupported('no number');
  spend(LARGE_STEPS);
  return exact(large(BigInt(a), BigInt(b)));
};
const bits = n => n.toString(16).length * 4;
const bounded = (size, compute) => {
  if (size > MAX_BITS) throw new StepsSpent();
  spend(Math.ceil(size / BITS_A_STEP));
  return compute();
};
const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
const wide = compute => both(() => Infinity, compute);
const NUMBERS = {
  add: both((a, b) => a + b, (a, b) => a + b),
  sub: both((a, b) => (a > b ? a - b : 0), (a, b) => (a > b ? a - b : 0n)),
  mul: both((a, b) => a * b, (a, b) => bounded(bits(a) + bits(b), () => a * b)),
  div: both((a, b) => (b === 0 ? 0 : Math.floor(a / b)), (a, b) => (b === 0n ? 0n : a / b)),
  mod: both((a, b) => (b === 0 ? a : a % b), (a, b) => (b === 0n ? a : a % b)),
  gcd: both(gcd, gcd),
  pow: both((a, b) => a ** b, (a, b) => (a < 2n ? (b === 0n ? 1n : a) : bounded(Number(b) * bits(a), () => a ** b))),
  land: wide((a, b) => a & b),
  lor: wide((a, b) => a | b),
  xor: wide((a, b) => a ^ b),
  shiftLeft: wide((a, b) => bounded(bits(a) + Number(b), () => a << b)),
  shiftRight: wide((a, b) => (b > BigInt(MAX_BITS) ? 0n : a >> b)),
};
const made = (index, ...fields) => ({ index, fields });
const FALSE = made(0), TRUE = made(1), IS_FALSE = made(0, ERASED), IS_TRUE = made(1, ERASED);
const TESTS = {
  beq: [(a, b) => a === b, FALSE, TRUE], ble: [(a, b) => a <= b, FALSE, TRUE],
  decEq: [(a, b) => a === b, IS_FALSE, IS_TRUE], decLt: [(a, b) => a < b, IS_FALSE, IS_TRUE], decLe: [(a, b) => a <= b, IS_FALSE, IS_TRUE],
};
const log2 = n => (n === 0 ? 0 : typeof n === 'number' && n < 2 ** 31 ? 31 - Math.clz32(n) : n.toString(2).length - 1);

function natRec(zero, step, n) {
  spend();
  if (n === 0) return force(zero);
  const before = NUMBERS.sub(n, 1);
  return force(step)(before)(new Delayed(() => natRec(zero, step, before)));
}

// Functions that are known by name, in place of what Lean defines them by.
const KNOWN = new Map([
  ...Object.entries(NUMBERS).map(([name, compute]) => [`Nat.${name}`, a => b => compute(force(a), force(b))]),
  ...Object.entries(TESTS).map(([name, [test, no, yes]]) => [`Nat.${name}`, a => b => (test(force(a), force(b)) ? yes : no)]),
  ['Nat.log2', n => log2(force(n))],
  ['Nat.zero', 0],
  ['Nat.succ', n => NUMBERS.add(force(n), 1)],
  ['Nat.rec', () => zero => step => n => natRec(zero, step, force(n))],
  ['Quot.mk', () => () => value => force(value)],
  ['Quot.lift', () => () => () => f => () => value => force(f)(value)],
]);
const DATA_AXIOMS = new Set(['Classical.choice', 'sorryAx']);

function curried(count, run, given = []) {
  return argument => (given.length + 1 === count ? run([...given, argument]) : curried(count, run, [...given, argument]));
}

const applied = (value, args) => args.reduce((f, argument) => force(f)(argument), value);

class Evaluator {
  // `find(parts)` gives the ConstantInfo of a name (borrowed, kept alive by the caller) or null; `exporter` numbers terms.
  constructor(exporter, find, locals) {
    this.exporter = exporter;
    this.find = find;
    this.locals = locals; // values of local definitions, by number
    this.loose = []; // for each term, how many binders around it it speaks of
    this.closed = []; // for each closed term, its delayed value
    this.constants = new Map();
  }

  // The value of a closed term, by its number in the exporter's tables.
  value(expr) { return this.shared(expr).get(); }

  shared(expr) { return (this.closed[expr] ??= new Delayed(() => this.code(expr, true)(null))); }

  looseIn(expr) {
    const { exprs } = this.exporter;
    for (let i = this.loose.length; i <= expr; i++) {
      const node = exprs[i], of = id => this.loose[id], under = id => Math.max(0, this.loose[id] - 1);
      switch (node[0]) {
        case 'bvar': this.loose.push(node[1] + 1); break;
        case 'app': this.loose.push(Math.max(of(node[1]), of(node[2]))); break;
        case 'lam': case 'pi': this.loose.push(Math.max(of(node[2]), under(node[3]))); break;
        case 'let': this.loose.push(Math.max(of(node[2]), of(node[3]), under(node[4]))); break;
        case 'proj': this.loose.push(of(node[3])); break;
        default: this.loose.push(0);
      }
    }
    return this.loose[expr];
  }

  // A function from the values of the variables around a term, a list of {value, up}, to its own. `whole`: computed by
  // its parts although it is closed.
  code(expr, whole = false) {
    const node = this.exporter.exprs[expr];
    if (!whole && this.looseIn(expr) === 0 && node[0] !== 'nat' && node[0] !== 'lam') {
      const shared = this.shared(expr);
      return () => force(shared);
    }
    switch (node[0]) {
      case 'bvar': { const variable = this.variable(node[1]); return around => force(variable(around)); }
      case 'sort': case 'pi': return () => ERASED;
      case 'nat': { const value = exact(BigInt(node[1])); return () => value; }
      case 'lam': { const body = this.later(node[3]); return around => value => body.run({ value, up: around }); }
      case 'app': { const f = this.code(node[1]), argument = this.argument(node[2]); return around => f(around)(argument(around)); }
      case 'let': { const body = this.code(node[4]), value = this.argument(node[3]); return around => body({ value: value(around), up: around }); }
      case 'proj': { const of = this.code(node[3]), index = node[2]; return around => fieldOf(of(around), index); }
      case 'const': return () => this.constant(node[1]);
      case 'fvar': return () => this.local(node[1]);
      default: return () => { throw new Unsupported(node[0]); };
    }
  }

  // The code of a function's body is made when it is first run.
  later(expr) {
    const later = { run: around => { later.run = this.code(expr); return later.run(around); } };
    return later;
  }

  variable(index) {
    switch (index) {
      case 0: return around => around.value;
      case 1: return around => around.up.value;
      case 2: return around => around.up.up.value;
      case 3: return around => around.up.up.up.value;
      default: { const outer = this.variable(index - 4); return around => outer(around.up.up.up.up); }
    }
  }

  argument(expr) {
    const node = this.exporter.exprs[expr];
    if (node[0] === 'bvar') return this.variable(node[1]);
    if (node[0] === 'lam' || node[0] === 'nat') return this.code(expr);
    if (this.looseIn(expr) === 0) { const shared = this.shared(expr); return () => shared; }
    const code = this.code(expr);
    return around => new Delayed(code, around);
  }

  local(number) {
    if (!this.locals.has(number)) throw new Unsupported('a variable');
    return this.value(this.locals.get(number));
  }

  constant(id) {
    if (!this.constants.has(id)) this.constants.set(id, new Delayed(() => this.defined(id)));
    return this.constants.get(id).get();
  }

  defined(id) {
    const parts = this.exporter.fullName(id), name = parts.join('.');
    if (KNOWN.has(name)) return KNOWN.get(name);
    const info = this.find(parts);
    if (info === null) throw new Unsupported(name);
    const kind = CONSTANT_KINDS[this.exporter.abi.tag(info)];
    if (kind === 'theorem' || kind === 'inductive' || (kind === 'axiom' && !DATA_AXIOMS.has(name))) return ERASED;
    if (kind === 'axiom' || kind === 'opaque' || kind === 'quot') throw new Unsupported(name);
    const data = this.exporter.constant(info);
    if (kind === 'def') return this.value(data.value);
    if (kind === 'recursor') return this.recursor(name, data);
    const { params, fields, index } = data, nothing = made(index);
    if (params + fields === 0) return nothing;
    return curried(params + fields, args => (fields === 0 ? nothing : { index, fields: args.slice(params) }));
  }

  recursor(name, { params, motives, minors, indices, k, rules }) {
    const fixed = params + motives + minors, major = fixed + indices;
    const bodies = rules.map(([, , rhs]) => this.shared(rhs));
    return curried(major + 1, args => {
      spend();
      const value = k ? null : force(args[major]), given = args.slice(0, fixed);
      if (k) return force(applied(bodies[0], given));
      if (value !== ERASED) return force(applied(bodies[value.index], [...given, ...value.fields]));
      if (rules.length !== 1) throw new Unsupported(`${name} of a proof`);
      const erased = new Array(rules[0][1]).fill(ERASED);
      if (name === 'Acc.rec') erased[0] = args[fixed]; // recursion along a relation: the number is what matters
      return force(applied(bodies[0], [...given, ...erased]));
    });
  }
}

function fieldOf(value, index) {
  return value === ERASED ? ERASED : force(value.fields[index]);
}

// Rows of numbers below `widths`, those with small numbers first.
function* rows(widths) {
  const widest = Math.max(0, ...widths), row = [];
  if (!widths.length) yield row;
  function* below(most, hit) {
    if (row.length === widths.length) { if (hit) yield row; return; }
    const last = row.length === widths.length - 1, end = Math.min(most + 1, widths[row.length]);
    for (let n = last && !hit ? most : 0; n < end; n++) {
      row.push(n);
      yield* below(most, hit || n === most);
      row.pop();
    }
  }
  for (let most = 0; most < widest; most++) yield* below(most, false);
}

function items(list) {
  const found = [];
  for (let node = force(list); node.index === 1; node = force(node.fields[1])) found.push(node.fields[0]);
  return found;
}

// The first row of values at which the local Boolean function `test` of a goal is `wanted`. A pool names a local list of
// values, or is null for all natural numbers. `why` is "found", "all" (there are no more rows), "steps" or "unsupported".
function search(trials, place, { state, goal }, { test, pools, wanted, steps }, stopped) {
  Object.assign(meter, { left: steps, stopped });
  const { abi } = trials, data = new GoalData(trials, place, state, Infinity), environment = abi.field(state.core, 0);
  let count = 0;
  const answer = (why, row = [], detail = '') => ({ why, row: [...row], rows: count, detail, steps: steps - Math.max(0, meter.left) });
  const find = parts => {
    const name = abi.makeName(parts), found = abi.call('l_Lean_Environment_find_x3f', abi.inc(environment), name, box(1));
    data.owned.push(found);
    return isBoxed(found) ? null : abi.field(found, 0);
  };
  try {
    const { hypotheses } = data.goal(state.goals[goal]);
    const locals = new Map(hypotheses.filter(({ value }) => value !== null).map(({ id, value }) => [id, value]));
    const named = new Map(hypotheses.map(({ name, value }) => [name.name, value]));
    const evaluator = new Evaluator(data.exporter, find, locals);
    const run = evaluator.value(named.get(test)), lists = pools.map(pool => (pool === null ? null : items(evaluator.value(named.get(pool)))));
    for (const row of rows(lists.map(list => (list === null ? Infinity : list.length)))) {
      const value = force(applied(run, row.map((n, i) => (lists[i] === null ? n : lists[i][n]))));
      count++;
      if (value === ERASED) throw new Unsupported('no truth value');
      if ((value.index === 1) === wanted) return answer('found', row);
    }
    return answer('all');
  } catch (error) {
    if (error instanceof StepsSpent) return answer('steps');
    if (error instanceof RangeError) return answer('steps', [], 'too deep');
    if (error instanceof Unsupported || error instanceof TypeError) return answer('unsupported', [], String(error.message));
    throw error;
  } finally {
    for (const object of data.owned) abi.dec(object);
  }
}

module.exports = { search };
