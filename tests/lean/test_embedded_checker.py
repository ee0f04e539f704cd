"""The embedded Lean, for real: the contract, incremental checks, limits, pool, sandbox, life and death of hosts."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from checker_conformance import GOOD, SLOW, SORRY, CheckerConformance

from orchestrator.config import settings
from orchestrator.errors import ImportNotAvailable
from orchestrator.lean.checker import CheckRequest, CheckResult, GoalOrigin, Limits, Outcome, Position
from orchestrator.lean.declared import written
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation

pytestmark = pytest.mark.lean


@pytest.fixture(scope="module")
def installation() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest.fixture
async def checker(installation: LeanInstallation) -> AsyncIterator[EmbeddedChecker]:
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1)) as checker:
        yield checker


def lemma(index: int, shift: int = 0) -> str:
    return f"theorem l{index} (a b : Nat) (h : a < b) : a + {index + shift} < b + {index + shift} := by omega\n"


def hosts_of(pid: int) -> list[psutil.Process]:
    """Living Lean hosts below a process."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        if child.status() != psutil.STATUS_ZOMBIE and any("host.cjs" in part for part in child.cmdline()):
            found.append(child)
    return found


class TestContract(CheckerConformance):
    @pytest.fixture
    async def checker(self, installation: LeanInstallation) -> AsyncIterator[EmbeddedChecker]:
        async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1)) as checker:
            yield checker


class TestIncremental:
    async def test_only_what_follows_the_change_is_elaborated_again(self, checker: EmbeddedChecker) -> None:
        texts = [lemma(i) for i in range(6)]
        assert (await checker.check(CheckRequest("".join(texts)))).reused == 0
        texts[3] = lemma(3, shift=7)
        again = await checker.check(CheckRequest("".join(texts)))
        assert (again.outcome, again.commands, again.reused) == (Outcome.ELABORATED, 6, 3)

    async def test_a_reused_command_keeps_its_messages_goals_and_declarations(self, checker: EmbeddedChecker) -> None:
        first = await checker.check(CheckRequest(SORRY + lemma(1)))
        second = await checker.check(CheckRequest(SORRY + lemma(2)))
        assert second.reused == 1
        assert second.messages == first.messages
        assert second.goals == first.goals
        assert second.declarations[0] == first.declarations[0]

    async def test_text_that_continues_a_command_is_not_cut_off_from_it(self, checker: EmbeddedChecker) -> None:
        start = "theorem t (p q : Prop) (hp : p) (hq : q) : p ∧ q := by\n  constructor\n  · exact hp\n"
        unfinished = await checker.check(CheckRequest(start))
        assert unfinished.outcome is Outcome.ERRORS
        finished = await checker.check(CheckRequest(start + "  · exact hq\n"))
        assert finished.outcome is Outcome.ELABORATED

    async def test_a_definition_that_changes_changes_what_follows(self, checker: EmbeddedChecker) -> None:
        use = "theorem t : f = 1 := rfl\n"
        assert (await checker.check(CheckRequest("def f : Nat := 1\n" + use))).outcome is Outcome.ELABORATED
        assert (await checker.check(CheckRequest("def f : Nat := 2\n" + use))).outcome is Outcome.ERRORS
        assert (await checker.check(CheckRequest("def f : Nat := 1\n" + use))).outcome is Outcome.ELABORATED

    async def test_incremental_and_plain_checks_agree(self, checker: EmbeddedChecker) -> None:
        text = "section\nvariable (n : Nat)\n" + SORRY + "theorem u : n = n := rfl\nend\n#eval 1 + 1\n"
        await checker.check(CheckRequest(text[:60]))
        warm = await checker.check(CheckRequest(text))
        cold = await checker.check(CheckRequest(text, incremental=False))
        assert cold.reused == 0
        for name in ("outcome", "messages", "goals", "declarations", "commands"):
            assert getattr(warm, name) == getattr(cold, name), name

    async def test_an_error_about_what_follows_a_command_is_told_anew(self, checker: EmbeddedChecker) -> None:
        """A proof that is missing is an error of the command before, and names the word that stands there instead."""
        text = "theorem t : 1 = 1 := by\n{} u : 1 = 1 := rfl\n"
        for word in ("def", "theorem", "abbrev"):
            warm = await checker.check(CheckRequest(text.format(word)))
            assert warm.errors[0].text == f"unexpected token '{word}'; expected '{{' or tactic"

    async def test_kept_states_are_bounded(self, installation: LeanInstallation) -> None:
        config = PoolConfig(hosts=1, spare=False, host=HostConfig(snapshots=16))
        async with await EmbeddedChecker.open(installation, config) as checker:
            for i in range(60):
                assert (await checker.check(CheckRequest(lemma(0) + lemma(i + 1)))).outcome is Outcome.ELABORATED
            assert (await checker.check(CheckRequest(lemma(0) + lemma(99)))).reused == 1


