// Goals as data: names, types and values as Lean has them, and what the constants in them are.
'use strict';
const { box, isBoxed, unbox } = require('./abi.cjs');
const { shownLocals } = require('./containers.cjs');
const { Exporter, CONSTANT_KINDS } = require('./exporter.cjs');

const MACRO_SCOPES = '_hyg';
const PRETTY_WIDTH = 100;
const MAX_NODES = 20000;
const MAX_CONSTANTS = 400;
const REDUCIBILITY = ['reducible', 'semireducible', 'irreducible', 'implicit_reducible'];

class GoalData {
  constructor(trials, place, state, maxNodes = MAX_NODES) {
    Object.assign(this, { trials, place, state, abi: trials.abi });
    this.owned = [];
    this.free = new Map();
    const number = map => object => {
      const key = this.abi.nameKey(object);
      if (!map.has(key)) map.set(key, map.size);
      return map.get(key);
    };
    this.exporter = new Exporter(this.abi, { freeVariable: number(this.free), metavariable: number(new Map()), maxNodes });
  }

  // {goals, names, levels, exprs, constants?}: expressions and names by their place in the tables, as exporter.cjs numbers them.
  read(facts) {
    const { abi, state } = this;
    try {
      const goals = state.goals.map(mvar => this.goal(mvar));
      const constants = facts ? this.constants() : [];
      return { goals, constants, relevant: facts ? this.relevant() : [], ...this.exporter.tables() };
    } finally {
      for (const object of this.owned) abi.dec(object);
    }
  }

  goal(mvar) {
    const { abi, state } = this;
    const mctx = abi.field(state.meta, 0);
    const found = abi.call('l_Lean_MetavarContext_findDecl_x3f', abi.inc(mctx), abi.inc(mvar));
    this.owned.push(found);
    const declaration = abi.field(found, 0), lctx = abi.field(declaration, 1);
    const hypotheses = [...shownLocals(abi, lctx)].map(([local, isLet]) => ({
      id: this.exporter.freeVariable(abi.field(local, 1)), name: this.userName(abi.field(local, 2)),
      type: this.expression(mctx, abi.field(local, 3)), value: isLet ? this.expression(mctx, abi.field(local, 4)) : null,
      prop: this.isProp(lctx, abi.field(declaration, 3), abi.field(local, 3)),
    }));
    return { case: this.userName(abi.field(declaration, 0)).name, hypotheses, target: this.expression(mctx, abi.field(declaration, 2)), pretty: this.pretty(mvar) };
  }

  // A name as the user can write it; `hidden` if macro scopes make it unwritable.
  userName(object) {
    const parts = this.abi.nameParts(object);
    const scope = parts.indexOf(MACRO_SCOPES);
    if (scope < 0) return { name: parts.join('.'), hidden: parts.length === 0 };
    return { name: parts.slice(0, parts.findIndex(part => part === '_@' || part === MACRO_SCOPES)).join('.'), hidden: true };
  }

  expression(mctx, object) {
    const { abi } = this;
    const pair = abi.call('lean_instantiate_expr_mvars', abi.inc(mctx), abi.inc(object));
    this.owned.push(pair);
    return this.exporter.expr(abi.field(pair, 1));
  }

  // Runs a MetaM function at a local context of the state; null where it throws.
  meta(lctx, instances, name, ...args) {
    const { abi, state, place, trials } = this;
    const context = trials.changed(abi.inc(place.metaContext), { 2: abi.inc(lctx), 3: abi.inc(instances) });
    const metaRef = trials.reference(abi.inc(state.meta)), coreRef = trials.reference(abi.inc(state.core));
    try {
      return abi.io(name, ...args, context, abi.inc(metaRef), abi.inc(place.coreContext), abi.inc(coreRef));
    } catch (error) {
      if (error.object === undefined) throw error;
      abi.dec(error.object);
      return null;
    } finally {
      abi.dec(metaRef);
      abi.dec(coreRef);
    }
  }

  isProp(lctx, instances, type) {
    return this.meta(lctx, instances, 'l_Lean_Meta_isProp', this.abi.inc(type)) === box(1);
  }

