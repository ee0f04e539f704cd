"""The client without ``await``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from orchestrator.api.campaigns import CampaignDetail
from orchestrator.api.pages import Page
from orchestrator.api.problems import ProblemDetail, ProblemRow, Progress, Submitted, TriageReport
from orchestrator.api.runs import EventRow, NewCampaignBody, NewRunBody, Overview, RunDetail, RunRow
from orchestrator.client import calls, sending
from orchestrator.client.asynchronous import POLL_SECONDS
from orchestrator.client.calls import Call, has_stopped

T = TypeVar("T")


class Client:
    """Asks one server; see `AsyncClient`, of which every method is here but `watch`."""

    def __init__(self, server: str, key: str | None = None, *, sleep: Callable[[float], None] = time.sleep) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=server, headers=headers, timeout=sending.TIMEOUT)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(self, call: Call[T]) -> T:
        """Make one call of `orchestrator.client.calls`."""
        attempt = 0
        while True:
            attempt += 1
            response: httpx.Response | None = None
            failure: httpx.HTTPError | None = None
            try:
                response = self._http.send(sending.request_of(self._http, call))
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
            self._sleep(pause)

    def _rows(self, page: Callable[[str | None], Call[Page[T]]]) -> Iterator[T]:
        """The rows of every page of a list, in order; ``page`` is the call for the page after a cursor."""
        cursor: str | None = None
        while True:
            found = self.call(page(cursor))
            yield from found.items
            cursor = found.next
            if cursor is None:
                return

    def overview(self) -> Overview:
        """Where everything stands."""
        return self.call(calls.overview())

    def problem(self, problem_id: str) -> ProblemDetail:
        """A problem with its statement and decision."""
        return self.call(calls.problem(problem_id))

    def progress(self, problem_id: str) -> Progress:
        """The best partial progress on a problem, in words."""
        return self.call(calls.progress(problem_id))

    def problems(self, **filters: Any) -> Iterator[ProblemRow]:
        """All problems that the filters hold for."""
        return self._rows(lambda cursor: calls.problems(cursor=cursor, **filters))

    def triage(self, text: str) -> TriageReport:
        """Look at a challenge without storing it."""
        return self.call(calls.triage(text))

    def submit(self, text: str, *, untriaged: bool = False) -> Submitted:
        """Store a challenge."""
        return self.call(calls.submit(text, untriaged))

    def runs(self, **filters: Any) -> Iterator[RunRow]:
        """All runs that the filters hold for, newest first."""
        return self._rows(lambda cursor: calls.runs(cursor=cursor, **filters))

    def start_run(self, problem: str, **options: Any) -> RunDetail:
        """Start a run; options as fields of `NewRunBody`."""
        return self.call(calls.start_run(NewRunBody(problem=problem, **options)))

    def run(self, run_id: str) -> RunDetail:
        """A run as it is now."""
        return self.call(calls.run(run_id))

    def act_on_run(self, run_id: str, action: str) -> RunDetail:
        """``pause``, ``resume`` or ``cancel`` a run."""
        return self.call(calls.act_on_run(run_id, action))

    def start_campaign(self, **options: Any) -> CampaignDetail:
        """Start a campaign; options as fields of `NewCampaignBody`."""
        return self.call(calls.start_campaign(NewCampaignBody(**options)))

    def campaign(self, campaign_id: str) -> CampaignDetail:
        """A campaign as it is now."""
        return self.call(calls.campaign(campaign_id))

    def act_on_campaign(self, campaign_id: str, action: str) -> CampaignDetail:
        """``pause``, ``resume`` or ``cancel`` a campaign."""
        return self.call(calls.act_on_campaign(campaign_id, action))

    def certificate(self, verdict_id: int) -> dict[str, Any]:
        """The certificate of an accepted verdict."""
        return self.call(calls.certificate(verdict_id))

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at an address below ``/api/v1``."""
        return self.call(calls.anything(path, **query))

    def download(self, path: str, **query: Any) -> bytes:
        """The file at an address below ``/api/v1``."""
        return self.call(calls.file(path, **query))

    def log(self, run_id: str, after: int = 0) -> Iterator[EventRow]:
        """The events of a run after a sequence number, as they come, until the run has ended, or is paused
        for something that has to be mended; each once."""
        while True:
            stopped = has_stopped(self.run(run_id))
            page = self.call(calls.events(run_id, after))
            for event in page.items:
                after = event.seq
                yield event
            if stopped and not page.items:
                return
            if not page.items:
                self._sleep(POLL_SECONDS)

    def wait(self, run_id: str) -> RunDetail:
        """The run, once it has ended, or is paused for something that has to be mended (its ``detail``)."""
        for _ in self.log(run_id):
            continue
        return self.run(run_id)