class TestGoals:
    async def test_every_hole_and_error_has_its_goal(self, checker: EmbeddedChecker) -> None:
        text = textwrap.dedent("""\
            theorem t (n : Nat) (h : n > 2) : n * n > 4 ∧ (1 = 2 ∨ n > 1) := by
              constructor
              · sorry
              · left
                omega
            def value : { n : Nat // n > 3 } := ⟨4, sorry⟩
            """)
        goals = (await checker.check(CheckRequest(text))).goals
        assert [(g.origin, g.start.line, g.goal.target, g.is_tactic) for g in goals] == [
            ("sorry", 3, "n * n > 4", True),
            ("error", 5, "1 = 2", True),
            ("sorry", 6, "4 > 3", False),
        ]

    async def test_the_digest_ignores_names_and_sees_content(self, checker: EmbeddedChecker) -> None:
        async def digest(text: str) -> str:
            (goal,) = (await checker.check(CheckRequest(text))).goals
            return goal.goal.digest

        statement = "theorem {t} ({n} : Nat) ({h} : {n} > {k}) : {n} > 0 := by sorry\n"
        first = await digest(statement.format(t="a", n="n", h="h", k=2))
        assert await digest(statement.format(t="b", n="m", h="g", k=2)) == first
        assert await digest(statement.format(t="a", n="n", h="h", k=3)) != first

    async def test_the_digest_sees_the_definitions_a_goal_is_about(self, checker: EmbeddedChecker) -> None:
        digests = []
        for bound in (100, 100, 7):
            text = f"def Big (n : Nat) : Prop := {bound} < n\ntheorem t : Big 200 := by sorry\n"
            digests.append((await checker.check(CheckRequest(text, incremental=False))).goals[0].goal.digest)
        assert digests[0] == digests[1] != digests[2]


class TestLimits:
    @pytest.mark.parametrize(
        ("text", "outcomes"),
        [
            pytest.param(SLOW, {Outcome.TIMEOUT}, id="endless evaluation"),
            pytest.param(
                "theorem t : (List.range 3000).foldl (· + ·) 0 = 1 := by\n  set_option maxRecDepth 1000000 in decide\n",
                {Outcome.ERRORS, Outcome.TIMEOUT, Outcome.STACK},
                id="deep reduction",
            ),
            pytest.param(
                "partial def grow (l : List Nat) : Nat := grow (1 :: 2 :: 3 :: l)\n#eval grow []\n",
                {Outcome.MEMORY},
                id="memory",
            ),
            pytest.param("#eval (IO.Process.exit 0 : IO Unit)\n", {Outcome.ERRORS}, id="exit"),
        ],
    )
    async def test_a_text_that_passes_a_limit_gets_that_outcome(
        self, installation: LeanInstallation, text: str, outcomes: set[Outcome]
    ) -> None:
        config = PoolConfig(hosts=1, host=HostConfig(memory_mib=512))
        async with await EmbeddedChecker.open(installation, config) as checker:
            # Only what must time out gets little time: on a loaded machine the others are slow as well.
            seconds = 6.0 if Outcome.TIMEOUT in outcomes else 90.0
            result = await checker.check(CheckRequest(text, limits=Limits(wall_seconds=seconds)))
            assert result.outcome in outcomes, result
            assert (await checker.check(CheckRequest(GOOD))).complete

    async def test_messages_beyond_the_output_limit_are_cut(self, checker: EmbeddedChecker) -> None:
        flood = "#print Nat\n" * 600
        result = await checker.check(CheckRequest(GOOD + flood, limits=Limits(output_bytes=50_000)))
        assert result.outcome is Outcome.OUTPUT
        assert 0 < sum(len(message.text) for message in result.messages) <= 50_000

    async def test_heartbeats_limit_a_tactic(self, checker: EmbeddedChecker) -> None:
        text = "example (a b c d : Nat) (h : a + b < c) (g : c < d) : a + b < d + 1 := by omega\n"
        assert (await checker.check(CheckRequest(text, limits=Limits(heartbeats=1)))).outcome is Outcome.ERRORS
        assert (await checker.check(CheckRequest(text))).outcome is Outcome.ELABORATED

    async def test_neighbours_of_a_runaway_do_not_notice(self, installation: LeanInstallation) -> None:
        async with await EmbeddedChecker.open(installation, PoolConfig(hosts=2)) as checker:
            runaway = CheckRequest(SLOW, limits=Limits(wall_seconds=1.0))
            requests = [runaway if i % 10 == 0 else CheckRequest(lemma(i)) for i in range(40)]
            results = await asyncio.gather(*map(checker.check, requests))
        for i, result in enumerate(results):
            assert result.outcome is (Outcome.TIMEOUT if i % 10 == 0 else Outcome.ELABORATED)


