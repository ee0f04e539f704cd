"""Which problems of the catalogue are told in words like a new one's: for what no comparison of statements notices."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from orchestrator.problems.challenge import Challenge

ALIKE: Final = 0.6
"""Least cosine of two problems' words, weighted by how rare they are in the catalogue."""
_WORD: Final = re.compile(r"[a-zäöőüűé]{3,}")
_NOT_WORDS: Final = re.compile(r"\\[a-zA-Z]+|https?://\S+")


def words_of(challenge: Challenge) -> Counter[str]:
    """The words that say what a problem is, without their endings."""
    meta = challenge.metadata
    text = _NOT_WORDS.sub(" ", " ".join((meta.title, meta.title, meta.informal, meta.quotation)).lower())
    return Counter(word.removesuffix("es").removesuffix("s") for word in _WORD.findall(text))


def alike(challenge: Challenge, catalogue: Iterable[Challenge]) -> list[tuple[float, str]]:
    """Ids of the catalogue's problems whose words are like this one's, with how much, most first."""
    known = [(one.id, words_of(one)) for one in catalogue if one.id != challenge.id]
    spread = Counter(word for _, words in known for word in words)
    rare = {word: math.log((1 + len(known)) / (1 + spread[word])) for word in spread}
    mine = words_of(challenge)
    found = [(_cosine(mine, words, rare, math.log(1 + len(known))), name) for name, words in known]
    return sorted(((each, name) for each, name in found if each >= ALIKE), reverse=True)


def _cosine(one: Counter[str], other: Counter[str], rare: dict[str, float], unknown: float) -> float:
    def length(words: Counter[str]) -> float:
        return math.sqrt(sum((math.sqrt(n) * rare.get(word, unknown)) ** 2 for word, n in words.items()))

    shared = sum(math.sqrt(one[word] * other[word]) * rare[word] ** 2 for word in one if word in other)
    return shared / (length(one) * length(other) or 1.0)
