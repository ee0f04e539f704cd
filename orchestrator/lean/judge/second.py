"""The second kernel's say: it checks the same exported text beside the replay (`orchestrator.lean.crosscheck`).

It sees what was compared and audited as it came, and the library's constants below it, which a process that imported
the library exports before Lean's kernel there is given the first declaration.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from orchestrator.lean.crosscheck.process import CrossCheck, CrossCheckLimits, Outcome, cross_check
from orchestrator.lean.embedded.host import Host
from orchestrator.lean.judge.axioms import ALLOWED, Closure
from orchestrator.lean.judge.data import Export, Name, printable, show_name
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

OFF: Final = CrossCheck(Outcome.LIMITS, "it is switched off")
"""Stands for the answer where the cross-check is not wanted."""
NO_LIBRARY: Final = CrossCheck(Outcome.LIMITS, "the library below the proof is too large for it")


class SecondKernel:
    """The cross-check of one judgement. Whoever makes it closes it with `aclose`."""

    def __init__(self, node: Path, limits: CrossCheckLimits | None) -> None:
        self._node = node
        self._limits = limits
        self._task: asyncio.Task[CrossCheck] | None = None

    async def begin(
        self, host: Host, export: Export, below: Closure, target: Name, *, wall_seconds: float, max_nodes: int
    ) -> None:
        """Export the library's part from ``host`` and start the check, which then runs by itself.

        Raises:
            HostEnded: the host died of it.
        """
        if self._limits is None:
            return
        await self.aclose()  # of a host that died
        texts = any(node[0] == "str" for node in export.exprs)
        library = await host.request(
            "supply", wall_seconds=wall_seconds, uses=below.library, texts=texts, max_nodes=max_nodes
        )
        supplied = library["outcome"] == "supplied"
        self._task = asyncio.create_task(
            cross_check(self._node, library, export.raw, [target], self._limits) if supplied else _no_library()
        )

    async def answer(self) -> CrossCheck:
        """What it says, when it has finished.

        Raises:
            SetupError: Node does not start.
        """
        return OFF if self._task is None else await self._task

    async def aclose(self) -> None:
        """End the check; idempotent."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _no_library() -> CrossCheck:
    return NO_LIBRARY


def check_agreement(answer: CrossCheck) -> None:
    """The second kernel does not refuse what Lean's kernel took, and finds no other axioms than the three.

    Raises:
        Rejection: E_DISPUTED, with both answers.
    """
    if answer.outcome is Outcome.DISAGREE:
        why = printable(answer.reason)
        raise Rejection(
            Code.E_DISPUTED, f"the kernels disagree: Lean's takes every declaration, the second one does not: {why}"
        )
    others = [show_name(axiom) for axiom in answer.axioms if axiom not in ALLOWED]
    if others:
        named = ", ".join(sorted(others)[:10])
        raise Rejection(
            Code.E_DISPUTED, f"the kernels disagree: only the second one sees that the axiom {named} is used"
        )


def in_words(answer: CrossCheck) -> str:
    """The end of an accepting verdict's sentence."""
    if answer.outcome is Outcome.AGREE:
        return "; a second kernel agrees"
    return "" if answer is OFF else f"; the second kernel came to no end: {printable(answer.reason)}"
