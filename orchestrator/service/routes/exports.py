"""Exports: attempts as CSV and Parquet, a status table in the style of the public Erdős table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from tempfile import TemporaryFile

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from orchestrator.api.access import Role
from orchestrator.service.parts import StoreOf
from orchestrator.service.routes.route import Route, operation
from orchestrator.service.tables import CSV_HEAD, ParquetTable, csv_lines, status_lines
from orchestrator.store import ProblemFilter, every

router = APIRouter(prefix="/api/v1/exports", tags=["exports"], route_class=Route)
CHUNK = 1 << 16
"""Bytes of one piece of a file."""


@router.get(
    "/attempts.csv",
    **operation("export_attempts", "Attempts of a run as CSV", Role.VIEWER, more=(404,)),
    response_class=Response,
)
async def export_attempts(run: str, store: StoreOf) -> Response:
    """Every attempt of a run, oldest first, one a line; streamed, so that its length does not matter."""
    await store.runs.get(run)

    async def lines() -> AsyncIterator[str]:
        yield CSV_HEAD
        after: str | None = None
        while True:
            page = await store.attempts.list(run, after=after, limit=200)
            yield csv_lines(page.items)
            after = page.next
            if after is None:
                return

    headers = {"Content-Disposition": 'attachment; filename="attempts.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get(
    "/attempts.parquet",
    **operation("export_attempts_parquet", "Attempts of a run as Parquet", Role.VIEWER, more=(404,)),
    response_class=Response,
)
async def export_attempts_parquet(run: str, store: StoreOf) -> Response:
    """Every attempt of a run, oldest first, with typed columns."""
    await store.runs.get(run)
    made = TemporaryFile()  # noqa: SIM115 - closed when the answer is sent
    try:
        with ParquetTable(made) as table:
            after: str | None = None
            while True:
                page = await store.attempts.list(run, after=after, limit=200)
                await asyncio.to_thread(table.add, page.items)
                after = page.next
                if after is None:
                    break
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return StreamingResponse(
        iter(partial(made.read, CHUNK), b""),
        media_type="application/vnd.apache.parquet",
        headers={"Content-Disposition": 'attachment; filename="attempts.parquet"'},
        background=BackgroundTask(made.close),
    )


@router.get(
    "/status.yaml",
    **operation("export_status", "Where every problem stands, as YAML", Role.VIEWER),
    response_class=Response,
)
async def export_status(store: StoreOf) -> Response:
    """One entry a problem: what is known elsewhere, where this server stands, on which statement."""

    async def lines() -> AsyncIterator[str]:
        async for line in every(store.listing.problems, ProblemFilter()):
            yield status_lines(line)

    return StreamingResponse(lines(), media_type="application/yaml")
