"""Tries of tactic scripts on a pool of hosts. A script that costs its host is passed over; the rest go to the next."""

from __future__ import annotations

import time
from dataclasses import asdict, replace

from orchestrator.lean.embedded.host import HostEnded, Json
from orchestrator.lean.embedded.pool import HostPool, Slot
from orchestrator.lean.terms import constants_of, goals_of
from orchestrator.lean.trials import SearchAnswer, SearchEnd, Try, TryAnswer, TryRequest, TryStatus

MAX_LOST_HOSTS = 3
"""In one request; then the scripts that are left stay untried."""


_WARM_TEXT = """\
def warm : Nat → Nat
  | 0 => 0
  | n + 1 => warm n + 2
theorem warm_up (n : Nat) (l : List Nat) (h : 0 < n) : warm n = 2 * n ∧ l ++ [] = l := by
  sorry
"""
WARM_UP = TryRequest(
    _WARM_TEXT,
    _WARM_TEXT.index("sorry"),
    ("omega", "decide", "simp_all [warm]", "grind [warm]", "induction n <;> grind [warm]", "constructor <;> exact?"),
    heartbeats=4000,
    try_seconds=10.0,
    wall_seconds=60.0,
    goals=True,
    facts=True,
    premises=1,
    until_closed=False,
)
"""Runs what provers use most: machine code is made of it, and the library's index for `exact?`."""


async def try_scripts(environment: HostPool, slot: Slot, request: TryRequest) -> TryAnswer | Json:
    """See `orchestrator.lean.trials.TacticTrials.try_scripts`; a host's answer as it is where it asks for imports."""
    began = time.monotonic()
    answer = TryAnswer(place=True)
    while True:
        left = replace(
            request,
            scripts=request.scripts[len(answer.tries) :],
            facts=request.facts and not answer.goals,
            search=request.search if answer.found is None else None,
            wall_seconds=request.wall_seconds - (time.monotonic() - began),
        )
        if left.wall_seconds <= 0 or not (left.scripts or left.facts or left.search):
            return answer
        try:
            part = await _ask(slot, left)
        except HostEnded as ended:
            answer = _lost(answer, left, ended)
            await environment.replace(slot)
            if answer.lost_hosts >= MAX_LOST_HOSTS or _closed(answer, request):
                return answer
            continue
        if part["outcome"] == "imports":
            return part
        slot.last_source, slot.checks = request.source, slot.checks + 1
        return _merged(answer, left, part)


async def _ask(slot: Slot, request: TryRequest) -> Json:
    return await slot.host.request(
        "try",
        wall_seconds=request.wall_seconds,
        patience=1.0,  # each try is bounded in processor time; this is the outer bound
        source=request.source,
        at=len(request.source[: request.at].encode()),
        path=[list(step) for step in request.path],
        scripts=list(request.scripts),
        heartbeats=request.heartbeats,
        text_heartbeats=0,
        try_ms=int(1000 * request.try_seconds),
        goals=request.goals,
        facts=request.facts,
        premises=request.premises if request.facts else 0,
        until_closed=request.until_closed,
        explain=request.explain,
        search=asdict(request.search) if request.search else None,
    )


def _tries(request: TryRequest, part: Json) -> tuple[Try, ...]:
    return tuple(
        Try(
            script,
            TryStatus(item["status"]),
            item["seconds"],
            item["heartbeats"],
            goals_of(item["after"]) if item.get("after") else (),
            tuple(item.get("said", ())),
        )
        for script, item in zip(request.scripts, part.get("results", ()), strict=False)
    )


def _merged(answer: TryAnswer, request: TryRequest, part: Json) -> TryAnswer:
    data = part.get("data")
    return replace(
        answer,
        place=part["outcome"] != "no_place",
        tries=answer.tries + _tries(request, part),
        goals=goals_of(data) if data else answer.goals,
        constants=constants_of(data) if data else answer.constants,
        premises=tuple(data.get("premises", ())) if data else answer.premises,
        found=_found(part["found"]) if part.get("found") else answer.found,
        seconds=answer.seconds + part["processor"],
    )


def _found(part: Json) -> SearchAnswer:
    return SearchAnswer(SearchEnd(part["why"]), tuple(part["row"]), part["rows"], part["steps"], part["detail"])


def _lost(answer: TryAnswer, request: TryRequest, ended: HostEnded) -> TryAnswer:
    """The answer with what a host said before it died, of the script after unless it was the machine."""
    last = ended.answer or {}
    tries = answer.tries + _tries(request, last)
    if not ended.machine and len(tries) < len(answer.tries) + len(request.scripts):
        script = request.scripts[len(tries) - len(answer.tries)]
        tries = (*tries, Try(script, TryStatus.LIMIT, request.try_seconds))
    seconds = answer.seconds + last.get("processor", 0.0)
    return replace(answer, tries=tries, seconds=seconds, lost_hosts=answer.lost_hosts + 1)


def _closed(answer: TryAnswer, request: TryRequest) -> bool:
    return request.until_closed and any(item.status is TryStatus.CLOSED for item in answer.tries)
