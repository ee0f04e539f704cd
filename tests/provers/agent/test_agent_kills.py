"""A run of eight agents, or a campaign, whose process is killed at random moments, and resumed from the database."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from agent_support import CHALLENGE, VARIANTS, agent_plan, edit, turn
from fake_server import Answer, FakeServer, Received, Step

from orchestrator.search.driver.runs import create_run
from orchestrator.store import AttemptDetail, Budget, Charge, EpisodeDetail, Store, collected, open_store
from orchestrator.vocabulary import AttemptState, ChargeState, EpisodeStatus, RunOutcome, RunStatus

AGENTS = 8
DRIVER = Path(__file__).with_name("agent_driver.py")


def script(request: Received) -> Step:
    """Two edits, then the last words; every answer takes a moment, in which the client may be killed."""
    pause = 0.01 + request.index % 7 * 0.02
    turns = sum(message["role"] == "assistant" for message in request.body["messages"])
    if turns >= 2:
        return Answer(f"Nothing came of it, for the {request.index}th time.", delay=pause)
    return turn(edit(("  sorry\n", f"  -- {request.index}\n  sorry\n")), delay=pause)


async def drive(database: str, server: FakeServer, run_id: str, kill_after: int | None) -> int:
    """Run the driver to its end, or kill it after so many further requests; returns its exit status."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(DRIVER), database, server.url, run_id, env=environment
    )
    ended = asyncio.create_task(process.wait())
    try:
        if kill_after is not None:
            target = len(server.received) + kill_after
            enough = asyncio.create_task(server.wait_for(lambda: len(server.received) >= target))
            await asyncio.wait([enough, ended], return_when=asyncio.FIRST_COMPLETED)
            enough.cancel()
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
        return await ended
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def charges_and_episodes(store: Store, run_id: str) -> tuple[list[Charge], Counter[EpisodeStatus]]:
    charges: list[Charge] = []
    statuses: Counter[EpisodeStatus] = Counter()
    for attempt in await collected(store.attempts.list, run_id):
        detail = await store.views.show(attempt.id)
        assert isinstance(detail, AttemptDetail)
        done = [episode for episode in detail.episodes if episode.status is EpisodeStatus.PARTIAL]
        assert len(done) <= 1, "no attempt has its say twice"
        assert len(done) == 1 or attempt.state is not AttemptState.FINISHED
        for episode in detail.episodes:
            shown = await store.views.show(episode.id)
            assert isinstance(shown, EpisodeDetail)
            charges += shown.charges
            statuses[episode.status] += 1
    return charges, statuses


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.slow)])
async def test_a_killed_run_resumes_and_its_sums_hold(kills: int, tmp_path: Path) -> None:
    rng = random.Random(kills)
    database = f"sqlite:///{tmp_path / 'kills.db'}"
    async with open_store(database) as store, FakeServer(script) as server:
        plan = agent_plan(agents=AGENTS, budget=Budget(episodes=20 + 10 * kills))
        run = await create_run(store, CHALLENGE, plan, "fake-0+000000000000")
        killed = 0
        for _ in range(kills):
            killed += await drive(database, server, run.id, rng.randrange(1, 40)) == -signal.SIGKILL
        assert await drive(database, server, run.id, None) in (0, 2)
        run = await store.runs.get(run.id)
        charges, statuses = await charges_and_episodes(store, run.id)
        attempts = await collected(store.attempts.list, run.id)
        billed = server.billed.input + server.billed.output

    assert killed == kills
    assert (run.status, run.outcome) == (RunStatus.FINISHED, RunOutcome.NOT_PROVED)
    assert run.spent.episodes == run.limits.episodes == statuses.total()
    assert {charge.state for charge in charges} <= {ChargeState.SETTLED, ChargeState.RELEASED}
    lost = [charge for charge in charges if charge.estimated]
    assert len(lost) <= AGENTS * kills, "at most the calls in flight are charged by estimate"
    assert run.spent.tokens == sum(charge.tokens for charge in charges)
    assert run.spent.micro_usd == sum(charge.usage.micro_usd for charge in charges)
    assert billed <= run.spent.tokens <= billed + sum(charge.tokens for charge in lost)
    assert not [a for a in attempts if a.state in (AttemptState.WAITING, AttemptState.RUNNING, AttemptState.FAILED)]
    # No agent's chain forks: what it made is the start of one later attempt that was finished, at most.
    starts = Counter(a.parent_sketch for a in attempts if a.state is AttemptState.FINISHED and a.parent_sketch)
    assert set(starts.values()) <= {1}


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.slow)])
async def test_a_killed_campaign_resumes_and_its_budget_holds(kills: int, tmp_path: Path) -> None:
    rng = random.Random(kills)
    database = f"sqlite:///{tmp_path / 'kills.db'}"
    limit = 1_000_000 + 400_000 * kills
    async with open_store(database) as store, FakeServer(script) as server:
        campaign = await store.campaigns.create(Budget(micro_usd=limit))
        plan = agent_plan(agents=AGENTS // len(VARIANTS), budget=Budget(episodes=10_000))
        for challenge in VARIANTS:
            await create_run(store, challenge, plan, "fake-0+000000000000", campaign_id=campaign.id)
        killed = 0
        for _ in range(kills):
            killed += await drive(database, server, campaign.id, rng.randrange(1, 40)) == -signal.SIGKILL
        assert await drive(database, server, campaign.id, None) == 0
        campaign = await store.campaigns.get(campaign.id)
        runs = await collected(store.runs.list, campaign_id=campaign.id)
        charges = [charge for run in runs for charge in (await charges_and_episodes(store, run.id))[0]]
        billed = server.billed.input + server.billed.output

    assert killed == kills
    assert {(run.status, run.outcome) for run in runs} == {(RunStatus.FINISHED, RunOutcome.NOT_PROVED)}
    assert {charge.state for charge in charges} <= {ChargeState.SETTLED, ChargeState.RELEASED}
    spent = campaign.spent
    assert (spent.reserved_micro_usd, spent.reserved_tokens) == (0, 0)
    assert spent.micro_usd == sum(run.spent.micro_usd for run in runs) <= limit
    assert spent.micro_usd == sum(charge.usage.micro_usd for charge in charges)
    assert spent.tokens == sum(run.spent.tokens for run in runs) == sum(charge.tokens for charge in charges)
    assert spent.episodes == sum(run.spent.episodes for run in runs)
    lost = [charge for charge in charges if charge.estimated]
    assert len(lost) <= AGENTS * kills, "at most the calls in flight are charged by estimate"
    assert billed <= spent.tokens <= billed + sum(charge.tokens for charge in lost)


async def test_a_transcript_is_read_while_its_episode_runs_and_after_its_process_was_killed(tmp_path: Path) -> None:
    def slow_at_the_end(request: Received) -> Step:
        if any(message["role"] == "assistant" for message in request.body["messages"]):
            return Answer("Nothing came of it.", delay=60.0)
        return turn(edit(("  sorry\n", "  -- an idea\n  sorry\n")))

    async def told(store: Store, run_id: str) -> list[str]:
        for attempt in await collected(store.attempts.list, run_id):
            for episode in await collected(store.episodes.list, attempt_id=attempt.id):
                entries = (await store.episodes.transcript(episode.id)).items
                return [str(entry.payload) for entry in entries]
        return []

    database = f"sqlite:///{tmp_path / 'live.db'}"
    async with open_store(database) as store, FakeServer(slow_at_the_end) as server:
        run = await create_run(store, CHALLENGE, agent_plan(agents=1), "fake-0+000000000000")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(DRIVER), database, server.url, run.id, env=environment
        )
        try:
            live: list[str] = []
            async with asyncio.timeout(60.0):
                while not any("an idea" in entry for entry in live):
                    await asyncio.sleep(0.1)
                    live = await told(store, run.id)
            assert process.returncode is None, "it is read while the episode runs"
        finally:
            process.kill()
            await process.wait()
        assert (await told(store, run.id))[: len(live)] == live
