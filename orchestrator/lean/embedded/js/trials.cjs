// Tactic scripts tried at one open goal: the text around it is elaborated once, every script starts from the same state.
//
// A place is the goal of one `sorry`. Its state (environment, metavariables) and the contexts that Lean's elaborator
// had are kept; a try runs `Lean.Elab.runTactic` on a copy. Lean's states are persistent values, so a copy is two
// pointers. What a script leaves open is a state too, and can be the start of further tries.
'use strict';
const { box, isBoxed, unbox, LeanError } = require('./abi.cjs');
const { callback } = require('./callback.cjs');
const { GoalData } = require('./goal_data.cjs');
const { GoalReader } = require('./goals.cjs');
const { FILE_NAME, STATE } = require('./elaborator.cjs');

// Fields of Lean.Core.Context and Lean.Core.State; `requireLayout` looks whether they are what they should be.
const CORE_CONTEXT = { options: 2, initHeartbeats: 8, maxHeartbeats: 9, cancelToken: 12 };
const CORE_STATE = { env: 0, messages: 6, infoState: 7 };
const META_STATE = { mctx: 0 };
const REF_VALUE = 8; // where an IO.Ref has its value
const MAX_PLACES = 8;
const MAX_STATES = 4096; // per place
const CLOSED = 'closed', OPEN = 'open', FAILED = 'failed', LIMIT = 'limit', SYNTAX = 'syntax';

class PlaceError extends Error {}

class Trials {
  constructor(abi, elaborator) {
    this.abi = abi;
    this.elaborator = elaborator;
    this.reader = new GoalReader(abi, elaborator.constants);
    this.places = new Map(); // by text and offset, the one used last at the end
  }

  // Elaborates `source` up to the command with the `sorry` at byte `at` and keeps the goal's state. Null if stopped.
  place(source, at, options) {
    const key = `${at}\0${options.heartbeats}\0${source}`;
    let place = this.places.get(key);
    if (!place) {
      place = this.open(source, at, options);
      if (!place) return null;
      if (this.places.size >= MAX_PLACES) this.close(this.places.keys().next().value);
    }
    this.places.delete(key);
    this.places.set(key, place);
    return place;
  }

  open(source, at, options) {
    const { abi, elaborator } = this;
    let found = null;
    const inspect = (state, before) => { found ??= this.capture(state, before, at); };
    const done = elaborator.elaborate(source, { ...options, goals: true, incremental: true, freshFrom: at, inspect });
    if (options.stopped()) { if (found) this.release(found); return null; }
    if (!found) throw new PlaceError('no `sorry` stands there');
    if (!found.environment) found.environment = abi.inc(abi.field(found.states[0].core, CORE_STATE.env));
    found.errors = done.path.some(snapshot => snapshot.messages.some(({ severity }) => severity === 'error'));
    return found;
  }

  capture(state, before, at) {
    const { abi } = this;
    const goal = this.reader.sorryAt(abi.field(abi.field(state, 8), 2), at);
    if (!goal) return null;
    const term = this.termContext(before);
    const { context, mctx, mvar } = goal;
    const withMctx = this.reader.withMctx(context, mctx);
    const lctx = this.localContext(mctx, mvar);
    let taken = null;
    const take = callback(abi, 5, (metaContext, metaRef, coreContext, coreRef) => {
      taken = { metaContext, coreContext, meta: abi.inc(abi.field(metaRef, 0)), core: abi.inc(abi.field(coreRef, 0)) };
      abi.dec(metaRef);
      abi.dec(coreRef);
      return box(0);
    });
    abi.dec(abi.io('l_Lean_Elab_ContextInfo_runMetaM___redArg', withMctx, lctx, take));
    requireLayout(abi, taken);
    const { metaContext, coreContext } = taken;
    const first = { core: this.withoutInfo(taken.core), meta: taken.meta, goals: [mvar] };
    const place = { term, metaContext, coreContext, mvar, states: [first], byPath: new Map() };
    this.forgetOwn(place, first, abi.field(before.state, STATE.env));
    return place;
  }

