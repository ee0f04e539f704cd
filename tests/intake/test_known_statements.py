"""What was looked at before is remembered, also beside other processes, and by whose text it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from held import challenge_of
from held_bad import Held

from orchestrator.config import settings
from orchestrator.intake.known_statements import CATALOGUE_DIGESTS, KnownStatements, catalogue_digests
from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.challenge import Challenge

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, "tests/intake")
from test_known_statements import named
from orchestrator.intake.known_statements import KnownStatements
known = KnownStatements(Path(sys.argv[1]), "lean")
print("open", flush=True)
sys.stdin.readline()
for number in range(40):
    known.add(f"digest{number % 4}", named(f"{sys.argv[2]}{number}"))
"""


def named(name: str, statement: str = "True") -> Challenge:
    return challenge_of(Held(name, "x", f"theorem target : {statement}"))


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
        assert writer.returncode == 0
    known = KnownStatements(tmp_path, "lean")
    found = [known.others(f"digest{number}", named("other")) for number in range(4)]
    assert sorted(name for each in found for name in each) == sorted(
        f"held/{name}{number}" for name in "ab" for number in range(40)
    )


def test_an_earlier_version_is_forgotten_and_a_text_is_no_duplicate_of_itself(tmp_path: Path) -> None:
    known = KnownStatements(tmp_path, "lean")
    known.add("old", named("one", "1 = 1"))
    known.add("new", named("one", "2 = 2"))
    known.add("new", named("two", "2 = 2"))
    assert known.others("old", named("three")) == []
    assert known.others("new", named("one", "3 = 3")) == ["held/two"]
    assert known.digest_of("held/one", named("one", "2 = 2").sha256) == "new"
    assert known.digest_of("held/one", named("one", "1 = 1").sha256) is None


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "triage").write_text("in the way")
    known = KnownStatements(tmp_path, "lean")
    known.add("new", named("one"))
    assert known.others("new", named("two")) == []
    assert "held/one is not remembered" in caplog.text


def test_the_catalogue_is_known_whole(tmp_path: Path) -> None:
    """Of every problem, so that a submission is told from whatever it repeats; `benchmarks.catalogue digests` adds."""
    catalogue = Catalogue.load(settings().problems_dir)
    kept = catalogue_digests(catalogue, settings().problems_dir, "embedded-4.28.0-pre+build")
    assert sorted(kept) == sorted(one.id for one in catalogue), f"{CATALOGUE_DIGESTS} lacks or has old texts"
    known = KnownStatements(tmp_path, "embedded-4.28.0-pre+build", settings().problems_dir)
    squares = catalogue.challenges["erdos/1"]
    assert known.others(kept["erdos/1"][1], squares) == []
    assert known.others(kept["erdos/1"][1], named("mine")) == ["erdos/1"]
    said = known.finding(named("mine"), kept["erdos/1"][1])
    assert said.why == "the elaborated statement is that of erdos/1"
