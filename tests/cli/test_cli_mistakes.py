"""Bad input and broken machines, through the command line: one sentence each, exit code 2, nothing lost."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT, CommandLine
from scripted import CHALLENGE

from orchestrator.cli.main import Command, main, run
from orchestrator.cli.output import Exit
from orchestrator.config import settings
from orchestrator.errors import SetupError
from orchestrator.store.schema import prepare
from orchestrator.store.sql.engine import parse_url

TEN_MEGABYTES = 10 << 20


def test_an_unknown_problem_with_near_matches(orchestrator: CommandLine) -> None:
    for arguments in (("problems", "show", "erdos/24"), ("prove", "erdos/24"), ("show", "erdos/24")):
        done = orchestrator(*arguments)
        assert done.code == 2
        assert done.sentence.startswith("orchestrator: there is no problem 'erdos/24'; did you mean erdos/242, ")
        assert done.out == ""


def test_json_errors(orchestrator: CommandLine) -> None:
    done = orchestrator("problems", "show", "erdos/24", "--json")
    assert done.code == 2
    assert done.json["error"]["kind"] == "UnknownId"
    assert done.json["error"]["message"] in done.sentence


@pytest.mark.parametrize(
    "command", [("check",), ("prove",), ("problems", "show"), ("triage",), ("submit",), ("formalise", "--file")]
)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"theorem t : 1 = 1 := by rfl -- \xff\n", "the source is not UTF-8 at byte 31; save it as UTF-8"),
        (b"-" * TEN_MEGABYTES, "the source has more than 1048576 bytes"),
        (b"theorem t : 1 = 1 := by\n\trfl\n", "line 2, column 1: U+0009 is a tab"),
    ],
    ids=["encoding", "size", "tab"],
)
def test_texts_that_cannot_be_taken(
    orchestrator: CommandLine, command: tuple[str, ...], content: bytes, sentence: str
) -> None:
    file = orchestrator.file("source.lean", content)
    done = orchestrator(*command, file)
    assert done.code == 2
    assert sentence in done.sentence
    assert str(file) in done.sentence


def test_a_statement_that_cannot_be_taken_is_named(orchestrator: CommandLine) -> None:
    good, bad = orchestrator.file("good.lean", b"theorem t : 1 = 1 := rfl\n"), orchestrator.file("bad.lean", b"\xff\n")
    for more in ((), ("--target", "t")):
        done = orchestrator("judge", bad, good, *more)
        assert done.code == 2
        assert f"{str(bad)!r}: the source is not UTF-8 at byte 0" in done.sentence
    assert "'good.lean'" in orchestrator("judge", good, bad).sentence.replace(f"{good.parent}/", "")


def test_a_missing_catalogue_is_told_where_it_may_matter(
    orchestrator: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = orchestrator.file("plain.lean", PLAIN.encode())
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", "nowhere")
    settings.cache_clear()
    assert orchestrator("submit", file).code == 2
    assert not [record for record in caplog.records if record.levelname == "WARNING"]
    done = orchestrator("submit", "erdos/242", "--database", f"sqlite:///{tmp_path / 'empty.db'}")
    assert (done.code, "there is no problem 'erdos/242'" in done.sentence) == (2, True)
    assert "there is no catalogue folder 'nowhere'; the problems in the database are known" in caplog.text


def test_an_empty_file_is_not_submitted(orchestrator: CommandLine) -> None:
    file = orchestrator.file("empty.lean", b"")
    done = orchestrator("submit", file)
    assert done.code == 2
    assert done.sentence.endswith(f"{str(file)!r} is empty")


PLAIN = "import Mathlib\n\n@[simp] theorem odd_sum (n : ℕ) : n = n := by\n  sorry\n"


@pytest.mark.parametrize("command", [("prove",), ("problems", "show"), ("triage",)])
@pytest.mark.parametrize("name", ["plain.lean", "plain.txt", "plain.lean4", "plain"])
def test_a_plain_lean_file_under_any_name_is_led_to_adopt(
    orchestrator: CommandLine, command: tuple[str, ...], name: str
) -> None:
    done = orchestrator(*command, orchestrator.file(name, PLAIN.encode()))
    assert done.code == 2
    assert "alone on the first line; of a plain Lean file `orchestrator adopt FILE.lean odd_sum` makes" in done.sentence


@pytest.mark.parametrize("command", [("prove",), ("problems", "show"), ("triage",), ("mcp",)])
def test_a_folder_is_no_problem(orchestrator: CommandLine, command: tuple[str, ...], tmp_path: Path) -> None:
    done = orchestrator(*command, str(tmp_path))
    assert (done.code, f"{str(tmp_path)!r} is a folder; name a challenge file in it" in done.sentence) == (2, True)


@pytest.mark.parametrize("name", ["NOWHERE", "erdos-242", "goals.json"])
def test_a_set_that_is_neither_worlds_nor_problems(orchestrator: CommandLine, name: str, tmp_path: Path) -> None:
    done = orchestrator("ablate", name, "--out", str(tmp_path / "out"))
    assert done.code == 2
    assert f"{name!r} is no simulated world (known are " in done.sentence
    assert "no problem's id, and no .lean or .jsonl file" in done.sentence


def test_files_that_are_not_there(orchestrator: CommandLine, tmp_path: Path) -> None:
    for command in ("check", "prove"):
        done = orchestrator(command, tmp_path / "nowhere.lean")
        assert done.code == 2
        assert "nowhere.lean" in done.sentence


def test_places_that_cannot_be_written(
    orchestrator: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ablation").touch()
    missing = tmp_path / "no" / "status.yaml"
    for words, named in (
        (("ablate", "simulated", "--repeats", "1"), "'ablation' cannot be used (File exists)"),
        (("ablate", "simulated", "--out", str(tmp_path / "ablation")), "cannot be used (File exists)"),
        (("export", "status", "--to", str(missing)), f"{str(missing)!r} cannot be used (No such file or directory)"),
    ):
        done = orchestrator(*words)
        assert done.code == 2
        assert named in done.sentence


def test_a_challenge_without_its_target(orchestrator: CommandLine) -> None:
    text = CHALLENGE.format(name="one", statement="1 = 1").replace("target_theorem_0", "other")
    done = orchestrator("prove", orchestrator.file("one.lean", text))
    assert (
        done.code,
        "there must be exactly one 'theorem target_theorem_0', found 'theorem other'" in done.sentence,
    ) == (2, True)


def test_a_challenge_without_sorry(orchestrator: CommandLine) -> None:
    text = CHALLENGE.format(name="one", statement="1 = 1").replace("sorry", "rfl")
    done = orchestrator("prove", orchestrator.file("one.lean", text))
    assert done.code == 2
    assert "line 13: the proof of target_theorem_0 has no 'sorry', so there is nothing to prove" in done.sentence


def test_prove_wants_to_know_what(orchestrator: CommandLine) -> None:
    for arguments in (("prove",), ("prove", "--all", "erdos/242"), ("prove", "--all", "--tag", "starter")):
        done = orchestrator(*arguments)
        assert (done.code, "say which problems to prove" in done.sentence) == (2, True)
    done = orchestrator("prove", "--tag", "nonsense")
    assert (done.code, "no problem has the tag 'nonsense'" in done.sentence) == (2, True)


def test_usage_errors(orchestrator: CommandLine) -> None:
    for arguments in (("frobnicate",), ("prove", "--time", "soon"), ("prove", "erdos/242", "--executor", "cloud")):
        done = orchestrator(*arguments)
        assert done.code == 2
        assert "Traceback" not in done.err


def test_a_database_of_a_newer_schema(orchestrator: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    prepare(parse_url(f"sqlite:///{path}"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    for arguments in (("status",), ("show", "erdos/242"), ("resume",)):
        done = orchestrator(*arguments)
        assert done.code == 2
        assert "has schema 9999, newer than" in done.sentence
    assert path.read_bytes() == before


def test_a_database_that_cannot_be(orchestrator: CommandLine) -> None:
    done = orchestrator("status", "--database", "mysql://somewhere/x")
    assert (done.code, "the store does not work on 'mysql'" in done.sentence) == (2, True)
    done = orchestrator("status", "--database", "sqlite:////dev/null/store.db")
    assert done.code == 2
    assert "/dev/null" in done.sentence


def test_no_catalogue(orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", str(tmp_path / "nowhere"))
    settings.cache_clear()
    done = orchestrator("problems", "list")
    assert (done.code, "ORCHESTRATOR_PROBLEMS_DIR" in done.sentence) == (2, True)


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(orchestrator: CommandLine, option: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = orchestrator(option)
    assert done.code == 0
    assert re.fullmatch(r"orchestrator \d+\.\d+\.\d+\nLean embedded-4\.28\.0-pre\+[0-9a-f]{12}\n", done.out)
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", str(tmp_path / "empty"))
    settings.cache_clear()
    done = orchestrator(option)
    assert (done.code, done.out.endswith("run `orchestrator setup`\n")) == (0, True)


def test_lean_is_not_set_up(orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", str(tmp_path / "empty"))
    settings.cache_clear()
    source = orchestrator.file("t.lean", "theorem t : 1 = 1 := rfl\n")
    done = orchestrator("check", source)
    assert (done.code, done.sentence.endswith("run `orchestrator setup`")) == (2, True)
    done = orchestrator("prove", "erdos/242-even", "--executor", "local")
    assert (done.code, done.err.splitlines()[-1].endswith("run `orchestrator setup`")) == (2, True)
    assert orchestrator("status", "--json").json == {"problems": [], "unfinished_runs": []}, "no run was begun"
    done = orchestrator("judge", source, source, "--target", "t", "--json")
    assert (done.code, done.json["verdict"], done.json["code"]) == (2, "infrastructure", "INFRASTRUCTURE")


def test_the_dashboards_scripts_fail_and_lean_stays(orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise SetupError("the npm registry cannot be reached (ETIMEDOUT): check the network")

    monkeypatch.setattr("orchestrator.service.web_packages.ensure_web_packages", refused)
    done = orchestrator("setup", "--dashboard")
    assert done.code == 2
    assert "Lean is ready and stays so, but the dashboard's scripts are not there: the npm registry" in done.err


def test_a_cache_folder_that_cannot_be_written(orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", "/proc/cache")
    settings.cache_clear()
    done = orchestrator("setup")
    assert done.code == 2
    assert "the cache folder /proc/cache cannot be used" in done.err.splitlines()[-1]


def test_defects_keep_their_traceback(
    orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def defect(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("orchestrator.problems.catalogue.Catalogue.load", defect)
    with pytest.raises(ZeroDivisionError):
        orchestrator("problems", "list")
    monkeypatch.setattr(sys, "argv", ["orchestrator", "problems", "list"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 70, "and not 1, which says that something is not proved"
    assert "ZeroDivisionError: a defect" in capfd.readouterr().err


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "problems", "list", "erdos/242", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "20"},
    )
    listed = json.loads(done.stdout)
    assert [problem["id"] for problem in listed] == ["erdos/242", "erdos/242-even", "erdos/242-mod-3"]
    assert done.stderr == ""


HEAVY = ("ray", "sqlalchemy", "alembic", "lean_dojo", "httpx", "rich", "pydantic", "asyncio")
LIGHT = (
    ["--help"], ["problems", "list"], ["problems", "list", "erdos/242"], ["problems", "show", "erdos/242"], ["status"],
    ["resume"],
)  # fmt: skip


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_light_commands_import_nothing_heavy(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where their answer is remembered, or there is no database; what imports cost is in ``benchmarks startup``."""
    monkeypatch.setenv("ORCHESTRATOR_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", str(tmp_path))  # another checkout may remember its answer in ours
    program = (
        "import sys, json\n"
        "from orchestrator.cli.main import run\n"
        f"run({arguments!r})\n"
        "print(json.dumps([name for name in sys.modules]), file=sys.stderr)\n"
    )
    for _ in ("to remember", "to see"):
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(HEAVY) & set(json.loads(done.stderr)) == set()


