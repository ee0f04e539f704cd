"""Reads the ranking out of a rater's answer, strictly: a guess at what it meant would be a made-up match."""

from __future__ import annotations

import re

_END = re.compile(r"</decision>", re.IGNORECASE)
_BEGIN = re.compile(r"<decision>", re.IGNORECASE)
MOST_CHARACTERS = 1000
"""Of a decision; a longer one is none, and its numbers may have thousands of digits."""
_RANKING = re.compile(r"\s*\d+(?:\s*[>=]\s*\d+)*\s*")


def read_decision(answer: str, players: int) -> tuple[tuple[int, ...], ...]:
    """The groups of ``<decision>2 > 1 = 3</decision>``, best first, with numbers from 0.

    The last decision of the answer counts, since models restate and correct themselves.

    Args:
        answer: the model's text.
        players: how many sketches were shown, as 1 to ``players``.

    Raises:
        ValueError: the sentence says what is wrong and can be shown to the model.
    """
    ends = [end.start() for end in _END.finditer(answer)]
    begins = [begin.end() for begin in _BEGIN.finditer(answer, 0, ends[-1])] if ends else []
    if not begins:
        raise ValueError("there is no <decision>...</decision> in the answer")
    text = answer[begins[-1] : ends[-1]].replace("&gt;", ">")
    if len(text) > MOST_CHARACTERS or not _RANKING.fullmatch(text):
        raise ValueError(f"the decision {_shown(text)} is not numbers joined by > and =")
    groups = tuple(tuple(int(number) for number in group.split("=")) for group in text.split(">"))
    named = [number for group in groups for number in group]
    unknown = sorted({number for number in named if not 1 <= number <= players})
    if unknown:
        raise ValueError(f"the decision names {_listed(unknown)}, but the sketches are 1 to {players}")
    twice = sorted({number for number in named if named.count(number) > 1})
    if twice:
        raise ValueError(f"the decision names {_listed(twice)} more than once")
    missing = sorted(set(range(1, players + 1)) - set(named))
    if missing:
        raise ValueError(f"the decision leaves out {_listed(missing)}")
    return tuple(tuple(number - 1 for number in group) for group in groups)


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= 60 else flat[:57] + "...")
