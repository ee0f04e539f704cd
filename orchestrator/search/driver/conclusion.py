"""How a run is going to end, as far as this drive has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.lean.judge.verdict import Verdict
from orchestrator.vocabulary import AttemptState, Direction, RunOutcome, VerdictKind


@dataclass(slots=True)
class Conclusion:
    """What decides a run: an accepted verdict, or what stood in its way.

    Args:
        answers: whether the challenge asks for values.
    """

    answers: bool
    accepted: tuple[RunOutcome, str] | None = None
    limit: bool = False
    """Whether a limit was reached, so that nothing more is begun."""
    _unjudged: bool = False
    _notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Something that a person should know who asks why the run did not decide its problem."""
        self._notes.append(sentence)

    def limited(self, sentence: str) -> None:
        """A limit was reached."""
        self.limit = True
        self.note(sentence)

    def learn(self, verdict: Verdict, prover: str) -> None:
        """Take a verdict on what ``prover`` made into account."""
        if verdict.proved:
            decided = RunOutcome.PROVED if verdict.direction == Direction.PROVE else RunOutcome.DISPROVED
            self.accepted = (RunOutcome.ANSWERED if self.answers else decided, verdict.detail)
        elif verdict.kind is not VerdictKind.ACCEPTED:
            self._unjudged |= verdict.kind is VerdictKind.INFRASTRUCTURE
            self.note(f"the judge on {prover}: {verdict.kind}, {verdict.detail}")

    def outcome(self, counts: Mapping[AttemptState, int]) -> tuple[RunOutcome, str]:
        """How the run ends; failed where only infrastructure failures stood in the way of an answer."""
        if self.accepted is not None:
            return self.accepted
        no_result = counts.get(AttemptState.FAILED, 0) > 0 and not counts.get(AttemptState.FINISHED, 0)
        outcome = RunOutcome.FAILED if no_result or self._unjudged else RunOutcome.NOT_PROVED
        return outcome, "; ".join(dict.fromkeys(self._notes))
