"""What the tests of episodes and agents share: a small challenge, a stand-in judge, a run against a scripted server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from fake_server import Answer, Call, FakeServer, Script
from llm_support import make_profile

from orchestrator.cluster.executor import Executor
from orchestrator.cluster.remote import ExecutorJudge
from orchestrator.lean.checker import Checker, CheckRequest
from orchestrator.lean.environment import Environment
from orchestrator.lean.judge.certificate import Certificate, VerifyReport
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.models.factory import open_model
from orchestrator.models.profiles import RetryPolicy
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.provers.prover import GoalProver, proves, target_name
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.runs import create_run
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.search.plan import Lanes, ProfileSnapshot, RunPlan
from orchestrator.store import (
    AttemptDetail,
    Budget,
    Charge,
    Episode,
    EpisodeDetail,
    Run,
    RunDetail,
    Store,
    collected,
    open_store,
    owner_token,
)
from orchestrator.vocabulary import TRUST_OF_PROOF, ChargeState, Code, RunOutcome, TrustLevel, VerdictKind

CHALLENGE_TEXT = """\
/-
id: test/double
title: Doubling
source: made for the tests
status: proved
informal:
  Doubling adds a number to itself, and doubling twice is multiplying by four.
-/

set_option autoImplicit false

/-- Twice `n`, by recursion. -/
noncomputable def double : Nat → Nat
  | 0 => 0
  | n + 1 => double n + 2

/-- Test lemma. -/
theorem double_three : double 3 = 6 := rfl

-- EVOLVE-BLOCK-START
-- EVOLVE-BLOCK-END

theorem target_theorem_0 : (∀ n : Nat, double n = n + n) ∧ ∀ n : Nat, double (double n) = 4 * n := by
  -- EVOLVE-BLOCK-START
  sorry
  -- EVOLVE-BLOCK-END
"""

FALSE_TEXT = CHALLENGE_TEXT.replace("∧ ∀ n : Nat, double (double n) = 4 * n", "∧ double 2 = 5")

CHALLENGE = Challenge.parse(CHALLENGE_TEXT)
VARIANTS = tuple(
    Challenge.parse(CHALLENGE_TEXT.replace("test/double", f"test/double-{n}").replace("Doubling\n", f"Doubling {n}\n"))
    for n in range(4)
)
"""The same task as several problems."""
FALSE_CHALLENGE = Challenge.parse(FALSE_TEXT)
FALSE_TARGET = Challenge.parse(
    CHALLENGE_TEXT[: CHALLENGE_TEXT.index("theorem target_theorem_0")]
    + "theorem target_theorem_0 : double 2 = 5 := by\n  -- EVOLVE-BLOCK-START\n  sorry\n  -- EVOLVE-BLOCK-END\n"
)
"""For whoever wants to prove what is not so."""

EMPTY_BLOCK = "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END"
HELPER = """\
theorem double_eq (n : Nat) : double n = n + n := by
  induction n with
  | zero => rfl
  | succ n ih => rw [double, ih]; omega"""
HELPER_BLOCK = f"-- EVOLVE-BLOCK-START\n{HELPER}\n-- EVOLVE-BLOCK-END"
PROOF = "  exact ⟨double_eq, fun n => by rw [double_eq, double_eq]; omega⟩"


def call(tool: str, **arguments: Any) -> Call:
    """A tool call of the scripted model."""
    return Call(tool, json.dumps(arguments, ensure_ascii=False))


def edit(*pairs: tuple[str, str]) -> Call:
    """A call of ``search_replace``."""
    return call("search_replace", edits=[{"search": search, "replace": replace} for search, replace in pairs])


def turn(*calls: Call, text: str = "", **changes: Any) -> Answer:
    """An answer that calls tools."""
    return Answer(text, tool_calls=calls, **changes)


SOLVE = (edit((EMPTY_BLOCK, HELPER_BLOCK), ("  sorry", PROOF)), call("submit", direction="prove"))
"""The calls that solve `CHALLENGE` in one turn."""


def agent_plan(agents: int = 1, budget: Budget | None = None, profile: str = "prover", **fields: Any) -> RunPlan:
    """A run of independent agents, whose calls of models begin at once."""
    return RunPlan(
        strategy="B",
        config={"agents": agents},
        budget=budget or Budget(episodes=10),
        profiles=(ProfileSnapshot(profile),),
        lanes=Lanes(provers=agents),
        **fields,
    )


@dataclass
class WarmJudge:
    """Stands in for the judge where a test is not about it: a check without reuse, believed."""

    checker: Checker

    @property
    def environment(self) -> Environment:
        return self.checker.environment

    async def verify(self, certificate: Certificate) -> VerifyReport:
        raise NotImplementedError

    async def aclose(self) -> None:
        """Nothing to stop."""

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        text = challenge.render(submission)
        result = await self.checker.check(CheckRequest(text, incremental=False))
        good = proves(result, target_name(challenge, submission.direction))
        return Verdict(
            kind=VerdictKind.ACCEPTED if good else VerdictKind.REJECTED,
            code=Code.ACCEPT if good else Code.E_AXIOM,
            detail="the reason that no agent may see",
            trust=TrustLevel.REPLAYED,
            toolchain=self.checker.toolchain,
            direction=submission.direction,
        )


@dataclass
class Workers:
    """An executor that a module's tests share, and what its judge has said."""

    executor: Executor
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @property
    def environment(self) -> Environment:
        """Their Lean."""
        return self.executor.environments[0]

    async def judged(self, challenge: Challenge, submission: Submission) -> Verdict:
        """The verdict of the workers' judge, asked once per submission: it depends on nothing else."""
        if submission.digest not in self.verdicts:
            judge = ExecutorJudge(self.executor, self.environment)
            self.verdicts[submission.digest] = await judge.judge(challenge, submission)
        return self.verdicts[submission.digest]


