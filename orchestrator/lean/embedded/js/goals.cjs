// Open goals of an elaborated command, read from its info trees.
'use strict';
const { box, isBoxed } = require('./abi.cjs');
const { persistentArray, shownLocals } = require('./containers.cjs');
const { identify } = require('./goal_identity.cjs');

const PRETTY_WIDTH = 100;
const INFO = { tactic: 0, term: 1, failedTerm: 2 }; // the last two begin with the same fields
const SORRY_TACTICS = new Set(['Lean.Parser.Tactic.tacticSorry', 'Lean.Parser.Tactic.tacticAdmit', 'Lean.Parser.Tactic.tacticStop_']);
const SORRY_TERM = 'Lean.Parser.Term.sorry';
const STUCK_TERMS = 3; // an elaborator may leave two for the same text
const CONTEXT = { commandContext: 0, parentDeclaration: 1, autoImplicits: 2 }; // fields of ContextInfo
const COMMAND_CONTEXT_MCTX = 3; // field of CommandContextInfo
const COMMAND_CONTEXT_FIELDS = 8;

// Byte range `[start, end]` of a syntax node that stands in the text itself, else null (macro output).
function originalRange(abi, syntax) {
  const first = edge(abi, syntax, false), last = edge(abi, syntax, true);
  return first === null || last === null ? null : [Number(abi.nat(abi.field(first, 1))), Number(abi.nat(abi.field(last, 3)))];
}

// The `SourceInfo.original` of the first or last token below `syntax`, or null.
function edge(abi, syntax, fromEnd) {
  if (isBoxed(syntax)) return null;
  const tag = abi.tag(syntax);
  if (tag !== 1) {
    const info = abi.field(syntax, 0);
    return isBoxed(info) || abi.tag(info) !== 0 ? null : info;
  }
  const children = abi.field(syntax, 2), size = abi.arraySize(children);
  for (let i = 0; i < size; i++) {
    const child = abi.arrayItem(children, fromEnd ? size - 1 - i : i);
    if (isBoxed(child) || (abi.tag(child) === 1 && abi.arraySize(abi.field(child, 2)) === 0)) continue;
    const found = edge(abi, child, fromEnd);
    if (found !== null || abi.tag(child) !== 1) return found;
    if (edge(abi, child, !fromEnd) !== null) return null;
  }
  return null;
}

class GoalReader {
  constructor(abi, constants) {
    this.abi = abi;
    this.constants = constants;
  }

  // Goals of a command. `trees` is a borrowed PersistentArray of InfoTree; `errors` are [start, end, kind, unequal], the
  // first two byte offsets; `unequal` says that two things are not equal by definition.
  // Returns [{origin, start, end, tactic, goal}] with byte offsets, in the order of the text.
  read(trees, errors) {
    this.sorries = new Map();
    this.tactics = [];
    this.terms = errors.some(([, , , unequal]) => unequal) ? [] : null;
    this.owned = [];
    try {
      for (const tree of persistentArray(this.abi, trees)) this.walk(tree, null);
      const out = [...this.sorries.values()].map(place => this.place('sorry', place));
      for (const error of errors) {
        const place = this.errorPlace(error);
        if (place) out.push(this.place('error', place));
        else if (error[3]) out.push(this.stuckTerm(error));
      }
      return out.flat().sort((a, b) => a.start - b.start);
    } finally {
      for (const object of this.owned) this.abi.dec(object);
    }
  }

  // The goal of the `sorry` that starts at byte `at`: owned {context, mctx, mvar}, or null.
  sorryAt(trees, at) {
    const { abi } = this;
    this.sorries = new Map();
    this.tactics = [];
    this.terms = null;
    this.owned = [];
    try {
      for (const tree of persistentArray(abi, trees)) this.walk(tree, null);
      const place = [...this.sorries.values()].find(({ range }) => range[0] === at);
      if (!place) return null;
      const found = place.tactic
        ? { mctx: abi.field(place.value, 1), mvar: abi.field(abi.field(place.value, 2), 0) }
        : this.termMetavariable(place.value, place.context);
      return found && { context: abi.inc(place.context), mctx: abi.inc(found.mctx), mvar: abi.inc(found.mvar) };
    } finally {
      for (const object of this.owned) abi.dec(object);
    }
  }

