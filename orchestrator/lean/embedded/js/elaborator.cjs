// Command-by-command elaboration of one file after another in one environment, with states kept per shared prefix.
//
// A `Snapshot` is the state after one command. Snapshots form a tree below the state after the header: a file is a
// path in it, an edited file shares the path up to the first command that changed. Reuse is by text: all but the last
// matching snapshot are followed, in the cached file too, by the same text up to the end of another command, so no
// parser lookahead can differ; the last one is parsed again and must end at the same place, with the same errors.
'use strict';
const { box, LeanError } = require('./abi.cjs');
const { Constants, display, written } = require('./constants.cjs');
const { EVALUATING, commandKind, runsProgram, wantsCode, withoutCode, withoutSolver } = require('./missing_code.cjs');
const { PRINT_AXIOMS, toldAxioms } = require('./print_axioms.cjs');
const { GoalReader } = require('./goals.cjs');
const { LibraryCode } = require('./library_code.cjs');
const { passingAxioms } = require('./passing.cjs');
const { Lines } = require('./text.cjs');

// Fields of Lean.Elab.Command.State.
const STATE = { env: 0, messages: 1, scopes: 2, infoState: 8, traceState: 9, snapshotTasks: 10, count: 11 };
const SCOPE = { opts: 1, currNamespace: 2, openDecls: 3, objects: 10, booleans: 3 }; // the booleans follow; the first is isNoncomputable
const INFO_STATE_TREES = 2;
const LOG_UNREPORTED = 1, ARRAY_SIZE = 2; // of a Lean.MessageLog, and of the Lean.PersistentArray in it
const UNEQUAL = /mismatch|not definitionally equal/i;
const FILE_NAME = '<input>';
const HEADER_WORDS = new Set(['module', 'prelude', 'import', 'public', 'meta', 'all', 'private']);
const AT_ERRORS = 'errors'; // only the goals of commands with errors
const MAX_ROOTS = 32;
const FIRST_MACRO_SCOPE = 1; // Lean.firstFrontendMacroScope = reservedMacroScope + 1

// The file's header asks for another environment than this host's.
class OtherImports extends Error {
  constructor(imports, keyword) {
    super('other imports');
    Object.assign(this, { imports, keyword });
  }
}

class Snapshot {
  constructor(parent, text, state, position) {
    Object.assign(this, { parent, text, state, position, children: [], messages: [], syntaxErrors: '[]', goals: [], added: [], passing: [], terminal: false });
    this.depth = parent ? parent.depth + 1 : 0;
    this.used = 0;
  }
}

class Elaborator {
  constructor(abi, environment, { imports, options, snapshots }) {
    this.imports = imports;
    this.abi = abi;
    this.environment = environment;
    this.options = options;
    this.limit = snapshots;
    this.constants = new Constants(abi, environment);
    this.goalReader = new GoalReader(abi, this.constants);
    this.roots = new Map();
    this.count = 0;
    this.clock = 0;
    this.elaborationSeconds = 0;
    this.reference = null; // of the state of the command that runs
    this.codeSupplied = false; // see `supplyCode`
  }

  // The state before the first command, per header text and heartbeat limit.
  root(header, position, heartbeats) {
    const key = `${heartbeats}\0${header}`;
    let root = this.roots.get(key);
    if (!root) {
      const { abi } = this;
      let options = abi.inc(this.options);
      if (heartbeats > 0) options = abi.call('l_Lean_KVMap_setNat', options, abi.makeName(['maxHeartbeats']), box(heartbeats));
      const state = abi.call('l_Lean_Elab_Command_mkState', abi.inc(this.environment), this.emptyMessages(), options);
      // The library is shipped without the code of many functions, so definitions that use them cannot be compiled.
      // As in a `noncomputable section`, that is no error: proofs need no compiled code.
      abi.runtime.u8[abi.field(abi.field(state, STATE.scopes), 0) + 8 + 4 * SCOPE.objects] = 1;
      this.forgetOldestRoot();
      root = new Snapshot(null, Buffer.from(header), state, position);
      this.roots.set(key, root);
    }
    return root;
  }

