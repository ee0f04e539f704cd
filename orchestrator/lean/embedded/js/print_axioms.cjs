// `#print axioms`, told as it is: Lean takes every constant whose proof or body is not shipped for an axiom.
'use strict';
const PRINT_AXIOMS = 'Lean.Parser.Command.printAxioms';
const LISTED = /^'([^']+(?:'[^']*)*)' depends on axioms: \[([^\]]*)\]$/;
const NOT_THE_DOCSTRING = /Docstring on `#guard_msgs` does not match/;
const KIND = 'orchestrator.libraryAxioms';
const SHOWN = 4;

// One of the messages of that command. `constants` tells which names are axioms.
function toldAxioms(constants, message) {
  if (message.severity === 'error' && NOT_THE_DOCSTRING.test(message.text)) {
    return { ...message, severity: 'warning', kind: KIND, text: 'not compared: the library is shipped without proofs, so the axioms of those cannot be listed here' };
  }
  const listed = LISTED.exec(message.text);
  if (!listed) return message;
  const names = listed[2].split(/,\s*/), axioms = names.filter(name => constants.isAxiom(name));
  const others = names.filter(name => !axioms.includes(name));
  if (!others.length) return message;
  const known = axioms.length ? `depends on axioms: [${axioms.join(', ')}]` : 'depends on no axioms that are known here';
  const some = others.slice(0, SHOWN).join(', ') + (others.length > SHOWN ? ', ...' : '');
  return { ...message, text: `'${listed[1]}' ${known}, and on ${others.length} of the library's constants (${some}) that are shipped without proof or body: what axioms those use is not known` };
}

module.exports = { PRINT_AXIOMS, toldAxioms };
