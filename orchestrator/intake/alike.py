"""Which problems of the catalogue are told in words like a new one's: for what no comparison of statements notices."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
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
    mine = _direction(words_of(challenge), rare, math.log(1 + len(known)))
    found = [(_cosine(mine, _direction(words, rare, 0.0)), name) for name, words in known]
    return sorted(((each, name) for each, name in found if each >= ALIKE), reverse=True)


def _direction(words: Counter[str], rare: Mapping[str, float], unknown: float) -> dict[str, float]:
    """Weights of the words, of length one; ``unknown`` is what a word weighs that the catalogue has not."""
    weights = {word: math.sqrt(number) * rare.get(word, unknown) for word, number in words.items()}
    length = math.hypot(*weights.values()) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
