"""Who tried what in a run, counted from its log and said in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestrator.problems.naming import counted
from orchestrator.search.lineage import times
from orchestrator.search.strategy import Admitted, Decided, Entry, Failed, ProveGoal, Rate, Rated, Work


@dataclass(slots=True)
class _Attempts:
    """Of one prover with one model profile."""

    ended: int = 0
    sketches: int = 0
    proofs: int = 0
    repeated: int = 0
    """Sketches that were there before."""
    lines: set[int] = field(default_factory=set)
    """Lines of work (agents) that they belong to."""


@dataclass(slots=True)
class Efforts:
    """A fold over the run's log; `tried` says it in words."""

    attempts: dict[tuple[str, str | None], _Attempts] = field(default_factory=dict)
    goals: Counter[str] = field(default_factory=Counter)
    """Work of goal provers by what came of it: ``proved``, ``refuted``, ``open``."""
    matches: Counter[str] = field(default_factory=Counter)
    """Decided matches, by rater."""
    lost: Counter[str] = field(default_factory=Counter)
    """Work that failed through no fault of the proof, by kind of work."""
    _in_flight: dict[int, Work] = field(default_factory=dict)

    def learn(self, entry: Entry) -> None:
        """Take the next entry of the log into account."""
        match entry:
            case Decided():
                self._in_flight[entry.step] = entry.decision
            case Admitted():
                self._ended(entry, self._in_flight.pop(entry.step, None))
            case Rated():
                self._in_flight.pop(entry.step, None)
                self.matches[entry.rater] += 1
            case Failed():
                work = self._in_flight.get(entry.step)
                self.lost["match" if isinstance(work, Rate) else "attempt"] += 1

    def _ended(self, entry: Admitted, work: Work | None) -> None:
        if isinstance(work, ProveGoal):
            found = {finding.digest: finding.status for finding in entry.findings}.get(work.goal, "unknown")
            closed = "proved" if entry.proved or entry.sketch is not None else "open"
            self.goals[{"proved": "proved", "disproved": "refuted"}.get(found, closed)] += 1
            return
        of = self.attempts.setdefault((entry.prover, entry.profile), _Attempts())
        of.ended += 1
        of.lines.add(entry.agent)
        of.proofs += entry.proved
        if entry.sketch is not None:
            of.sketches += entry.sketch.duplicate_of is None
            of.repeated += entry.sketch.duplicate_of is not None


def tried(efforts: Efforts) -> list[str]:
    """One sentence for each kind of work: provers by model, goal provers, raters, and what was lost."""
    said = [_attempts(*key, of) for key, of in efforts.attempts.items()]
    if efforts.goals:
        outcomes = [f"{number} {what}" for what, number in sorted(efforts.goals.items(), reverse=True)]
        said.append(f"Goal provers worked {times(efforts.goals.total())} on an open goal: {', '.join(outcomes)}.")
    if efforts.matches:
        by = [f"{rater} ranked {times(number)}" for rater, number in efforts.matches.items()]
        said.append(f"Raters: {', '.join(by)}.")
    if efforts.lost:
        lost = [counted(number, what) for what, number in efforts.lost.items()]
        said.append(f"Lost through no fault of the proof: {' and '.join(lost)}.")
    return said


def _attempts(prover: str, profile: str | None, of: _Attempts) -> str:
    by = f" (model profile {profile})" if profile else ""
    lines = f" in {len(of.lines)} lines of work" if len(of.lines) > 1 else ""
    made = [counted(of.sketches, "new sketch")]
    made += [f"{of.repeated} seen before"] * bool(of.repeated)
    made += [f"{of.proofs} accepted"] * bool(of.proofs)
    nothing = of.ended - of.sketches - of.repeated
    made += [f"{nothing} without a valid sketch"] * bool(nothing)
    return f"{prover}{by} tried {times(of.ended)}{lines}: {', '.join(made)}."
