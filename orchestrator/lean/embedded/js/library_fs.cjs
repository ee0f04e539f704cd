// The only files Lean code can ever see: the library, read-only, and only until `seal()` is called.
//
// Implements the handful of file calls that `Lean.importModules` makes, in the calling convention of musl's
// syscalls as Emscripten compiles them (negative errno) and of WASI preview 1 (positive errno). Paths are resolved
// inside the library folder by this file alone; nothing is ever created, renamed, linked or written.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const EACCES = 2, EBADF = 8, ENOENT = 44, ENOTDIR = 54, EROFS = 69, ESPIPE = 70;
const MOUNT = '/lean';
const RANDOM_DEVICE = '/dev/urandom'; // opened once while the runtime starts
const O_WRITE_FLAGS = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000;

class LibraryFs {
  // `randomBytes` fills a Uint8Array.
  constructor(root, randomBytes) {
    this.root = root;
    this.randomBytes = randomBytes;
    this.open = new Map();
    this.nextFd = 3;
  }

  // Closes every file and hides the library: from here on no path exists.
  seal() {
    for (const file of this.open.values()) if (file.fd !== undefined) fs.closeSync(file.fd);
    this.open.clear();
    this.root = null;
  }

  hostPath(guestPath) {
    const clean = path.posix.normalize(path.posix.resolve('/', guestPath));
    if (this.root === null) return null;
    if (clean === '/' || clean === MOUNT) return this.root;
    if (!clean.startsWith(MOUNT + '/')) return null;
    return path.join(this.root, clean.slice(MOUNT.length + 1));
  }

  stat(guestPath) {
    const host = this.hostPath(guestPath);
    return host === null ? undefined : fs.statSync(host, { throwIfNoEntry: false });
  }

  // The methods below return a non-negative result or a negative errno.
  openat(guestPath, flags) {
    if (flags & O_WRITE_FLAGS) return -EROFS;
    if (guestPath === RANDOM_DEVICE) {
      this.open.set(this.nextFd, { random: true, position: 0, size: 0 });
      return this.nextFd++;
    }
    const stat = this.stat(guestPath);
    if (!stat) return -ENOENT;
    if (!stat.isFile()) return -EACCES;
    const number = this.nextFd++;
    this.open.set(number, { fd: fs.openSync(this.hostPath(guestPath), 'r'), position: 0, size: stat.size, stat });
    return number;
  }

  fstat(number) {
    return this.open.get(number)?.stat;
  }

  read(number, target) {
    const file = this.open.get(number);
    if (!file) return -EBADF;
    if (file.random) {
      this.randomBytes(target);
      return target.length;
    }
    const count = fs.readSync(file.fd, target, 0, target.length, file.position);
    file.position += count;
    return count;
  }

  seek(number, offset, whence) {
    const file = this.open.get(number);
    if (!file) return number < 3 ? -ESPIPE : -EBADF;
    file.position = offset + (whence === 1 ? file.position : whence === 2 ? file.size : 0);
    return file.position;
  }

  close(number) {
    const file = this.open.get(number);
    if (!file) return -EBADF;
    if (file.fd !== undefined) fs.closeSync(file.fd);
    this.open.delete(number);
    return 0;
  }
}

module.exports = { LibraryFs, MOUNT, errno: { EACCES, EBADF, ENOENT, ENOTDIR, EROFS, ESPIPE } };
