"""A disk that is full says nothing about a proof, and leaves nothing half-written."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.cli.output import Exit
from orchestrator.errors import UserError
from orchestrator.problems.whole_file import write_whole

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(
    not FULL.exists(), reason="/dev/full is needed to run out of space without filling a disk"
)
STATEMENT = "theorem target : 1 + 1 = 2 := sorry\n"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def run(*arguments: str, stdout: Path) -> tuple[int, str]:
    with stdout.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "orchestrator", *arguments],
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )
    return done.returncode, done.stderr


@needs_full
@pytest.mark.parametrize("arguments", [("--help",), ("problems", "list"), ("problems", "list", "--json")])
def test_output_that_cannot_be_written_is_one_sentence(arguments: tuple[str, ...]) -> None:
    code, said = run(*arguments, stdout=FULL)
    assert code == Exit.USAGE
    assert said == (
        "orchestrator: what this command prints cannot be written (No space left on device): "
        "make room, then run it again\n"
    )


def test_a_file_is_written_whole_or_stays(tmp_path: Path) -> None:
    file, link = tmp_path / "proof.json", tmp_path / "link.json"
    write_whole(file, "before")
    link.symlink_to(file)
    with (
        files_of_at_most(10),
        pytest.raises(
            UserError, match=r"proof\.json' cannot be used \(File too large\): make room, or name another place"
        ),
    ):
        write_whole(file, "x" * 100)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before", "before"]
    write_whole(link, b"after")
    assert link.is_symlink()
    assert file.read_text() == "after"


@needs_full
def test_what_is_no_file_is_written_to() -> None:
    write_whole(Path(os.devnull), "nothing")
    assert Path(os.devnull).is_char_device()
    with pytest.raises(UserError, match=r"'/dev/full' cannot be used \(No space left on device\): make room"):
        write_whole(FULL, "x")


@needs_full
@pytest.mark.lean
@pytest.mark.slow
def test_a_certificate_that_cannot_be_written_does_not_take_the_verdict_with_it(tmp_path: Path) -> None:
    statement, proof = tmp_path / "statement.lean", tmp_path / "proof.lean"
    statement.write_text(STATEMENT)
    proof.write_text(STATEMENT.replace("sorry", "rfl"))
    code, said = run(
        *("judge", str(statement), str(proof), "--target", "target", "--certificate", str(FULL)),
        stdout=tmp_path / "out",
    )
    assert code == Exit.USAGE
    assert "the file is accepted (ACCEPT), but '/dev/full' cannot be used (No space left on device)" in said
