"""The dashboard: one shell for every page, its own files, and those of the pinned packages."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from orchestrator.service.failures import Refused
from orchestrator.service.files import File, served

PAGES = (
    "/",
    "/problems",
    "/problems/{rest:path}",
    "/runs",
    "/runs/{run}",
    "/runs/{run}/lineage",
    "/runs/{run}/goals",
    "/episodes/{episode}",
    "/campaigns",
    "/campaigns/{campaign}",
    "/submit",
    "/login",
    "/docs",
)


def make_pages(own: Mapping[str, File], packages: Mapping[str, File]) -> APIRouter:
    """Routes of the dashboard over its own files and those of packages."""
    router = APIRouter(include_in_schema=False)

    async def shell(request: Request) -> Response:
        return served(request, own["index.html"])

    async def static(request: Request, name: str) -> Response:
        return served(request, _found(own, name))

    async def vendor(request: Request, name: str) -> Response:
        return served(request, _found(packages, name), days=1)

    for path in PAGES:
        router.add_api_route(path, shell, methods=["GET"], name="page")
    router.add_api_route("/static/{name:path}", static, methods=["GET"], name="static")
    router.add_api_route("/vendor/{name:path}", vendor, methods=["GET"], name="vendor")
    return router


def _found(files: Mapping[str, File], name: str) -> File:
    if name not in files or name == "index.html":
        raise Refused(404, "no-file", "the dashboard has no such file")
    return files[name]
