"""What a run sets out to do: its provers, directions, seed and time; stored with the run, so that it can be resumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from orchestrator.errors import StoreError
from orchestrator.problems.identity import JsonObject
from orchestrator.store import Budget, NewAttempt

TACTICS: Final = "tactics"
"""The strategy of this module: every prover once, cheap ones first."""
TACTIC_PROVERS: Final = ("portfolio", "tree-search")


@dataclass(frozen=True, slots=True)
class Plan:
    """The strategy ``tactics``: each of ``provers`` once, on the target and its negation alike.

    ``seconds`` bounds the run as a whole: the time in which it is worked on, in one go or several.
    """

    seconds: float
    seed: int = 0
    provers: tuple[str, ...] = TACTIC_PROVERS
    reuse_verdicts: bool = True
    """Whether a sketch that this judge has accepted before, on this very Lean, counts without being judged again."""

    def attempts(self) -> list[NewAttempt]:
        """The attempts of a new run, in the order in which they are to be made.

        None says in which direction to look: a prover without a model weighs proof and disproof against each other
        check by check, better than two attempts that do not know of each other.
        """
        return [NewAttempt(prover, self.seed) for prover in self.provers]

    @property
    def budget(self) -> Budget:
        """The limits that the store keeps for the run."""
        return Budget(seconds=self.seconds)

    def to_config(self) -> JsonObject:
        """What is stored in the run's ``config``."""
        return {
            "provers": list(self.provers),
            "seconds": self.seconds,
            "seed": self.seed,
            "reuse_verdicts": self.reuse_verdicts,
        }

    @classmethod
    def from_config(cls, strategy: str, config: Mapping[str, Any]) -> Self:
        """The plan that a stored run was made with; raises `StoreError` if it is not one of ours."""
        try:
            if strategy != TACTICS:
                raise ValueError(f"its strategy is {strategy!r}")
            provers = tuple(map(str, config["provers"]))
            return cls(float(config["seconds"]), int(config["seed"]), provers, bool(config["reuse_verdicts"]))
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"a stored run cannot be resumed by this version ({error}): start a new one") from error
