"""The process of the second kernel: its limits, its end, and what it may touch. No Lean is needed."""

from __future__ import annotations

import asyncio
import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from judge_terms import Terms
from term_text import term

from orchestrator.errors import SetupError
from orchestrator.lean.crosscheck.process import JS_DIR, CrossCheckLimits, Outcome, confined, cross_check
from orchestrator.lean.embedded import npm

Json = dict[str, Any]
EMPTY: Json = {"names": [], "levels": [], "exprs": [], "declarations": []}
TARGET = ("claim",)


def branching(depth: int) -> Json:
    """A claim that two trees of ``2 ** depth`` leaves are equal; no leaf is like another, so each is looked at."""
    terms = Terms()
    unary, binary = "(all N N)", "(all N (all N N))"
    types = {"N": "Type", "z": "N", "a": unary, "b": unary, "c": binary, "P": "(all N Prop)"}
    for name, type_ in types.items():
        terms.declare("axiom", name, term(terms, type_))
    for name, wrap in (("F", "#0"), ("G", "((fun N #0) #0)")):
        terms.declare("def", f"{name}0", term(terms, unary), term(terms, f"(fun N {wrap})"))
        for i in range(1, depth + 1):
            body = f"(fun N (c ({name}{i - 1} (a {wrap})) ({name}{i - 1} (b {wrap}))))"
            terms.declare("def", f"{name}{i}", term(terms, unary), term(terms, body), hints=i)
    terms.declare("axiom", "given", term(terms, f"(P (F{depth} z))"))
    terms.declare("theorem", "claim", term(terms, f"(P (G{depth} z))"), term(terms, "given"))
    return terms.data()


def deep(depth: int) -> Json:
    """Products in products, to the left."""
    terms = Terms()
    terms.exprs.append(["sort", 0])
    terms.exprs += [["pi", 0, each, 0, 0] for each in range(depth)]
    terms.levels.append(["succ", 0])
    terms.exprs.append(["sort", 1])
    terms.declare("def", "claim", depth + 1, depth)
    return terms.data()


async def check(submission: Json, **limits: Any) -> tuple[Outcome, str]:
    answer = await cross_check(npm.node_executable(), EMPTY, submission, [TARGET], CrossCheckLimits(**limits))
    return answer.outcome, answer.reason


def simple(value: str) -> Json:
    terms = Terms()
    terms.declare("def", "claim", term(terms, "(sort 3)"), term(terms, value))
    return terms.data()


async def test_agrees_and_disagrees() -> None:
    answer = await cross_check(npm.node_executable(), EMPTY, simple("(sort 2)"), [TARGET])
    assert (answer.outcome, answer.declarations, answer.axioms) == (Outcome.AGREE, 1, ())
    assert answer.steps > 0
    assert answer.terms > 0
    outcome, reason = await check(simple("(sort 4)"))
    assert outcome is Outcome.DISAGREE
    assert "claim" in reason
    assert "another type" in reason


async def test_axioms_are_told() -> None:
    terms = Terms()
    terms.declare("axiom", "lie", term(terms, "Prop"))
    terms.declare("def", "claim", term(terms, "Prop"), term(terms, "lie"))
    answer = await cross_check(npm.node_executable(), EMPTY, terms.data(), [TARGET])
    assert (answer.outcome, answer.axioms) == (Outcome.AGREE, (("lie",),))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"steps": 10_000}, "steps"),
        ({"terms": 20_000}, "terms"),
        ({"seconds": 0.001}, "CPU time"),
        ({"wall_seconds": 0.01}, "s"),
    ],
    ids=["steps", "terms", "seconds", "wall"],
)
async def test_limits(limits: Json, words: str) -> None:
    outcome, reason = await check(branching(40), **limits)
    assert outcome is Outcome.LIMITS
    assert words in reason


async def test_memory_is_a_limit() -> None:
    """No other limit can be passed first."""
    outcome, reason = await check(
        branching(60), steps=10**12, terms=60_000_000, seconds=500, wall_seconds=500, memory_mib=64
    )
    assert (outcome, "memory" in reason) == (Outcome.LIMITS, True), reason


async def test_depth_is_no_crash() -> None:
    """Deep terms are checked, deeper ones pass a limit: neither ends the process without an answer."""
    assert await check(deep(20_000)) == (Outcome.AGREE, "")
    outcome, reason = await check(deep(300_000))
    assert outcome in (Outcome.AGREE, Outcome.LIMITS), reason