@dataclass
class Stage:
    """A store, a scripted server and what agents need; see `stage`."""

    workers: Workers
    store: Store
    server: FakeServer
    parts: DriverParts
    fields: dict[str, Any]
    """Of every plan."""
    submissions: list[Submission] = field(default_factory=list)
    """What the judge was asked about."""
    runs: list[Run] = field(default_factory=list)
    """What was driven to its end."""

    async def run(self, challenge: Challenge = CHALLENGE, *, exact: bool = True, **plan: Any) -> Run:
        """Create a run and drive it to its end; what holds of every run is asserted here.

        Args:
            challenge: to be proved.
            exact: whether the charges must be the server's bill, token for token; otherwise no less, as where a
                connection is lost and nobody knows what was billed.
            plan: arguments of `agent_plan`.
        """
        created = await self.create(challenge, **plan)
        run = await self.drive(created)
        self.runs.append(run)
        await self.require_bill(exact)
        detail = await self.store.views.show(run.id)
        assert isinstance(detail, RunDetail)
        decided = run.outcome in (RunOutcome.PROVED, RunOutcome.DISPROVED, RunOutcome.ANSWERED)
        accepted = [v for v in detail.verdicts if v.verdict is VerdictKind.ACCEPTED and v.trust in TRUST_OF_PROOF]
        assert decided == bool(accepted), "nothing is proved but by an accepted verdict"
        return run

    async def create(self, challenge: Challenge, *, campaign_id: str | None = None, **plan: Any) -> Run:
        """Store a run."""
        made = agent_plan(**{**self.fields, **plan})
        return await create_run(self.store, challenge, made, self.workers.environment.name, campaign_id=campaign_id)

    async def drive(self, run: Run) -> Run:
        """Drive a stored run to its end."""
        return await drive_run(self.parts, run.id, owner_token())

    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        """What the agents' tools ask."""
        self.submissions.append(submission)
        return await self.workers.judged(challenge, submission)

    async def require_bill(self, exact: bool) -> None:
        """The sums of the charges are what the runs have spent and, together, what the server has billed."""
        settled: list[Charge] = []
        for run in self.runs:
            charges = await self.charges(run)
            assert all(charge.state is not ChargeState.RESERVED for charge in charges)
            mine = [charge for charge in charges if charge.state is ChargeState.SETTLED]
            assert run.spent.tokens == sum(charge.tokens for charge in mine)
            assert run.spent.micro_usd == sum(charge.usage.micro_usd for charge in mine)
            assert bool(run.spent.micro_usd) == bool(mine)
            assert (run.spent.reserved_micro_usd, run.spent.reserved_tokens) == (0, 0)
            settled += mine
        billed, charged = self.server.billed, [charge.usage for charge in settled]
        if not exact:
            assert sum(charge.tokens for charge in settled) >= billed.input + billed.output
            return
        assert len(charged) == billed.answers
        assert sum(usage.input_tokens for usage in charged) == billed.input
        assert sum(usage.output_tokens for usage in charged) == billed.output
        assert sum(usage.cached_tokens for usage in charged) == billed.cached

    async def episodes(self, run: Run) -> list[EpisodeDetail]:
        """Every episode of a run in order, with transcript and charges."""
        found: list[Episode] = []
        for attempt in await collected(self.store.attempts.list, run.id):
            detail = await self.store.views.show(attempt.id)
            assert isinstance(detail, AttemptDetail)
            found += detail.episodes
        details = [await self.store.views.show(episode.id) for episode in sorted(found, key=lambda episode: episode.id)]
        return [detail for detail in details if isinstance(detail, EpisodeDetail)]

    async def charges(self, run: Run) -> list[Charge]:
        """Every charge of a run."""
        return [charge for episode in await self.episodes(run) for charge in episode.charges]


@asynccontextmanager
async def stage(
    tmp_path: Path,
    workers: Workers,
    script: Script,
    *,
    limits: EpisodeLimits | None = None,
    goal_provers: Sequence[GoalProver] = (),
    **changes: Any,
) -> AsyncIterator[Stage]:
    """A new database and a scripted server, whose model is paid from the database.

    Args:
        tmp_path: where the database goes.
        workers: shared with other tests.
        script: of the server.
        limits: of each episode.
        goal_provers: that agents may call.
        changes: further fields of every `RunPlan`.
    """
    async with open_store(f"sqlite:///{tmp_path / 'agents.db'}") as store, FakeServer(script) as server:
        ledger = StoreLedger(store)
        patience = RetryPolicy(attempts=4, first_wait=0.01, longest_wait=0.02, longest_retry_after=0.05)
        profile = make_profile(server.url, retry=patience, max_output_tokens=4096, concurrency=64)
        async with open_model(profile, ledger=ledger) as model:

            class StageJudge(ExecutorJudge):
                async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
                    return await scene.judge(challenge, submission)

            parts = DriverParts(
                store,
                workers.executor,
                ledger,
                {profile.name: model},
                goal_provers={prover.name: partial(_same, prover) for prover in goal_provers},
                judging=StageJudge,
                heartbeat_seconds=0.5,
            )
            fields = {
                "profile": profile.name,
                "episode": limits or EpisodeLimits(),
                "goal_provers": tuple(prover.name for prover in goal_provers),
                **changes,
            }
            scene = Stage(workers, store, server, parts, fields)
            yield scene


def _same(prover: GoalProver) -> GoalProver:
    return prover


def texts(episode: EpisodeDetail, kind: str) -> list[str]:
    """The texts of a transcript's entries of one kind."""
    return [entry["text"] for entry in episode.transcript["entries"] if entry["kind"] == kind]
