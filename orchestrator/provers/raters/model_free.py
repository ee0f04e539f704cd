"""A rater without a model: what Lean and the sub-provers found out, in a fixed order of importance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchestrator.provers.raters.rater import Entrant, Ranking, RaterBench

_SIZE_STEP: Final = 2000
"""Open goals whose text differs by less than this many characters count as equally large."""


class ModelFreeRater:
    """Ranks by vetoes, refuted goals, share of goals that are proved, size of what is open, and novelty.

    A sketch that is split into many easy lemmas must not beat one that closes the hard part, so the number of proved
    goals itself counts for nothing (anchors: fitness "closed / total" is raised by splitting); what is left open counts
    by its text. Deterministic; equal keys are ties, which the rating breaks by chance.
    """

    name = "model-free"

    async def rank(
        self, entrants: Sequence[Entrant], bench: RaterBench, seed: int, *, problem: str, profile: str | None = None
    ) -> Ranking:
        """See `Rater.rank`; asks nobody and never fails."""
        keys = {entrant.digest: _key(entrant) for entrant in entrants}
        groups = tuple(
            tuple(digest for digest in keys if keys[digest] == key) for key in sorted(set(keys.values()), reverse=True)
        )
        return Ranking(groups, "; ".join(_reason(entrant) for entrant in entrants))


def scores(entrant: Entrant) -> tuple[float, ...]:
    """The same facts as a vector, each larger is better, for selection under random weights.

    Progress (0 to 1), smallness of what is open (0 to 1), novelty (0 to 1), soundness (0 or 1).
    """
    total = len(entrant.goals)
    closed = sum(goal.state == "proved" for goal in entrant.goals)
    return (
        closed / total if total else 1.0,
        1.0 / (1.0 + _open_size(entrant) / _SIZE_STEP),
        1.0 - entrant.shared_goals,
        0.0 if _unsound(entrant) else 1.0,
    )


def _key(entrant: Entrant) -> tuple[bool, float, int, float]:
    progress, _, novelty, _ = scores(entrant)
    return (not _unsound(entrant), round(progress, 1), -(_open_size(entrant) // _SIZE_STEP), round(novelty, 1))


def _unsound(entrant: Entrant) -> bool:
    return entrant.restates or bool(entrant.vetoes) or any(goal.state == "disproved" for goal in entrant.goals)


def _open_size(entrant: Entrant) -> int:
    return sum(len(goal.text) for goal in entrant.goals if goal.state != "proved")


def _reason(entrant: Entrant) -> str:
    states = [goal.state for goal in entrant.goals]
    words = [f"{states.count(state)} {state}" for state in ("proved", "disproved", "open") if state in states]
    words += ["restates the target"] * entrant.restates + list(entrant.vetoes)
    return f"{entrant.digest[:12]}: {', '.join(words) or 'no goals'}"