  walk(tree, context) {
    const { abi } = this;
    const tag = abi.tag(tree);
    if (tag === 0) {
      const outer = context === null ? box(0) : abi.some(abi.inc(context));
      const merged = abi.call('l_Lean_Elab_PartialContextInfo_mergeIntoOuter_x3f', abi.inc(abi.field(tree, 0)), outer);
      this.owned.push(merged);
      this.walk(abi.field(tree, 1), isBoxed(merged) ? context : abi.field(merged, 0));
    } else if (tag === 1) {
      if (context !== null) this.visit(abi.field(tree, 0), context);
      for (const child of persistentArray(abi, abi.field(tree, 1))) this.walk(child, context);
    }
  }

  visit(info, context) {
    const { abi } = this;
    const tag = abi.tag(info);
    if (tag !== INFO.tactic && tag !== INFO.term && (tag !== INFO.failedTerm || this.terms === null)) return;
    const value = abi.field(info, 0), syntax = abi.field(abi.field(value, 0), 1);
    if (isBoxed(syntax)) return;
    const kind = abi.tag(syntax) === 1 ? abi.nameParts(abi.field(syntax, 1)).join('.') : ''; // else one name
    const isSorry = tag === INFO.tactic ? SORRY_TACTICS.has(kind) : kind === SORRY_TERM;
    const isTerm = tag !== INFO.tactic;
    if (isTerm && !isSorry && this.terms === null) return;
    const range = originalRange(abi, syntax);
    if (!range) return;
    const place = { range, context, value, tactic: tag === INFO.tactic };
    if (isTerm && (!isSorry || tag === INFO.failedTerm)) {
      this.terms.push(place);
      return;
    }
    if (isSorry) {
      const key = range.join(':');
      if (!this.sorries.has(key)) this.sorries.set(key, place);
    }
    if (tag === INFO.tactic) this.tactics.push(place);
  }

  // The tactic that an error speaks of: for goals left over, the block that leaves them; else the innermost at its start.
  errorPlace([start, end, kind]) {
    const { abi } = this;
    if (kind === 'Tactic.unsolvedGoals') {
      // Strictly inside: the block itself starts where the error does, and leaves the goals of its neighbours.
      const inside = this.tactics.filter(({ range, value }) => range[0] > start && range[1] <= end && !isBoxed(abi.field(value, 4)));
      const last = inside.reduce((best, place) => (best === null || place.range[1] > best.range[1] ? place : best), null);
      return last && { ...last, after: true };
    }
    let best = null;
    for (const place of this.tactics) {
      const [from, to] = place.range;
      if (from <= start && start < Math.max(to, from + 1) && !isBoxed(abi.field(place.value, 2))
        && (best === null || to - from <= best.range[1] - best.range[0])) best = place;
    }
    return best;
  }

  // What the innermost terms around an error were to be, where a definition without a body may be the reason; else nothing.
  stuckTerm([start]) {
    const width = ({ range: [from, to] }) => to - from;
    const around = this.terms.filter(({ range: [from, to], value }) => from <= start && start < to && !isBoxed(this.abi.field(value, 2)));
    for (const term of around.sort((a, b) => width(a) - width(b)).slice(0, STUCK_TERMS)) {
      const goals = this.place('error', term).filter(({ goal }) => goal.bodiless.length);
      if (goals.length) return goals;
    }
    return [];
  }

