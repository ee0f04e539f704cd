"""Reads a traced repository with LeanDojo, in a process of its own; executed as a script: FOLDER OUTPUT.

LeanDojo runs ``git --version`` when it is imported, replaces log handlers, loads ``.env`` files and talks to GitHub
where it finds a token: none of that is wanted in our process. One JSON object a line is written to OUTPUT for each
``*.trace.xml`` below FOLDER: the file, and its premises and theorems, or why it cannot be read. Where LeanDojo cannot
be imported, there is no OUTPUT and the reason is on standard error.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

MEMORY_BYTES = 6 << 30
"""Address space of this process; LeanDojo imports Ray, which maps much that it never touches."""
BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RecursionError),
    *(SyntaxError, TypeError, ValueError),
)
"""What LeanDojo raises for a trace that is not as it writes one; a syntax error is lxml's."""


def premises(traced: Any) -> Iterator[dict[str, Any]]:
    """What later files may use: every named declaration but examples, with its text up to the proof."""
    for found in traced.get_premise_definitions():
        yield {
            "name": found["full_name"],
            "kind": found["kind"],
            "line": found["start"][0],
            "end": found["end"][0],
            "code": found["code"],
        }


def theorems(traced: Any) -> Iterator[dict[str, Any]]:
    """Every theorem: statement, proof by tactics if it has one, each step, the premises named in it."""
    for theorem in traced.get_traced_theorems():
        steps = [
            {"tactic": step.tactic, "before": step.state_before, "after": step.state_after}
            for step in theorem.get_traced_tactics()
        ]
        yield {
            "name": theorem.theorem.full_name,
            "line": theorem.start.line_nb,
            "private": bool(theorem.is_private),
            "statement": theorem.get_theorem_statement(),
            "proof": theorem.get_tactic_proof(),
            "tactics": steps,
            "premises": sorted(set(theorem.get_premise_full_names())),
        }


def read(root: Path, path: Path) -> dict[str, Any]:
    """One traced file. LeanDojo checks that the source has the MD5 sum that the trace names, and asserts the format."""
    from lean_dojo import LeanGitRepo, TracedFile

    repo = object.__new__(LeanGitRepo)  # its constructor clones the repository; only the name of it is needed here
    traced = TracedFile.from_xml(root, path, repo)
    object.__setattr__(traced, "traced_repo", SimpleNamespace(repo=repo, dependencies={}))
    return {"source": str(traced.path), "premises": list(premises(traced)), "theorems": list(theorems(traced))}


def main(root: Path, output: Path) -> None:
    """Read every trace below ``root``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    import lean_dojo  # noqa: F401

    with output.open("w", encoding="utf-8") as out:
        for path in sorted(root.rglob("*.trace.xml")):
            try:
                found = read(root, path)
            except BROKEN as error:
                reason = (str(error).splitlines() or [""])[0][:200]
                found = {"error": f"{type(error).__name__}: {reason}"}
            print(json.dumps({"file": path.relative_to(root).as_posix(), **found}), file=out, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
