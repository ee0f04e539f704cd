"""Commands that ask Lean: check, prove, show, judge, verify, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psutil
import pytest
from command_line import CommandLine
from scripted import CHALLENGE

pytestmark = pytest.mark.lean

TRUE = CHALLENGE.format(name="true", statement="∀ n : Nat, n + 0 = n")
FALSE = CHALLENGE.format(name="false", statement="∀ n : Nat, n < 5")
SYNTAX = CHALLENGE.format(name="syntax", statement="∀ n : Nat n = n")
HARD = CHALLENGE.format(
    name="hard", statement="∀ n : Nat, 2 < n → ∀ a b c : Nat, 0 < a * b * c → a ^ n + b ^ n ≠ c ^ n"
)


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A database in which a true and a false problem were tried, and what `prove` printed."""
    folder = tmp_path_factory.mktemp("proved")
    (folder / "true.lean").write_text(TRUE)
    (folder / "false.lean").write_text(FALSE)
    arguments = ["prove", "true.lean", "false.lean", "--executor", "local", "--workers", "1", "--time", "60", "--json"]
    arguments += ["--explain"]
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *arguments, "--database", "sqlite:///store.db"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


@pytest.fixture
def command(
    orchestrator: CommandLine, proved: tuple[Path, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line in the folder of that database."""
    monkeypatch.chdir(proved[0])
    return orchestrator


DATABASE = ("--database", "sqlite:///store.db")


def test_explain_tells_what_was_tried_at_which_goal_and_why_it_stopped(proved: tuple[Path, dict[str, object]]) -> None:
    runs = proved[1]["runs"]
    assert isinstance(runs, list)
    for run in runs:
        told = "\n".join(run["account"])
        assert "to prove `∀ (n : Nat)" in told
        assert "evaluation 1 in" in told
        assert told.endswith("Lean seconds in all: closed")


def test_prove_tells_what_became_of_each(proved: tuple[Path, dict[str, object]]) -> None:
    runs = proved[1]["runs"]
    assert isinstance(runs, list)
    found = {run["problem"]: (run["outcome"], run["verdict"]["trust"], run["prover"], run["attempts"]) for run in runs}
    assert found == {
        "local/test/true": ("proved", "cross-checked", "portfolio", 1),
        "local/test/false": ("disproved", "cross-checked", "portfolio", 1),
    }


def test_show_and_status(command: CommandLine, proved: tuple[Path, dict[str, object]]) -> None:
    done = command("status", *DATABASE)
    assert done.code == 0
    assert "accepted (cross-checked)" in done.out
    assert [line.split()[:2] for line in done.out.splitlines() if line.strip().startswith("local/test/")] == [
        ["local/test/false", "disproved"],
        ["local/test/true", "proved"],
    ]

    shown = command("show", "test/true", *DATABASE, "--json").json
    assert shown["kind"] == "problem"
    sketch = shown["best_sketch"]["detail"]["sketch"]["digest"]
    assert "theorem target_theorem_0 : ∀ n : Nat, n + 0 = n := by" in shown["best_sketch"]["source"]
    assert "sorry" not in shown["best_sketch"]["source"]

    for identifier in (shown["runs"][0]["id"], shown["verdicts"][0]["attempt_id"], sketch[:8]):
        done = command("show", identifier, *DATABASE)
        assert (done.code, "accepted (ACCEPT, trust: cross-checked)" in done.out) == (0, True), identifier
        assert "theorem target_theorem_0" in done.out

    done = command("show", "erdos/242", *DATABASE)
    assert (done.code, "erdos/242 has not been tried yet" in done.sentence) == (2, True)
    done = command("show", "r-nothing", *DATABASE)
    assert (done.code, "there is no run 'r-nothing'" in done.sentence) == (2, True)


@pytest.fixture
def catalogue(command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that has the true problem, and another one under the name of a lemma."""
    folder = tmp_path / "catalogue" / "test"
    folder.mkdir(parents=True)
    (folder / "true.lean").write_text(TRUE)
    (folder / "hard.lean").write_text(HARD)
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", str(folder.parent))
    return folder.parent


def test_a_certificate_can_be_verified_and_a_changed_one_not(command: CommandLine, catalogue: Path) -> None:
    done = command("show", "local/test/true", "--certificate", "proof.json", *DATABASE)
    assert done.code == 0
    verified = command("verify", "proof.json", "--json")
    assert (verified.code, verified.json["verdict"], verified.json["confirmed"]) == (0, "accepted", True)

    assert (verified.json["id"], verified.json["target"]) == ("test/true", "target_theorem_0")
    assert (verified.json["compared_with"], verified.json["same_statement"]) == ("catalogue", True)
    stated = verified.json["statement"]
    assert stated["text"] == "∀ n : Nat, ((n + 0) = n)"
    assert len(stated["digest"]) == 64

    changed = Path("proof.json").read_text().replace("n + 0 = n", "n + 1 = n")
    Path("changed.json").write_text(changed)
    done = command("verify", "changed.json")
    assert (done.code, "was altered" in done.sentence) == (2, True)


def test_a_certificate_for_another_statement_is_no_confirmation(command: CommandLine, catalogue: Path) -> None:
    """The header is a known problem's, the theorem a smaller one."""
    assert command("show", "local/test/true", "--certificate", "proof.json", *DATABASE).code == 0

    def renamed(name: str) -> str:
        data = json.loads(Path("proof.json").read_text())
        for field in ("statement", "source"):
            data[field] = data[field].replace("id: test/true", f"id: test/{name}")
            data[f"{field}_sha256"] = sha256(data[field].encode()).hexdigest()
        Path(f"{name}.json").write_text(json.dumps(data))
        return f"{name}.json"

    impostor = command("verify", renamed("hard"))
    assert (impostor.code, "its statement is NOT the catalogue's" in impostor.out) == (4, True)
    assert "The certificate is NOT confirmed." in impostor.out
    stranger = command("verify", renamed("lemma"), "--json")
    assert (stranger.code, stranger.json["confirmed"], stranger.json["compared_with"]) == (0, True, "nothing")
    against = command("verify", "proof.json", "--against", "false.lean")
    assert (against.code, "NOT that of the file" in against.out, "∀ n : Nat, " in against.out) == (4, True, True)


def test_judge_exit_codes(command: CommandLine) -> None:
    statement = command.file("statement.lean", "theorem t (n : Nat) : n + 0 = n := by\n  sorry\n")
    cheat = command.file("cheat.lean", "theorem t (n : Nat) : n + 0 = n := by\n  sorry\n")
    rejected = command("judge", statement, cheat, "--target", "t")
    assert (rejected.code, rejected.out.startswith("rejected (E_AXIOM")) == (1, True)
    missing = command("judge", statement, "nowhere.lean", "--target", "t")
    assert (missing.code, "nowhere.lean' cannot be read" in missing.sentence) == (2, True)


def test_check_shows_messages_goals_and_declarations(orchestrator: CommandLine) -> None:
    file = orchestrator.file(
        "t.lean", "theorem α (n : Nat) (𝔥 : n < 2) : n ≤ 2 := by\n  sorry\ntheorem β : 1 = 2 := by\n  rfl\n"
    )
    done = orchestrator("check", file)
    assert done.code == 1
    assert f"{file}:1:8: warning: declaration uses" in done.out
    assert f"{file}:2:2: open goal (sorry)\n    n : Nat\n    𝔥 : n < 2\n    ⊢ n ≤ 2" in done.out
    assert f"{file}:4:2: error" in done.out
    assert "theorem α (sorryAx)" in done.out

    blackboard = orchestrator.file("n.lean", "theorem t (a b : ℕ) (h : a ∣ b) : a ≤ b := by\n  sorry\n")
    assert orchestrator("check", blackboard).out.count("`ℕ` is Mathlib's notation; write `Nat`") == 1, "not twice"

    good = orchestrator.file("good.lean", "theorem t : 1 + 1 = 2 := rfl\n")
    done = orchestrator("check", good, "--json")
    assert (done.code, done.json["complete"], done.json["outcome"]) == (0, True, "elaborated")


def test_check_gives_hints_in_json_too_and_says_what_keeps_a_file_from_being_complete(
    orchestrator: CommandLine,
) -> None:
    text = (
        "import Std.Tactic.BVDecide\npartial def f (n : Nat) : Fin n := f n\n"
        "example (x : BitVec 8) : x &&& x = x := by bv_decide\ntheorem t : 3 − 2 = 1 := rfl\n"
        "example : ∃ n : Nat, n = 0 := by use 0\ntheorem тест : 1 = 1 := rfl\n"
    )
    messages = orchestrator("check", orchestrator.file("t.lean", text), "--json").json["messages"]
    hints = {message["start"]["line"]: message["hint"] for message in messages if message["hint"]}
    assert sorted(hints) == [2, 3, 4, 5, 6]
    assert "drop `partial`" in hints[2]
    assert "`omega` or `grind`" in hints[3]
    assert hints[4] == "U+2212 is no minus of Lean; write -"
    assert "exists _" in hints[5]
    assert "put the name into «»" in hints[6]

    hidden = orchestrator.file("hidden.lean", "\n#guard_msgs (drop all) in\nexample : 1 = 2 := sorry\n")
    done = orchestrator("check", hidden)
    assert (done.code, done.out.rstrip().endswith("but it rests on sorry (line 3)")) == (1, True)
    own = orchestrator("check", orchestrator.file("own.lean", "axiom no : 1 = 2\nexample : 1 = 2 := no\n"))
    assert (own.code, own.out.rstrip().endswith("it rests on no (line 2), which the judge does not accept")) == (
        1,
        True,
    )


def test_check_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "check", "-"],
        input="theorem t : 1 + 1 = 3 := rfl\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.startswith("-:1:25: error:")) == (1, True)


@pytest.mark.parametrize(
    "mebibytes", [800, *(pytest.param(each, marks=pytest.mark.slow) for each in (1500, 3000, 3500))]
)
def test_no_memory_is_said_in_one_sentence(mebibytes: int) -> None:
    limited = f"ulimit -v {mebibytes << 10}; exec {sys.executable} -m orchestrator check -"
    done = subprocess.run(["bash", "-c", limited], input="#check 1", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert "out of memory" in sentence
    assert "free some" in sentence


def test_an_import_that_the_embedded_lean_has_not(orchestrator: CommandLine) -> None:
    done = orchestrator("check", orchestrator.file("m.lean", "import Mathlib.Tactic\n\nexample : True := trivial\n"))
    assert done.code == 2
    assert "Mathlib" in done.sentence
    assert "native toolchain" in done.sentence


def test_a_challenge_with_a_syntax_error(command: CommandLine) -> None:
    Path("syntax.lean").write_text(SYNTAX)
    done = command("prove", "syntax.lean", "--executor", "local", *DATABASE, "--json")
    assert done.code == 2
    (run,) = done.json["runs"]
    assert run["outcome"] == "failed"
    assert run["detail"].startswith("line 12: test/syntax does not elaborate: ")
    text = command("show", "test/syntax", *DATABASE)
    assert "failed" in text.out


@pytest.mark.parametrize(
    ("executor", "number"),
    [("local", signal.SIGINT), pytest.param("ray", signal.SIGTERM, marks=[pytest.mark.ray, pytest.mark.slow])],
)
def test_an_interruption_pauses_and_leaves_nothing_running(
    command: CommandLine, executor: str, number: signal.Signals
) -> None:
    Path("hard.lean").write_text(HARD)
    database = f"sqlite:///{executor}.db"
    search = [sys.executable, "-m", "orchestrator", "prove", "hard.lean", "--time", "600", "--executor", executor]
    options = ["--workers", "1", "--database", database, "--json"]
    with Path("out.json").open("w") as out, Path("err.log").open("w") as err:
        driver = subprocess.Popen([*search, *options], stdout=out, stderr=err, start_new_session=True)
    try:
        _until_an_attempt_runs(command, database)
        offspring = psutil.Process(driver.pid).children(recursive=True)
        if executor == "ray":
            _kill_the_worker(offspring)
            _until(lambda: "worker_lost: worker 0 was lost" in Path("err.log").read_text())
            _until_an_attempt_runs(command, database)
            offspring += psutil.Process(driver.pid).children(recursive=True)
        driver.send_signal(number)
        assert driver.wait(30) == 130
    finally:
        driver.kill()
    printed = json.loads(Path("out.json").read_text())
    assert (printed["interrupted"], printed["runs"][0]["status"]) == (True, "paused")
    assert "orchestrator resume" in Path("err.log").read_text()
    _until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in offspring))

    (run,) = command("status", "--database", database, "--json").json["unfinished_runs"]
    assert run["status"] == "paused"


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGKILL])
def test_resume_goes_on_after_an_interruption_and_after_a_kill(command: CommandLine, number: signal.Signals) -> None:
    Path("hard.lean").write_text(HARD)
    options = ["--executor", "local", "--workers", "1", "--database", f"sqlite:///resume-{number}.db", "--json"]
    search = [sys.executable, "-m", "orchestrator", "prove", "hard.lean", "true.lean", "--time", "5", *options]
    driver = subprocess.Popen(search, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        _until_an_attempt_runs(command, options[-2])
        driver.send_signal(number)
        driver.wait(30)
    finally:
        driver.kill()

    resumed = command("resume", *options)
    assert resumed.code == 1, resumed.err
    outcomes = {run["problem"]: run["outcome"] for run in resumed.json["runs"]}
    assert outcomes == {"local/test/hard": "not_proved", "local/test/true": "proved"}
    again = command("resume", *options)
    assert (again.code, again.json["runs"]) == (0, [])


def _kill_the_worker(offspring: list[psutil.Process]) -> None:
    (worker,) = [process for process in offspring if process.cmdline()[0].startswith("ray::Worker")]
    worker.kill()


def _until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _until_an_attempt_runs(command: CommandLine, database: str) -> None:
    def runs() -> bool:
        problems = command("status", "--database", database, "--json").json["problems"]
        if not any(problem["attempts"] for problem in problems):
            return False
        detail = command("show", "test/hard", "--database", database, "--json").json
        run = command("show", detail["runs"][0]["id"], "--database", database, "--json").json
        return any(attempt["state"] == "running" for attempt in run["attempts"])

    _until(runs)
