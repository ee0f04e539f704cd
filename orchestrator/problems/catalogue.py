"""The catalogue of challenges: a folder with ``<source>/<slug>.lean`` for every id ``<source>/<slug>``."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from orchestrator.errors import ChallengeError, SetupError, SourceError, UnknownId
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.metadata import is_problem_id
from orchestrator.problems.naming import natural_key
from orchestrator.problems.text import MAX_SOURCE_BYTES, read_source

_NEAR_MATCHES = 5


def read_challenge(path: Path, max_bytes: int = MAX_SOURCE_BYTES) -> Challenge:
    """Parse the challenge file at ``path``, in the catalogue or anywhere else.

    Raises:
        SourceError: no such file, not readable, too large, not UTF-8, or with forbidden characters.
        ChallengeError: the file breaks the format; with the line. All messages name the file.
    """
    if not path.is_file():
        raise SourceError(f"there is no file {str(path)!r}; give a challenge file or a problem id")
    data = read_source(path, max_bytes)
    try:
        return Challenge.parse(data, max_bytes)
    except SourceError as error:
        raise SourceError(f"{str(path)!r}: {error}") from None
    except ChallengeError as error:
        raise ChallengeError(f"{error.reason} (in {str(path)!r})", error.line) from None


def is_catalogued(challenge: Challenge, directory: Path) -> bool:
    """Whether the catalogue in ``directory`` has this very text under the challenge's id.

    Raises:
        SourceError, ChallengeError: the catalogue's file is broken.
    """
    path = directory / f"{challenge.id}.lean"
    return path.is_file() and read_challenge(path).sha256 == challenge.sha256


def _in_place(path: Path, directory: Path) -> Challenge:
    place = path.relative_to(directory).with_suffix("").as_posix()
    if not is_problem_id(place):
        raise ChallengeError(f"{str(path)!r} is out of place; a challenge is <source>/<slug>.lean")
    challenge = read_challenge(path)
    if challenge.id != place:
        raise ChallengeError(f"the id {challenge.id!r} is not the file's place {place!r} (in {str(path)!r})")
    return challenge


@dataclass(frozen=True)
class Catalogue:
    """Every challenge of a folder, by id, in natural order. Read once; later changes on disk are not seen."""

    challenges: Mapping[str, Challenge]

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read every ``.lean`` file below ``directory``; other files are left alone.

        Raises:
            SetupError: there is no such folder.
            SourceError, ChallengeError: a file is broken, or its id is not its place.
        """
        if not directory.is_dir():
            raise SetupError(
                f"there is no catalogue folder {str(directory)!r}; run from the project's folder or set "
                "ORCHESTRATOR_PROBLEMS_DIR"
            )
        found = {}
        for path in directory.rglob("*.lean"):
            challenge = _in_place(path, directory)
            found[challenge.id] = challenge
        return cls({identifier: found[identifier] for identifier in sorted(found, key=natural_key)})

    @classmethod
    def find(cls, directory: Path, identifier: str) -> Challenge:
        """The challenge with this id; the others are read only if its file is not there. Errors as `load`, `get`."""
        path = directory / f"{identifier}.lean"
        if is_problem_id(identifier) and path.is_file():
            return _in_place(path, directory)
        return cls.load(directory).get(identifier)

    def __iter__(self) -> Iterator[Challenge]:
        return iter(self.challenges.values())

    def __len__(self) -> int:
        return len(self.challenges)

    def get(self, identifier: str) -> Challenge:
        """The challenge with this id.

        Raises:
            UnknownId: there is none; names up to five near matches.
        """
        try:
            return self.challenges[identifier]
        except KeyError:
            raise UnknownId("problem", identifier, self._near(identifier)) from None

    def resolve(self, id_or_path: str) -> Challenge:
        """The challenge with this id, or of this file if the argument ends in ``.lean``; errors as either."""
        return read_challenge(Path(id_or_path)) if id_or_path.endswith(".lean") else self.get(id_or_path)

    def _near(self, identifier: str) -> list[str]:
        wanted = identifier.lower()
        same_slug = [known for known in self.challenges if known.lower().partition("/")[2] == wanted]
        extended = [known for known in self.challenges if wanted and known.lower().startswith(wanted)]
        lowered = {known.lower(): known for known in self.challenges}
        similar = [lowered[near] for near in difflib.get_close_matches(wanted, lowered, n=_NEAR_MATCHES)]
        return list(dict.fromkeys([*same_slug, *extended, *similar]))[:_NEAR_MATCHES]