  // The environment that Lean kept with the goal has the command's own theorem, which library searches then answer with.
  // The goal gets the environment before the command instead, unless it speaks of something that the command added.
  forgetOwn(place, state, before) {
    const { abi } = this, { constants } = this.elaborator;
    const older = constants.own(before), newer = constants.own(abi.field(state.core, CORE_STATE.env));
    const data = new GoalData(this, place, state);
    data.read(false);
    if (!data.mentioned().some(key => newer.has(key) && !older.has(key))) {
      state.core = this.changed(state.core, { [CORE_STATE.env]: abi.inc(before) });
    }
  }

  // Core.State that collects no info trees.
  withoutInfo(core) {
    const { abi } = this;
    const info = abi.field(core, CORE_STATE.infoState);
    const fields = Array.from({ length: abi.fieldCount(info) }, (_, i) => abi.inc(abi.field(info, i)));
    const silent = abi.constructorObject(0, fields, 1);
    return this.changed(core, { [CORE_STATE.infoState]: silent });
  }

  // A copy of a constructor object (owned) with other values (owned) in some fields; scalars stay.
  changed(object, fields) {
    const { abi } = this;
    const count = abi.fieldCount(object), size = abi.runtime.view.getUint16(object + 4, true);
    const values = Array.from({ length: count }, (_, i) => fields[i] ?? abi.inc(abi.field(object, i)));
    const scalars = Math.max(0, size - 8 - 4 * count);
    const copy = abi.constructorObject(abi.tag(object), values, scalars);
    const u8 = abi.runtime.u8;
    for (let i = 0; i < scalars; i++) u8[copy + 8 + 4 * count + i] = u8[object + 8 + 4 * count + i];
    abi.dec(object);
    return copy;
  }

  localContext(mctx, mvar) {
    const { abi } = this;
    const found = abi.call('l_Lean_MetavarContext_findDecl_x3f', abi.inc(mctx), abi.inc(mvar));
    const lctx = abi.inc(abi.field(abi.field(found, 0), 1));
    abi.dec(found);
    return lctx;
  }

  // Term.Context and Term.State as a command would begin with (`before` is the snapshot before the command).
  termContext(before) {
    const { abi } = this;
    let taken = null;
    const take = callback(abi, 7, (context, state, ...rest) => {
      taken = { context, state: abi.inc(abi.field(state, 0)) };
      for (const object of [state, ...rest.slice(0, 4)]) abi.dec(object);
      return box(0);
    });
    const reference = this.reference(this.elaborator.freshState(before.state, this.elaborator.emptyMessages(), false));
    const fileMap = abi.constructorObject(0, [abi.makeString(''), abi.makeArray([])]); // source and line starts: none
    const command = this.elaborator.commandContext(fileMap, 0, box(0));
    try {
      abi.dec(abi.io('l_Lean_Elab_Command_liftTermElabM___redArg', take, command, abi.inc(reference)));
    } finally {
      abi.dec(reference);
    }
    return taken;
  }

  reference(value) {
    const reference = this.abi.allocate(12, 253, 0);
    this.abi.runtime.u32[(reference + REF_VALUE) >> 2] = value;
    return reference;
  }

  // --- trying -----------------------------------------------------------------------------------------------------

  // The state after the scripts of `path`, each at one of the goals that the one before left: [[script, goal], ...].
  stateAt(place, path, options) {
    let state = place.states[0], goal = 0, key = '';
    for (const [script, next] of path) {
      key += `${goal}\0${script}\0`;
      let after = place.byPath.get(key);
      if (!after) {
        after = this.run(place, state, goal, script, options);
        if (after.status !== OPEN) throw new PlaceError(`a step of the path does not apply (${after.status})`);
        this.keep(place, key, after.state);
        after = after.state;
      }
      [state, goal] = [after, next];
    }
    if (goal >= state.goals.length) throw new PlaceError('there is no such goal');
    return { state, goal, key };
  }

