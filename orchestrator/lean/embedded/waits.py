"""How long a process waited for a processor, as Linux counts it: what a busy machine takes from a limit on time.

``js/busy.cjs`` is the same seen from inside a host; this is for a host that does not answer yet.
"""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")


def waited_for_processor(pid: int, proc: Path = PROC) -> float:
    """Seconds that the thread which waited longest has waited since it began; 0 where the kernel does not say."""
    longest = 0.0
    for told in (proc / str(pid) / "task").glob("*/schedstat"):
        try:
            longest = max(longest, int(told.read_text().split()[1]) / 1e9)
        except (OSError, IndexError, ValueError):
            continue  # the thread has ended, or the kernel does not count
    return longest
