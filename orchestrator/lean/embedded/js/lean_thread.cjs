// The thread that runs Lean: takes one request at a time from the I/O thread, synchronously, and answers it.
//
// Lean's elaborator blocks its thread for as long as it works, so this thread has no event loop: it sleeps on a shared
// counter and reads its port by hand. The I/O thread stays free to keep time, to cancel and to notice a dead parent.
'use strict';
const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads');
const { boot, startTaskManager, ImportError } = require('./boot.cjs');
const { AT_ERRORS, Elaborator, OtherImports, STATE, written } = require('./elaborator.cjs');
const { exportConstants } = require('./export_request.cjs');
const { search } = require('./evaluate.cjs');
const { ExportError } = require('./exporter.cjs');
const { Library } = require('./library.cjs');
const { streamWrites } = require('./output.cjs');
const { Premises } = require('./premises.cjs');
const { Replayer } = require('./replay.cjs');
const { RUNNING_TRY } = require('./runtime.cjs');
const { Trials, PlaceError, CLOSED } = require('./trials.cjs');

const CONTROL = { wake: 0, token: 1, stop: 2 }; // slots of the shared Int32Array; the others are runtime.cjs's
const MANY_MESSAGES = 10000;

class LeanThread {
  constructor({ runtime, image, control, imports, snapshots, options }) {
    this.control = control;
    Object.assign(this, boot({ runtime: { ...runtime, control }, image, imports, options }));
    this.runtime.output.watch(streamWrites(this.abi));
    startTaskManager(this.runtime);
    this.elaborator = new Elaborator(this.abi, this.environment, { imports, options: this.options, snapshots });
    this.names = new Library(this.abi, this.environment);
    this.checks = 0;
  }

  serve() {
    parentPort.postMessage({ op: 'ready', lean: this.version() });
    for (let seen = 0; ;) {
      Atomics.wait(this.control, CONTROL.wake, seen);
      seen = Atomics.load(this.control, CONTROL.wake);
      for (let message; (message = receiveMessageOnPort(workerData.port)); ) parentPort.postMessage(this.answer(message.message));
    }
  }

  version() {
    return this.abi.string(this.abi.constant('l_Lean_versionString'));
  }

  answer(request) {
    const began = performance.now();
    this.elaborator.elaborationSeconds = 0;
    this.runtime.output.begin(request.output_bytes ?? 0);
    let body = this.attempt(request);
    const damaged = body.fatal ? null : this.runtime.damaged();
    if (damaged !== null) body = { fatal: true, outcome: damaged, detail: this.runtime.damage };
    return {
      id: request.id, heap: this.runtime.memory.buffer.byteLength, ...body,
      seconds: (performance.now() - began) / 1000, elaboration: this.elaborator.elaborationSeconds,
    };
  }

  attempt(request) {
    try {
      return this[request.op](request);
    } catch (error) {
      if (error instanceof OtherImports) return { outcome: 'imports', imports: error.imports, keyword: error.keyword };
      if (error instanceof ExportError) return { outcome: error.outcome, detail: error.message };
      return { fatal: true, ...this.runtime.explain(error), ...this.flood() }; // the host ends after it
    }
  }

  // What a request printed or logged beyond any use before it ended: then that is what it ended of, wherever it did.
  flood() {
    const { over, head } = this.runtime.output, logged = this.elaborator.logged();
    if (!over && logged < MANY_MESSAGES) return {};
    return { outcome: 'output', printed: head, detail: over ? 'too much was printed' : `${logged} messages` };
  }

  stopped() { return Atomics.load(this.control, CONTROL.stop); }

  // Elaborates a text under a fresh cancel token that the I/O thread can set.
  elaborate(request, begin = null) {
    const { abi } = this;
    const cancelToken = abi.baseIo('l_IO_CancelToken_new');
    Atomics.store(this.control, CONTROL.token, cancelToken);
    try {
      if (this.stopped()) return null;
      return this.elaborator.elaborate(Buffer.from(request.source, 'utf8'), {
        heartbeats: request.heartbeats, incremental: request.incremental, cancelToken, goals: request.goals, begin, stopped: () => this.stopped(),
      });
    } finally {
      Atomics.store(this.control, CONTROL.token, 0);
      abi.dec(cancelToken);
      this.checks++;
    }
  }

  // The I/O thread gets what each command found as it comes: a text that costs the host then loses only the command that did it.
  check(request) {
    let told = 0, running = null;
    const done = this.elaborate(request, (path, position) => {
      running = position;
      const again = path.length < told; // the text is elaborated anew, with the library's code
      if (again) told = 0;
      parentPort.postMessage({ id: request.id, finished: this.found(path.slice(told), request), running, again });
      told = path.length;
    });
    const path = done === null ? [] : done.path;
    const found = this.found(path, request);
    if (done !== null) found.messages.unshift(...done.root.messages);
    const stopped = this.stopped();
    return {
      outcome: stopped ? 'stopped' : found.messages.some(({ severity }) => severity === 'error') ? 'errors' : 'elaborated',
      ...found, reused: done === null ? 0 : done.reused, running: stopped ? running : null,
    };
  }