  pretty(mvar) {
    const { abi } = this;
    const lctx = abi.constant('l_Lean_LocalContext_empty');
    const format = this.meta(lctx, abi.makeArray([]), 'l_Lean_Meta_ppGoal', abi.inc(mvar));
    abi.dec(lctx);
    if (format === null) return '';
    const text = abi.call('l_Std_Format_pretty', format, box(PRETTY_WIDTH), box(0), box(0));
    const out = abi.string(text).trim();
    abi.dec(text);
    return out;
  }

  // Keys of the constants in the goals read so far.
  mentioned() {
    const { exporter } = this;
    return exporter.exprs.filter(node => node[0] === 'const').map(node => JSON.stringify(exporter.fullName(node[1])));
  }

  // Keys of the constants in the goals read so far and in what the file's own among them use.
  relevant() {
    const { trials } = this;
    const own = trials.elaborator.constants.own(this.abi.field(this.state.core, 0));
    const queue = this.mentioned(), seen = new Set();
    for (let key; (key = queue.pop()) !== undefined; ) {
      if (seen.has(key)) continue;
      seen.add(key);
      if (own.has(key)) queue.push(...trials.elaborator.constants.usedConstants(own.get(key).info));
    }
    return [...seen];
  }

  // The constants of the goals, those of the file with everything they use, those of the library by themselves.
  constants() {
    const { abi, trials } = this;
    const environment = abi.field(this.state.core, 0);
    const own = trials.elaborator.constants.own(environment);
    const seen = new Set(), out = [];
    const queue = this.mentioned();
    for (const key of own.keys()) queue.push(key);
    while (queue.length && out.length < MAX_CONSTANTS) {
      const key = queue.shift();
      if (seen.has(key)) continue;
      seen.add(key);
      const constant = this.constant(environment, own, key);
      if (!constant) continue;
      out.push(constant);
      for (const used of constant.uses) queue.push(used);
      constant.uses = constant.uses.map(used => JSON.parse(used).join('.'));
    }
    return out;
  }

  constant(environment, own, key) {
    const { abi, trials, exporter } = this;
    const parts = JSON.parse(key), mine = own.get(key);
    const name = abi.makeName(parts);
    let info = mine?.info;
    if (info === undefined) {
      const found = abi.call('l_Lean_Environment_find_x3f', abi.inc(environment), abi.inc(name), box(1));
      this.owned.push(found);
      if (isBoxed(found)) { abi.dec(name); return null; }
      info = abi.field(found, 0);
    }
    const kind = CONSTANT_KINDS[abi.tag(info)], value = abi.field(info, 0);
    const out = { name: parts.join('.'), kind, own: mine !== undefined, type: null, uses: [] };
    const internal = abi.call('l_Lean_Name_isInternal', abi.inc(name)) === box(1) || /(^|\.)(match_|_|eq_\d|sizeOf|injEq|inj$|rec$|casesOn|recOn|brecOn|below|noConfusion|ctorIdx|toCtorIdx|ctorElim|induct)/.test(out.name);
    if (!internal) out.type = exporter.expr(abi.field(abi.field(value, 0), 2));
    if (kind === 'def') out.reducibility = this.reducibility(environment, name);
    if (kind === 'inductive') {
      const data = exporter.constant(info);
      const text = id => { const names = []; for (let at = id; at !== 0; at = exporter.names[at - 1][0]) names.unshift(exporter.names[at - 1][1]); return names; };
      Object.assign(out, { params: data.params, indices: data.indices, recursive: data.recursive, constructors: data.constructors.map(id => text(id).join('.')) });
      out.uses = data.constructors.map(id => JSON.stringify(text(id)));
    } else if (mine) out.uses = trials.elaborator.constants.usedConstants(info);
    abi.dec(name);
    return internal && !mine ? null : { ...out, internal };
  }

  reducibility(environment, name) {
    const { abi } = this;
    return REDUCIBILITY[unbox(abi.call('l_Lean_getReducibilityStatusCore', abi.inc(environment), abi.inc(name)))] ?? '';
  }
}

module.exports = { GoalData };
