"""A program that prints for ever passes the limit on output, not the one on memory or stack."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, CheckResult, Limits, Outcome, Position
from orchestrator.lean.embedded.checker import PRINTED_KIND, EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.provers.agent.report import render_check

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

BEFORE = "theorem a : 1 + 1 = 2 := rfl\n"
PATIENT = Limits(wall_seconds=600)  # as long as a busy machine takes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def checker() -> AsyncIterator[EmbeddedChecker]:
    lean = lean_installation(settings().cache_dir)
    async with await EmbeddedChecker.open(lean, PoolConfig(hosts=1)) as checker:
        yield checker


async def checked(checker: EmbeddedChecker, text: str) -> CheckResult:
    return await checker.check(CheckRequest(BEFORE + text + "theorem after : True := trivial\n", PATIENT))


LOOP = "partial def loop (n : Nat) : IO Unit := do\n  {}\n  loop (n + 1)\n#eval loop 0\n"


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        (LOOP.format('IO.println s!"line {n}"'), 5, "line 0\nline 1\n"),
        (LOOP.format('let _ ← IO.asTask (IO.print "x")\n  IO.eprint "y"'), 6, "y"),
        ('#eval show IO Unit from do\n  while true do\n    (← IO.getStdout).write "hello".toUTF8\n', 2, "hellohello"),
    ],
)
async def test_printing_without_end_is_stopped_at_the_limit_on_output(
    checker: EmbeddedChecker, text: str, line: int, shown: str
) -> None:
    result = await checked(checker, text.replace("#eval", '#eval IO.println "earlier"\n#eval', 1))
    assert (result.outcome, result.running) == (Outcome.OUTPUT, Position(line + 1, 0))
    assert result.messages[0].text == "earlier\n"
    assert "a" in {each.name for each in result.declarations}
    (printed,) = [message for message in result.messages if message.kind == PRINTED_KIND]
    assert printed.text.startswith(shown)
    assert "limit on output" in render_check(result, lambda _: False, source=BEFORE + text)


@pytest.mark.slow
@pytest.mark.parametrize("loop", ["while true", "for i in [0:1000000]"])
async def test_logging_without_end_is_output_too(checker: EmbeddedChecker, loop: str) -> None:
    text = f'import Lean\nopen Lean\n{BEFORE}run_cmd\n  {loop} do\n    logInfo "again"\n'
    result = await checker.check(CheckRequest(text, PATIENT))
    assert (result.outcome, result.running) == (Outcome.OUTPUT, Position(4, 0))


async def test_of_a_message_that_is_too_long_the_head_is_shown(checker: EmbeddedChecker) -> None:
    result = await checked(checker, "#eval 1\n#eval String.ofList (List.replicate 3000000 'x')\n")
    assert (result.outcome, result.running, result.commands) == (Outcome.OUTPUT, Position(3, 0), 4)
    assert [message.text[:3] for message in result.messages] == ["1", '"xx']
    assert result.messages[1].text.endswith("... (3000002 characters, cut)")


@pytest.mark.parametrize(
    "text",
    [
        "def deep : Nat → Nat | 0 => 0 | n + 1 => deep n + 1\n#eval deep 100000000\n",
        "#eval show IO Nat from do\n  let mut s := 0\n  while s < 10000000 do\n    s := s + 1\n  return s\n",
    ],
)
async def test_what_runs_out_of_stack_prints_nothing(checker: EmbeddedChecker, text: str) -> None:
    result = await checked(checker, text)
    assert result.outcome == Outcome.STACK
    assert "each round takes stack" in render_check(result, lambda _: False, source=BEFORE + text)


async def test_what_one_check_printed_is_not_charged_to_the_next(checker: EmbeddedChecker) -> None:
    much = "#eval show IO Unit from do\n  for _ in [0:7] do\n    IO.print (String.ofList (List.replicate 100000 'x'))\n"
    for _ in range(3):
        assert (await checked(checker, much)).outcome == Outcome.ELABORATED