  keep(place, key, state) {
    if (place.states.length >= MAX_STATES || place.byPath.has(key)) { this.releaseState(state); return; }
    place.states.push(state);
    place.byPath.set(key, state);
  }

  // One script: {status, heartbeats, state?, said?}; the state is owned by the caller. With `explain` a failure says why,
  // which may take longer than to fail.
  run(place, state, goal, script, { heartbeats, newToken, dropToken, explain = false }) {
    const { abi } = this;
    const { syntax, trouble } = this.parse(abi.field(state.core, CORE_STATE.env), script, explain);
    if (syntax === null) return { status: SYNTAX, heartbeats: 0, said: explain ? [trouble] : [] };
    const coreRef = this.reference(abi.inc(state.core)), metaRef = this.reference(abi.inc(state.meta));
    const before = this.heartbeats();
    const token = newToken();
    const coreContext = this.changed(abi.inc(place.coreContext), {
      [CORE_CONTEXT.initHeartbeats]: abi.makeNat(before), [CORE_CONTEXT.maxHeartbeats]: abi.makeNat(heartbeats * 1000),
      [CORE_CONTEXT.cancelToken]: abi.some(abi.inc(token)),
      [CORE_CONTEXT.options]: abi.call('l_Lean_KVMap_setNat', abi.inc(abi.field(place.coreContext, CORE_CONTEXT.options)), abi.makeName(['maxHeartbeats']), box(heartbeats)),
    });
    try {
      const pair = abi.io('l_Lean_Elab_runTactic', abi.inc(state.goals[goal]), syntax, abi.inc(place.term.context), abi.inc(place.term.state),
        abi.inc(place.metaContext), abi.inc(metaRef), coreContext, abi.inc(coreRef));
      const goals = [...abi.list(abi.field(pair, 0))].map(mvar => abi.inc(mvar));
      abi.dec(pair);
      const after = { core: abi.inc(abi.field(coreRef, 0)), meta: abi.inc(abi.field(metaRef, 0)), goals };
      const status = this.judged(after, state.goals[goal]);
      if (status !== FAILED) return { status, state: after, heartbeats: this.heartbeats() - before, said: this.said(after, status) };
      const failure = this.failure(this.heartbeats() - before, heartbeats, token);
      if (explain) failure.said = this.errors(after);
      this.releaseState(after);
      return failure;
    } catch (error) {
      if (!(error instanceof LeanError)) throw error;
      const failure = this.failure(this.heartbeats() - before, heartbeats, token);
      if (this.isRuntime(error.object)) failure.status = LIMIT;
      if (explain) failure.said = [this.raised(error.object)];
      abi.dec(error.object);
      return failure;
    } finally {
      dropToken(token);
      abi.dec(coreRef);
      abi.dec(metaRef);
    }
  }

  // What a script that closed the goal said: library searches name what they found.
  said({ core }, status) {
    return status === CLOSED ? this.elaborator.reports(this.abi.field(core, CORE_STATE.messages)).map(({ text }) => text) : [];
  }

  // What Lean logged and went on after.
  errors({ core }) {
    const logged = this.elaborator.reports(this.abi.field(core, CORE_STATE.messages)).filter(({ severity }) => severity === 'error');
    return logged.length ? logged.map(({ text }) => text) : ['it rests on `sorry`'];
  }

  // The words of an exception (borrowed).
  raised(exception) {
    const { abi } = this;
    const text = abi.baseIo('l_Lean_MessageData_toString', abi.call('l_Lean_Exception_toMessageData', abi.inc(exception)));
    const words = abi.string(text);
    abi.dec(text);
    return words;
  }

