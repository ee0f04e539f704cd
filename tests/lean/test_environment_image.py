"""The image that hosts begin with, made for real: always the same, and no other Lean than one that imports."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import resource
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from checker_conformance import GOOD, SORRY
from waiting import eventually

from orchestrator.config import settings
from orchestrator.errors import SetupError
from orchestrator.lean.embedded import image as image_module
from orchestrator.lean.embedded.host import Host, HostConfig
from orchestrator.lean.embedded.image import make_image
from orchestrator.lean.embedded.install import LeanInstallation, lean_installation

pytestmark = pytest.mark.lean

TEXTS = (
    GOOD,
    SORRY,
    "#print axioms Nat.add_comm\n#check @Nat.rec\n",
    "def f (n : Nat) : Nat := n * n\n#eval f 12\nexample : f 3 = 9 := by decide\nexample : f 3 = 8 := by decide\n",
    "structure P where\n  x : Nat\nderiving DecidableEq, Repr\n#eval repr (P.mk 3)\n"
    "example (a : P) : a = a := by simp\n",
    '#eval (Task.spawn fun _ => 2 + 2).get\n#eval show IO Unit from do IO.println s!"{(← IO.mkRef 3) |> fun _ => 1}"\n',
    "theorem t (a b c : Nat) (h : a ∣ b) : a ∣ b * c := by exact?\n",
    'syntax "twice " term : term\nmacro_rules | `(twice $x) => `($x + $x)\n'
    "example : twice 2 = 4 := rfl\n#check twice 3",
)


@pytest.fixture(scope="module")
def lean() -> LeanInstallation:
    return lean_installation(settings().cache_dir)


@pytest.fixture
async def imported(lean: LeanInstallation) -> AsyncIterator[Host]:
    """A host that started and imported for itself, as one with options does."""
    config = HostConfig(options={"maxRecDepth": 512})  # what it is anyway
    assert not config.starts_from_image
    host = await Host.start(lean, config)
    yield host
    await host.stop()


@pytest.fixture
async def restored(lean: LeanInstallation) -> AsyncIterator[Host]:
    config = HostConfig()
    assert config.starts_from_image
    host = await Host.start(lean, config)
    yield host
    await host.stop()


async def answer(host: Host, source: str) -> dict[str, object]:
    """What a host says of a text, without what may differ from one time to the next."""
    said = await host.request(
        "check", wall_seconds=60, source=source, heartbeats=0, incremental=True, goals=True, declarations=True
    )
    return {key: said[key] for key in ("outcome", "messages", "goals", "declarations", "commands")}


async def test_a_restored_lean_answers_like_one_that_imported(imported: Host, restored: Host) -> None:
    for text in TEXTS:
        said = await answer(restored, text)
        assert said == await answer(imported, text)
        assert said["commands"]


async def test_a_restored_lean_has_the_library_of_one_that_imported(imported: Host, restored: Host) -> None:
    found = [
        await host.request("library", wall_seconds=60, words=["nat"], limit=100_000) for host in (imported, restored)
    ]
    assert found[0]["names"] == found[1]["names"]
    assert found[0]["total"] > 4_000


async def test_time_and_chance_go_on_in_a_restored_lean(restored: Host) -> None:
    """The image was made under a clock that stands still and random bytes that are zero."""
    text = (
        "#eval show IO Unit from do\n"
        "  let before ← IO.monoNanosNow\n"
        "  IO.sleep 20\n"
        "  let slept := (← IO.monoNanosNow) - before\n"
        '  unless slept ≥ 20000000 do throw (IO.userError s!"slept {slept}")\n'
        '  if (← IO.getRandomBytes 8).toUInt64LE! == 0 then throw (IO.userError "no chance")\n'
    )
    said = await answer(restored, text)
    assert (said["outcome"], said["messages"]) == ("elaborated", [])


def test_the_image_is_the_same_bytes_wherever_it_is_made(lean: LeanInstallation, tmp_path: Path) -> None:
    (tmp_path / "library").symlink_to(lean.library)
    again = tmp_path / "again.image"
    make_image(lean.wasm, lean.symbols, tmp_path / "library", again)
    hashes = []
    for path in (lean.image, again):
        with path.open("rb") as file:
            hashes.append(hashlib.file_digest(file, "sha256").hexdigest())
    assert hashes[0] == hashes[1]


def test_a_module_that_cannot_start_is_one_sentence(lean: LeanInstallation, tmp_path: Path) -> None:
    (tmp_path / "not.wasm").write_bytes(b"no module")
    with pytest.raises(
        SetupError, match=r"first start failed \(exit status 1: .*magic word.*run `orchestrator setup`"
    ) as said:
        make_image(tmp_path / "not.wasm", lean.symbols, lean.library, tmp_path / "image")
    assert "\n" not in str(said.value)
    assert not (tmp_path / "image").exists()


def test_no_space_for_the_image_is_told_apart(
    lean: LeanInstallation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("/dev/full is needed to run out of space without filling a disk")
    program = tmp_path / "js"
    program.mkdir()
    (program / "make_image.cjs").write_text("require('node:fs').writeFileSync('/dev/full', 'x');")
    monkeypatch.setattr(image_module, "JS_DIR", program)
    with pytest.raises(OSError, match="no space") as said:
        make_image(lean.wasm, lean.symbols, lean.library, tmp_path / "image")
    assert said.value.errno == errno.ENOSPC


def test_a_first_start_that_hangs_is_ended(
    lean: LeanInstallation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "js"
    program.mkdir()
    (program / "make_image.cjs").write_text("for (;;);")
    monkeypatch.setattr(image_module, "JS_DIR", program)
    monkeypatch.setattr(image_module, "IMAGE_SECONDS", 0.5)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(SetupError, match="took more than"):
        make_image(lean.wasm, lean.symbols, lean.library, tmp_path / "image")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before  # it ran, and was reaped
    assert not [child for child in psutil.Process().children() if "make_image.cjs" in " ".join(child.cmdline())]


async def test_a_first_start_dies_with_a_killed_set_up(lean: LeanInstallation, tmp_path: Path) -> None:
    image = tmp_path / "image"
    code = (
        "from pathlib import Path; from orchestrator.lean.embedded.image import make_image;"
        f"make_image(*map(Path, {[str(path) for path in (lean.wasm, lean.symbols, lean.library, image)]}))"
    )
    set_up = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    parent = psutil.Process(set_up.pid)
    await eventually(lambda: bool(parent.children()))
    (node,) = parent.children()
    set_up.kill()
    await set_up.wait()
    await eventually(lambda: not node.is_running() or node.status() == psutil.STATUS_ZOMBIE)
    assert not image.exists()
