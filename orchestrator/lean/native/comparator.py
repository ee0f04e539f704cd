"""leanprover/comparator's contract: the configuration it reads, and what its exit status and messages say.

It prints, in this order: ``Building C``, ``Exporting ... from C`` (the challenge), the same for the solution S, one
``Running ... kernel on solution`` for each kernel with what that kernel said, and ``Your solution is okay!``; it ends
with 0. Any failure is ``uncaught exception: <message>`` on stderr and status 1, whether it refuses the solution or
could not do its work, so the message and the step decide which. A submission's code runs while S is built and can print
what it likes until then: only lines after the last ``Exporting ... from S`` speak for a kernel, and all that a
submission could gain by printing is a refusal, or no answer.

Sources: ``Main.lean``, ``Comparator/Compare.lean``, ``Comparator/Axioms.lean`` and ``README.md`` of the repository, as
of August 2026.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from orchestrator.errors import OperatorError, RetryError
from orchestrator.lean.judge.axioms import ALLOWED
from orchestrator.lean.judge.data import show_name
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.native.process import Finished
from orchestrator.lean.native.project import CHALLENGE_MODULE, SOLUTION_MODULE
from orchestrator.vocabulary import Code

OKAY: Final = "Your solution is okay!"
LEAN_ACCEPTS: Final = "lean default kernel accepts the solution"
NANODA_ACCEPTS: Final = "nanoda kernel accepts the solution"
PERMITTED_AXIOMS: Final = tuple(map(show_name, ALLOWED))

_EXCEPTION: Final = "uncaught exception: "
_NO_VERDICT: Final = "; this is no verdict on the proof"
_REFUSALS: Final = (
    (r"Illegal axiom detected: '(?P<name>.*)'", Code.E_AXIOM),
    (r"(?:theorem statement|types) do not match: '(?P<name>.*)'", Code.E_STATEMENT),
    (r"constant kind don't match: '(?P<name>[^']*)'", Code.E_KIND),
    (r"Solution constant is not a theorem: '(?P<name>.*)'", Code.E_KIND),
    (r"Const does not match between challenge and target '(?P<name>.*)'", Code.E_CONTEXT),
    (r"Const not found in (?:solution|target):? '(?P<name>.*)'", Code.E_CONTEXT),
    (r"(?i)solution (?:constant|hole)(?P<name>.*) is not a definition", Code.E_CONTEXT),
    (r"(?i)\b(?:mis|do not |does not |don't )match\b(?P<name>)", Code.E_CONTEXT),
)
"""Comparator's refusals in the order in which they are looked for; the last is for messages of other versions."""

_GENERATED: Final = re.compile(r"(?:^|\.)(?:_[^.]*|(?:match|proof|eq)_\d+)(?:\.|$)")
_KERNEL_LIMIT: Final = re.compile(r"\(kernel\) (?:deep recursion|deterministic timeout|excessive memory|interrupted)")
_KERNEL_REFUSES: Final = re.compile(
    r"^(?:.+ kernel reject(?:s|ed)|Quotient post-check rejects) the solution$", re.MULTILINE
)
_DIAGNOSTIC: Final = re.compile(rf"^error: (?:\S*/)?{SOLUTION_MODULE}\.lean:\d+:\d+: .*$", re.MULTILINE)
_EXITED: Final = re.compile(r"(?:Child|nanoda) exited with (\d+)")
_LANDRUN_FAILS: Final = "[landrun:error]"
_NANODA_REFUSES: Final = frozenset({1, 101})
"""An error that it reports, and an assertion that fails in Rust; anything else ended it from outside."""


def configuration(target: str, holes: Sequence[str], *, nanoda: bool) -> dict[str, Any]:
    """``config.json`` for one theorem; ``holes`` are definitions whose bodies the solution may choose."""
    return {
        "challenge_module": CHALLENGE_MODULE,
        "solution_module": SOLUTION_MODULE,
        "theorem_names": [target],
        "definition_names": list(holes),
        "permitted_axioms": list(PERMITTED_AXIOMS),
        "enable_nanoda": nanoda,
    }


