"""The tactic portfolio as work on one open place: every idea by itself, cheap ones first."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator

from orchestrator.lean.trials import TryStatus
from orchestrator.provers.tactics.closers import MIDDLE, SEARCH, Candidate, combined, direct, suggestions
from orchestrator.provers.tactics.evaluation import STEPS
from orchestrator.provers.tactics.generalizations import generalized
from orchestrator.provers.tactics.helpers import helper_lemmas
from orchestrator.provers.tactics.hints import at_numbers, hinted, searches, strengthened, witnesses
from orchestrator.provers.tactics.inductions import cases, further, inductions, quick
from orchestrator.provers.tactics.laws import KIND, can_use_laws, laws, with_laws
from orchestrator.provers.tactics.library import from_library, with_usable_premises
from orchestrator.provers.tactics.obstructions import obstructions
from orchestrator.provers.tactics.principles import principles
from orchestrator.provers.tactics.refuter import Refuter
from orchestrator.provers.tactics.residues import by_remainders, by_remainders_of_two
from orchestrator.provers.tactics.starts import Start, opened, starts
from orchestrator.provers.tactics.trial import OpenPlace, Path
from orchestrator.provers.tactics.vocabulary import Vocabulary
from orchestrator.provers.tactics.witness_search import by_kernel, terms, truth, values

AT_ONCE = 10
"""Scripts in one request: enough to make the way there and back cheap, few enough for others to have their turn."""
REFUTATION_WEIGHT = 1.2
"""While small values are tried: they refute early or not at all, so a proof gets a little more of the time."""
NEGATION_WEIGHT = 5.0
"""Behind them: a negation that no small value shows is seldom proved."""
Family = Callable[[Vocabulary], Iterable[Candidate]]
ROUNDS: tuple[tuple[Family, ...], ...] = (
    (direct,),
    (by_remainders, obstructions, at_numbers, quick, witnesses, by_remainders_of_two),
    (combined, principles, helper_lemmas, generalized, strengthened, hinted),
    (from_library, searches, inductions, cases),
    (further,),
)


FEW, MANY = STEPS[1], STEPS[2]
SEARCHED = {0: FEW, 3: MANY}
"""Before which round the goal is run, for how many steps."""


class PortfolioAttempt:
    """See `orchestrator.provers.tactics.attempts.Attempt`. The scripts do not depend on the seed."""

    def __init__(self, place: OpenPlace, seed: int = 0) -> None:
        self.place = place
        self.proof: str | None = None
        self.by = ""
        self.over = False
        self.weight = 1.0
        self._work = self._batches()
        self._refuter: Refuter | None = None

    @property
    def ahead(self) -> float:
        """See `orchestrator.provers.tactics.attempts.Attempt.ahead`."""
        return self._refuter.ahead if self._refuter is not None else 0.0

    async def step(self) -> None:
        """Try the next batch."""
        try:
            await anext(self._work)
        except StopAsyncIteration:
            self.over = True

    async def _batches(self) -> AsyncIterator[None]:
        """Yields after each batch; ends when there is nothing left or the proof is found."""
        root = await self.place.look()
        yield
        if root is None:
            return
        if root.goal.terms.head(root.goal.target) == "Not":
            self.weight = REFUTATION_WEIGHT
            refuter = self._refuter = Refuter(self.place, *await opened(self.place, root))
            while not refuter.over and refuter.proof is None:
                await refuter.step()
                yield
            self._refuter = None
            self.weight = NEGATION_WEIGHT
            if refuter.proof is not None and await self._confirmed(refuter.proof, refuter.by):
                return
        found = await starts(self.place, root)
        seen: set[tuple[Path, str]] = set()
        for number, families in enumerate(ROUNDS):
            if number in SEARCHED:
                if await self._evaluated(found, SEARCHED[number]):
                    return
                yield
            if helper_lemmas in families:
                async for done in self._by_laws(found):
                    if done:
                        return
                    yield
            if from_library in families:
                found = await with_usable_premises(self.place, found)
                yield
            for start in found:
                for batch in _slices(families, start, seen):
                    if await self._try(start.path, batch):
                        return
                    yield

    async def _evaluated(self, found: list[Start], steps: int) -> bool:
        """Whether running the goal settles this place: by a proof, or because it does not hold."""
        first = found[0]
        if steps == FEW and (holds := await truth(self.place, first)) is not None:
            self.over = not holds
            return self.over or await self._try(first.path, list(by_kernel(first.known)))
        for start in found:
            proofs = [*await values(self.place, start, steps), *await terms(self.place, first, start, steps)]
            if await self._try(start.path, proofs):
                return True
        return False

    async def _by_laws(self, found: list[Start]) -> AsyncIterator[bool]:
        """Proves laws of the operations, a group at a time, and tries the goal with them: whether that closed it."""
        start = next((start for start in found if can_use_laws(start.known)), None)
        if start is None:
            return
        path = start.path
        for group in laws(start.known):
            answer = await self.place.tries(group.scripts, KIND, path=path, heartbeats=MIDDLE, every=True)
            held = [item.script for item in answer.tries if item.status is TryStatus.OPEN]
            path = (*path, *((script, 0) for script in held))
            batch = [*with_laws(start.known), *strengthened(start.known)] if held and group.last else []
            yield await self._try(path, batch)

    async def _try(self, path: Path, batch: list[Candidate]) -> bool:
        """Whether one of the scripts closes the place, in the text too."""
        for kind, heartbeats, group in _alike(batch):
            answer = await self.place.tries([c.script for c in group], kind, path=path, heartbeats=heartbeats)
            done = next((i for i, item in enumerate(answer.tries) if item.status is TryStatus.CLOSED), None)
            if done is not None and await self._settle(path, group[done], answer.tries[done].messages):
                return True
        return False

    async def _settle(self, path: Path, candidate: Candidate, messages: tuple[str, ...]) -> bool:
        """The proof as a person would write it: the choice that worked, the lemma that a library search found."""
        choices = suggestions(messages) if candidate.script == SEARCH else candidate.choices
        answer = await self.place.tries(choices, candidate.kind, path=path, heartbeats=candidate.heartbeats)
        done = [item.script for item in answer.tries if item.status is TryStatus.CLOSED]
        for script in (*done, candidate.script):
            if await self._confirmed("\n".join([*(step for step, _ in path), script]), candidate.kind):
                return True
        return False

    async def _confirmed(self, proof: str, by: str) -> bool:
        if not await self.place.attempt(proof):
            return False
        self.proof, self.by = proof, by
        return True


def _slices(families: tuple[Family, ...], start: Start, seen: set[tuple[Path, str]]) -> Iterator[list[Candidate]]:
    """New candidates in batches, the families' in turn."""
    batch: list[Candidate] = []
    for family in families:
        for candidate in family(start.known):
            if (start.path, candidate.script) in seen:
                continue
            seen.add((start.path, candidate.script))
            batch.append(candidate)
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _alike(batch: list[Candidate]) -> Iterator[tuple[str, int, list[Candidate]]]:
    """Runs of candidates of one kind and limit."""
    at = 0
    while at < len(batch):
        first = batch[at]
        end = at
        while end < len(batch) and (batch[end].kind, batch[end].heartbeats) == (first.kind, first.heartbeats):
            end += 1
        yield first.kind, first.heartbeats, batch[at:end]
        at = end
