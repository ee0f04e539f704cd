"""Which challenges a command line means: ids of the catalogue or files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.config import settings
from orchestrator.errors import UserError

if TYPE_CHECKING:
    from orchestrator.problems.challenge import Challenge


def find_challenge(id_or_path: str) -> Challenge:
    """The challenge with this id, or of this file if the argument ends in ``.lean``.

    Raises:
        UnknownId: no such problem; names near matches.
        UserError: the file or the catalogue is broken.
    """
    return find_challenges([id_or_path])[0]


def find_challenges(ids_or_paths: Sequence[str]) -> list[Challenge]:
    """The challenges in the order given, each once; the whole catalogue is read only to name near matches."""
    from orchestrator.problems.catalogue import Catalogue, read_challenge

    found: dict[str, Challenge] = {}
    for argument in ids_or_paths:
        if is_file(argument):
            challenge = read_challenge(Path(argument))
        else:
            challenge = _of_import(argument) or Catalogue.find(settings().problems_dir, argument)
        found.setdefault(challenge.sha256, challenge)
    return list(found.values())


def is_file(argument: str) -> bool:
    """Whether a file is meant, and no id: by its name, or because there is one of that name.

    Raises:
        UserError: it is a folder.
    """
    if os.path.isdir(argument):
        raise UserError(f"{argument!r} is a folder; name a challenge file in it, or give the id of a problem")
    return argument.endswith(".lean") or os.path.isfile(argument)


def _of_import(identifier: str) -> Challenge | None:
    """The challenge that an import made, for ids that belong to a source that was imported."""
    if not identifier.startswith("formal-conjectures/"):
        return None
    from orchestrator.intake.importing import imported_challenge
    from orchestrator.intake.ledger import ImportLedger

    return imported_challenge(identifier, ImportLedger(settings().imports_dir))


def all_challenges(tag: str | None = None) -> list[Challenge]:
    """Every challenge of the catalogue, in its order; with ``tag``, those that have it.

    Raises:
        UserError: no problem has the tag.
    """
    from orchestrator.problems.catalogue import Catalogue

    catalogue = Catalogue.load(settings().problems_dir)
    chosen = [challenge for challenge in catalogue if tag is None or tag in challenge.metadata.tags]
    if tag is not None and not chosen:
        raise UserError(f"no problem has the tag {tag!r}; `orchestrator problems show ID` names the tags of one")
    return chosen
