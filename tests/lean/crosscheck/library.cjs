// Checks every definition of an exported library, which a judgement would take as given. One JSON in, one out.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const part = name => require(path.join(process.argv[2], `${name}.cjs`));
const { Check } = part('check'), { Kernel } = part('kernel'), { Limits, Refused } = part('limits'), { Reader } = part('data');

const kernel = new Kernel(new Limits({ steps: 1e9, terms: 2e7, seconds: 500 }));
const check = new Check(kernel);
const declarations = new Reader(kernel).read(JSON.parse(fs.readFileSync(0, 'utf8')));
check.declare(declarations, true);
const counts = Object.assign(Object.create(null), { nested: 0 }), refused = [];
for (const declaration of declarations) {
  counts[declaration.kind] = (counts[declaration.kind] ?? 0) + 1;
  if (declaration.nested > 0) counts.nested++;
  try {
    check.require(declaration.name);
    kernel.checkSort(declaration);
    if (declaration.kind === 'def') kernel.typing.fits(declaration.value, declaration.type, 'the value');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refused.push(`${declaration.name}: ${error.message}`);
  }
}
process.stdout.write(JSON.stringify({ counts, refused }));