@pytest.mark.parametrize(("reader", "reads"), [("head -n 1", True), ("true", False)])
def test_a_reader_that_goes_away_is_no_error(reader: str, reads: bool) -> None:
    command = f"{sys.executable} -m orchestrator problems list | {reader}"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout.startswith(b"erdos/1 ") == reads


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("words", [("problems", "list", "--json"), ("--help",), ("--version",), ("prove", "--help")])
def test_what_nobody_read_is_not_said_to_be_done(words: tuple[str, ...], merged: bool) -> None:
    """The exit codes 0 and 1 mean something, and nothing was decided here."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=ROOT, stdout=writer, stderr=writer if merged else subprocess.PIPE, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert done.returncode == Exit.UNREAD
    assert merged or done.stderr == b""


@pytest.mark.parametrize(
    "error", [BrokenPipeError(errno.EPIPE, "Broken pipe"), EOFError(), asyncio.IncompleteReadError(b"", 4)], ids=repr
)
def test_a_broken_pipe_to_something_else_is_not_hushed_up(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """typer takes it for the reader of the output and ends with 1, which means "not proved"."""

    def probe() -> None:
        raise error

    monkeypatch.setattr(Command, "load", lambda _: probe)
    with pytest.raises(type(error)):
        run(["doctor"])
