"""A simulated world of proof search: what a sketch is worth, what an episode does to it, what a rater sees.

No figure here is a measurement of a model. The assumptions are few and stated, each is a parameter, and a study varies
them; what holds under all of them is worth believing, what holds under one is not.

1. A sketch has a hidden *quality*; the problem is decided once a sketch reaches quality 1.
2. A line of work has a hidden *ceiling*: a share of all fresh starts are dead ends that never pass it, and neither the
   prover nor the search is told. Only starting again (or a graft from another sketch) leaves a dead end.
3. An episode adds a random step to its parent's quality; steps shrink near the ceiling and near the end.
4. Inspirations help by a share of how much better they are, and may lift the ceiling to theirs.
5. A sketch leaves open goals from a pool of lemmas that lines of work share, some hard, some false. A better sketch
   leaves fewer, give or take one, and that is all that a search without raters sees of quality. A lemma proved once is
   proved everywhere. Proving one raises the quality of every sketch that needs it; a false one caps its sketch.
6. A rater ranks by quality plus noise, and sees a dead end with some probability.
7. Latencies are log-normal; costs are per call.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

DECIDED: Final = 1.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The parameters of a world. Quality is in units of the way from nothing (0) to a proof (1)."""

    name: str = "plain"
    step: float = 0.06
    """Mean step of an episode; the prover's skill against the problem's difficulty."""
    spread: float = 0.08
    """Standard deviation of a step."""
    invalid: float = 0.2
    """Probability that an episode ends with a file that is discarded."""
    dead_ends: float = 0.5
    """Share of fresh starts whose ceiling is below 1."""
    graft: float = 0.3
    """How much of an inspiration's lead an episode takes over."""
    lift: float = 0.3
    """Probability that a better inspiration with a higher ceiling lifts the ceiling of the line."""
    lemmas: int = 12
    """Size of the pool of lemmas; 0 leaves goals out."""
    goals: int = 4
    """Open goals of a sketch of quality 0; one of quality 1 leaves about one."""
    lemma_worth: float = 0.04
    """Quality that one proved lemma adds to a sketch that needs it."""
    false_lemmas: float = 0.15
    hard_lemmas: float = 0.4
    """Share of true lemmas that the goal provers cannot prove."""
    rater_noise: float = 0.15
    rater_insight: float = 0.3
    """Probability that a rater sees a dead end for what it is."""
    prover_seconds: float = 900.0
    rater_seconds: float = 60.0
    goal_seconds: float = 30.0
    latency_sigma: float = 0.5
    prover_micro_usd: int = 300_000
    rater_micro_usd: int = 20_000


@dataclass(frozen=True, slots=True)
class HiddenSketch:
    """What the world knows of a sketch and the search does not."""

    quality: float
    ceiling: float
    lemmas: tuple[int, ...]
    direction: int
    """Of the line of work: sketches with one direction share lemmas."""


@dataclass(frozen=True, slots=True)
class EpisodeResult:
    """What an episode made of its parent; ``sketch`` is None where the file was discarded."""

    sketch: HiddenSketch | None
    seconds: float
    micro_usd: int

    @property
    def decided(self) -> bool:
        """Whether the sketch is a proof."""
        return self.sketch is not None and self.sketch.quality >= DECIDED


