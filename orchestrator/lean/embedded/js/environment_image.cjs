// The memory image of a Lean that has started and imported an environment: what a new host begins with.
//
// Lean's initializers and the import take two thirds of a host's start and end in the same memory every time. Set-up
// lets them run once (make_image.cjs), under a clock that stands still and random bytes that are zero, so that the
// image too is the same, byte for byte, wherever it is made. The file: length of the head (u32, little-endian), the
// head as JSON, then the content of each run of memory pages that hold anything.
'use strict';
const fs = require('node:fs');

const WASM_PAGE = 65536;
const HEAD_LENGTH_BYTES = 4;

// `globals` are the values of the module's mutable globals in order, `environment` is the address of the Environment.
function writeImage(file, memory, { imports, globals, environment }) {
  const content = new Uint8Array(memory.buffer);
  const runs = usedRuns(memory);
  const head = Buffer.from(JSON.stringify({ imports, globals, environment, pages: content.length / WASM_PAGE, runs }));
  const length = Buffer.alloc(HEAD_LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  const parts = [length, head, ...runs.map(([start, size]) => content.slice(start, start + size))];
  fs.writeFileSync(file, Buffer.concat(parts), { flag: 'wx' });
}

// [start, bytes] of the longest runs of pages with a byte that is not zero.
function usedRuns(memory) {
  const runs = [], words = new Uint32Array(memory.buffer), wordsPerPage = WASM_PAGE / 4;
  for (let page = 0; page < words.length / wordsPerPage; page++) {
    if (words.subarray(page * wordsPerPage, (page + 1) * wordsPerPage).every(word => word === 0)) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === page * WASM_PAGE) last[1] += WASM_PAGE;
    else runs.push([page * WASM_PAGE, WASM_PAGE]);
  }
  return runs;
}

// The image in `file` as {memory, imports, globals, environment}, in a new shared memory of at most `maximumPages`.
function readImage(file, maximumPages) {
  const fd = fs.openSync(file, 'r');
  try {
    const length = Buffer.alloc(HEAD_LENGTH_BYTES);
    readFully(fd, length, 0);
    const head = Buffer.alloc(length.readUInt32LE(0));
    readFully(fd, head, HEAD_LENGTH_BYTES);
    const { pages, runs, ...rest } = JSON.parse(head.toString());
    const memory = new WebAssembly.Memory({ initial: pages, maximum: maximumPages, shared: true });
    let at = HEAD_LENGTH_BYTES + head.length;
    for (const [start, size] of runs) {
      readFully(fd, new Uint8Array(memory.buffer, start, size), at);
      at += size;
    }
    return { memory, ...rest };
  } finally {
    fs.closeSync(fd);
  }
}

// Fills `target` (bytes, of shared memory too) from `position` of a file.
function readFully(fd, target, position) {
  for (let done = 0; done < target.length; ) {
    const count = fs.readSync(fd, target, done, target.length - done, position + done);
    if (count === 0) throw new Error('a file of the installation is cut short');
    done += count;
  }
}

module.exports = { writeImage, readImage, readFully };
