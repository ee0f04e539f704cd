"""Both kernels side by side: Lean's own in its host, the second one in a process of Node."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from judge_terms import Terms

from orchestrator.config import settings
from orchestrator.lean.crosscheck.process import JS_DIR
from orchestrator.lean.embedded.host import Host, HostConfig, HostEnded
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation
from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.data import Name, parse_export

Json = dict[str, Any]
FIRST_SECONDS = 20.0
"""What the first kernel gets for one declaration; some that are generated would take it years."""
BATCH = Path(__file__).parent.parent / "lean" / "crosscheck" / "batch.cjs"
OPERATIONS = "add sub mul div mod gcd land lor xor pow shiftLeft shiftRight beq ble log2".split()  # noqa: SIM905
LIBRARY = (
    *("Nat", "Bool", "Eq", "HEq", "And", "Or", "Exists", "True", "False", "Not", "Iff", "Nonempty", "Unit", "PUnit"),
    *("Prod", "Sigma", "PProd", "Option", "List", "Array", "Fin", "Subtype", "PLift", "ULift", "String", "Char"),
    *("Quot", "Quot.mk", "Quot.lift", "Quot.ind", "Quot.sound", "propext", "Classical.choice", "Acc", "Acc.rec"),
    *("Nat.rec", "Bool.rec", "Eq.rec", "List.rec", "Prod.rec", "Option.rec", "And.rec", "PUnit.rec", "Exists.rec"),
    *("Nat.pred", "String.ofList", "Char.ofNat", "instOfNatNat", "OfNat.ofNat", "id", "Function.comp", "sorryAx"),
    *(
        f"Nat.{op}"
        for op in [
            "add",
            "sub",
            "mul",
            "div",
            "mod",
            "gcd",
            "land",
            "lor",
            "xor",
            "pow",
            "shiftLeft",
            "shiftRight",
            "beq",
            "ble",
            "log2",
        ]
    ),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is given to both: the declaration as the first kernel takes it, and as exported for the second one."""

    terms: Terms
    plan: Json

    @property
    def tables(self) -> Json:
        return {"names": self.terms.names, "levels": self.terms.levels, "exprs": self.terms.exprs}


class Kernels:
    """One host and one process for the second kernel; whoever opens them closes them."""

    def __init__(self, host: Host, second: asyncio.subprocess.Process, library: Json) -> None:
        self.host = host
        self.library = library
        self._second = second

    @classmethod
    async def open(cls) -> Self:
        installation = lean_installation(settings().cache_dir)
        host = await Host.start(installation, HostConfig())
        library = await supplied(host, [tuple(name.split(".")) for name in LIBRARY])
        second = await start_batch(installation, library)
        return cls(host, second, library)

    async def aclose(self) -> None:
        assert self._second.stdin is not None
        self._second.stdin.close()
        await self._second.wait()
        await self.host.stop()

    async def first(self, tables: Json, plan: list[Json], read: list[int] | None = None) -> Json:
        """Lean's kernel on declarations in the form of `orchestrator.lean.judge.replay`."""
        return await self.replayed({**tables, "declarations": plan, "read": read or []})

    async def replayed(self, request: Json) -> Json:
        """The first kernel's answer; "kernel_limit" where it came to no end, and then it has a new process."""
        try:
            return await self.host.request("replay", wall_seconds=FIRST_SECONDS, **request)
        except HostEnded:
            await self.host.stop()
            self.host = await Host.start(lean_installation(settings().cache_dir), HostConfig())
            return {"outcome": "kernel_limit"}

    async def exported(self, text: str) -> tuple[Json, Json]:
        """What a file's ``target`` rests on, as a host exports it, and the library's constants below that."""
        limits = {"heartbeats": 0, "output_bytes": 1 << 20, "max_nodes": 1_000_000}
        answer = await self.host.request("export", wall_seconds=120, source=text, roots=[["target"]], **limits)
        export = parse_export(answer, 1_000_000)
        below = closure(export, ("target",))
        return export.raw, await supplied(self.host, tuple(below.library))

    async def second(self, submission: Json, *targets: str, seconds: float = 10.0, library: Json | None = None) -> Json:
        """The second kernel on exported data, on top of ``library`` if it is another one than `LIBRARY`."""
        assert self._second.stdin is not None
        assert self._second.stdout is not None
        message = {"submission": submission, "targets": [each.split(".") for each in targets], "seconds": seconds}
        if library is not None:
            message["library"] = library
        self._second.stdin.write(json.dumps(message).encode() + b"\n")
        await self._second.stdin.drain()
        answer: Json = json.loads(await self._second.stdout.readline())
        return answer

    async def family(self, terms: Terms, plan: Json) -> Json | None:
        """What Lean's kernel makes of an inductive declaration, with its recursors, as exported; None if refused."""
        types = plan["types"]
        read = [each["name"] for each in types]
        read += [constructor["name"] for each in types for constructor in each["constructors"]]
        read += [terms.name(*parts(terms, each["name"]), "rec") for each in types]
        first = parts(terms, types[0]["name"])
        read += [terms.name(*first, f"rec_{i}") for i in range(1, 9)]
        tables = {"names": terms.names, "levels": terms.levels, "exprs": terms.exprs}
        answer = await self.first(tables, [plan], read)
        if answer["outcome"] != "replayed":
            return None
        declarations = [each for each in answer["declarations"] if each is not None]
        return {**{key: answer[key] for key in ("names", "levels", "exprs")}, "declarations": declarations}


def parts(terms: Terms, name: int) -> list[Any]:
    """The parts of the name with that id."""
    found: list[Any] = []
    while name:
        name, part = terms.names[name - 1]
        found.insert(0, part)
    return found


async def supplied(host: Host, uses: Sequence[Name]) -> Json:
    """The library's constants below ``uses``, as data."""
    answer = await host.request("supply", wall_seconds=60, uses=uses, texts=True, max_nodes=1_000_000)
    return {key: answer[key] for key in ("names", "levels", "exprs", "declarations")}


async def start_batch(installation: LeanInstallation, library: Json) -> asyncio.subprocess.Process:
    """The second kernel, ready for submissions on top of ``library``."""
    process = await asyncio.create_subprocess_exec(
        *(str(installation.node), "--stack-size=3000", str(BATCH), str(JS_DIR)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"library": library}).encode() + b"\n")
    return process
