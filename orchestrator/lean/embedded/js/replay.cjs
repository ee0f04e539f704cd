// Placeholder until the judge's replay lands in its own commit.
'use strict';
function replay() { throw new Error('replay is not available'); }
module.exports = { replay };