class TestEnvironments:
    async def test_a_file_gets_the_environment_it_imports(self, checker: EmbeddedChecker) -> None:
        text = "import Lean\nopen Lean\n#check (Expr : Type)\n"
        assert (await checker.check(CheckRequest(text))).outcome is Outcome.ELABORATED
        without = await checker.check(CheckRequest("open Lean\n#check (Expr : Type)\n"))
        assert without.outcome is Outcome.ERRORS

    async def test_positions_count_the_header(self, checker: EmbeddedChecker) -> None:
        result = await checker.check(CheckRequest("import Std\n\n\nexample : 1 = 2 := by omega\n"))
        assert result.errors[0].start == Position(4, 22)

    async def test_a_missing_import_says_what_would_have_it(self, checker: EmbeddedChecker) -> None:
        with pytest.raises(ImportNotAvailable, match=r"Mathlib.*native toolchain"):
            await checker.check(CheckRequest("import Mathlib.Data.Nat.Basic\n" + GOOD))

    @pytest.mark.parametrize("keyword", ["module", "prelude"])
    async def test_modules_and_preludes_are_refused(self, checker: EmbeddedChecker, keyword: str) -> None:
        with pytest.raises(ImportNotAvailable, match=keyword):
            await checker.check(CheckRequest(f"{keyword}\n" + GOOD))


async def evaluate(checker: EmbeddedChecker, term: str) -> CheckResult:
    return await checker.check(CheckRequest(f"#eval ({term})\n", limits=Limits(wall_seconds=10.0)))


