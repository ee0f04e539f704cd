"""What most strategies keep: a fold over the run's log that says what is in flight, what there is, what it cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestrator.search.population.ratings import UNRATED_ELO
from orchestrator.search.strategy import (
    Admitted,
    Decided,
    Dropped,
    Entry,
    Failed,
    GoalState,
    Prove,
    ProveGoal,
    Rate,
    Rated,
    RunFacts,
    SketchFacts,
    Spend,
    Work,
)

INITIAL = ""
"""Stands for the challenge's own regions where a sketch's digest is expected."""


@dataclass(slots=True)
class Board:
    """The state of a run as its log tells it. Strategies hold one and add what they need; never stored."""

    facts: RunFacts
    step: int = 0
    """Decisions so far, and so the number of the next."""
    in_flight: dict[int, Work] = field(default_factory=dict)
    sketches: dict[str, SketchFacts] = field(default_factory=dict)
    """Every sketch that was admitted, in that order; duplicates are left out."""
    visits: Counter[str] = field(default_factory=Counter)
    """Attempts that each sketch is or was the parent of; `INITIAL` for fresh starts."""
    goals: dict[str, GoalState] = field(default_factory=dict)
    """What is known of goals, from findings of any prover; a proof or refutation is never forgotten."""
    goal_tries: Counter[str] = field(default_factory=Counter)
    """How often `ProveGoal` was decided for a goal."""
    needing: dict[str, list[str]] = field(default_factory=dict)
    """The sketches that leave each goal open, oldest first."""
    left: dict[str, int] = field(default_factory=dict)
    """How many goals of each sketch are unsettled."""
    whole: dict[str, None] = field(default_factory=dict)
    """Sketches whose goals are all proved elsewhere and whose proofs were not put together yet, oldest first."""
    continued: set[str] = field(default_factory=set)
    """Sketches that goal provers made a better one of, which has the rest of their goals."""
    unsound: set[str] = field(default_factory=set)
    """Sketches that restate the target or leave a refuted goal."""
    unsettled: dict[str, None] = field(default_factory=dict)
    """Goals about which nothing is known, oldest first."""
    at_work: dict[int, ProveGoal] = field(default_factory=dict)
    """What goal provers are at work on, by decision."""
    tried: set[str] = field(default_factory=set)
    """Goals that goal provers have had their say on."""
    awaiting: dict[str, int] = field(default_factory=dict)
    """Sound sketches with unsettled goals that no goal prover has had its say on, with the number of the next decision
    when they came, oldest first."""
    elo: dict[str, float] = field(default_factory=dict)
    upcoming: list[tuple[str, ...]] = field(default_factory=list)
    """Matches that the last refresh of the ratings suggests and that were not decided yet."""
    matched: Counter[str] = field(default_factory=Counter)
    """In how many matches each sketch is or was."""
    matches: int = 0
    """Decided matches, those in flight included."""
    lost_matches: int = 0
    """Matches that a rater failed to decide; they count only for when raters rest."""
    spent: Spend = field(default_factory=Spend)
    lean_seconds: float = 0.0
    """Of Lean's processor time, in all attempts."""
    episodes: int = 0
    proved: bool = False
    last_failure: str = ""

    def learn(self, entry: Entry) -> Board:
        """Fold the next entry of the log into the board, in place."""
        match entry:
            case Decided():
                self._decided(entry)
            case Admitted():
                self._admitted(entry)
            case Rated():
                self._ended(entry.step)
                if entry.elo:
                    self.elo = dict(entry.elo)
                    self.upcoming = list(entry.upcoming)
                self.spent = max(self.spent, entry.spent, key=_money_and_time)
            case Failed():
                self.last_failure = entry.detail or entry.failure
                if not entry.again:
                    self.lost_matches += isinstance(self.in_flight.get(entry.step), Rate)
                    self._undo(entry.step)
            case Dropped():
                self._undo(entry.step)
        return self

    def flying(self, kind: type[Work]) -> int:
        """How much work of a kind is in flight."""
        return sum(isinstance(work, kind) for work in self.in_flight.values())

    @property
    def used(self) -> float:
        """The largest share (0 to 1) of a limit of the run that is used up."""
        return self.facts.limits.used(self.spent, self.episodes)

    def needed_by(self, goal: str) -> int:
        """In how many sketches a goal is open."""
        return len(self.needing.get(goal, ()))

    def open_goals(self, sketch: SketchFacts) -> tuple[str, ...]:
        """Digests of the goals of ``sketch`` that nobody has settled, each once, in the sketch's order."""
        return tuple(
            dict.fromkeys(goal.digest for goal in sketch.goals if self.goals.get(goal.digest, "unknown") == "unknown")
        )

    def sound(self, sketch: SketchFacts) -> bool:
        """Whether nothing speaks against it: no goal refuted, none that is only the target again."""
        return sketch.digest not in self.unsound

    def merit(self, sketch: SketchFacts) -> tuple[bool, float, float, int]:
        """A comparable value, larger is better: soundness, Elo, share of goals settled, and fewer goals open."""
        left = self.left[sketch.digest]
        closed = 1.0 - left / len(sketch.goals) if sketch.goals else 1.0
        return (sketch.digest not in self.unsound, self.elo.get(sketch.digest, UNRATED_ELO), closed, -left)

    def _decided(self, entry: Decided) -> None:
        self.step = entry.step + 1
        work = entry.decision
        self.in_flight[entry.step] = work
        if isinstance(work, ProveGoal):
            self.at_work[entry.step] = work
        self._count(work, 1)
        if isinstance(work, Rate) and work.entrants in self.upcoming:
            self.upcoming.remove(work.entrants)
        if isinstance(work, ProveGoal) and work.sketch in self.whole:
            self._continued(work.sketch)

    def _admitted(self, entry: Admitted) -> None:
        work = self._ended(entry.step)
        sketch = entry.sketch
        if isinstance(work, ProveGoal) and sketch is not None:
            self._continued(work.sketch)
        if sketch is not None and sketch.duplicate_of is None and sketch.digest not in self.sketches:
            self._add(sketch)
        for finding in entry.findings:
            self._found(finding.digest, finding.status)
        if isinstance(work, ProveGoal):
            self.tried.add(work.goal)
            self._heard(work.goal)
        self.spent = max(self.spent, entry.spent, key=_money_and_time)
        self.lean_seconds += entry.spend.lean_seconds
        self.episodes = max(self.episodes, entry.episodes)
        self.proved |= entry.proved

    def _add(self, sketch: SketchFacts) -> None:
        self.sketches[sketch.digest] = sketch
        for goal in sketch.goals:
            self._found(goal.digest, goal.status)
        goals = tuple(dict.fromkeys(goal.digest for goal in sketch.goals))
        for goal_digest in goals:
            self.needing.setdefault(goal_digest, []).append(sketch.digest)
        self.left[sketch.digest] = sum(self.goals[digest] == "unknown" for digest in goals)
        if sketch.restates or any(self.goals[digest] == "disproved" for digest in goals):
            self.unsound.add(sketch.digest)
        elif self._unheard(sketch.digest):
            self.awaiting[sketch.digest] = self.step
        self._note_whole(sketch.digest)

    def _note_whole(self, digest: str) -> None:
        if (
            self.sketches[digest].goals
            and not self.left[digest]
            and not (digest in self.unsound or digest in self.continued)
        ):
            self.whole.setdefault(digest)

    def _continued(self, digest: str) -> None:
        self.continued.add(digest)
        self.whole.pop(digest, None)

    def _unheard(self, digest: str) -> bool:
        goals = {goal.digest for goal in self.sketches[digest].goals}
        return any(goal in self.unsettled for goal in goals - self.tried)

    def _heard(self, goal: str) -> None:
        """A goal is settled, or goal provers have had their say on it."""
        if not self.awaiting:
            return
        for sketch in self.needing.get(goal, ()):
            if sketch in self.awaiting and (sketch in self.unsound or not self._unheard(sketch)):
                del self.awaiting[sketch]

    def _found(self, digest: str, status: GoalState) -> None:
        """Something was found out about a goal; it counts in every sketch that leaves it open."""
        if self.goals.get(digest, "unknown") != "unknown":
            return
        self.goals[digest] = status
        if status == "unknown":
            self.unsettled.setdefault(digest)
            return
        self.unsettled.pop(digest, None)
        for sketch in self.needing.get(digest, ()):
            self.left[sketch] -= 1
            if status == "disproved":
                self.unsound.add(sketch)
            self._note_whole(sketch)
        self._heard(digest)

    def _ended(self, step: int) -> Work | None:
        self.at_work.pop(step, None)
        return self.in_flight.pop(step, None)

    def _undo(self, step: int) -> None:
        """What was decided did not happen: it is no visit, no match and no try."""
        work = self._ended(step)
        if work is not None:
            self._count(work, -1)

    def _count(self, work: Work, by: int) -> None:
        match work:
            case Prove():
                self.visits[work.parent or INITIAL] += by
            case Rate():
                self.matches += by
                for digest in work.entrants:
                    self.matched[digest] += by
            case ProveGoal():
                self.goal_tries[work.goal] += by


def _money_and_time(spend: Spend) -> tuple[int, float]:
    """Admissions may reach the log in another order than they were counted in; what the run has spent only grows."""
    return (spend.micro_usd + spend.tokens, spend.seconds)