class World:
    """One problem under ``assumptions``; every random number comes from the ``rng`` that a call is given.

    The only state is which lemmas are settled, because a goal cache is shared by all agents of a problem.
    """

    def __init__(self, assumptions: Assumptions, seed: int) -> None:
        self.assumptions = assumptions
        rng = np.random.default_rng(seed)
        pool = max(1, assumptions.lemmas)
        self.false = rng.random(pool) < assumptions.false_lemmas
        self.hard = rng.random(pool) < assumptions.hard_lemmas

    def start(self, rng: np.random.Generator) -> HiddenSketch:
        """A fresh line of work."""
        dead = rng.random() < self.assumptions.dead_ends
        ceiling = float(rng.uniform(0.3, 0.9)) if dead else 2.0
        direction = int(rng.integers(0, 4))
        return HiddenSketch(0.0, ceiling, self._lemmas(direction, 0.0, rng), direction)

    def episode(
        self,
        parent: HiddenSketch | None,
        inspirations: tuple[HiddenSketch, ...],
        proved: frozenset[int],
        rng: np.random.Generator,
    ) -> EpisodeResult:
        """One episode on ``parent``, or on a fresh start.

        Args:
            proved: lemmas known to be proved; they count for the new sketch.
        """
        a = self.assumptions
        seconds = self._latency(a.prover_seconds, rng)
        if rng.random() < a.invalid:
            return EpisodeResult(None, seconds, a.prover_micro_usd)
        base = self.start(rng) if parent is None else parent
        for other in inspirations:
            base = self._grafted(base, other, rng)
        room = max(0.0, min(1.0, (base.ceiling - base.quality) / 0.3))
        gained = max(-0.05, rng.normal(a.step, a.spread)) * room
        lemmas = self._lemmas(base.direction, base.quality + gained, rng)
        worth = a.lemma_worth * len(set(lemmas) & proved - set(base.lemmas))
        quality = min(base.quality + gained + worth, base.ceiling)
        if any(self.false[lemma] for lemma in lemmas) and a.lemmas:
            quality = min(quality, 0.95)
        return EpisodeResult(replace(base, quality=max(0.0, quality), lemmas=lemmas), seconds, a.prover_micro_usd)

    def prove_goal(self, lemma: int, rng: np.random.Generator) -> tuple[bool | None, float]:
        """Whether a goal prover proves (True), refutes (False) or leaves (None) a lemma, and the seconds it took."""
        seconds = self._latency(self.assumptions.goal_seconds, rng)
        if self.false[lemma]:
            return False, seconds
        return (None if self.hard[lemma] else True), seconds

    def rank(
        self, sketches: list[HiddenSketch], rng: np.random.Generator
    ) -> tuple[tuple[tuple[int, ...], ...], float, int]:
        """A rater's groups of indices, best first, with seconds and cost."""
        a = self.assumptions
        seen = [
            sketch.quality
            + rng.normal(0.0, a.rater_noise)
            - (0.5 if sketch.ceiling < DECIDED and rng.random() < a.rater_insight else 0.0)
            for sketch in sketches
        ]
        order = sorted(range(len(sketches)), key=lambda index: (-seen[index], index))
        return tuple((index,) for index in order), self._latency(a.rater_seconds, rng), a.rater_micro_usd

    def _grafted(self, base: HiddenSketch, other: HiddenSketch, rng: np.random.Generator) -> HiddenSketch:
        a = self.assumptions
        quality = base.quality + a.graft * max(0.0, other.quality - base.quality)
        ceiling = base.ceiling
        if other.ceiling > ceiling and rng.random() < a.lift:
            ceiling = other.ceiling
        return replace(base, quality=min(quality, ceiling), ceiling=ceiling)

    def _lemmas(self, direction: int, quality: float, rng: np.random.Generator) -> tuple[int, ...]:
        a = self.assumptions
        if not a.lemmas:
            return ()
        own = np.arange(direction, direction + max(1, a.lemmas // 2)) % a.lemmas
        wanted = round(1 + (a.goals - 1) * (1.0 - quality) + rng.normal(0.0, 0.7))
        return tuple(sorted(int(x) for x in rng.choice(own, size=min(max(1, wanted), len(own)), replace=False)))

    def _latency(self, mean: float, rng: np.random.Generator) -> float:
        sigma = self.assumptions.latency_sigma
        return float(mean * rng.lognormal(-sigma * sigma / 2, sigma))


SCENARIOS: Final = (
    Assumptions("plain"),
    Assumptions("easy", step=0.2, dead_ends=0.2),
    Assumptions("many dead ends", dead_ends=0.9, lift=0.1),
    Assumptions("no dead ends", dead_ends=0.0),
    Assumptions("blind raters", rater_noise=1.5, rater_insight=0.0),
    Assumptions("sharp raters", rater_noise=0.03, rater_insight=0.8),
    Assumptions("shared lemmas", lemmas=6, lemma_worth=0.1, hard_lemmas=0.2),
    Assumptions("no goals", lemmas=0),
    Assumptions("ideas do not combine", graft=0.0, lift=0.0),
    Assumptions("ideas combine well", graft=0.7, lift=0.7),
    Assumptions("slow and steady", step=0.03, spread=0.02, dead_ends=0.5),
    Assumptions("leaps", step=0.0, spread=0.25, dead_ends=0.6),
)
"""The worlds that docs/strategies-measured.md reports on; each differs from ``plain`` in what its name says."""