MALFORMED: dict[str, Any] = {
    "no-tables": {},
    "no-object": 3,
    "expression-of-no-kind": {**EMPTY, "exprs": [["fvar", 0]]},
    "forward-reference": {**EMPTY, "exprs": [["app", 1, 1], ["bvar", 0]]},
    "own-reference": {**EMPTY, "exprs": [["app", 0, 0]]},
    "negative": {**EMPTY, "exprs": [["bvar", -1]]},
    "fraction": {**EMPTY, "exprs": [["bvar", 0.5]]},
    "huge-index": {**EMPTY, "exprs": [["bvar", 2**32]]},
    "truth-value": {**EMPTY, "exprs": [["bvar", True]]},
    "longer-entry": {**EMPTY, "exprs": [["bvar", 0, 0]]},
    "other-digits": {**EMPTY, "exprs": [["nat", "\u0661"]]},
    "zeros": {**EMPTY, "exprs": [["nat", "007"]]},
    "minus": {**EMPTY, "exprs": [["nat", "-1"]]},
    "half-a-character": {**EMPTY, "exprs": [["str", "\ud800"]]},
    "level-of-no-kind": {**EMPTY, "levels": [["mvar", 0]]},
    "object-for-a-list": {**EMPTY, "names": {"0": 1}},
    "name-without-parts": {**EMPTY, "declarations": [{"kind": "axiom", "name": 0, "levels": [], "type": 0}]},
    "kind": {**simple("(sort 2)"), "declarations": [{"kind": "magic"}]},
    "null": {**simple("(sort 2)"), "declarations": [None]},
    "twice": {**simple("(sort 2)"), "declarations": simple("(sort 2)")["declarations"] * 2},
    "parameters-twice": {
        **simple("(sort 2)"),
        "declarations": [{**simple("(sort 2)")["declarations"][0], "levels": [1, 1]}],
    },
    "not-there": EMPTY,
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
async def test_malformed_data_is_refused(data: Any) -> None:
    outcome, reason = await check(data)
    assert outcome is Outcome.DISAGREE, reason


async def test_a_missing_program_is_for_the_operator(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="orchestrator setup"):
        await cross_check(tmp_path / "node", EMPTY, simple("(sort 2)"), [TARGET])


async def test_a_process_that_says_nothing_passes_no_verdict() -> None:
    answer = await cross_check(Path("/bin/true"), EMPTY, simple("(sort 2)"), [TARGET])
    assert answer.outcome is Outcome.LIMITS
    assert "status 0" in answer.reason


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("echo 'FATAL ERROR: JavaScript heap out of memory' >&2; seq 20000 >&2; kill -ABRT $$", "out of memory"),
        ("kill -KILL $$", "killed from outside; the machine may be short of memory"),
        ("echo 'cannot find module' >&2; exit 7", "status 7: cannot find module"),
    ],
)
async def test_what_the_process_died_of_is_told(tmp_path: Path, program: str, words: str) -> None:
    """From its exit status and both ends of what it said, as for the processes of Lean."""
    dying = tmp_path / "node"
    dying.write_text(f"#!/bin/sh\n{program}\n")
    dying.chmod(0o755)
    answer = await cross_check(dying, EMPTY, simple("z"), [TARGET])
    assert answer.outcome is Outcome.LIMITS
    assert words in answer.reason


async def test_a_cancelled_check_leaves_no_process() -> None:
    task = asyncio.create_task(check(branching(60), steps=10**12, terms=60_000_000, seconds=500))
    children: list[psutil.Process] = []
    for _ in range(200):
        children = [each for each in psutil.Process().children() if str(JS_DIR / "main.cjs") in each.cmdline()]
        if children:
            break
        await asyncio.sleep(0.05)
    assert children
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_the_process_ends_with_its_parent() -> None:
    """The parent is killed while the check computes."""
    frame = json.dumps(
        {"library": EMPTY, "submission": branching(60), "targets": [["claim"]],
         "limits": {"steps": 10**12, "terms": 60_000_000, "seconds": 500}}
    ).encode()  # fmt: skip
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\n"
        "child.stdin.write(sys.stdin.buffer.read()); child.stdin.flush()\n"
        "print(child.pid, flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", parent, str(npm.node_executable()), str(JS_DIR / "main.cjs"), "2048"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(struct.pack("<I", len(frame)) + frame)
        process.stdin.close()
        child = psutil.Process(int(process.stdout.readline()))
        process.kill()
    assert psutil.wait_procs([child], timeout=20)[1] == []


def test_the_process_may_touch_nothing_but_its_program(tmp_path: Path) -> None:
    """The flags that the process is started with, on a program that tries."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "js").mkdir()
    program = tmp_path / "js" / "try.cjs"
    program.write_text(
        "const fs = require('node:fs'), child = require('node:child_process');\n"
        "const [secret, fresh] = process.argv.slice(2);\n"
        "const acts = [() => fs.readFileSync(secret), () => fs.writeFileSync(fresh, 'x'),\n"
        "  () => child.spawnSync('true'), () => eval('1')];\n"
        "for (const act of acts) {\n"
        "  try { act(); console.log('allowed'); } catch (error) { console.log(error.code ?? error.name); }\n}\n"
    )
    done = subprocess.run(
        [
            str(npm.node_executable()),
            *confined(tmp_path / "js"),
            *map(str, (program, tmp_path / "secret", tmp_path / "new")),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env={},
    )
    assert done.stdout.split() == ["ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED", "EvalError"]
