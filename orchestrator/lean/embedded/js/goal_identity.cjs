// What identifies a goal: a hash of its elaborated context and target that sees no names (of hypotheses, bound variables,
// universe levels) and no hypotheses that cannot matter.
//
// A hypothesis cannot matter if nothing that is kept speaks of it and it adds nothing: it has a value (`let`), its type
// is that of an earlier hypothesis, or its type is one of those that plainly have an element. A proposition that the
// rest does not speak of may be false and so does matter, as does a variable of a type that may be empty.
'use strict';
const crypto = require('node:crypto');
const { Exporter } = require('./exporter.cjs');

const INHABITED = new Set(['Nat', 'Int', 'Bool', 'String', 'Char', 'Unit', 'PUnit', 'List', 'Option', 'Array', 'Ordering', 'Float',
  'UInt8', 'UInt16', 'UInt32', 'UInt64', 'USize', 'Rat']);

// `{ digest, unused }`; `unused` says of each printed hypothesis whether it was left out. The digest is '' for a
// metavariable that is not declared.
function identify(reader, mctx, mvar) {
  let table = new Table(reader, mctx);
  let hypotheses = reader.locals(mctx, mvar, (local, isLet) => table.hypothesis(local, isLet));
  if (hypotheses === null) return { digest: '', unused: [] };
  let target = reader.target(mctx, mvar, expr => table.expr(expr));
  const unused = left(table, hypotheses, target);
  if (unused.includes(true)) { // numbered anew, as if they had never been there
    let at = 0;
    table = new Table(reader, mctx);
    hypotheses = reader.locals(mctx, mvar, (local, isLet) => (unused[at++] ? null : table.hypothesis(local, isLet)));
    target = reader.target(mctx, mvar, expr => table.expr(expr));
  }
  const parts = [...hypotheses.filter(Boolean).map(hypothesis => hypothesis.parts), ['target', target]];
  return { digest: crypto.createHash('sha256').update(JSON.stringify(table.anonymous(parts))).digest('hex'), unused };
}

// Which hypotheses cannot matter, the last one first: an earlier one may be spoken of by a later one that is kept.
function left(table, hypotheses, target) {
  const spoken = new Set(table.variables([target]));
  const unused = hypotheses.map(() => false);
  for (let i = hypotheses.length - 1; i >= 0; i--) {
    const { variable, parts } = hypotheses[i];
    const adds = parts.length === 1 && !table.inhabited(parts[0]) && !hypotheses.slice(0, i).some(other => other.parts[0] === parts[0]);
    unused[i] = !spoken.has(variable) && !adds;
    if (!unused[i]) for (const other of table.variables(parts)) spoken.add(other);
  }
  return unused;
}

// Expressions of one goal with its variables numbered in the order in which they are met.
class Table {
  constructor(reader, mctx) {
    this.reader = reader;
    this.mctx = mctx;
    const number = () => {
      const map = new Map();
      return object => {
        const key = reader.abi.nameParts(object).join('.');
        if (!map.has(key)) map.set(key, map.size);
        return map.get(key);
      };
    };
    this.freeVariable = number();
    this.exporter = new Exporter(reader.abi, { freeVariable: this.freeVariable, metavariable: number() });
  }

  hypothesis(local, isLet) {
    const { abi } = this.reader;
    const variable = this.freeVariable(abi.field(local, 1));
    const type = this.expr(abi.field(local, 3));
    return { variable, parts: isLet ? [type, this.expr(abi.field(local, 4))] : [type] };
  }

  // The number of an expression, metavariables that have a value replaced by it.
  expr(expression) {
    const { abi, owned } = this.reader;
    const pair = abi.call('lean_instantiate_expr_mvars', abi.inc(this.mctx), abi.inc(expression));
    owned.push(pair);
    return this.exporter.expr(abi.field(pair, 1));
  }

  // Numbers of the free variables in expressions.
  variables(roots) {
    const { exprs } = this.exporter, seen = new Set(), out = new Set(), stack = [...roots];
    while (stack.length) {
      const at = stack.pop();
      if (seen.has(at)) continue;
      seen.add(at);
      const node = exprs[at];
      if (node[0] === 'fvar') out.add(node[1]);
      stack.push(...below(node));
    }
    return out;
  }

  // Whether a type plainly has an element: a sort, a type of the list, or functions into such a one.
  inhabited(type) {
    const { exprs } = this.exporter;
    let node = exprs[type];
    while (node[0] === 'pi') node = exprs[node[3]];
    if (node[0] === 'sort') return true;
    while (node[0] === 'app') node = exprs[node[1]];
    return node[0] === 'const' && INHABITED.has(this.exporter.fullName(node[1]).join('.'));
  }

  // `parts` and the tables with binder names left out, universe parameters numbered, and local constants by content.
  // Nodes that differ only in such names become one, so that the numbers do not tell of names either.
  anonymous(parts) {
    const { exporter, reader } = this;
    const params = new Map(), levels = [], levelAt = [0], exprs = [], exprAt = [], byKey = new Map();
    const intern = (list, node, first) => {
      const key = `${first}${JSON.stringify(node)}`;
      if (!byKey.has(key)) byKey.set(key, list.push(node) - 1 + first);
      return byKey.get(key);
    };
    for (const level of exporter.levels) {
      const [kind, ...rest] = level;
      if (kind === 'param' && !params.has(rest[0])) params.set(rest[0], params.size);
      const node = kind === 'param' ? [kind, params.get(rest[0])] : kind === 'lmvar' ? level : [kind, ...rest.map(at => levelAt[at])];
      levelAt.push(intern(levels, node, 1));
    }
    const constant = name => reader.constants.contentKey(exporter.fullName(name));
    for (const node of exporter.exprs) {
      const [kind, ...rest] = node, of = at => exprAt[at];
      const nameless = {
        sort: () => ['sort', levelAt[rest[0]]],
        const: () => ['const', constant(rest[0]), rest[1].map(at => levelAt[at])],
        app: () => ['app', of(rest[0]), of(rest[1])],
        lam: () => ['lam', of(rest[1]), of(rest[2])],
        pi: () => ['pi', of(rest[1]), of(rest[2])],
        let: () => ['let', of(rest[1]), of(rest[2]), of(rest[3])],
        proj: () => ['proj', constant(rest[0]), rest[1], of(rest[2])],
      }[kind];
      exprAt.push(intern(exprs, nameless ? nameless() : node, 0));
    }
    return [parts.map(part => part.map(at => (typeof at === 'number' ? exprAt[at] : at))), levels, exprs];
  }
}

function below(node) {
  switch (node[0]) {
    case 'app': return [node[1], node[2]];
    case 'lam': case 'pi': return [node[2], node[3]];
    case 'let': return [node[2], node[3], node[4]];
    case 'proj': return [node[3]];
    default: return [];
  }
}

module.exports = { identify };
