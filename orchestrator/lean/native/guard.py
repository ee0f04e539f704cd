"""Runs a command and outlives whatever that command starts; executed as a script, with the command as arguments.

When the command ends, or when standard input does (so also when the process that holds its other end dies, however it
dies), every descendant is killed, also those that left their process group or session. Linux only, as landrun is.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h: orphans become children of this process, not of init
NOT_STARTED = 127


def end_descendants() -> None:
    """Kill and reap until none is left; more may be started while this runs."""
    while descendants := psutil.Process().children(recursive=True):
        for descendant in descendants:
            with suppress(psutil.NoSuchProcess):
                descendant.kill()
        psutil.wait_procs(descendants, timeout=1.0)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass


def main(command: list[str]) -> int:
    """Returns the command's exit status, 128 + n where signal n ended it."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return NOT_STARTED
    ended = os.pidfd_open(child.pid)
    poll = select.poll()
    for readable in (ended, sys.stdin.fileno()):
        poll.register(readable, select.POLLIN)
    finished = any(number == ended for number, _ in poll.poll())
    status = child.wait() if finished else -signal.SIGKILL
    end_descendants()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