  place(origin, { range, context, value, tactic, after }) {
    const { abi } = this;
    const goals = [];
    if (!tactic) {
      const goal = this.termGoal(value, context);
      if (goal) goals.push(goal);
    } else {
      const mctx = abi.field(value, after ? 3 : 1);
      const open = [...abi.list(abi.field(value, after ? 4 : 2))];
      for (const mvar of origin === 'sorry' ? open.slice(0, 1) : open) goals.push(this.goal(context, mctx, mvar));
    }
    return goals.map(goal => ({ origin, start: range[0], end: range[1], tactic, goal }));
  }

  termGoal(value, context) {
    const made = this.termMetavariable(value, context);
    return made && this.goal(context, made.mctx, made.mvar);
  }

  // A term-mode `sorry`: a fresh metavariable of its type stands for the goal.
  termMetavariable(value, context) {
    const { abi } = this;
    const expected = abi.field(value, 2);
    if (isBoxed(expected)) return null;
    const mvar = abi.makeName(['_orchestrator', 'goal']);
    const mctx = abi.call('l_Lean_MetavarContext_addExprMVarDecl', abi.inc(this.mctxOf(context)), abi.inc(mvar), box(0),
      abi.inc(abi.field(value, 1)), abi.makeArray([]), abi.inc(abi.field(expected, 0)), box(0), box(0));
    this.owned.push(mvar, mctx);
    return { mctx, mvar };
  }

  mctxOf(context) {
    return this.abi.field(this.abi.field(context, CONTEXT.commandContext), COMMAND_CONTEXT_MCTX);
  }

  goal(context, mctx, mvar) {
    const { digest, unused } = identify(this, mctx, mvar);
    const bodiless = this.target(mctx, mvar, expression => this.constants.bodiless(expression));
    return { pretty: this.pretty(context, mctx, mvar), digest, unused, lets: this.lets(mctx, mvar), bodiless };
  }

  // For each hypothesis that is printed, whether it has a value; a print does not tell it from a `:=` in its type.
  lets(mctx, mvar) {
    return this.locals(mctx, mvar, (local, isLet) => isLet) ?? [];
  }

  // What `each` makes of the printed hypotheses of a metavariable, in order; null if it is not declared.
  locals(mctx, mvar, each) {
    const { abi } = this;
    const found = abi.call('l_Lean_MetavarContext_findDecl_x3f', abi.inc(mctx), abi.inc(mvar));
    if (isBoxed(found)) return null;
    const out = [...shownLocals(abi, abi.field(abi.field(found, 0), 1))].map(([local, isLet]) => each(local, isLet));
    abi.dec(found);
    return out;
  }

  // The target of a declared metavariable, as `each` takes it.
  target(mctx, mvar, each) {
    const { abi } = this;
    const found = abi.call('l_Lean_MetavarContext_findDecl_x3f', abi.inc(mctx), abi.inc(mvar));
    const out = each(abi.field(abi.field(found, 0), 2));
    abi.dec(found);
    return out;
  }

  // A ContextInfo with other metavariables (borrowed).
  withMctx(context, mctx) {
    const { abi } = this;
    const command = abi.field(context, CONTEXT.commandContext);
    const fields = Array.from({ length: COMMAND_CONTEXT_FIELDS }, (_, i) =>
      abi.inc(i === COMMAND_CONTEXT_MCTX ? mctx : abi.field(command, i)));
    return abi.constructorObject(0, [abi.constructorObject(0, fields),
      abi.inc(abi.field(context, CONTEXT.parentDeclaration)), abi.inc(abi.field(context, CONTEXT.autoImplicits))]);
  }

  pretty(context, mctx, mvar) {
    const { abi } = this;
    const format = abi.io('l_Lean_Elab_ContextInfo_ppGoals', this.withMctx(context, mctx), abi.makeList([abi.inc(mvar)]));
    const text = abi.call('l_Std_Format_pretty', format, box(PRETTY_WIDTH), box(0), box(0));
    const out = abi.string(text).trim();
    abi.dec(text);
    return out;
  }
}

module.exports = { GoalReader, originalRange };