  // Comments before the first command belong to the header text, so every file may bring a root of its own.
  forgetOldestRoot(most = MAX_ROOTS) {
    if (this.roots.size < most) return;
    const [key, oldest] = [...this.roots].reduce((a, b) => (b[1].used < a[1].used ? b : a));
    const forgetBelow = node => {
      for (const child of [...node.children]) { forgetBelow(child); this.forget(child); }
    };
    forgetBelow(oldest);
    this.abi.dec(oldest.state);
    this.abi.dec(oldest.position);
    this.roots.delete(key);
  }

  emptyMessages() { return this.abi.constant('l_Lean_MessageLog_empty'); }

  // Elaborates `source` (bytes). `cancelToken` is borrowed; `stopped()` says whether it was set. Commands that end
  // behind the byte `freshFrom` are elaborated anew; `inspect(state, before)` sees each new state with its info trees;
  // `begin(path, position)` is told before each command what is done and where the command starts.
  // Returns the path of snapshots and how many of them were reused.
  elaborate(source, options) {
    for (;;) {
      const done = this.attempt(source, options);
      if (done !== null) return done;
      this.supplyCode();
    }
  }

  // From now on the compiler knows the library's functions. Few texts need that, and it takes a second.
  supplyCode() {
    this.environment = new LibraryCode(this.abi, this.abi.inc(this.environment)).supplied(); // others hold the first one
    this.codeSupplied = true;
    while (this.roots.size) this.forgetOldestRoot(1);
  }

  // Like `elaborate`; null where the library's code is wanted, and then the text has to be elaborated again.
  attempt(source, { heartbeats, incremental, cancelToken, goals, stopped, freshFrom = Infinity, inspect = null, begin = null }) {
    const { abi } = this;
    const input = abi.makeString(source.toString('utf8'));
    const context = abi.call('l_Lean_Parser_mkInputContext', input, abi.makeString(FILE_NAME), box(0), abi.makeNat(source.length), box(0));
    try {
      const root = this.header(source, context, heartbeats), lines = new Lines(source);
      const reused = incremental ? this.reusable(root, source, context) : [];
      while (reused.length && this.offset(reused.at(-1)) > freshFrom) reused.pop();
      const path = [...reused];
      this.beginFile(path);
      let last = path.length ? path[path.length - 1] : root;
      while (!last.terminal && this.offset(last) < source.length) {
        begin?.(path, lines.position(this.offset(last)));
        const next = this.command(last, source, context, lines, cancelToken, goals, inspect);
        if (stopped()) { // what a cancelled command left behind is not kept
          this.forget(next);
          break;
        }
        if (next.wantsCode && !this.codeSupplied) return null;
        path.push(next);
        last = next;
      }
      this.clock++;
      for (const snapshot of [root, ...path]) snapshot.used = this.clock;
      this.evict();
      return { path, reused: reused.length, root };
    } finally {
      abi.dec(context);
    }
  }

  offset(snapshot) { return Number(this.abi.nat(this.abi.field(snapshot.position, 0))); }

  header(source, context, heartbeats) {
    const { abi } = this;
    const known = this.knownHeader(source, heartbeats);
    if (known) return known;
    const parsed = abi.io('l_Lean_Parser_parseHeader', abi.inc(context));
    const rest = abi.field(parsed, 1), position = abi.inc(abi.field(rest, 0));
    const end = Number(abi.nat(abi.field(position, 0)));
    const messages = this.reports(abi.field(rest, 1));
    this.requireSameImports(abi.field(parsed, 0));
    abi.dec(parsed);
    const root = this.root(source.subarray(0, end).toString('utf8'), position, heartbeats);
    root.messages = messages;
    return root;
  }

