// What cannot be evaluated because the library is shipped without some functions' code, even after `library_code.cjs` has
// told the compiler of those that are in the module: said, and no error.
//
// In a Lean with the whole library the same text would run, so it is no fault of the text. Proofs need no code.
'use strict';
const { display } = require('./constants.cjs');

const EVALUATING = new Set([
  'Lean.Parser.Command.eval', 'Lean.Parser.Command.evalBang', 'Lean.runCmd', 'Lean.runElab', 'Lean.runMeta',
  'Lean.Parser.Command.guardCmd', 'Lean.Parser.Command.guardExprCmd',
]);
const GUARD = 'Lean.Parser.Command.guardCmd', INSTEAD = '; `#eval decide (...)` of the same runs here in most cases';
const AROUND_COMMAND = new Set(['Lean.Parser.Command.in', 'Lean.guardMsgsCmd']);
const KIND = 'orchestrator.missingCode';
// Names that the compiler makes for parts of a function; the part before them is what a person knows.
const PART = /\._(redArg|lam|spec|elam|boxed|closed|rarg|lambda|at|override|cstage|unsafe|private)\b.*|_tr\w*$/;
const UNKNOWN = /Unknown constant `((?:_private\.[^`]*|[^`]*\._[^`]*))`/;
const NOT_COMPILED = /depends on declaration '([^']*)', which has no executable code/;

// The kind of a command (a borrowed Syntax), of the one inside where it stands below `set_option ... in` or
// `#guard_msgs in`.
function commandKind(abi, syntax) {
  for (let node = syntax; abi.tag(node) === 1; ) {
    const kind = display(abi.nameParts(abi.field(node, 1)));
    const parts = abi.field(node, 2), count = abi.arraySize(parts);
    if (!AROUND_COMMAND.has(kind) || count === 0) return kind;
    node = abi.arrayItem(parts, count - 1);
  }
  return '';
}

// Whether the text (bytes) of a command that evaluates is a program with effects, as far as its words tell. Such a program
// belongs to no proof, and one that floods or loops where it can run must not pass where it cannot.
const runsProgram = text => /(?<![\w.])(?:IO|EIO|BaseIO|do)(?![\w])/.test(text.toString('utf8'));

// Whether a message says that code of the library is wanted.
const wantsCode = ({ severity, text }) => severity === 'error' && (UNKNOWN.test(text) || NOT_COMPILED.test(text));

// `bv_decide` writes its question into a file and has a SAT solver answer it; what Lean says of its failing is a number.
const NO_FILES = /^(?:read-only file system|no such file or directory|operation not (?:permitted|supported)|permission denied|resource exhausted)[^\n]*\(error code/i;
const WITH_SOLVER = /(?<![\w.])bv_(?:decide|check)/;
const NO_SOLVER = '`bv_decide` needs a SAT solver and a folder for its files, and this Lean has neither; its proofs would not count either, as they rest on compiled code (`Lean.ofReduceBool`): use `bv_omega`, `decide`, `omega` or `grind`';

// A message of a command (its text in bytes), in words that say what is missing.
function withoutSolver(message, text) {
  if (message.severity !== 'error' || !NO_FILES.test(message.text) || !WITH_SOLVER.test(text.toString('utf8'))) return message;
  return { ...message, text: NO_SOLVER };
}

// A message of a command of a kind as it is, or as a warning if it is an error for want of the library's code.
function withoutCode(message, kind) {
  if (message.severity !== 'error') return message;
  const unknown = UNKNOWN.exec(message.text), found = unknown ?? NOT_COMPILED.exec(message.text);
  if (!found) return message;
  const name = found[1].replace(/^_private\..*?\.0\./, '').replace(PART, '');
  const why = unknown ? `this Lean has the library without the code of \`${name}\`` : `\`${name}\` has no code here, as it rests on functions whose code the library is shipped without`;
  return { ...message, severity: 'warning', kind: KIND, text: `not evaluated: ${why} (${message.text.split('\n', 1)[0]})${kind === GUARD ? INSTEAD : ''}` };
}

module.exports = { EVALUATING, commandKind, runsProgram, wantsCode, withoutCode, withoutSolver };
