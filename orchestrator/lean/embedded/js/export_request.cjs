// The declarations that named constants rest on, as data for the judge.
'use strict';
const { Exporter } = require('./exporter.cjs');

// Exports every constant of `environment` (borrowed) that is not imported and on which one of `request.roots` rests
// (names as lists of parts), in an order in which each comes after those it uses. Roots that do not exist are left out:
// the reader looks. `environment` is the file's last: a command may also take constants away (`setEnv`). With `signatures`
// the types of the library's constants that all this names come too.
function exportConstants(abi, elaborator, environment, { roots, max_nodes: maxNodes, signatures = false }) {
  const added = elaborator.constants.own(environment);
  const exporter = new Exporter(abi, { maxNodes });
  const order = [], seen = new Set();
  const stack = roots.map(parts => ({ key: JSON.stringify(parts), ready: false })).reverse();
  while (stack.length) {
    const { key, ready } = stack.pop();
    const entry = added.get(key);
    if (!entry) continue;
    if (ready) { order.push(exporter.constant(entry.info)); continue; }
    if (seen.has(key)) continue;
    seen.add(key);
    stack.push({ key, ready: true });
    for (const used of [...elaborator.constants.usedConstants(entry.info), ...companions(abi, exporter, elaborator.constants, entry)]) {
      if (!seen.has(used)) stack.push({ key: used, ready: false });
    }
  }
  const library = signatures ? librarySignatures(abi, elaborator.constants.library, exporter) : [];
  return { declarations: order, library, ...exporter.tables() };
}

// Name, universe parameters and type of each library constant that the exporter's terms name, and of those that these types
// name: enough to say which arguments are proofs.
function librarySignatures(abi, library, exporter) {
  const out = [], seen = new Set();
  for (let round = 0; round < 2; round += 1) {
    for (const [kind, id] of exporter.exprs.slice()) {
      if (kind !== 'const' || seen.has(id)) continue;
      seen.add(id);
      const name = abi.makeName(exporter.fullName(id)), info = library.find(library.kernel, name);
      abi.dec(name);
      if (info !== null) out.push(exporter.signature(info)); // not released: the exporter numbers objects by address
    }
  }
  return out;
}

// Constants declared together with `entry`: a whole inductive family with its constructors, and the recursors that a
// recursor's rules name (those of mutual and nested types compute by each other).
function companions(abi, exporter, constants, { kind, info }) {
  const value = abi.field(info, 0);
  const names = list => exporter.items(list, name => abi.nameKey(name)); // of any length: charged like what is exported
  if (kind === 'inductive') return [...names(abi.field(value, 3)), ...names(abi.field(value, 4))];
  if (kind === 'constructor') return [JSON.stringify(abi.nameParts(abi.field(value, 1)))];
  if (kind === 'recursor') {
    const bodies = exporter.items(abi.field(value, 6), rule => abi.field(rule, 2));
    return [...names(abi.field(value, 1)), ...bodies.flatMap(body => constants.usedIn(body))];
  }
  return [];
}

module.exports = { exportConstants };