  // What the commands of a path found, as plain data.
  found(path, { goals, declarations }) {
    return {
      messages: path.flatMap(snapshot => snapshot.messages),
      goals: goals ? path.flatMap(snapshot => snapshot.goals) : [],
      declarations: declarations
        ? path.flatMap(snapshot => snapshot.added.map(({ parts, kind, axioms, unknown, unsafe }) => [written(parts), kind, [...axioms].sort(), unknown, unsafe])) : [],
      passing: declarations ? path.flatMap(snapshot => snapshot.passing) : [],
      commands: path.length,
    };
  }

  export(request) {
    this.runtime.takeRefused();
    let running = null;
    const at = position => {
      running = position;
      parentPort.postMessage({ id: request.id, at: position });
    };
    const done = this.elaborate({ ...request, goals: AT_ERRORS, incremental: false }, (path, position) => at(position));
    if (done === null || this.stopped()) return { outcome: 'stopped', running };
    at(null);
    const messages = [...done.root.messages, ...done.path.flatMap(snapshot => snapshot.messages)];
    const { state } = done.path.at(-1) ?? done.root;
    const data = exportConstants(this.abi, this.elaborator, this.abi.field(state, STATE.env), request);
    const wrong = done.path.find(snapshot => snapshot.messages.some(({ severity }) => severity === 'error'));
    const stuck = wrong?.goals.flatMap(({ goal }) => goal.bodiless) ?? []; // of the first error
    return { outcome: 'exported', messages, stuck: [...new Set(stuck)], refused: this.runtime.takeRefused(), ...data };
  }

  get trials() { return (this.madeTrials ??= new Trials(this.abi, this.elaborator)); }

  // Scripts at one goal, all from the same state, as many as there is time for; each result is sent by itself, so that
  // none is lost with the host. A try that is cancelled by itself (the I/O thread saw it take too long) counts as one that passed a limit.
  try(request) {
    const { abi } = this;
    const options = {
      heartbeats: request.heartbeats, explain: request.explain, stopped: () => this.stopped(),
      newToken: () => {
        const token = abi.baseIo('l_IO_CancelToken_new');
        Atomics.add(this.control, RUNNING_TRY, 1);
        Atomics.store(this.control, CONTROL.token, token);
        return token;
      },
      dropToken: token => {
        Atomics.store(this.control, CONTROL.token, 0);
        abi.dec(token);
      },
    };
    const cancelToken = options.newToken();
    try {
      const place = this.trials.place(Buffer.from(request.source, 'utf8'), request.at, { ...options, heartbeats: request.text_heartbeats, cancelToken });
      if (place === null) return { outcome: 'stopped' };
      const start = this.trials.stateAt(place, request.path, options);
      const data = request.facts ? this.trials.goals(place, start.state, true) : null;
      if (request.premises) data.premises = this.premises.suggest(data.relevant, request.premises);
      const found = request.search ? search(this.trials, place, start, request.search, () => this.stopped()) : null;
      for (const script of request.scripts) {
        if (this.stopped()) break;
        const { state, ...result } = this.trials.run(place, start.state, start.goal, script, options);
        if (state) {
          if (request.goals && state.goals.length) result.after = this.trials.goals(place, state, false);
          if (request.goals) this.trials.keep(place, `${start.key}${start.goal}\0${script}\0`, state);
          else this.trials.releaseState(state);
        }
        parentPort.postMessage({ id: request.id, tried: result });
        this.checks++;
        if (request.until_closed && result.status === CLOSED) break;
      }
      return { outcome: this.stopped() ? 'stopped' : 'tried', data, found, errors: place.errors };
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      return { outcome: 'no_place', detail: error.message };
    } finally {
      options.dropToken(cancelToken);
    }
  }

  get premises() { return (this.madePremises ??= new Premises(this.abi, this.environment)); }
  get replayer() { return (this.madeReplayer ??= new Replayer(this.abi, this.environment)); }
  describe(request) { return this.replayer.describe(request); }
  supply(request) { return this.replayer.supply(request); }
  replay(request) { return this.replayer.replay(request); }

  library(request) {
    return this.names.search(request);
  }

  statistics() {
    return { outcome: 'statistics', checks: this.checks, heap: this.runtime.memory.buffer.byteLength, snapshots: this.elaborator.count };
  }
}

let thread;
try {
  thread = new LeanThread(workerData);
} catch (error) {
  if (!(error instanceof ImportError)) throw error;
  parentPort.postMessage({ op: 'import_failed', detail: error.message });
}
thread?.serve();