  // A try that failed. Tactics catch what their parts raise, the kernel reports limits as errors of its own, and a
  // cancelled try says only that it was interrupted: so what it spent and its token tell whether it met a limit.
  failure(spent, heartbeats, token) {
    const cancelled = this.abi.runtime.u32[(token + REF_VALUE) >> 2] === box(1);
    return { status: cancelled || (heartbeats && spent >= heartbeats * 1000) ? LIMIT : FAILED, heartbeats: spent };
  }

  // Lean's own limits: heartbeats, recursion depth.
  isRuntime(exception) {
    return this.abi.call('l_Lean_Exception_isRuntime', this.abi.inc(exception)) === box(1);
  }

  // What came of a try that raised nothing: errors that Lean logged and recovered from count as failures.
  judged(after, mvar) {
    const { abi } = this;
    if (abi.call('l_Lean_MessageLog_hasErrors', abi.inc(abi.field(after.core, CORE_STATE.messages))) === box(1)) return FAILED;
    const pair = abi.call('lean_instantiate_expr_mvars', abi.inc(abi.field(after.meta, META_STATE.mctx)),
      abi.call('l_Lean_Expr_mvar___override', abi.inc(mvar)));
    const sorry = abi.call('l_Lean_Expr_hasSorry', abi.inc(abi.field(pair, 1))) === box(1);
    abi.dec(pair);
    return sorry ? FAILED : after.goals.length ? OPEN : CLOSED;
  }

  // A script as syntax, or what the parser says. Tactics explain a failure when it is printed: behind `first` it is not.
  parse(environment, script, explain) {
    const { abi } = this;
    const begin = explain ? '(' : 'first\n| (', column = explain ? 1 : 3; // of the script's lines
    const block = script.replace(/\n/g, `\n${' '.repeat(column)}`);
    const text = explain ? `${begin}${block}\n)` : `${begin}${block})\n| fail`;
    const parsed = abi.call('l_Lean_Parser_runParserCategory', abi.inc(environment), abi.makeName(['tactic']), abi.makeString(text), abi.makeString(FILE_NAME));
    const value = abi.field(parsed, 0);
    const found = abi.tag(parsed) === 1 ? { syntax: abi.inc(value), trouble: '' } : { syntax: null, trouble: abi.string(value) };
    abi.dec(parsed);
    return found;
  }

  heartbeats() {
    const count = this.abi.baseIo('l_IO_getNumHeartbeats');
    const value = Number(this.abi.nat(count));
    this.abi.dec(count);
    return value;
  }

  // Everything about the goals of a state as data, see goal_data.cjs.
  goals(place, state, facts) {
    return new GoalData(this, place, state).read(facts);
  }

  // --- forgetting -------------------------------------------------------------------------------------------------

  close(key) {
    const place = this.places.get(key);
    this.places.delete(key);
    this.release(place);
  }

  release(place) {
    const { abi } = this;
    for (const state of place.states) this.releaseState(state);
    for (const object of [place.term.context, place.term.state, place.metaContext, place.coreContext]) abi.dec(object);
    if (place.environment) abi.dec(place.environment);
  }

  releaseState({ core, meta, goals }) {
    for (const object of [core, meta, ...goals]) this.abi.dec(object);
  }
}

// Lean's structures are read by position; a library with other ones must not be read wrongly.
function requireLayout(abi, { coreContext, core, meta }) {
  const fine = abi.fieldCount(coreContext) === 14 && abi.fieldCount(core) === 9 && abi.fieldCount(meta) === 5
    && isBoxed(abi.field(coreContext, CORE_CONTEXT.initHeartbeats)) && abi.fieldCount(abi.field(core, CORE_STATE.infoState)) === 3;
  if (!fine) {
    throw new Error(`Core.Context, Core.State or Meta.State is laid out otherwise: ${[coreContext, core, meta].map(object => abi.fieldCount(object))}`);
  }
}

module.exports = { Trials, PlaceError, CLOSED, OPEN, FAILED, LIMIT, unbox };
