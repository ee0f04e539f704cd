"""Statements that are known: those of the catalogue, and those that were looked at here before."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from orchestrator.intake import duplicates, normal_form, terms
from orchestrator.intake.alike import alike
from orchestrator.intake.lints.finding import Finding, Grade
from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.challenge import Challenge

log = logging.getLogger(__name__)

CATALOGUE_DIGESTS: Final = "digests.json"
"""In the catalogue's folder: by Lean release and id the SHA-256 of a problem's text and the digest of its statement."""
LINT: Final = "duplicates"


def release(toolchain: str) -> str:
    """The Lean of a toolchain, without the build: a statement is the same whatever host elaborated it."""
    return toolchain.partition("+")[0]


class KnownStatements:
    """Says what a statement is the same as; safe beside other processes that do so with the same folder.

    Args:
        cache_dir: where statements that were looked at here are remembered: a file for each id, and one for each
            statement that it has, so that nobody writes over what another process remembered.
        toolchain: the Lean that elaborated.
        problems: the folder of a catalogue whose problems are known, too.
    """

    def __init__(self, cache_dir: Path, toolchain: str, problems: Path | None = None) -> None:
        self._folder = cache_dir / "triage" / f"statements-{release(toolchain)}-{_program()}"
        self._catalogue = Catalogue.load(problems) if problems is not None and problems.is_dir() else None
        self._kept = catalogue_digests(self._catalogue, problems, toolchain) if self._catalogue and problems else {}

    def digest_of(self, identifier: str, sha256: str) -> str | None:
        """The digest of this text of a problem, if it is known."""
        for found in (self._kept.get(identifier), self._remembered(_named(identifier), identifier)):
            if found is not None and found[0] == sha256:
                return found[1]
        return None

    def others(self, digest: str, challenge: Challenge) -> list[str]:
        """Ids of other problems with the statement of this digest; the same text, or an earlier one, is no other."""
        found = {name for name, (sha256, own) in self._kept.items() if own == digest and sha256 != challenge.sha256}
        for name, sha256 in self._with(digest):
            if name != challenge.id and sha256 != challenge.sha256:
                found.add(name)
        return sorted(found)

    def finding(self, challenge: Challenge, digest: str) -> Finding:
        """What triage says: the same as another problem, told in words like another, or neither."""
        if others := self.others(digest, challenge):
            why = f"the elaborated statement is that of {', '.join(others)}"
            return Finding(LINT, Grade.SUSPICIOUS, why, "look whether it is solved there already")
        foreign = self._catalogue is not None and challenge.id not in self._catalogue.challenges
        if near := [other for _, other in alike(challenge, self._catalogue or ())][:3] if foreign else []:
            why = f"it is told in words like {', '.join(near)}, whose statement is another one"
            return Finding(LINT, Grade.SUSPICIOUS, why, "compare the two; say in the note how they differ")
        return Finding(LINT, Grade.FINE, "no known statement is the same")

    def add(self, digest: str, challenge: Challenge) -> None:
        """Remember a statement; an earlier version of the same problem is forgotten. Where the folder cannot be
        written it is not remembered, which is logged: triage is advice."""
        name = _named(challenge.id)
        before = self._remembered(name, challenge.id)
        if before == (challenge.sha256, digest):
            return
        try:
            (self._folder / digest).mkdir(parents=True, exist_ok=True)
            (self._folder / digest / name).touch()
            partial = self._folder / f"{name}.{os.getpid()}"
            partial.write_text(json.dumps([challenge.id, challenge.sha256, digest]))
            partial.replace(self._folder / name)
            if before is not None and before[1] != digest:
                (self._folder / before[1] / name).unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s is not remembered for the search of duplicates: %s", challenge.id, error)

    def _with(self, digest: str) -> Iterator[tuple[str, str]]:
        """Id and SHA-256 of what is remembered of a digest; the file of the id decides."""
        try:
            names = os.listdir(self._folder / digest)
        except OSError:
            return
        for name in names:
            identifier, sha256, own = self._read(name) or ("", "", "")
            if own == digest:
                yield identifier, sha256

    def _remembered(self, name: str, identifier: str) -> tuple[str, str] | None:
        found = self._read(name)
        return None if found is None or found[0] != identifier else found[1:]

    def _read(self, name: str) -> tuple[str, str, str] | None:
        try:
            identifier, sha256, digest = json.loads((self._folder / name).read_text())
            return str(identifier), str(sha256), str(digest)
        except (OSError, ValueError, TypeError):
            return None  # a cache: what cannot be read is made again


def catalogue_digests(catalogue: Catalogue, folder: Path, toolchain: str) -> dict[str, tuple[str, str]]:
    """By id, the SHA-256 of the text and the digest of the statement that are kept with the catalogue in ``folder``;
    a problem whose text has changed since is left out."""
    texts = {one.id: one.sha256 for one in catalogue}
    try:
        found = json.loads((folder / CATALOGUE_DIGESTS).read_text())[release(toolchain)]
        kept = {str(name): (str(sha256), str(digest)) for name, (sha256, digest) in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # made by another Lean, or not made yet: only what is triaged here is known
    return {name: (sha256, digest) for name, (sha256, digest) in kept.items() if texts.get(name) == sha256}


def _named(identifier: str) -> str:
    """A file's name for an id."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:32]


@cache
def _program() -> str:
    """Names the program that makes digests: those of an older one are not compared with its own."""
    texts = [Path(str(module.__file__)).read_bytes() for module in (duplicates, normal_form, terms)]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]
