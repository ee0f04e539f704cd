"""Intake: a submission becomes one text whose header is the challenge's, or is refused."""

from __future__ import annotations

import re
from typing import Final

from orchestrator.errors import ChallengeError, RegionError, SourceError
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.problems.challenge import Challenge, Submission, disproof_name
from orchestrator.problems.lexical import import_header, scan
from orchestrator.problems.text import check_text
from orchestrator.vocabulary import Code, Direction

LIBRARY_ROOTS: Final = frozenset({"Init", "Std", "Lean"})
"""Whole files may import any module of the toolchain's own library; nothing else exists for them."""


def check_source(data: bytes | str) -> str:
    """One text of a file, within the limits on size, encoding and characters (`check_text`).

    Raises:
        Rejection: E_SOURCE.
    """
    try:
        return check_text(data)
    except SourceError as error:
        raise Rejection(Code.E_SOURCE, str(error)) from None


def render(challenge: Challenge, submission: Submission) -> str:
    """The frozen challenge with the submission's regions; whatever else the prover sent has no way in.

    Raises:
        SourceError: the submission names another challenge; that is the caller's mistake.
        Rejection: E_SOURCE, E_IMPORT for a region that starts with a header of its own.
    """
    if submission.challenge_sha256 != challenge.sha256:
        raise SourceError(f"the submission is for another version of {challenge.id} or for another challenge")
    try:
        return challenge.render(submission)
    except RegionError as error:
        header = import_header(scan(submission.regions[error.region]).code)
        code = Code.E_IMPORT if header.imports or header.unsupported else Code.E_SOURCE
        raise Rejection(code, str(error)) from None
    except SourceError as error:
        raise Rejection(Code.E_SOURCE, str(error)) from None


def extract(challenge: Challenge, text: str) -> Submission:
    """The submission that an edited copy of a challenge file (or of its disproof form) holds.

    Raises:
        Rejection: E_SOURCE where frozen text was changed.
    """
    refusal: Exception | None = None
    directions = tuple(Direction) if challenge.disproof else (Direction.PROVE,)
    for direction in directions:
        try:
            return challenge.submission(challenge.extract(text, direction), direction)
        except (ChallengeError, SourceError) as error:
            refusal = refusal or error
    raise Rejection(Code.E_SOURCE, str(refusal))


def file_direction(text: str, target: str) -> Direction:
    """What a whole file is about: a disproof if it declares ``<target>_disproof`` and leaves the target itself open.

    A guess from the words of the file; what is then accepted is decided by the kernel.
    """
    code = scan(text).code

    def declares(name: str) -> bool:
        return re.search(rf"(?<![\w.])(?:theorem|lemma)\s+{re.escape(name)}(?![\w.'!?])", code) is not None

    left_open = not declares(target) or re.search(r"(?<![\w.])sorry(?![\w'!?])", code) is not None
    return Direction.DISPROVE if left_open and declares(disproof_name(target)) else Direction.PROVE


def check_imports(imports: tuple[str, ...], allowed: tuple[str, ...], *, library: bool) -> None:
    """``imports`` (as Lean parsed them) are the challenge's; with ``library``, more of the toolchain's own library.

    Raises:
        Rejection: E_IMPORT.
    """
    for module in imports:
        if module in allowed or (library and module.split(".")[0] in LIBRARY_ROOTS):
            continue
        raise Rejection(Code.E_IMPORT, f"the import of {module} is not the challenge's")
    if not library and set(imports) != set(allowed):
        raise Rejection(Code.E_IMPORT, "the file does not have the challenge's imports")
