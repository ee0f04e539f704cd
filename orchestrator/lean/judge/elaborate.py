"""One text in one fresh process: elaborated, and what the target rests on exported as data.

Messages and outcome are advice. The process ran whatever the text wanted, so all that leaves it is data that
`parse_export` checks.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from orchestrator.errors import ImportNotAvailable
from orchestrator.lean.checker import stuck_on
from orchestrator.lean.embedded.host import Host, Json, parse_imports
from orchestrator.lean.judge.data import Export, MalformedExport, Name, parse_export, printable
from orchestrator.lean.judge.hosts import FreshHosts, settled
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.problems.lexical import import_header, scan
from orchestrator.vocabulary import Code

SHOWN_CHARACTERS = 200

ImportPolicy = Callable[[tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class ElaborationLimits:
    """Limits of one process: seconds of wall time, bytes of messages, nodes of exported terms."""

    wall_seconds: float
    output_bytes: int
    max_nodes: int


@dataclass(frozen=True)
class Elaborated:
    """What came out: the data, the first error message if there was one, and what the text imports.

    ``refused`` names the calls for files, processes or sockets that the sandbox refused. ``no_solver`` is a sentence
    where the first error is that of a tactic which runs a SAT solver, that this Lean has not.
    """

    export: Export
    first_error: str | None
    imports: tuple[str, ...]
    refused: tuple[str, ...] = ()
    no_solver: str | None = None


async def elaborate(
    hosts: FreshHosts,
    text: str,
    target: Name,
    limits: ElaborationLimits,
    imports_allowed: ImportPolicy,
    what: str,
    *,
    signatures: bool = False,
) -> Elaborated:
    """Elaborate ``text`` and export ``target`` with everything below it; with ``signatures`` also `Export.library`.

    Raises:
        Rejection: E_IMPORT, E_RESOURCE, E_EXPORT, E_COMPILE (the text ended the process).
    """
    imports = _imports(import_header(scan(text).code).imports)
    answer = await _export(hosts, imports, text, target, limits, imports_allowed, what, signatures)
    if answer["outcome"] == "imports":  # our own reading of the header was wrong; Lean's decides
        with _hostile():
            imports = _other_imports(answer)
        answer = await _export(hosts, imports, text, target, limits, imports_allowed, what, signatures)
    if answer["outcome"] == "unexportable":
        raise Rejection(Code.E_EXPORT, f"a declaration cannot be carried over as data: {answer['detail']}")
    if answer["outcome"] != "exported":
        raise Rejection(Code.E_COMPILE, f"Lean could not take the file's header ({answer['outcome']})")
    try:
        export = await asyncio.to_thread(parse_export, answer, limits.max_nodes)
    except MalformedExport as error:
        raise Rejection(Code.E_EXPORT, str(error)) from error
    with _hostile():
        refused = tuple(map(str, answer["refused"]))
        return Elaborated(export, _first_error(answer), imports, refused, _no_solver(answer, text))


@contextmanager
def _hostile() -> Iterator[None]:
    """Around every reading of an answer: one of another shape than hosts give is refused like other malformed data."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Rejection(Code.E_EXPORT, f"the answer has another shape than it should ({error!r})") from error


def _other_imports(answer: Json) -> tuple[str, ...]:
    if answer["keyword"] is not None:
        raise Rejection(Code.E_IMPORT, f"the file starts with {answer['keyword']!r}; only ordinary files are taken")
    return _imports([str(module) for module in answer["imports"]])


def _imports(modules: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return parse_imports(("Init", *modules))


async def _export(
    hosts: FreshHosts,
    imports: tuple[str, ...],
    text: str,
    target: Name,
    limits: ElaborationLimits,
    imports_allowed: ImportPolicy,
    what: str,
    signatures: bool,
) -> Json:
    imports_allowed(imports)

    async def work(host: Host) -> Json:
        return await host.request(
            "export",
            wall_seconds=limits.wall_seconds,
            source=text,
            heartbeats=0,
            output_bytes=limits.output_bytes,
            max_nodes=limits.max_nodes,
            roots=[list(target)],
            signatures=signatures,
        )

    try:
        return await settled(hosts, imports, work, what)
    except ImportNotAvailable as error:
        raise Rejection(Code.E_IMPORT, str(error)) from error


def _first_error(answer: dict[str, Any]) -> str | None:
    errors = (message for message in answer["messages"] if message["severity"] == "error")
    first = next(errors, None)
    if first is None:
        return None
    number, text_of_it = int(first["start"][0]), str(first["text"])
    said = printable(" ".join(text_of_it[: 8 * SHOWN_CHARACTERS].split()))[:SHOWN_CHARACTERS]
    before = answer["messages"][: answer["messages"].index(first)]
    if _MISSING_CODE.search(text_of_it) or any(message["kind"] == MISSING_CODE_KIND for message in before):
        return f"line {number}: {_NO_CODE} ({said})"
    stuck = stuck_on([printable(str(name)[:SHOWN_CHARACTERS]) for name in answer.get("stuck", ())])
    return f"line {number}: {said}" + (f" ({stuck})" if stuck else "")


def _no_solver(answer: dict[str, Any], text: str) -> str | None:
    first = next((message for message in answer["messages"] if message["severity"] == "error"), None)
    used = _SOLVER.search(scan(text).code)
    if first is None or used is None or not _SOLVER_FAILED.search(str(first["text"])):
        return None
    return f"line {int(first['start'][0])} asks for `{used.group()}`, {_NO_SOLVER}"


_SOLVER: Final = re.compile(r"\bbv_(decide|check)\b")
_SOLVER_FAILED: Final = re.compile(
    r"read-only file system|parent directory|\bspawn|\bSAT\b|cadical|\blrat\b", re.IGNORECASE
)
"""How Lean says that it could not write the solver's input or start it."""
_NO_SOLVER: Final = (
    "and this Lean has no SAT solver: that says nothing against the proof. With a solver it would rest on the axiom "
    "Lean.ofReduceBool, which is not allowed; use `decide`, `omega`, `grind` or the lemmas about `BitVec`"
)
MISSING_CODE_KIND: Final = "orchestrator.missingCode"
"""Of the warning for what could not be evaluated (``js/missing_code.cjs``); what comes after it may need it."""
_MISSING_CODE: Final = re.compile(
    r"\AUnknown constant `(_private\.|[^`]*\._)|depends on declaration '.*', which has no executable code"
)
_NO_CODE: Final = (
    "this Lean has the library without the code of some functions, so `#eval` and metaprograms that need it fail, as "
    "may be the case here; proofs need none"
)
