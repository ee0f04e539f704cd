"""Routes of the check service: kimina-lean-server's, and AXLE's ``verify_proof``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from orchestrator.api.access import Role
from orchestrator.api.checking import (
    CheckAnswer,
    CheckRequestBody,
    VerifyAnswer,
    VerifyProofAnswer,
    VerifyProofRequest,
    VerifyRequest,
)
from orchestrator.service import axle, kimina
from orchestrator.service.access import needs
from orchestrator.service.checks import CheckService
from orchestrator.service.connected import while_connected
from orchestrator.service.routes.describing import errors, role

router = APIRouter(tags=["check"], dependencies=[Depends(needs(Role.RESEARCHER))])


async def _service(request: Request) -> CheckService:
    service: CheckService = request.app.state.checks
    return service


Checks = Annotated[CheckService, Depends(_service)]


async def _verify(request: Request, body: VerifyRequest, checks: Checks) -> VerifyAnswer:
    """Check whole Lean files. A file's own fault is a result with messages (200), never an error of the request.

    The wire format is that of kimina-lean-server. A time-out is an ``error`` that says ``timed out``.
    """
    return await while_connected(request, kimina.verify(checks, body))


for _path, _operation in (("/verify", "verify"), ("/one_pass_verify_batch", "one_pass_verify_batch")):
    router.add_api_route(
        _path,
        _verify,
        methods=["POST"],
        operation_id=_operation,
        summary="Check Lean files",
        response_model=VerifyAnswer,
        response_model_exclude_none=True,
        responses=errors(body=True),
        openapi_extra=role(Role.RESEARCHER),
    )


@router.post(
    "/check",
    operation_id="check",
    summary="Check Lean snippets",
    response_model_exclude_none=True,
    responses=errors(body=True),
    openapi_extra=role(Role.RESEARCHER),
)
async def check(request: Request, body: CheckRequestBody, checks: Checks) -> CheckAnswer:
    """Check whole Lean files, in kimina-lean-server's newer format."""
    return await while_connected(request, kimina.check(checks, body))


@router.post(
    "/api/v1/verify_proof",
    operation_id="verify_proof",
    summary="Judge a proof against a statement",
    response_model_exclude_none=True,
    responses=errors(body=True),
    openapi_extra=role(Role.RESEARCHER),
)
async def verify_proof(request: Request, body: VerifyProofRequest, checks: Checks) -> VerifyProofAnswer:
    """Ask the judge whether ``content`` proves every theorem that ``formal_statement`` leaves open.

    The shape is AXLE's; the answer is the judge's, in fresh sandboxed processes, down to a replay by the kernel.
    """
    return await while_connected(request, axle.verify_proof(checks, body))
