"""What `problems list` and `status` remember: never more than what files still say."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from command_line import CommandLine
from scripted import CHALLENGE

from orchestrator.cli.remembered import remembered, stamp
from orchestrator.config import settings
from orchestrator.problems.catalogue import Catalogue

HOUR_AGO = 3_600_000_000_000


def aged(path: Path, *, by: int = HOUR_AGO) -> Path:
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns - by, found.st_mtime_ns - by))
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", str(tmp_path / "cache"))
    settings.cache_clear()
    return tmp_path / "cache" / "answers"


def test_an_answer_is_made_anew_when_a_file_changes_appears_or_goes(tmp_path: Path, cache: Path) -> None:
    one, two, made = tmp_path / "one", tmp_path / "two", []
    one.write_text("1")
    aged(one)

    def ask() -> int:
        def make() -> int:
            made.append(1)
            return len(made)

        answer = remembered("a", lambda: stamp([str(one), str(two)]), make, program=())
        assert isinstance(answer, int)
        return answer

    assert [ask(), ask()] == [1, 1]
    one.write_text("2")
    aged(one, by=2 * HOUR_AGO)
    assert [ask(), ask()] == [2, 2]
    two.write_text("")
    aged(two)
    assert [ask(), ask()] == [3, 3]
    two.unlink()
    assert [ask(), ask()] == [4, 4]
    one.write_text("3")
    assert [ask(), ask()] == [5, 6], "a file that changed just now may change again without a new time"
    aged(one)
    (cache / "a.json").write_text("{")
    assert [ask(), ask()] == [7, 7], "a damaged answer is none"


def test_what_changes_while_it_is_read_is_not_remembered(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "file"
    file.write_text("1")
    aged(file)

    def make() -> str:
        text = file.read_text()
        file.write_text("2")
        aged(file)
        return text

    assert remembered("a", lambda: stamp([str(file)]), make, program=()) == "1"
    assert not cache.exists()


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_CACHE_DIR", "/proc/cache")
    settings.cache_clear()
    file = tmp_path / "file"
    file.write_text("1")
    aged(file)
    assert remembered("a", lambda: stamp([str(file)]), lambda: "x", program=()) == "x"


def test_the_list_follows_the_catalogue(
    orchestrator: CommandLine, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "problems" / "test"
    folder.mkdir(parents=True)
    aged_file = folder / "one.lean"
    aged_file.write_text(CHALLENGE.format(name="one", statement="1 = 1"))
    aged(aged_file)
    monkeypatch.setenv("ORCHESTRATOR_PROBLEMS_DIR", str(tmp_path / "problems"))
    settings.cache_clear()
    first = orchestrator("problems", "list", "--json").json
    assert [each["id"] for each in first] == ["test/one"]
    assert list(cache.glob("catalogue-*.json"))

    def broken(*_: object) -> None:
        raise AssertionError("the catalogue was read again")

    with monkeypatch.context() as patch:
        patch.setattr(Catalogue, "load", broken)
        assert orchestrator("problems", "list", "--json").json == first
    (folder / "two.lean").write_text(CHALLENGE.format(name="two", statement="2 = 2"))
    assert [each["id"] for each in orchestrator("problems", "list", "--json").json] == ["test/one", "test/two"]
    shutil.rmtree(folder)
    assert orchestrator("problems", "list", "--json").json == []


def test_status_makes_no_database_and_sees_a_new_one(orchestrator: CommandLine, tmp_path: Path, cache: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    for _ in range(2):
        assert orchestrator("status", "--json", "--database", url).json == {"problems": [], "unfinished_runs": []}
    assert "nothing to resume" in orchestrator("resume", "--database", url).out
    assert not (tmp_path / "store.db").exists()
    assert orchestrator("show", "r-0", "--database", url).code == 2
    aged(tmp_path / "store.db")
    assert orchestrator("status", "--database", url).out.startswith("Nothing has been tried yet")
    (kept,) = cache.glob("status-*.json")
    assert json.loads(kept.read_text())["answer"] == {"problems": [], "unfinished_runs": []}
