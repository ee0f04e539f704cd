// Byte offsets of a UTF-8 text to Lean's positions: line from 1, column in code points from 0.
'use strict';

class Lines {
  constructor(bytes) {
    this.bytes = bytes;
    this.starts = [0];
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) this.starts.push(at + 1);
  }

  // The inverse of `position`.
  offset([line, column]) {
    let at = this.starts[line - 1] ?? this.bytes.length;
    for (let left = column; left > 0 && at < this.bytes.length; left--) {
      at++;
      while ((this.bytes[at] & 0xc0) === 0x80) at++;
    }
    return at;
  }

  position(offset) {
    let low = 0, high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle; else high = middle - 1;
    }
    let column = 0;
    for (let at = this.starts[low]; at < offset; at++) if ((this.bytes[at] & 0xc0) !== 0x80) column++;
    return [low + 1, column];
  }
}

module.exports = { Lines };
