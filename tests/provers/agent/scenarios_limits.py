"""What ends agents: a proof of one of them, and every limit, also while the model says nothing. Through Ray."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from agent_support import EMPTY_BLOCK, SOLVE, VARIANTS, Workers, call, edit, stage, texts, turn
from fake_server import Answer, Received, Step
from waiting import eventually

from orchestrator.provers.agent.limits import EpisodeLimits
from orchestrator.search.campaigns import drive_campaign
from orchestrator.store import Budget, collected, owner_token
from orchestrator.vocabulary import AttemptState, ChargeState, EpisodeStatus, RunOutcome

NEVER = 3600.0
PATIENCE_SECONDS = 120.0
"""Far above what stopping takes, far below what it would take if nothing were stopped."""


class TestLimits:
    """A proof, or a limit, ends what would go on for ever."""

    async def test_the_first_proof_stops_the_other_agents(self, tmp_path: Path, workers: Workers) -> None:
        """One waits for its model, one for Lean, and neither would end within an hour by itself."""
        everybody = asyncio.Event()
        endless = edit((EMPTY_BLOCK, EMPTY_BLOCK.replace("\n", "\n#eval IO.sleep 3600000\n")))

        def script(request: Received) -> Step:
            match request.index:
                case 0:
                    return turn(endless)
                case 1:
                    return Answer("never", delay=NEVER)
                case _:
                    return turn(*SOLVE, hold=everybody)

        async def checking() -> bool:
            return any(status.activity == "check" for status in await workers.executor.status())

        async with stage(tmp_path, workers, script, check_seconds=NEVER) as scene:
            async with asyncio.timeout(PATIENCE_SECONDS):
                proving = asyncio.create_task(scene.run(agents=3, exact=False))
                await scene.server.wait_for(lambda: len(scene.server.received) == 3)
                await eventually(checking)
                everybody.set()
                run = await proving
            assert run.outcome is RunOutcome.PROVED
            assert scene.server.cancelled == [1]
            episodes = await scene.episodes(run)
            attempts = await collected(scene.store.attempts.list, run.id)
            charges = await scene.charges(run)
            statuses = await workers.executor.status()
        cancelled = EpisodeStatus.CANCELLED
        assert sorted(e.episode.status for e in episodes) == sorted([EpisodeStatus.COMPLETE, cancelled, cancelled])
        assert all(episode.transcript is not None for episode in episodes)
        assert sorted(a.state for a in attempts) == sorted([AttemptState.FINISHED, *[AttemptState.CANCELLED] * 2])
        assert all(charge.state is ChargeState.SETTLED for charge in charges)
        assert not any(status.activity for status in statuses), "Lean was stopped too"

    @pytest.mark.parametrize(
        ("limits", "budget", "ending"),
        [
            ({"empty_turns": 3}, Budget(episodes=1), "silent"),
            ({"turns": 4}, Budget(episodes=1), "turns"),
            ({"tokens": 20_000}, Budget(episodes=1), "episode_budget"),
            ({"micro_usd": 30_000}, Budget(episodes=1), "episode_budget"),
            ({"wall_seconds": 2.0}, Budget(episodes=1), "wall_time"),
            ({}, Budget(episodes=3, tokens=80_000), "run_budget"),
            ({}, Budget(episodes=3, micro_usd=200_000), "run_budget"),
            ({}, Budget(episodes=3, seconds=2.0), "run_budget"),
            ({"empty_turns": 2}, Budget(episodes=3), "silent"),
        ],
        ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
    )
    async def test_every_limit_advances_on_empty_turns(
        self, limits: dict[str, float], budget: Budget, ending: str, tmp_path: Path, workers: Workers
    ) -> None:
        """A model that never says anything is charged for it, and reaches whichever limit there is."""
        patient = EpisodeLimits.model_validate(
            {"empty_turns": 10_000, "turns": 10_000, "identical_replies": 10_000} | limits
        )
        wall = patient.wall_seconds < NEVER
        async with stage(tmp_path, workers, lambda _: Answer(None, delay=0.05), limits=patient) as scene:
            async with asyncio.timeout(PATIENCE_SECONDS):
                run = await scene.run(budget=budget, exact=not wall)
            episodes = await scene.episodes(run)
            answers = scene.server.billed.answers
        assert run.outcome is RunOutcome.NOT_PROVED
        assert {episode.transcript["entries"][-1]["ending"] for episode in episodes} == {ending}
        assert answers >= 2
        assert run.spent.tokens > 0
        assert run.spent.micro_usd > 0
        assert run.spent.seconds > 0
        assert run.spent.episodes == len(episodes) == (1 if ending != "silent" else budget.episodes)
        assert run.spent.micro_usd <= (budget.micro_usd or run.spent.micro_usd)
        assert run.spent.tokens <= (budget.tokens or run.spent.tokens)

    async def test_a_budget_that_is_spent_ends_the_run(self, tmp_path: Path, workers: Workers) -> None:
        async with stage(tmp_path, workers, lambda request: turn(call("view"))) as scene:
            run = await scene.run(agents=3, budget=Budget(episodes=50, micro_usd=400_000))
        assert run.outcome is RunOutcome.NOT_PROVED
        assert run.spent.micro_usd <= 400_000
        assert run.spent.episodes == 3

    async def test_limits_of_an_episode(self, tmp_path: Path, workers: Workers) -> None:
        limits = EpisodeLimits(edits=2, turns=4)
        steps = [turn(edit(("nowhere to be found", "x")))] * 3 + [turn(call("view"))]
        async with stage(tmp_path, workers, steps, limits=limits) as scene:
            run = await scene.run(budget=Budget(episodes=1))
            [episode] = await scene.episodes(run)
        assert "no edits are left" in texts(episode, "tool")[2]
        assert episode.transcript["entries"][-1]["ending"] == "turns"

    async def test_a_campaigns_budget_is_shared_by_its_problems(self, tmp_path: Path, workers: Workers) -> None:
        """One problem is solved; the others go on, all at once, until what they share is spent."""

        def script(request: Received) -> Step:
            mine = request.body["messages"][1]["content"]
            return turn(*SOLVE) if "Doubling 1" in mine else turn(call("view"))

        async with stage(tmp_path, workers, script) as scene:
            campaign = await scene.store.campaigns.create(Budget(micro_usd=500_000))
            runs = [await scene.create(one, campaign_id=campaign.id, budget=Budget(episodes=50)) for one in VARIANTS]
            await drive_campaign(scene.parts, runs, owner_token(), at_once=len(runs))
            scene.runs += await collected(scene.store.runs.list, campaign_id=campaign.id)
            await scene.require_bill(exact=True)
            campaign = await scene.store.campaigns.get(campaign.id)
        outcomes = [run.outcome for run in scene.runs]
        assert outcomes.count(RunOutcome.PROVED) == 1
        assert outcomes.count(RunOutcome.NOT_PROVED) == len(runs) - 1
        assert 400_000 < campaign.spent.micro_usd <= 500_000
        assert campaign.spent.micro_usd == sum(run.spent.micro_usd for run in scene.runs)
        assert campaign.spent.tokens == scene.server.billed.input + scene.server.billed.output
        assert campaign.spent.episodes == len(runs)
        assert 0 < campaign.spent.seconds <= sum(run.spent.seconds for run in scene.runs)
