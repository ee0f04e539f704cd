"""The kernel computes with numbers by machine code of its own; here it is a 32-bit one, on which words are short.

It is asked to believe right and wrong results of every operation that it accelerates, with numbers around the sizes at
which words end.
"""

from __future__ import annotations

import math
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from judge_terms import Terms

from orchestrator.config import settings
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.install import lean_installation

pytestmark = pytest.mark.lean

WORDS = (0, 1, 15, 16, 30, 31, 32, 33, 62, 63, 64, 65, 96, 128, 200)
SHIFTS = (0, 1, 15, 30, 31, 32, 33, 63, 64, 65, 200)
FAR_SHIFTS = (2**30, 2**31 - 1, 2**31, 2**32, 2**32 + 1, 2**64)
CLAIMS = 40

OPERATIONS: dict[str, Callable[[int, int], int | bool]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: max(a - b, 0),
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a // b if b else 0,
    "mod": lambda a, b: a % b if b else a,
    "gcd": math.gcd,
    "land": lambda a, b: a & b,
    "lor": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
    "pow": lambda a, b: a**b,
    "shiftLeft": lambda a, b: a << b,
    "shiftRight": lambda a, b: a >> b,
    "beq": lambda a, b: a == b,
    "ble": lambda a, b: a <= b,
    "log2": lambda a, _: max(a.bit_length() - 1, 0),
    "succ": lambda a, _: a + 1,
}
UNARY = ("log2", "succ")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def host() -> AsyncIterator[Host]:
    host = await Host.start(lean_installation(settings().cache_dir), HostConfig())
    yield host
    await host.stop()


def number(chance: random.Random) -> int:
    word = 1 << chance.choice(WORDS)
    return chance.choice([word - 1, word, word + 1, chance.randrange(word), word * chance.randint(1, 5)])


def operands(operation: str, chance: random.Random) -> tuple[int, int]:
    match operation:
        case "pow":
            return chance.choice([0, 1, 2, 3, number(chance)]), chance.choice([0, 1, 2, 31, 32, 33, 64])
        case "shiftLeft":
            return number(chance), chance.choice(SHIFTS)
        case "shiftRight":
            return number(chance), chance.choice(SHIFTS + FAR_SHIFTS)
        case _:
            return number(chance), number(chance)


def wrong_results(right: int | bool, a: int, b: int) -> set[int | bool]:
    """What a kernel could think that loses bits or mixes operands up."""
    if isinstance(right, bool):
        return {not right}
    near = {right + 1, abs(right - 1), right ^ 2**32, 0, a, b}
    return (near | {right % 2**bits for bits in (30, 31, 32, 63, 64)}) - {right}


async def believes(host: Host, operation: str, a: int, b: int, result: int | bool) -> bool:
    """Whether the kernel takes ``rfl`` for ``operation a b = result``."""
    terms = Terms()

    def value(of: int | bool) -> int:
        return terms.const(f"Bool.{str(of).lower()}") if isinstance(of, bool) else terms.expr("nat", str(of))

    sides = [value(a)] if operation in UNARY else [value(a), value(b)]
    type_ = terms.const("Bool" if isinstance(result, bool) else "Nat")
    claim = terms.equal(type_, terms.app(terms.const(f"Nat.{operation}"), *sides), value(result))
    proof = terms.app(terms.const("Eq.refl", terms.succ(0)), type_, value(result))
    name = terms.declare("theorem", "claim", claim, proof)
    declaration: dict[str, Any] = {"kind": "theorem", "name": name, "levels": [], "type": claim, "value": proof}
    tables = {"names": terms.names, "levels": terms.levels, "exprs": terms.exprs}
    answer = await host.request("replay", wall_seconds=30, **tables, declarations=[declaration], read=[])
    assert answer["outcome"] in ("replayed", "refused")
    return bool(answer["outcome"] == "replayed")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("operation", OPERATIONS)
async def test_the_kernel_computes_rightly(operation: str, host: Host) -> None:
    chance = random.Random(operation)
    for _ in range(CLAIMS):
        a, b = operands(operation, chance)
        right = OPERATIONS[operation](a, b)
        assert await believes(host, operation, a, b, right)
        for wrong in chance.sample(sorted(wrong_results(right, a, b)), min(3, len(wrong_results(right, a, b)))):
            assert not await believes(host, operation, a, b, wrong), f"{operation} {a} {b} = {wrong}"
