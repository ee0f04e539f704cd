"""The client with ``await``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from orchestrator.api.campaigns import CampaignDetail
from orchestrator.api.common import BudgetBody
from orchestrator.api.pages import Page
from orchestrator.api.problems import ProblemDetail, ProblemRow, Progress, Submitted, TriageReport
from orchestrator.api.runs import CampaignRow, EventRow, NewCampaignBody, NewRunBody, Overview, RunDetail, RunRow
from orchestrator.client import calls, sending
from orchestrator.client.calls import API, Call, has_stopped

T = TypeVar("T")
POLL_SECONDS = 0.5
RECONNECT_SECONDS = 1.0
SILENCE_SECONDS = 90.0
"""A stream that is silent for so long is opened anew; the server says something every 30 s."""


class AsyncClient:
    """Asks one server. Closed with ``async with`` or `aclose`.

    Args:
        server: its URL.
        key: an API key, where the server asks for one.
        transport: how requests travel; for tests and for an application in this process.

    Every method may raise `ServerRefused` (change the request), `ServerUnreachable` (nothing was done) and, those that
    change something, `OutcomeUnknown` (it may have been done).
    """

    def __init__(
        self, server: str, key: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.AsyncClient(
            base_url=server, headers=headers, timeout=sending.TIMEOUT, transport=transport, trust_env=transport is None
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def call(self, call: Call[T]) -> T:
        """Make one call of `orchestrator.client.calls`."""
        attempt = 0
        while True:
            attempt += 1
            response: httpx.Response | None = None
            failure: httpx.HTTPError | None = None
            try:
                response = await self._http.send(sending.request_of(self._http, call))
            except httpx.HTTPError as error:
                failure = error
            if response is not None and response.is_success:
                return call.read(response.content)
            pause = sending.pause_before(attempt, response)
            if pause is None:
                if response is not None:
                    raise sending.refused(response)
                assert failure is not None
                raise sending.failed(call, failure, self._http.base_url) from failure
            await asyncio.sleep(pause)

    async def _rows(self, page: Callable[[str | None], Call[Page[T]]]) -> AsyncIterator[T]:
        """The rows of every page of a list, in order; ``page`` is the call for the page after a cursor."""
        cursor: str | None = None
        while True:
            found = await self.call(page(cursor))
            for row in found.items:
                yield row
            cursor = found.next
            if cursor is None:
                return

    async def overview(self) -> Overview:
        """Where everything stands."""
        return await self.call(calls.overview())

    async def problem(self, problem_id: str) -> ProblemDetail:
        """A problem with its statement and decision."""
        return await self.call(calls.problem(problem_id))

    async def progress(self, problem_id: str) -> Progress:
        """The best partial progress on a problem, in words."""
        return await self.call(calls.progress(problem_id))

    def problems(self, **filters: Any) -> AsyncIterator[ProblemRow]:
        """All problems that the filters hold for: source, state, known, informal, formal, contradictions, tag, text."""
        return self._rows(lambda cursor: calls.problems(cursor=cursor, **filters))

    async def triage(self, text: str) -> TriageReport:
        """Look at a challenge without storing it."""
        return await self.call(calls.triage(text))

    async def submit(self, text: str, *, untriaged: bool = False) -> Submitted:
        """Store a challenge; the same text once, and one that triage calls broken only ``untriaged``."""
        return await self.call(calls.submit(text, untriaged))

    def runs(self, **filters: Any) -> AsyncIterator[RunRow]:
        """All runs that the filters hold for (problem, campaign, status), newest first."""
        return self._rows(lambda cursor: calls.runs(cursor=cursor, **filters))

    async def start_run(self, problem: str, **options: Any) -> RunDetail:
        """Start a run; options as fields of `NewRunBody`."""
        return await self.call(calls.start_run(NewRunBody(problem=problem, **options)))

    async def run(self, run_id: str) -> RunDetail:
        """A run as it is now."""
        return await self.call(calls.run(run_id))

    async def pause_run(self, run_id: str) -> RunDetail:
        """Stop work on a run so that it can be resumed."""
        return await self.call(calls.act_on_run(run_id, "pause"))

    async def resume_run(self, run_id: str) -> RunDetail:
        """Go on with a run."""
        return await self.call(calls.act_on_run(run_id, "resume"))

    async def cancel_run(self, run_id: str) -> RunDetail:
        """End a run for good."""
        return await self.call(calls.act_on_run(run_id, "cancel"))

    def campaigns(self) -> AsyncIterator[CampaignRow]:
        """All campaigns, newest first."""
        return self._rows(calls.campaigns)

    async def start_campaign(self, **options: Any) -> CampaignDetail:
        """Start a campaign; options as fields of `NewCampaignBody`."""
        return await self.call(calls.start_campaign(NewCampaignBody(**options)))

    async def campaign(self, campaign_id: str) -> CampaignDetail:
        """A campaign as it is now."""
        return await self.call(calls.campaign(campaign_id))

    async def act_on_campaign(self, campaign_id: str, action: str) -> CampaignDetail:
        """``pause``, ``resume`` or ``cancel`` a campaign."""
        return await self.call(calls.act_on_campaign(campaign_id, action))

    async def extend_campaign(self, campaign_id: str, budget: BudgetBody) -> CampaignDetail:
        """Give a campaign new limits."""
        return await self.call(calls.extend_campaign(campaign_id, budget))

    async def certificate(self, verdict_id: int) -> dict[str, Any]:
        """The certificate of an accepted verdict."""
        return await self.call(calls.certificate(verdict_id))

    async def get(self, path: str, **query: Any) -> Any:
        """The JSON at an address below ``/api/v1``."""
        return await self.call(calls.anything(path, **query))

    async def download(self, path: str, **query: Any) -> bytes:
        """The file at an address below ``/api/v1``."""
        return await self.call(calls.file(path, **query))

    async def log(self, run_id: str, after: int = 0) -> AsyncIterator[EventRow]:
        """The events of a run after a sequence number, as they come, until the run has ended, or is paused
        for something that has to be mended; each once."""
        while True:
            stopped = has_stopped(await self.run(run_id))
            page = await self.call(calls.events(run_id, after))
            for event in page.items:
                after = event.seq
                yield event
            if stopped and not page.items:
                return
            if not page.items:
                await asyncio.sleep(POLL_SECONDS)

    async def wait(self, run_id: str) -> RunDetail:
        """The run, once it has ended, or is paused for something that has to be mended (its ``detail``)."""
        async for _ in self.log(run_id):
            continue
        return await self.run(run_id)

    async def watch(self, topics: Sequence[str], after: str | None = None) -> AsyncIterator[EventRow]:
        """Events of ``all``, ``run:ID``, ``campaign:ID``, ``problem:ID`` as they happen, endless; each once, in order.

        A stream that breaks is opened again where it ended, also at a server that was started anew.

        Args:
            topics: what is watched.
            after: `EventRow.position` of the last event that was seen; None for those from now on.

        Raises:
            ServerRefused: the server will not stream these.
        """
        timeout = httpx.Timeout(SILENCE_SECONDS, connect=10.0)
        while True:
            query = {"topics": ",".join(topics)} | ({"after": after} if after else {})
            try:
                async with self._http.stream("GET", f"{API}/stream", params=query, timeout=timeout) as response:
                    if not response.is_success:
                        await response.aread()
                        if sending.pause_before(1, response) is None:
                            raise sending.refused(response)
                    else:
                        async for line in response.aiter_lines():
                            if line.startswith("id: "):
                                after = line[4:]
                            elif line.startswith("data: ") and line != "data: {}":
                                yield EventRow.model_validate(json.loads(line[6:]))
            except httpx.HTTPError:
                pass  # it is opened again below, where it ended
            await asyncio.sleep(RECONNECT_SECONDS)
