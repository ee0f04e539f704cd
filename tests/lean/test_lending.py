"""Lending: who gets what, and that nothing is lost when somebody is cancelled."""

from __future__ import annotations

import asyncio
import random

import pytest

from orchestrator.lean.lending import PATIENCE, Lending


def lending(*things: str) -> Lending[str, str]:
    """Things that suit keys with the same first letter."""
    made: Lending[str, str] = Lending(lambda thing, key: float(thing[0] == key[0]))
    for thing in things:
        made.add(thing)
    return made


async def waiting(made: Lending[str, str], *keys: str) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(made.take(key)) for key in keys]
    await asyncio.sleep(0)
    return tasks


def nobody_fits() -> Exception:
    return LookupError("nothing fits")


async def test_the_idle_thing_that_suits_best_is_lent() -> None:
    made = lending("ape", "bee")
    assert [await made.take("bread"), await made.take("bread")] == ["bee", "ape"]
    assert made.busy


async def test_a_thing_goes_to_the_waiting_task_that_it_suits() -> None:
    made = lending("bee")
    assert await made.take("x") == "bee"
    apple, bread = await waiting(made, "apple", "bread")
    made.give_back("bee")
    assert await bread == "bee"
    assert not apple.done()
    made.give_back("bee")
    assert await apple == "bee"


async def test_a_task_that_was_passed_over_often_enough_is_next() -> None:
    made = lending("bee")
    await made.take("x")
    apple, *breads = await waiting(made, "apple", *["bread"] * (PATIENCE + 2))
    for bread in breads[:PATIENCE]:
        made.give_back("bee")
        assert await bread == "bee"
    made.give_back("bee")
    assert await apple == "bee"


async def test_only_what_fits_is_lent() -> None:
    made = lending("ape")
    task = asyncio.create_task(made.take("x", lambda thing: thing == "bee"))
    await asyncio.sleep(0)
    assert not task.done()
    assert await made.take("y") == "ape", "the idle one is there for others"
    made.add("bee")
    assert await task == "bee"


async def test_what_leaves_is_lent_no_more_and_hopeless_waits_end() -> None:
    made = lending("ape")
    assert await made.take("x") == "ape"
    (task,) = await waiting(made, "y")
    assert not made.remove("ape", nobody_fits), "it is lent"
    with pytest.raises(LookupError, match="nothing fits"):
        await task
    assert not made.give_back("ape")
    made.add("bee")
    assert await made.take("z") == "bee"


async def test_closing_refuses_everybody() -> None:
    made = lending()
    (task,) = await waiting(made, "x")
    made.close(LookupError("closed"))
    for refused in (task, made.take("y")):
        with pytest.raises(LookupError, match="closed"):
            await refused


@pytest.mark.parametrize("seed", range(20))
async def test_cancelling_at_any_moment_loses_nothing_and_lends_nothing_twice(seed: int) -> None:
    chance = random.Random(seed)
    made = lending("a1", "a2", "b1")
    lent: set[str] = set()

    async def borrow() -> None:
        thing = await made.take(chance.choice("ab"))
        assert thing not in lent
        lent.add(thing)
        try:
            for _ in range(chance.randrange(3)):
                await asyncio.sleep(0)
        finally:
            lent.remove(thing)
            made.give_back(thing)

    tasks = [asyncio.create_task(borrow()) for _ in range(40)]
    while not all(task.done() for task in tasks):
        if chance.random() < 0.3:
            chance.choice(tasks).cancel()
        await asyncio.sleep(0)
    failures = [t.exception() for t in tasks if not t.cancelled()]
    assert failures == [None] * len(failures)
    assert not made.busy
    assert {await made.take("a"), await made.take("a"), await made.take("b")} == {"a1", "a2", "b1"}
