from __future__ import annotations

from pathlib import Path

import pytest
from challenge_text import EXAMPLE

from orchestrator.errors import ChallengeError, SetupError, SourceError, UnknownId
from orchestrator.problems.catalogue import Catalogue, natural_key, read_challenge

IDS = ("erdos/9", "erdos/12", "erdos/12-ii", "erdos/125", "oeis/A000045", "oeis/A000217")


def write(folder: Path, place: str, identifier: str | None = None) -> Path:
    path = folder / f"{place}.lean"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(EXAMPLE.replace("test/even", identifier or place), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for identifier in reversed(IDS):
        write(tmp_path, identifier)
    (tmp_path / "README.md").write_text("not a challenge")
    return tmp_path


def test_iterates_in_natural_order(folder: Path) -> None:
    catalogue = Catalogue.load(folder)
    assert tuple(challenge.id for challenge in catalogue) == IDS
    assert len(catalogue) == len(IDS)
    assert catalogue.get("erdos/12").id == "erdos/12"


def test_natural_order_tells_apart_what_has_equal_numbers() -> None:
    assert sorted(["a/2", "a/10", "a/02", "a/b"], key=natural_key) == ["a/02", "a/2", "a/10", "a/b"]


@pytest.mark.parametrize(
    ("asked", "first"),
    [("erdos/1", "erdos/12"), ("12", "erdos/12"), ("erdos/124", "erdos/125"), ("OEIS/a000045", "oeis/A000045")],
)
def test_an_unknown_id_names_near_matches(folder: Path, asked: str, first: str) -> None:
    with pytest.raises(UnknownId) as raised:
        Catalogue.load(folder).get(asked)
    assert first in raised.value.near
    assert len(raised.value.near) <= 5
    assert f"no problem {asked!r}; did you mean" in str(raised.value)


def test_nothing_is_near_to_nonsense(folder: Path) -> None:
    with pytest.raises(UnknownId) as raised:
        Catalogue.load(folder).get("")
    assert raised.value.near == ()


def test_an_id_is_its_place(folder: Path) -> None:
    write(folder, "erdos/13", "erdos/31")
    with pytest.raises(ChallengeError, match=r"the id 'erdos/31' is not the file's place 'erdos/13'.*13\.lean"):
        Catalogue.load(folder)


@pytest.mark.parametrize("place", ["loose", "erdos/deeper/1", "erdos/a b"])
def test_a_file_out_of_place_is_refused(folder: Path, place: str) -> None:
    write(folder, place, "erdos/1")
    with pytest.raises(ChallengeError, match="out of place"):
        Catalogue.load(folder)


def test_a_missing_folder_is_for_the_operator(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="ORCHESTRATOR_PROBLEMS_DIR"):
        Catalogue.load(tmp_path / "nowhere")


def test_resolves_ids_and_files_outside(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = write(tmp_path_factory.mktemp("own"), "mine", "own/problem")
    catalogue = Catalogue.load(folder)
    assert catalogue.resolve("erdos/9").id == "erdos/9"
    assert catalogue.resolve(str(own)).id == "own/problem"
    with pytest.raises(UnknownId):
        catalogue.resolve("own/problem")
    with pytest.raises(SourceError, match="there is no file"):
        catalogue.resolve("absent.lean")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "bad.lean': the source is UTF-16"),
        (b"-- pad\n" * 1_500_000, "bad.lean': the source has more than 1048576 bytes, the limit"),
        (b"/-\nid: x\n-/\n\tdef", "bad.lean': line 4, column 1: U\\+0009 is a tab"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "bad.lean"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message):
        read_challenge(path)


def test_a_broken_challenge_names_its_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.lean"
    path.write_text(EXAMPLE.replace("status: open", "status: maybe"), encoding="utf-8")
    with pytest.raises(ChallengeError, match=r"line 5: unknown status 'maybe'.*\(in '.*bad\.lean'\)") as raised:
        read_challenge(path)
    assert raised.value.line == 5


def test_a_folder_is_not_a_challenge(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file"):
        read_challenge(tmp_path)
