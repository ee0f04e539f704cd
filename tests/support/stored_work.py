"""A store with something of everything in it, for tests of what people and programs read."""

from __future__ import annotations

from dataclasses import dataclass

from scripted import CHALLENGE

from orchestrator.lean.checker import Hypothesis, Outcome
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.identity import sha256_hex
from orchestrator.search.statements import add_statement
from orchestrator.store import (
    AttemptOutcome,
    Budget,
    MatchFinished,
    NewAttempt,
    NewCheck,
    NewEntry,
    NewGoal,
    NewGoalResult,
    NewRun,
    NewSketch,
    NewVerdict,
    Note,
    Run,
    Store,
)
from orchestrator.vocabulary import Direction, EpisodeStatus, GoalStatus, RunOutcome, TrustLevel, VerdictKind

OWNER = "host:1:aa"
TOOLCHAIN = "embedded-4.28.0+0123456789ab"
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


@dataclass(frozen=True)
class Stored:
    """Ids of what is stored."""

    problem: str
    run: str
    campaign: str
    attempt: str
    sketch: str
    child: str
    goal: str
    verdict: int
    episode: str


def challenge(name: str, title: str, statement: str = "1 + 1 = 2", status: str = "unknown") -> Challenge:
    text = CHALLENGE.format(name=name, statement=statement).replace("title: A test problem", f"title: {title}")
    return Challenge.parse(text.replace("status: unknown", f"status: {status}"))


def goal(text: str) -> NewGoal:
    return NewGoal(sha256_hex(text), TOOLCHAIN, text, (Hypothesis("n", "Nat"),), f"n : Nat\n⊢ {text}")


def regions(proof: str) -> tuple[str, ...]:
    return ("", f"  {proof}\n")


async def store_work(
    store: Store, *, name: str = "one", title: str = "A test problem", said: str = "hello", status: str = "unknown"
) -> Stored:
    """One proved problem with a campaign, a run, two sketches, goals, verdicts, an episode with ``said`` in it."""
    statement = await add_statement(store, challenge(name, title, status=status))
    campaign = await store.campaigns.create(Budget(micro_usd=5_000_000))
    limits = Budget(micro_usd=2_000_000, seconds=60.0)
    new = NewRun(statement.id, "tactics", TOOLCHAIN, {"seed": 7}, limits, campaign_id=campaign.id)
    run = await store.runs.create(new)
    await store.runs.acquire(run.id, OWNER, stale_after=60)
    first, second = await store.attempts.add(run.id, [NewAttempt("portfolio", 0), NewAttempt("agent", 1)])
    assert await store.attempts.claim(run.id, OWNER)
    open_goals = AttemptOutcome(
        sketch=NewSketch(Direction.PROVE, regions("sorry"), plan=f"Induction on n. {said}"),
        goals=(goal("n + 0 = n"), goal(said)),
        goal_results=(NewGoalResult(goal("n + 0 = n"), GoalStatus.PROVED, "portfolio", 0.5, "simp"),),
        checks=(NewCheck(Outcome.ELABORATED, 0.2),),
        events=(Note(said),),
        detail=said,
    )
    parent = (await store.attempts.finish(first.id, OWNER, open_goals)).sketch_digest
    assert await store.attempts.claim(run.id, OWNER)
    episode = await store.episodes.start(second.id, OWNER, profile="prover", model=said, prompt_version="1")
    await tell(store, episode.id, said)
    proof = NewVerdict(
        VerdictKind.ACCEPTED,
        "ACCEPT",
        "the kernel accepts a proof",
        TrustLevel.REPLAYED,
        TOOLCHAIN,
        "4",
        0.5,
        ("propext",),
        {"statement": statement.text, "source": statement.text.replace("sorry", "rfl"), "verdict": "accepted"},
    )
    complete = NewSketch(Direction.PROVE, regions("rfl"), plan="Finish it.", parent=parent)
    child = (
        await store.attempts.finish(second.id, OWNER, AttemptOutcome(sketch=complete, verdicts=(proof,)))
    ).sketch_digest
    assert parent is not None
    assert child is not None
    rankings = (((child,), (parent,)), ((child, parent),), ((child,), (parent,)))
    await store.events.append(run.id, [MatchFinished(f"m-{n}", "model", each) for n, each in enumerate(rankings)])
    await store.runs.finish(run.id, OWNER, RunOutcome.PROVED, detail=said)
    [verdict] = (await store.verdicts.list(run_id=run.id)).items
    return Stored(
        statement.problem_id,
        run.id,
        campaign.id,
        first.id,
        parent,
        child,
        goal("n + 0 = n").digest,
        verdict.id,
        episode.id,
    )


async def tell(store: Store, episode_id: str, said: str) -> None:
    """A transcript of three entries, in the episode that OWNER has at work."""
    entries = [
        NewEntry("user", 0.0, {"text": "Prove it."}),
        NewEntry("reply", 1.5, {"text": said}),
        NewEntry("tool", 2.0, {"name": "check", "text": said}),
    ]
    await store.episodes.finish(episode_id, OWNER, EpisodeStatus.PARTIAL, entries=entries, first_seq=1)


async def queued_run(store: Store, name: str, campaign: str | None = None) -> Run:
    """A run that waits."""
    statement = await add_statement(store, challenge(name, "Another problem"))
    return await store.runs.create(NewRun(statement.id, "tactics", TOOLCHAIN, campaign_id=campaign))
