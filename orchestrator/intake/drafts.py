"""Drafted challenges until a person accepts or refuses them: files in a folder of their own, never the catalogue."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestrator.errors import StoreError, UnknownId, UserError
from orchestrator.intake.formalise import Draft, rewritten
from orchestrator.problems.catalogue import read_challenge
from orchestrator.problems.challenge import Challenge


@dataclass(frozen=True, slots=True)
class Drafts:
    """``FOLDER/SOURCE--SLUG.lean``, with what was noticed beside it in ``.json``."""

    folder: Path

    def save(self, draft: Draft) -> Path:
        """Keep a draft; an earlier one of the same id is replaced.

        Raises:
            StoreError: the folder cannot be written.
        """
        path = self._path(draft.challenge.id)
        notes = {
            "sha256": draft.challenge.sha256,
            "model": draft.model,
            "tries": draft.tries,
            "differences": draft.differences,
            "grade": draft.report.grade,
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _write(path, draft.challenge.text)
            _write(path.with_suffix(".json"), json.dumps(notes, ensure_ascii=False, indent=2))
        except OSError as error:
            raise StoreError(f"the draft cannot be kept in {str(self.folder)!r}: {error.strerror}") from error
        return path

    def list(self) -> list[str]:
        """Ids of the drafts that wait."""
        if not self.folder.is_dir():
            return []
        return sorted(path.stem.replace("--", "/", 1) for path in self.folder.glob("*.lean"))

    def get(self, identifier: str) -> Challenge:
        """A draft as its file is now, edited or not; raises `UnknownId`, `ChallengeError`, `SourceError`."""
        path = self._path(identifier)
        if not path.is_file():
            raise UnknownId("draft", identifier, self.list()[:5])
        return read_challenge(path)

    def edited(self, identifier: str) -> bool:
        """Whether the file differs from what was drafted, so that its meaning was written back from another text."""
        try:
            notes = json.loads(self._path(identifier).with_suffix(".json").read_text())
            return bool(notes["sha256"] != self.get(identifier).sha256)
        except (OSError, ValueError, KeyError):
            return True

    def accept(self, identifier: str, who: str, day: date, catalogue: Path, *, reviewed: bool) -> Path:
        """Put a draft into the catalogue, with who accepted it and when; the draft is then gone.

        Raises:
            UserError: no name was given, or the catalogue has a problem of this id.
            StoreError: the catalogue cannot be written.
        """
        if not who.strip() or not who.isprintable():
            raise UserError("say who accepts the draft: --as 'A. Person'")
        challenge = self.get(identifier)
        signed = f"{' '.join(who.split())}, {day.isoformat()}"
        note = challenge.metadata.note
        if self.edited(identifier):
            note = f"{note}\n{_EDITED}".strip()
        meta = replace(challenge.metadata, accepted=signed, reviewed=f"yes, {signed}" if reviewed else "no", note=note)
        text = rewritten(challenge, meta).text
        path = catalogue / f"{challenge.id}.lean"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}.partial")
            partial.write_text(text, encoding="utf-8")
            try:
                os.link(partial, path)  # fails where the problem exists: nothing is ever written over
            finally:
                partial.unlink()
        except FileExistsError:
            raise UserError(f"the catalogue has {challenge.id} already; change the draft's id") from None
        except OSError as error:
            raise StoreError(f"{str(path)!r} cannot be written: {error.strerror}") from error
        self.refuse(identifier)
        return path

    def refuse(self, identifier: str) -> None:
        """Forget a draft; raises `UnknownId`."""
        path = self._path(identifier)
        if not path.is_file():
            raise UnknownId("draft", identifier, self.list()[:5])
        path.unlink()
        path.with_suffix(".json").unlink(missing_ok=True)

    def _path(self, identifier: str) -> Path:
        source, _, slug = identifier.partition("/")
        if not slug or "/" in slug or not (source + slug).replace("-", "").replace("_", "").isalnum():
            raise UnknownId("draft", identifier, self.list()[:5])
        return self.folder / f"{source}--{slug}.lean"


_EDITED = "The file was edited after its meaning had been written back."


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