def check_outcome(done: Finished, target: str, *, nanoda: bool) -> None:
    """Returns only if comparator, and every kernel it was to ask, said explicitly that it accepts.

    Raises:
        Rejection: it refused the solution; E_COMPILE where Lean did not elaborate it.
        OperatorError: it could not do its work, or cannot compare these two; never a verdict.
        RetryError: it, or what it started, was killed.
    """
    built, exported, kernels = _steps(done.stdout)
    if done.status == 0:
        _check_accepted(kernels, nanoda=nanoda)
        return
    message = done.stderr.rpartition(_EXCEPTION)[2].strip() if _EXCEPTION in done.stderr else ""
    if done.status != 1 or not message:
        if done.status >= 128:
            raise RetryError(f"comparator was ended by signal {done.status - 128}{_NO_VERDICT}: try again")
        said = " ".join((done.stderr or done.stdout).split())[-500:] or "nothing"
        raise OperatorError(f"`lake env comparator` failed with status {done.status} and said {said!r}{_NO_VERDICT}")
    if built is None:
        said = " ".join((done.stdout + done.stderr).split())[-800:]
        raise OperatorError(
            f"comparator could not build or export the challenge itself: {said}; build the project and the programs "
            "with one toolchain (`lake exe cache get`, `lake build`), and see that it has what the challenge imports"
        )
    if exported is None:
        _raise_build_failure(built + "\n" + done.stderr, message)
    if kernels:
        _raise_kernel_failure(exported, message, done.stderr)
    _raise_refusal(message, exported + done.stderr, target)


def _steps(stdout: str) -> tuple[str | None, str | None, str]:
    """What was printed after the solution's build began, after its last export began, and from the first kernel on."""
    _, began, built = f"\n{stdout}".partition(f"\nBuilding {SOLUTION_MODULE}\n")
    exports = list(re.finditer(rf"^Exporting .* from {SOLUTION_MODULE}$", built, re.MULTILINE))
    exported = built[exports[-1].end() :] if exports else None
    kernel = re.search(r"^Running .* kernel on solution", exported or "", re.MULTILINE)
    return built if began else None, exported, (exported or "")[kernel.start() :] if kernel else ""


def _check_accepted(kernels: str, *, nanoda: bool) -> None:
    lines = [line.strip() for line in kernels.splitlines() if line.strip()]
    lower = [line.lower() for line in lines]
    missing = [
        what
        for what, found in {
            f"{OKAY!r} at the end": lines[-1:] == [OKAY],
            "that Lean's kernel accepts": LEAN_ACCEPTS in lower,
            "that nanoda accepts": NANODA_ACCEPTS in lower or not nanoda,
        }.items()
        if not found
    ]
    if missing:
        raise OperatorError(
            f"comparator ended with status 0 but did not say {', nor '.join(missing)}{_NO_VERDICT}: update it"
        )


def _raise_build_failure(said: str, message: str) -> NoReturn:
    if found := _DIAGNOSTIC.search(said):
        raise Rejection(Code.E_COMPILE, f"the native Lean does not elaborate the file: {found[0]}")
    exited = _EXITED.search(message)
    if exited and int(exited[1]) >= 128:
        raise RetryError(f"the native build of the submission was killed (status {exited[1]}){_NO_VERDICT}: try again")
    raise OperatorError(f"the native build of the submission failed without an error in it ({message}){_NO_VERDICT}")


def _raise_kernel_failure(exported: str, message: str, stderr: str) -> NoReturn:
    if _KERNEL_LIMIT.search(message):
        raise OperatorError(f"a native kernel passed a limit of this machine ({message}){_NO_VERDICT}: raise it")
    exited = _EXITED.search(message)
    if exited and _LANDRUN_FAILS in stderr:
        raise OperatorError(f"landrun could not start nanoda ({stderr.strip()[-500:]}){_NO_VERDICT}: see that it can")
    if exited and int(exited[1]) not in _NANODA_REFUSES:
        raise RetryError(f"nanoda was killed (status {exited[1]}){_NO_VERDICT}: try again with more memory")
    if exited or "(kernel)" in message or _KERNEL_REFUSES.search(exported):
        raise Rejection(Code.E_KERNEL, f"a native kernel refuses the proof: {message}")
    raise OperatorError(f"comparator failed while a kernel checked the proof ({message}){_NO_VERDICT}")


def _raise_refusal(message: str, said: str, target: str) -> NoReturn:
    if f"Constant {target} not found in environment" in said:
        raise Rejection(Code.E_TARGET_MISSING, f"the file declares no constant with exactly the name {target}")
    for pattern, code in _REFUSALS:
        found = re.search(pattern, message)
        if found is None:
            continue
        name = found["name"]
        if code is Code.E_CONTEXT and _GENERATED.search(name):
            raise OperatorError(
                f"comparator compares constants by name, also those that Lean names itself after a module or by what "
                f"came before ({message}){_NO_VERDICT}: verify it without --native"
            )
        if code is Code.E_CONTEXT and name == target:
            code = Code.E_TARGET_MISSING
        axioms = (name,) if code is Code.E_AXIOM else ()
        raise Rejection(code, f"comparator refuses: {message}", axioms)
    raise OperatorError(f"comparator failed ({message}){_NO_VERDICT}: are all its programs built for one toolchain?")
