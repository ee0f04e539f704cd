"""The second kernel over the library itself: every definition that is shipped has its type, every recursor is its own.

That is no part of a judgement, which takes the library as given. It shows that honest declarations pass, many of which
no small test has: nested and mutual families, classes, matchers, compiled recursion.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from kernels import supplied

from orchestrator.config import settings
from orchestrator.lean.crosscheck.process import JS_DIR
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.install import lean_installation

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

Json = dict[str, Any]
OVER = Path(__file__).parent / "library.cjs"
INIT = (
    "Lean.Omega.LinearCombo.add Lean.Grind.CommRing.Poly.mulC Lean.Syntax.rec Std.Format.rec BitVec.umod BitVec.sdiv "
    "Int.tdiv String.splitOn List.mergeSort Array.foldl Subarray.foldl StateT.bind EStateM.bind WellFounded.fix "
    "Acc.rec Lean.Grind.CommRing.Expr.rec Int.Linear.Poly.rec Lean.RArray.rec LawfulMonad.rec Quotient.lift "
    "List.Perm.rec"
)
LEAN = (
    "Lean.Expr.rec Lean.Level.rec Lean.Environment.rec Lean.Json.rec Std.HashMap.rec Std.DHashMap.insert "
    "Std.TreeMap.insert Lean.PersistentHashMap.Node.rec Lean.Xml.Element.rec Lean.Elab.InfoTree.rec "
    "Lean.MessageData.rec Lean.Compiler.LCNF.Code.rec Lean.IR.FnBody.rec Lean.Meta.DiscrTree.Trie.rec"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def host() -> AsyncIterator[Host]:
    host = await Host.start(lean_installation(settings().cache_dir), HostConfig())
    yield host
    await host.stop()


async def over(host: Host, roots: str) -> Json:
    """What the second kernel says of the constants below ``roots``, taken as a submission's."""
    installation = lean_installation(settings().cache_dir)
    library = await supplied(host, [tuple(name.split(".")) for name in roots.split()])
    process = await asyncio.create_subprocess_exec(
        *(str(installation.node), "--stack-size=3000", str(OVER), str(JS_DIR)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(json.dumps(library).encode())
    answer: Json = json.loads(out)
    return answer


def check(answer: Json, least: dict[str, int]) -> None:
    assert answer["refused"] == []
    for kind, count in least.items():
        assert answer["counts"][kind] >= count, answer["counts"]


async def test_init(host: Host) -> None:
    check(await over(host, INIT), {"def": 300, "inductive": 80, "recursor": 25, "nested": 1})


@pytest.mark.slow
async def test_what_import_lean_adds() -> None:
    host = await Host.start(lean_installation(settings().cache_dir), HostConfig(imports=("Lean",)))
    try:
        check(await over(host, f"{INIT} {LEAN}"), {"def": 500, "inductive": 200, "recursor": 80, "nested": 5})
    finally:
        await host.stop()