class TestSandbox:
    @pytest.mark.parametrize(
        "term",
        [
            'IO.FS.readFile "{secret}"',
            'IO.FS.readFile "/lean/../{secret}"',
            'IO.FS.readFile "/proc/self/environ"',
            'IO.FS.writeFile "{folder}/written" "x"',
            'IO.FS.writeFile "/lean/Init.olean" "x"',
            'IO.FS.createDirAll "{folder}/made"',
            'IO.FS.removeFile "{secret}"',
            'IO.FS.rename "{secret}" "{folder}/moved"',
            'IO.Process.output {{ cmd := "touch", args := #["{folder}/touched"] }}',
            'IO.Process.spawn {{ cmd := "sh", args := #["-c", "touch {folder}/spawned"] }} >>= fun c => c.wait',
        ],
    )
    async def test_nothing_of_the_machine_can_be_read_or_changed(
        self, checker: EmbeddedChecker, tmp_path: Path, term: str
    ) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("the secret")
        result = await evaluate(checker, term.format(secret=secret, folder=tmp_path))
        assert result.outcome is Outcome.ERRORS
        assert "the secret" not in "".join(message.text for message in result.messages)
        assert os.listdir(tmp_path) == ["secret.txt"]
        assert secret.read_text() == "the secret"

    async def test_no_environment_variable_is_visible(
        self, installation: LeanInstallation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ORCHESTRATOR_TEST_SECRET", "the secret")
        async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
            for name in ("ORCHESTRATOR_TEST_SECRET", "PATH", "HOME"):
                result = await evaluate(checker, f'IO.getEnv "{name}"')
                assert [message.text for message in result.messages] == ["none"]

    async def test_the_library_itself_is_out_of_reach_after_the_import(self, checker: EmbeddedChecker) -> None:
        assert (await evaluate(checker, 'IO.FS.readBinFile "/lean/Init.olean"')).outcome is Outcome.ERRORS

    async def test_nothing_comes_from_macros_either(self, checker: EmbeddedChecker, tmp_path: Path) -> None:
        target = tmp_path / "written"
        text = (
            "import Lean\nopen Lean\n"
            f'run_cmd (IO.FS.writeFile "{target}" "x" : IO Unit)\n'
            f'elab "bad" : command => do IO.FS.writeFile "{target}" "x"\nbad\n'
        )
        assert (await checker.check(CheckRequest(text))).outcome is Outcome.ERRORS
        assert not target.exists()

    async def test_foreign_functions_lead_nowhere(self, checker: EmbeddedChecker, tmp_path: Path) -> None:
        text = textwrap.dedent(f"""\
            @[extern "emscripten_run_script"] opaque runScript (s : String) : Unit
            @[extern "system"] opaque cSystem (s : String) : UInt32
            #eval cSystem "touch {tmp_path}/touched"
            #eval runScript "require('fs').writeFileSync('{tmp_path}/touched', '')"
            """)
        await checker.check(CheckRequest(text, limits=Limits(wall_seconds=5.0)))
        assert os.listdir(tmp_path) == []
        assert (await checker.check(CheckRequest(GOOD))).complete

    async def test_dynamic_libraries_cannot_be_loaded(self, checker: EmbeddedChecker) -> None:
        text = 'import Lean\n#eval Lean.loadDynlib "/lean/libevil.so"\n'
        result = await checker.check(CheckRequest(text))
        # The library's code for it is not shipped, which is said as a warning: nothing is run.
        assert result.outcome is Outcome.ERRORS or "not evaluated" in result.messages[0].text, result


PARENT = """
import asyncio, os, signal, sys
from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest, Limits
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background of a shell

async def main():
    checker = await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(hosts=1))
    await checker.check(CheckRequest("example : True := trivial"))
    busy = asyncio.create_task(checker.check(CheckRequest(sys.argv[1], limits=Limits(wall_seconds=60))))
    await asyncio.sleep(0.5)
    print("ready", flush=True)
    await busy

asyncio.run(main())
"""


class TestDeath:
    @pytest.fixture
    def parent(self) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen([sys.executable, "-c", PARENT, SLOW], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
            process.kill()

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    def test_hosts_die_with_their_parent_even_while_they_work(
        self, parent: subprocess.Popen[str], how: signal.Signals
    ) -> None:
        hosts = hosts_of(parent.pid)
        assert hosts
        os.kill(parent.pid, how)
        _, alive = psutil.wait_procs(hosts, timeout=10)
        assert alive == []

    async def test_a_killed_host_is_replaced_and_the_check_repeated(self, checker: EmbeddedChecker) -> None:
        before = await checker.statistics()
        slow_but_finite = "example : (List.range 2000).length = 2000 := by set_option maxRecDepth 100000 in decide\n"
        task = asyncio.create_task(checker.check(CheckRequest(slow_but_finite, limits=Limits(wall_seconds=30.0))))
        await asyncio.sleep(0.2)
        for process in hosts_of(os.getpid()):
            process.kill()
        assert (await task).outcome is Outcome.ELABORATED
        assert (await checker.statistics()).hosts_killed > before.hosts_killed

    async def test_closing_ends_every_process(self, installation: LeanInstallation) -> None:
        checker = await EmbeddedChecker.open(installation, PoolConfig(hosts=2))
        await asyncio.gather(*(checker.check(CheckRequest(lemma(i))) for i in range(4)))
        assert hosts_of(os.getpid())
        await checker.aclose()
        assert hosts_of(os.getpid()) == []


async def test_a_cancellation_that_meets_the_answer_is_not_lost(installation: LeanInstallation) -> None:
    host = await Host.start(installation, HostConfig())
    try:
        task = asyncio.create_task(host.request("check", wall_seconds=5.0, source="example : True := trivial\n"))
        await asyncio.sleep(0)
        (answer,) = host._waiting.values()
        answer.add_done_callback(lambda _: task.cancel())
        with pytest.raises(asyncio.CancelledError):
            await task
    finally:
        await host.stop()


async def test_stopping_a_host_leaves_nobody_waiting_for_a_cancelled_request(installation: LeanInstallation) -> None:
    host = await Host.start(installation, HostConfig())
    task = asyncio.create_task(host.request("check", wall_seconds=30.0, source=SLOW))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    quiet = asyncio.create_task(host.quiet())
    await asyncio.sleep(0)
    assert host._reader is not None
    host._reader.cancel()  # as `stop` does where the end of the process has not been read yet
    await host.stop()
    async with asyncio.timeout(5):
        await quiet


async def test_memory_stays_flat_over_many_checks(installation: LeanInstallation) -> None:
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        heaps = []
        for i in range(400):
            assert (await checker.check(CheckRequest(lemma(i)))).complete
            heaps.append((await checker.statistics()).lean_heap_bytes)
    assert heaps[-1] <= 1.2 * heaps[100]


async def test_nobody_is_overtaken_for_long(installation: LeanInstallation) -> None:
    """Eight clients share one host: each is served in its turn, so all finish at about the same time."""
    finished: list[int] = []

    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:

        async def client(number: int) -> None:
            for i in range(5):
                await checker.check(CheckRequest(f"example : {number} + {i} = {number + i} := rfl\n"))
                finished.append(number)

        await asyncio.gather(*(client(number) for number in range(8)))
    for turn in range(5):
        assert sorted(finished[8 * turn : 8 * turn + 8]) == list(range(8))


@pytest.mark.parametrize(
    "text",
    [
        "example : 1 = 2 := sorry",
        "example : 1 = 2 := by\n  have h : 1 = 2 := by admit\n  exact h",
        "instance : Inhabited Empty := ⟨sorry⟩",
        "set_option warn.sorry false\nexample : 1 = 2 := by sorry",
        "theorem t : 1 = 1 := rfl\nnamespace N\nexample : True ∧ 1 = 2 := ⟨trivial, sorry⟩\nend N",
        "#guard_msgs (drop all) in\nexample : 1 = 2 := by\n  stop\n  rfl",
        "/-- warning: declaration uses `sorry` -/\n#guard_msgs in\nexample : 1 = 2 := sorry",
        "set_option «warn».sorry false in\nexample : 1 = 2 := «sorryAx» _ false",
        "variable (h : sorry)\nexample : True := trivial",
        'macro "zz" : command => `(set_option warn.sorry false in example : 1 = 2 := sorry)\nzz',
        "set_option debug.skipKernelTC true in\nexample : 1 = 1 := by decide +kernel",
        "axiom no : 1 = 2\nexample : 1 = 2 := no",
        "theorem t : 1 + 1 = 2 := by native_decide",
    ],
)
async def test_a_hole_without_a_name_is_a_hole(checker: EmbeddedChecker, text: str) -> None:
    result = await checker.check(CheckRequest(text))
    assert result.outcome is Outcome.ELABORATED
    assert not result.complete


async def test_what_only_sounds_like_a_hole_is_none(checker: EmbeddedChecker) -> None:
    text = (
        '/-- sorry -/\ntheorem sorry_free (r : Std.Legacy.Range) : r.stop = r.stop := rfl\ndef Foo.admit := "sorry"\n'
    )
    assert (await checker.check(CheckRequest(text + "set_option warn.sorry false\n"))).complete


async def test_declarations_come_in_an_order_that_a_reader_expects_and_goals_once(checker: EmbeddedChecker) -> None:
    text = (
        "inductive C | b | a deriving Repr\nstructure P where\n  y : Nat\n  x : Nat\n"
        "example : 10 = 1 := by norm_num\nexample : 1 = 2 := by exact ?_\n"
    )
    result = await checker.check(CheckRequest(text))
    names = [each.name for each in written(result.declarations)]
    assert names == ["C", "C.b", "C.a", "instReprC", "instReprC.repr", "P", "P.mk", "P.x", "P.y"]
    assert [goal.goal.target for goal in result.goals] == ["10 = 1", "1 = 2"]


async def test_a_cancelled_request_whose_host_is_stopped_leaves_no_complaint(
    installation: LeanInstallation, caplog: pytest.LogCaptureFixture
) -> None:
    host = await Host.start(installation, HostConfig())
    task = asyncio.create_task(host.request("check", wall_seconds=30, source="#eval (fun _ => 1) ()", limits={}))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await host.stop()
    del host, task
    gc.collect()
    assert "never retrieved" not in caplog.text


@pytest.mark.parametrize(
    ("last", "seconds", "outcomes"),
    [
        (
            "theorem b : (List.range 200000).foldl (fun a x => (a * x + 1) % 1000003) 7 = 5 := by decide +kernel",
            5.0,
            "timeout",
        ),
        ("#eval (IO.Process.exit 0 : IO Unit)", 600.0, "errors"),  # as long as a busy machine takes
    ],
)
async def test_what_was_found_before_a_limit_is_kept(
    installation: LeanInstallation, last: str, seconds: float, outcomes: str
) -> None:
    text = f"theorem a : 1 = 2 := by decide\n\nexample : 2 = 3 := sorry\n{last}\ntheorem after : True := trivial\n"
    async with await EmbeddedChecker.open(installation, PoolConfig(hosts=1, spare=False)) as checker:
        result = await checker.check(CheckRequest(text, Limits(wall_seconds=seconds)))
        assert (result.outcome, result.commands) == (outcomes, 2)
        assert result.running == Position(4, 0)
        assert "is false" in result.errors[0].text
        assert [goal.goal.target for goal in result.goals if goal.origin is GoalOrigin.SORRY] == ["2 = 3"]
        assert [declaration.name for declaration in result.declarations] == ["a"]
        assert (await checker.check(CheckRequest(GOOD))).complete
