"""The challenge elaborated by itself, in a process that never sees a submission: what a proof must be a proof of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchestrator.errors import ChallengeError, SetupError
from orchestrator.lean.embedded.host import Host, Json
from orchestrator.lean.judge.axioms import ALLOWED
from orchestrator.lean.judge.data import Export, Kind, Name, parse_export, show_name
from orchestrator.lean.judge.digest import Digests
from orchestrator.lean.judge.elaborate import ElaborationLimits, elaborate
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts, settled
from orchestrator.lean.judge.rejection import Rejection

AXIOM_DIGESTS: Final = {
    ("propext",): "59f48e782710782f2cdd5f163cd4ee785b421a895f3d41a618007b6e09c42bb5",
    ("Quot", "sound"): "b825c90c9ea27e931c29ee7439a58526c0cfd6e2b29be364a9a3a93ec6121dcf",
    ("Classical", "choice"): "3f0f372ce4f5c837496d70297b9945f0ad0575dc7fed90918a48a58ae2af83f2",
}
"""Digests of the three axioms with their true types; `check_axiom_types` compares the library's with them."""


_AXIOM_NODES: Final = 1 << 16
"""What the three axioms take as data, at most."""


@dataclass(frozen=True)
class Expected:
    """The target and everything its statement rests on, as the challenge alone defines them."""

    target: Name
    export: Export
    imports: tuple[str, ...]


async def expect(hosts: FreshHosts, text: str, target: Name, limits: ElaborationLimits) -> Expected:
    """Elaborate a statement file whose target is ``sorry``.

    Raises:
        ChallengeError: it does not elaborate, or has no theorem of that name; the judge can judge nothing by it.
    """
    try:
        done = await elaborate(
            hosts, text, target, limits, lambda imports: None, "elaborating the statement", signatures=True
        )
    except Rejection as refusal:
        raise ChallengeError(f"the statement cannot be elaborated: {refusal.detail}") from refusal
    found = done.export.declarations.get(target)
    if done.first_error is not None or found is None:
        reason = done.first_error or "it has no such constant"
        raise ChallengeError(f"the statement of {show_name(target)} does not elaborate: {reason}")
    if found.kind is not Kind.THEOREM:
        raise ChallengeError(f"{show_name(target)} is no theorem in the statement, but of kind {found.kind}")
    return Expected(target, done.export, done.imports)


async def axiom_digests(hosts: FreshHosts, wall_seconds: float) -> dict[Name, str]:
    """Digests of the allowed axioms as the library has them."""
    names = [part for axiom in ALLOWED for part in axiom]
    starts = [sum(len(axiom) for axiom in ALLOWED[:index]) for index in range(len(ALLOWED))]
    table = [
        [0 if offset == 0 else start + offset, names[start + offset]]
        for start, axiom in zip(starts, ALLOWED, strict=True)
        for offset in range(len(axiom))
    ]
    ends = [start + len(axiom) for start, axiom in zip(starts, ALLOWED, strict=True)]

    async def work(host: Host) -> Json:
        return await host.request(
            "replay",
            wall_seconds=wall_seconds,
            names=table,
            levels=[],
            exprs=[],
            declarations=[],
            read=ends,
            max_nodes=_AXIOM_NODES,
        )

    answer = await settled(hosts, BASE_IMPORTS, work, "reading the library's axioms")
    export = parse_export(answer, _AXIOM_NODES)
    digests = Digests(export)
    return {name: digests.declaration(declaration) for name, declaration in export.declarations.items()}


async def check_axiom_types(hosts: FreshHosts, wall_seconds: float) -> None:
    """The library's three axioms have their true types.

    Raises:
        SetupError: they have not; no verdict can be given with such a library.
    """
    if await axiom_digests(hosts, wall_seconds) != AXIOM_DIGESTS:
        raise SetupError("the Lean library's axioms are not the ones this judge knows: run `orchestrator setup` again")
