"""Single attempts, sketches, goals, verdicts and episodes, and what belongs to them."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response

from orchestrator.api.access import Role
from orchestrator.api.common import VerdictRow
from orchestrator.api.pages import Page
from orchestrator.api.runs import AttemptRow, EpisodeDetail, GoalDetail, SketchDetail, TranscriptEntry
from orchestrator.service import present
from orchestrator.service.bundle import bundle_of
from orchestrator.service.failures import Refused
from orchestrator.service.parts import Limit, StoreOf
from orchestrator.service.progress import whole_file
from orchestrator.service.routes.route import Route, answer, operation
from orchestrator.service.transcripts import count_entries, read_entries
from orchestrator.store import Store
from orchestrator.vocabulary import ParentRole

router = APIRouter(prefix="/api/v1", tags=["work"], route_class=Route)


@router.get("/attempts/{attempt_id}", **operation("get_attempt", "An attempt", Role.VIEWER, AttemptRow, more=(404,)))
async def get_attempt(attempt_id: str, store: StoreOf) -> Response:
    """An attempt as it is now."""
    return answer(present.attempt_row(await store.attempts.get(attempt_id)))


@router.get("/sketches/{digest}", **operation("get_sketch", "A sketch", Role.VIEWER, SketchDetail, more=(404,)))
async def get_sketch(digest: str, store: StoreOf) -> Response:
    """A sketch with its whole Lean file, that of its parent, its goals and verdicts."""
    sketch = await store.sketches.get(digest)
    statement = await store.problems.statement(sketch.statement_id)
    edges = [edge for edge in await store.sketches.lineage(digest) if edge.sketch == digest]
    parent = next((edge.parent for edge in edges if edge.role is ParentRole.PARENT), None)
    verdicts = await store.listing.verdicts(sketch=digest, limit=20)
    return answer(
        SketchDetail(
            digest=digest,
            problem_id=statement.problem_id,
            statement_sha256=statement.sha256,
            direction=sketch.direction,
            plan=sketch.plan,
            parent=parent,
            inspirations=tuple(edge.parent for edge in edges if edge.role is ParentRole.INSPIRATION),
            attempt_id=sketch.attempt_id,
            run_id=await store.listing.sketch_run(digest),
            lean=await whole_file(store, sketch),
            parent_lean=await _parent_file(store, parent, statement.text),
            goals=tuple(map(present.sketch_goal, await store.sketches.goals(digest))),
            verdicts=tuple(present.verdict_row(*one) for one in verdicts.items),
            created_at=sketch.created_at,
        )
    )


async def _parent_file(store: Store, parent: str | None, statement: str) -> str:
    """The file to compare with: the parent's, or the statement as it was given."""
    return statement if parent is None else await whole_file(store, await store.sketches.get(parent))


@router.get("/goals/{digest}", **operation("get_goal", "A goal", Role.VIEWER, GoalDetail, more=(404,)))
async def get_goal(
    digest: str,
    store: StoreOf,
    toolchain: Annotated[str | None, Query(max_length=200, description="By default the newest.")] = None,
) -> Response:
    """A goal with every finding about it."""
    line, results = await store.listing.goal(digest, toolchain)
    row = present.goal_row(line)
    fields = row.model_dump(include={"digest", "toolchain", "hypotheses", "target", "status"})
    return answer(GoalDetail(**fields, findings=tuple(map(present.finding, results))))


@router.get("/verdicts/{verdict_id}", **operation("get_verdict", "A verdict", Role.VIEWER, VerdictRow, more=(404,)))
async def get_verdict(verdict_id: int, store: StoreOf) -> Response:
    """A verdict without its certificate."""
    verdict, direction = await store.listing.verdict(_bounded(verdict_id))
    return answer(present.verdict_row(verdict, direction, verdict.certificate is not None))


@router.get(
    "/verdicts/{verdict_id}/certificate",
    **operation("get_certificate", "Download a certificate", Role.VIEWER, dict[str, object], more=(404,)),
)
async def get_certificate(verdict_id: int, store: StoreOf) -> Response:
    """The certificate from which `orchestrator verify` repeats the verdict on any machine."""
    certificate = await _certificate(store, verdict_id)
    text = json.dumps(certificate, ensure_ascii=False, indent=1) + "\n"
    return Response(text, media_type="application/json", headers=_download(f"certificate-{verdict_id}.json"))


@router.get(
    "/verdicts/{verdict_id}/lean",
    **operation("get_proof", "Download the Lean file of a proof", Role.VIEWER, more=(404,)),
    response_class=Response,
)
async def get_proof(verdict_id: int, store: StoreOf) -> Response:
    """The whole Lean file that the verdict is about."""
    certificate = await _certificate(store, verdict_id)
    headers = _download(f"certificate-{verdict_id}.lean")
    return Response(str(certificate["source"]), media_type="text/plain; charset=utf-8", headers=headers)


@router.get(
    "/verdicts/{verdict_id}/bundle",
    **operation("get_bundle", "Download everything about a verdict", Role.VIEWER, more=(404,)),
    response_class=Response,
)
async def get_bundle(verdict_id: int, store: StoreOf) -> Response:
    """A zip file: statement, proof, certificate, the plan in plain words, what models did and what it cost."""
    verdict, direction = await store.listing.verdict(_bounded(verdict_id))
    if verdict.certificate is None:
        raise Refused(404, "no-certificate", f"verdict {verdict_id} has no certificate: the judge did not accept it")
    content = await bundle_of(store, verdict, direction)
    return Response(content, media_type="application/zip", headers=_download(f"proof-{verdict_id}.zip"))


@router.get("/episodes/{episode_id}", **operation("get_episode", "An episode", Role.VIEWER, EpisodeDetail, more=(404,)))
async def get_episode(episode_id: str, store: StoreOf) -> Response:
    """An agent's conversation, without its transcript."""
    episode = await store.episodes.get(episode_id)
    row = present.episode_row(episode)
    return answer(EpisodeDetail(**row.model_dump(), entries=await count_entries(store, episode_id)))


@router.get(
    "/episodes/{episode_id}/transcript",
    **operation("get_transcript", "Transcript of an episode", Role.VIEWER, Page[TranscriptEntry], more=(404,)),
)
async def get_transcript(
    episode_id: str,
    store: StoreOf,
    from_: Annotated[int, Query(alias="from", ge=1, lt=2**31, description="Number of the first entry.")] = 1,
    limit: Limit = 100,
) -> Response:
    """Entries of a transcript by number, from any place of it; also while the episode is at work."""
    await store.episodes.get(episode_id)
    entries = await read_entries(store, episode_id, from_, limit)
    following = str(entries[-1].seq + 1) if len(entries) == limit else None
    return answer(Page[TranscriptEntry](items=tuple(entries), next=following))


async def _certificate(store: Store, verdict_id: int) -> dict[str, object]:
    verdict, _ = await store.listing.verdict(_bounded(verdict_id))
    if verdict.certificate is None:
        raise Refused(404, "no-certificate", f"verdict {verdict_id} has no certificate: the judge did not accept it")
    return dict(verdict.certificate)


def _bounded(number: int) -> int:
    """A number that a database's integer can hold."""
    if not 0 < number < 2**31:
        raise Refused(404, "unknown-id", f"there is no verdict {number}")
    return number


def _download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
