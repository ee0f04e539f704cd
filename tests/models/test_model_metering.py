"""What is reserved, charged and released; the sum of charges against the server's own count."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest
from fake_server import Answer, Call, FakeServer, HangUp, Raw, Received, Refuse, Step, UsageFormat
from llm_support import PRICE, VIEW, MemoryLedger, Sleeps, ask, make_profile

from orchestrator.errors import LimitReached, ModelConfigError, ModelRefused, ModelUnavailable
from orchestrator.models.factory import open_model
from orchestrator.models.messages import ChatRequest, Reply, Usage, UsageSource
from orchestrator.models.metering import Metered
from orchestrator.models.model import ClosingModel, Model


def opened(server: FakeServer, ledger: MemoryLedger, **changes: Any) -> Model:
    return open_model(make_profile(server.url, **changes), ledger=ledger, sleep=Sleeps())


def server_bill(server: FakeServer) -> int:
    """Micro-USD that the server would ask for, by its own counting."""
    billed = server.billed
    return PRICE.cost(Usage(input=billed.input, cached_input=billed.cached, output=billed.output))


@pytest.mark.parametrize("style", ["openai", "deepseek", "anthropic-native"])
async def test_the_sum_of_charges_is_the_servers_own_count(style: UsageFormat) -> None:
    """Text, tool calls, malformed arguments, empty turns, and refusals in between."""
    dice = random.Random(4)

    def script(request: Received) -> Step:
        if dice.random() < 0.3:
            return Refuse(dice.choice([429, 500, 503]))
        calls = (Call("view", "{broken"),) if dice.random() < 0.5 else ()
        text = "" if dice.random() < 0.3 else "w" * dice.randrange(200)
        # An even number of cached tokens costs a whole number of micro-USD, so that rounding cannot hide a cent.
        return Answer(text, tool_calls=calls, usage=style, cached=2)

    ledger = MemoryLedger()
    async with FakeServer(script) as server, opened(server, ledger, concurrency=4) as model:
        calls = [model.complete(ask("x" * n, f"call {n}", tools=(VIEW,))) for n in range(60)]
        replies = await asyncio.gather(*calls)
    assert len(ledger.settled) == server.billed.answers == 60
    assert ledger.spent == server_bill(server) == sum(reply.micro_usd or 0 for reply in replies)
    assert not ledger.reserved
    assert len(ledger.released) == len(server.received) - 60


async def test_answers_without_usage_are_charged_at_least_what_the_server_counts() -> None:
    ledger = MemoryLedger()
    async with FakeServer([Answer("proof " * 50, usage="none")]) as server, opened(server, ledger) as model:
        reply = await model.complete(ask("theorem ∀ x, x = x"))
    assert reply.usage.source is UsageSource.ESTIMATED
    assert ledger.spent >= server_bill(server) > 0


@pytest.mark.parametrize("trouble", [HangUp(), Answer("lost " * 99, drop_after=50), Raw(b"{", 80), Refuse(502)])
async def test_work_that_may_have_been_billed_is_charged_at_its_bound(trouble: Step) -> None:
    ledger = MemoryLedger()
    async with (
        FakeServer([trouble, Answer("ok")]) as server,
        opened(server, ledger, max_output_tokens=1000) as model,
    ):
        reply = await model.complete(ask())
    lost, charged = ledger.settled["call"]
    assert lost.source is UsageSource.UPPER_BOUND
    assert lost.output == 1000
    assert charged == PRICE.upper_bound(lost.input, 1000)
    assert ledger.settled["call~2"] == (reply.usage, reply.micro_usd)
    assert ledger.spent >= server_bill(server)


async def test_an_answer_without_message_is_charged_by_its_usage() -> None:
    body = {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 3}}
    ledger = MemoryLedger()
    async with FakeServer([Raw(json.dumps(body).encode()), Answer("ok")]) as server, opened(server, ledger) as model:
        await model.complete(ask())
    assert ledger.settled["call"] == (Usage(input=10, output=3), 50)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, ModelConfigError), (401, ModelConfigError), (413, ModelRefused), (500, ModelUnavailable)],
)
async def test_refusals_cost_nothing(status: int, error: type[Exception]) -> None:
    ledger = MemoryLedger()
    async with FakeServer([Refuse(status)] * 9) as server, opened(server, ledger) as model:
        with pytest.raises(error):
            await model.complete(ask())
    assert ledger.spent == 0
    assert not ledger.reserved
    assert len(ledger.released) == len(server.received)


async def test_without_budget_nothing_is_sent() -> None:
    ledger = MemoryLedger(budget=100)
    async with FakeServer([Answer("never")]) as server, opened(server, ledger) as model:
        with pytest.raises(LimitReached):
            await model.complete(ask())
    assert not server.received


async def test_the_limit_that_was_reserved_is_the_limit_that_is_sent() -> None:
    ledger = MemoryLedger()
    async with FakeServer([Answer(), Answer()]) as server, opened(server, ledger, max_output_tokens=500) as model:
        await model.complete(ask())
        await model.complete(ask(call_id="short", max_output_tokens=7))
    assert [received.body["max_tokens"] for received in server.received] == [500, 7]


async def test_a_cancelled_call_is_charged_at_its_bound_and_its_connection_closed() -> None:
    ledger = MemoryLedger()
    async with FakeServer([Answer(hold=asyncio.Event())]) as server, opened(server, ledger) as model:
        call = asyncio.create_task(model.complete(ask()))
        await server.wait_for(lambda: server.in_flight == 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await server.wait_for(lambda: server.cancelled == [0])
    usage, charged = ledger.settled["call"]
    assert usage.source is UsageSource.UPPER_BOUND
    assert charged >= server_bill(server)
    assert not ledger.reserved


async def test_calls_that_wait_for_their_turn_hold_no_reservation() -> None:
    gate, ledger = asyncio.Event(), MemoryLedger()
    async with (
        FakeServer(lambda request: Answer("ok", hold=gate)) as server,
        opened(server, ledger, concurrency=3) as model,
    ):
        calls = [asyncio.create_task(model.complete(ask(call_id=str(n)))) for n in range(20)]
        await server.wait_for(lambda: server.in_flight == 3)
        assert set(ledger.reserved) == {"0", "1", "2"}
        calls[9].cancel()
        gate.set()
        await asyncio.wait(calls)
    assert set(ledger.settled) == {str(n) for n in range(20)} - {"9"}
    assert ledger.spent == server_bill(server)


class SlowLedger(MemoryLedger):
    """Lets other tasks run in the middle of each operation, so that cancellation can strike there."""

    async def reserve(self, call_id: str, micro_usd: int, tokens: int) -> None:
        await asyncio.sleep(0)
        await super().reserve(call_id, micro_usd, tokens)
        await asyncio.sleep(0)

    async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
        await asyncio.sleep(0)
        await super().settle(call_id, usage, micro_usd)
        await asyncio.sleep(0)


class Echo(ClosingModel):
    """Answers after one turn of the event loop and counts how often it was asked."""

    name = "echo"
    asked = 0

    async def complete(self, request: ChatRequest) -> Reply:
        self.asked += 1
        await asyncio.sleep(0)
        return Reply.model_validate(
            {"message": request.messages[-1], "finish_reason": "stop", "usage": {"input": 1, "output": 1}}
        )


@pytest.mark.parametrize("turns", range(14))
@pytest.mark.parametrize("strikes", [1, 3])
async def test_cancelled_at_any_moment_no_reservation_stays_open(turns: int, strikes: int) -> None:
    """Cancel after so many turns of the event loop, also repeatedly: asked means charged, not asked means free."""
    ledger, echo = SlowLedger(), Echo()
    call = asyncio.create_task(Metered(echo, ledger, PRICE, 10).complete(ask()))
    for _ in range(turns):
        await asyncio.sleep(0)
    for _ in range(strikes):
        call.cancel()
        await asyncio.sleep(0)
    await asyncio.wait([call])
    assert not ledger.reserved
    assert len(ledger.settled) == echo.asked


async def test_a_failing_ledger_is_not_swallowed_and_keeps_the_reservation() -> None:
    class Broken(MemoryLedger):
        async def settle(self, call_id: str, usage: Usage, micro_usd: int) -> None:
            raise OSError("disk")

    ledger = Broken()
    with pytest.raises(OSError, match="disk"):
        await Metered(Echo(), ledger, PRICE, 10).complete(ask())
    assert list(ledger.reserved) == ["call"]