  // A root whose header text `source` starts with, if what follows cannot belong to a header. (Parsing a header takes
  // a millisecond, a third of what a small check costs beyond its elaboration.)
  knownHeader(source, heartbeats) {
    for (const [key, root] of this.roots) {
      if (!key.startsWith(`${heartbeats}\0`) || !source.subarray(0, root.text.length).equals(root.text)) continue;
      const word = /^[A-Za-z#@][A-Za-z_]*/.exec(source.subarray(root.text.length, root.text.length + 16).toString('latin1'));
      if (word && !HEADER_WORDS.has(word[0])) return root;
    }
    return null;
  }

  // Throws `OtherImports` unless the header (a Syntax) asks for exactly what this host imported.
  requireSameImports(header) {
    const { abi } = this;
    const parts = abi.field(header, 2);
    const keywords = [0, 1].map(index => abi.arraySize(abi.field(abi.arrayItem(parts, index), 2)) > 0);
    const array = abi.call('l_Lean_Elab_HeaderSyntax_imports', abi.inc(header), box(1));
    const imports = [...abi.array(array)].map(item => display(abi.nameParts(abi.field(item, 0))));
    abi.dec(array);
    const asked = [...new Set(imports)];
    if (keywords[0]) throw new OtherImports(asked, 'module');
    if (keywords[1]) throw new OtherImports(asked, 'prelude');
    if (asked.length !== this.imports.length || asked.some(name => !this.imports.includes(name))) throw new OtherImports(asked, null);
  }

  reusable(root, source, context) {
    const path = [];
    for (let node = root, at = this.offset(root); ;) {
      const child = node.children.find(({ text }) => source.length >= at + text.length && source.subarray(at, at + text.length).equals(text));
      if (!child) break;
      path.push(child);
      node = child;
      at += child.text.length;
    }
    const last = path[path.length - 1];
    if (last && !last.terminal && !this.parsesTo(last, source, context)) path.pop();
    return path;
  }

  parsesTo(snapshot, source, context) {
    const { syntax, position, messages, end } = this.parse(snapshot.parent, context);
    const errors = JSON.stringify(this.reports(messages));
    for (const object of [syntax, position, messages]) this.abi.dec(object);
    return end === this.offset(snapshot) && errors === snapshot.syntaxErrors;
  }

  beginFile(path) {
    this.constants.known = new Map();
    for (const { added } of path) for (const entry of added) this.constants.known.set(entry.key, entry);
  }

  parse(snapshot, context) {
    const { abi } = this;
    const scope = abi.field(abi.field(snapshot.state, STATE.scopes), 0);
    const moduleContext = abi.constructorObject(0, [abi.inc(abi.field(snapshot.state, STATE.env)),
      ...[SCOPE.opts, SCOPE.currNamespace, SCOPE.openDecls].map(index => abi.inc(abi.field(scope, index)))]);
    const result = abi.call('l_Lean_Parser_parseCommand', abi.inc(context), moduleContext, abi.inc(snapshot.position), this.emptyMessages());
    const rest = abi.field(result, 1);
    const parsed = { syntax: abi.inc(abi.field(result, 0)), position: abi.inc(abi.field(rest, 0)), messages: abi.inc(abi.field(rest, 1)) };
    abi.dec(result);
    parsed.end = Number(abi.nat(abi.field(parsed.position, 0)));
    return parsed;
  }

  // Elaborates the command after `before` and keeps the state.
  command(before, source, context, lines, cancelToken, goals, inspect) {
    const { abi } = this;
    const start = this.offset(before);
    const { syntax, position, messages, end } = this.parse(before, context);
    const terminal = abi.call('l_Lean_Parser_isTerminalCommand', abi.inc(syntax)) === box(1);
    const syntaxErrors = this.reports(messages); // the elaborator does not keep them
    const reference = abi.allocate(12, 253, 0); // an IO.Ref that holds the state
    const kind = commandKind(abi, syntax), evaluates = EVALUATING.has(kind);
    abi.runtime.u32[(reference + 8) >> 2] = this.freshState(before.state, messages, evaluates);
    this.reference = reference;
    abi.runtime.output.head = '';
    const command = this.commandContext(abi.inc(abi.field(context, 2)), start, abi.some(abi.inc(cancelToken)));
    let failure = null;
    const began = performance.now();
    try {
      abi.dec(abi.io('l_Lean_Elab_Command_elabCommandTopLevel', syntax, command, abi.inc(reference)));
    } catch (error) {
      if (!(error instanceof LeanError)) throw error;
      failure = error.object;
    }
    this.elaborationSeconds += (performance.now() - began) / 1000;
    this.reference = null;
    const state = abi.inc(abi.field(reference, 0));
    abi.dec(reference);
    const snapshot = new Snapshot(before, source.subarray(start, terminal ? source.length : end), state, position);
    snapshot.terminal = terminal || end <= start;
    snapshot.syntaxErrors = JSON.stringify(syntaxErrors); // they may name the token behind the command
    this.fill(snapshot, failure, goals, lines, syntaxErrors, kind);
    inspect?.(state, before);
    snapshot.state = this.kept(state, evaluates ? before.state : state);
    before.children.unshift(snapshot);
    this.count++;
    return snapshot;
  }

  // How many messages the command that runs, or did not end, has logged; a command's programs log into its own state.
  logged() {
    if (this.reference === null) return 0;
    const { abi } = this, state = abi.field(this.reference, 0);
    const unreported = state === 0 ? 0 : abi.field(abi.field(state, STATE.messages), LOG_UNREPORTED);
    return unreported === 0 ? 0 : Number(abi.field(unreported, ARRAY_SIZE) >>> 1);
  }

  // A Command.Context; `fileMap` and `cancelToken` (an Option) are owned.
  commandContext(fileMap, start, cancelToken) {
    const { abi } = this;
    return abi.constructorObject(0, [
      abi.makeString(FILE_NAME), fileMap, box(0), abi.makeNat(start), box(0), box(0),
      abi.makeNat(FIRST_MACRO_SCOPE), box(0), box(0), cancelToken,
    ], 1);
  }

  // A copy of a state with fresh messages and info trees (owned `messages`). A command that runs code must say so if
  // the code cannot be compiled, so for it the scope is an ordinary, computable one.
  freshState(state, messages, evaluates) {
    const { abi } = this;
    const fields = Array.from({ length: STATE.count }, (_, index) => {
      if (index === STATE.messages) return messages;
      if (index === STATE.infoState) return abi.inc(this.emptyInfoState());
      if (index === STATE.scopes && evaluates) return this.computableScopes(abi.field(state, index));
      return abi.inc(abi.field(state, index));
    });
    return abi.constructorObject(0, fields);
  }

  computableScopes(scopes) {
    const { abi } = this;
    const scope = abi.field(scopes, 0);
    const fields = Array.from({ length: SCOPE.objects }, (_, index) => abi.inc(abi.field(scope, index)));
    const copy = abi.constructorObject(0, fields, SCOPE.booleans);
    for (let i = 1; i < SCOPE.booleans; i++) abi.runtime.u8[copy + 8 + 4 * SCOPE.objects + i] = abi.scalarByte(scope, i);
    return abi.constructorObject(1, [copy, abi.inc(abi.field(scopes, 1))]);
  }

  // The InfoState of a new state, collecting trees.
  emptyInfoState() {
    if (!this.infoState) {
      const { abi } = this;
      const state = abi.call('l_Lean_Elab_Command_mkState', abi.inc(this.environment), this.emptyMessages(), abi.inc(this.options));
      const fresh = abi.field(state, STATE.infoState);
      this.infoState = abi.constructorObject(0, [0, 1, 2].map(index => abi.inc(abi.field(fresh, index))), 1);
      abi.runtime.u8[this.infoState + 8 + 12] = 1; // enabled
      abi.dec(state);
    }
    return this.infoState;
  }

  fill(snapshot, failure, goals, lines, syntaxErrors, kind) {
    const { abi } = this;
    const { state } = snapshot;
    snapshot.messages = [...syntaxErrors, ...this.reports(abi.field(state, STATE.messages))];
    snapshot.wantsCode = snapshot.messages.some(wantsCode);
    if (failure !== null) abi.dec(failure); // logged by Lean already, or the check was cancelled
    snapshot.added = this.constants.added(abi.field(snapshot.parent.state, STATE.env), abi.field(state, STATE.env), this.constants.known);
    for (const entry of snapshot.added) this.constants.known.set(entry.key, entry);
    const place = lines.position(this.offset(snapshot.parent));
    snapshot.passing = passingAxioms(abi, this.constants, this.trees(state), abi.field(state, STATE.env)).map(axiom => [axiom, place]);
    // What the command is for is done if it was to evaluate something, or declared something without a hole.
    const holes = snapshot.added.some(({ axioms }) => axioms.has('sorryAx'));
    if ((EVALUATING.has(kind) && !runsProgram(snapshot.text)) || (snapshot.added.length && !holes)) snapshot.messages = snapshot.messages.map(message => withoutCode(message, kind));
    if (kind === PRINT_AXIOMS) snapshot.messages = snapshot.messages.map(message => toldAxioms(this.constants, message));
    snapshot.messages = snapshot.messages.map(message => withoutSolver(message, snapshot.text));
    const errors = snapshot.messages.filter(message => message.severity === 'error');
    // A hole that makes no message: in a `variable`, behind an option, or where #guard_msgs takes the warning.
    const open = errors.length || snapshot.messages.length || holes || /sorry|admit|stop/.test(snapshot.text.toString('latin1'));
    if (goals && (goals === AT_ERRORS ? errors.length : open)) snapshot.goals = this.openGoals(state, errors, lines);
  }

  trees(state) { return this.abi.field(this.abi.field(state, STATE.infoState), INFO_STATE_TREES); }

  openGoals(state, errors, lines) {
    const ranges = errors.map(({ start, end, kind, text }) => [lines.offset(start), lines.offset(end ?? start), kind, UNEQUAL.test(text)]);
    return this.goalReader.read(this.trees(state), ranges).map(({ start, end, ...rest }) => ({
      ...rest, start: lines.position(start), end: lines.position(end),
    }));
  }

  // The state to keep (takes `state`): without its info trees, which are large and read once, and its messages, with
  // the scopes of `scopesOf`.
  kept(state, scopesOf) {
    const { abi } = this;
    const fields = Array.from({ length: STATE.count }, (_, index) => {
      if (index === STATE.infoState) return abi.inc(this.emptyInfoState());
      if (index === STATE.messages) return this.emptyMessages();
      return abi.inc(abi.field(index === STATE.scopes ? scopesOf : state, index));
    });
    abi.dec(state);
    return abi.constructorObject(0, fields);
  }

  // Messages of a log as plain data (`Lean.Message.toJson`).
  reports(log) {
    const { abi } = this;
    const array = abi.call('l_Lean_MessageLog_toArray', abi.inc(log));
    const out = [];
    for (const message of abi.array(array)) {
      const json = abi.baseIo('l_Lean_Message_toJson', abi.inc(message));
      const text = abi.call('l_Lean_Json_compress', json);
      const { severity, data, pos, endPos, kind } = JSON.parse(abi.string(text));
      abi.dec(text);
      out.push({ severity, text: data, kind: kind === '[anonymous]' ? '' : kind, start: [pos.line, pos.column], end: endPos ? [endPos.line, endPos.column] : null });
    }
    abi.dec(array);
    return out;
  }

  // Forgets the least recently used leaves beyond the limit.
  evict() {
    if (this.count <= this.limit) return;
    const leaves = [];
    const visit = node => { for (const child of node.children) { if (child.children.length) visit(child); else leaves.push(child); } };
    for (const root of this.roots.values()) visit(root);
    leaves.sort((a, b) => a.used - b.used || b.depth - a.depth);
    for (const leaf of leaves) {
      if (this.count <= this.limit * 0.75 || leaf.used === this.clock) break;
      this.forget(leaf);
    }
  }

  forget(leaf) {
    leaf.parent.children.splice(leaf.parent.children.indexOf(leaf), 1);
    this.abi.dec(leaf.state);
    this.abi.dec(leaf.position);
    this.count--;
  }
}

module.exports = { Elaborator, AT_ERRORS, OtherImports, STATE, written, FILE_NAME };
