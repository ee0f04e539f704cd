// File access as the WebAssembly module asks for it: the library while it is imported, and words that are thrown away.
'use strict';
const { errno } = require('./library_fs.cjs');

const EBADF = 8;
const STDERR_TAIL = 4096;

// The functions to import, for a Runtime.
function fileImports(runtime) {
  const writeStat = (target, stat) => {
    const view = runtime.view;
    for (let i = 0; i < 96; i += 4) view.setUint32(target + i, 0, true);
    view.setUint32(target + 4, stat.isDirectory() ? 0o40555 : 0o100444, true);
    view.setUint32(target + 8, 1, true);
    view.setBigInt64(target + 24, BigInt(stat.size), true);
    view.setInt32(target + 32, 4096, true);
    view.setBigInt64(target + 88, 1n, true); // an inode number
    return 0;
  };
  const statPath = (pointer, target) => {
    const stat = runtime.files.stat(runtime.cString(pointer));
    if (stat) return writeStat(target, stat);
    runtime.refuse('stat');
    return -errno.ENOENT;
  };
  const eachVector = (vectors, count, each) => {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const start = runtime.u32[(vectors >> 2) + 2 * i], length = runtime.u32[(vectors >> 2) + 2 * i + 1];
      const done = each(runtime.u8.subarray(start, start + length));
      if (done < 0) return done;
      total += done;
      if (done < length) break;
    }
    return total;
  };
  const settle = (result, target) => {
    if (result < 0) return -result;
    runtime.u32[target >> 2] = result;
    return 0;
  };
  return {
    __syscall_openat: (directory, name, flags) => {
      const result = runtime.files.openat(runtime.cString(name), flags);
      if (result < 0) runtime.refuse('openat');
      return result;
    },
    __syscall_stat64: statPath,
    __syscall_lstat64: statPath,
    __syscall_newfstatat: (directory, name, target) => statPath(name, target),
    __syscall_fstat64: (fd, target) => {
      const stat = runtime.files.fstat(fd);
      return stat ? writeStat(target, stat) : -EBADF;
    },
    __syscall_faccessat: (directory, name) => (runtime.files.stat(runtime.cString(name)) ? 0 : -errno.ENOENT),
    __syscall_getcwd: (target, size) => {
      if (size < 2) return -68; // ERANGE
      runtime.u8[target] = 47;
      runtime.u8[target + 1] = 0;
      return 2;
    },
    __syscall_fcntl64: () => 0,
    fd_read: (fd, vectors, count, target) => settle(eachVector(vectors, count, part => runtime.files.read(fd, part)), target),
    fd_seek: (fd, offset, whence, target) => {
      const result = runtime.files.seek(fd, Number(offset), whence);
      if (result < 0) return -result;
      runtime.view.setBigInt64(target, BigInt(result), true);
      return 0;
    },
    fd_close: fd => (fd < 3 ? 0 : -runtime.files.close(fd)),
    fd_fdstat_get: (fd, target) => {
      for (let i = 0; i < 24; i++) runtime.u8[target + i] = 0;
      runtime.u8[target] = 2;
      return 0;
    },
    // Standard output and error go nowhere; the last words are kept to explain an abort.
    fd_write: (fd, vectors, count, target) => {
      if (fd !== 1 && fd !== 2) return errno.EROFS;
      return settle(eachVector(vectors, count, part => {
        if (fd === 2) runtime.stderr = (runtime.stderr + Buffer.from(part.slice(0, STDERR_TAIL)).toString('latin1')).slice(-STDERR_TAIL);
        runtime.output.count(part.length, () => part.slice(0, STDERR_TAIL));
        return part.length;
      }), target);
    },
  };
}

module.exports = { fileImports };
