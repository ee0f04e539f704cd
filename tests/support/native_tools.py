"""Stand-ins for lake, comparator, landrun, lean4export and nanoda_bin: scripts that speak the real programs' contract.

Nothing native is needed to run them. The comparator checks how it was called and what lies before it as the real one
would read it, notes what it saw in ``seen.json``, and then says and does what the test's scenario tells it, in the real
one's words (``Main.lean`` and ``Compare.lean`` of leanprover/comparator). ``git`` is the real one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from orchestrator.lean.judge.certificate import Certificate, Inputs
from orchestrator.problems.challenge import Challenge
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

LEAN_VERSION = "Lean (version 4.27.0, x86_64-unknown-linux-gnu, commit 0123456789ab, Release)"
FIELDS = {
    "challenge_module",
    "solution_module",
    "theorem_names",
    "definition_names",
    "permitted_axioms",
    "enable_nanoda",
}

LAKE = """
import os, subprocess, sys
from pathlib import Path
import json, tomllib

assert sys.argv[1] == "env", sys.argv
lakefile = tomllib.loads(Path("lakefile.toml").read_text())
manifest = json.loads(Path("lake-manifest.json").read_text())
(requirement,) = lakefile["require"]
direct = [package for package in manifest["packages"] if not package["inherited"]]
assert [(package["name"], package["dir"]) for package in direct] == [(requirement["name"], requirement["path"])]
assert manifest["packagesDir"] == lakefile["packagesDir"] and os.path.isabs(manifest["packagesDir"])
assert Path("lean-toolchain").read_text().startswith("leanprover/lean4:")
if sys.argv[2:] == ["lean", "--version"]:
    print(VERSION)
    sys.exit(0)
# As `lake env` does: the command with Lake's variables added, and its exit status.
sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, "LEAN_PATH": "x"}).returncode % 256)
"""

COMPARATOR = """
import os, signal, subprocess, sys, time
import json, tomllib
from pathlib import Path

here = Path(__file__).parent
scenario = json.loads((here / "scenario.json").read_text())
assert sys.argv[1:] == ["config.json"], sys.argv
config = json.loads(Path("config.json").read_text())
assert set(config) == set(FIELDS), config
assert {lib["name"] for lib in tomllib.loads(Path("lakefile.toml").read_text())["lean_lib"]} == {
    config["challenge_module"], config["solution_module"]
}
assert "LEAN_PATH" in os.environ  # `lake env` was used
sides = [Path(config[side] + ".lean").read_text() for side in ("challenge_module", "solution_module")]
pids = []
if scenario["then"] == "hang":
    # A submission that leaves its process group and session, and a child of it.
    code = "import os, subprocess, time; os.setsid(); subprocess.Popen(['sleep', '1000']); time.sleep(1000)"
    pids = [subprocess.Popen([sys.executable, "-c", code]).pid, os.getpid(), os.getppid()]
seen = {"config": config, "challenge": sides[0], "solution": sides[1], "environment": dict(os.environ), "pids": pids,
        "cwd": os.getcwd(), "files": sorted(path.name for path in Path().iterdir())}
(here / "seen.part").write_text(json.dumps(seen))
(here / "seen.part").rename(here / "seen.json")
sys.stdout.write(scenario["stdout"])
sys.stdout.flush()
sys.stderr.write(scenario["stderr"])
sys.stderr.flush()
if scenario["then"] == "hang":
    time.sleep(1000)
if scenario["then"] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(scenario["status"])
"""

LANDRUN = """
import subprocess, sys
from pathlib import Path

arguments = sys.argv[1:]
assert arguments[0] == "--best-effort"
values = {}
while arguments[0].startswith("--"):
    flag = arguments.pop(0)
    if flag != "--best-effort":
        values[flag] = arguments.pop(0)
if ENFORCES:
    assert values["--rox"] == "/"
    (Path(values["--rwx"]) / "probe").touch()
    print("/bin/sh: 1: cannot create probe: Permission denied", file=sys.stderr)
    sys.exit(2)
sys.exit(subprocess.run(arguments).returncode)
"""


@dataclass(frozen=True)
class Native:
    """A folder of stand-ins on the PATH, and a built Lake project with one package."""

    bin: Path
    project: Path

    def answers(
        self, stdout: str, stderr: str = "", status: int = 0, then: Literal["exit", "hang", "die"] = "exit"
    ) -> None:
        """What the comparator will print, and how it ends."""
        scenario = {"stdout": stdout, "stderr": stderr, "status": status, "then": then}
        (self.bin / "scenario.json").write_text(json.dumps(scenario))

    @property
    def seen(self) -> dict[str, Any]:
        """What the comparator saw."""
        seen: dict[str, Any] = json.loads((self.bin / "seen.json").read_text())
        return seen

    @property
    def left_nothing(self) -> bool:
        """Whether the workspace that the comparator ran in is gone."""
        return not Path(self.seen["cwd"]).exists()

    def script(self, name: str, source: str, **constants: object) -> None:
        """Put a Python program on the PATH."""
        lines = [f"#!{sys.executable}", *(f"{key} = {value!r}" for key, value in constants.items()), source]
        path = self.bin / name
        path.write_text("\n".join(lines))
        path.chmod(0o755)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Native:
    """Stand-ins that accept everything, first on the PATH."""
    native = Native(folder / "bin", folder / "project")
    native.bin.mkdir()
    native.script("lake", LAKE, VERSION=LEAN_VERSION)
    native.script("comparator", COMPARATOR, FIELDS=sorted(FIELDS))
    native.script("landrun", LANDRUN, ENFORCES=True)
    native.script("lean4export", "")
    native.script("nanoda_bin", "")
    native.answers(accepts())
    monkeypatch.setenv("PATH", f"{native.bin}:/usr/bin:/bin")
    for variable in ("COMPARATOR_LANDRUN", "COMPARATOR_LEAN4EXPORT", "COMPARATOR_NANODA"):
        monkeypatch.delenv(variable, raising=False)
    _project(native.project)
    return native


def _project(folder: Path) -> None:
    package = folder / ".lake" / "packages" / "mathlib"
    package.mkdir(parents=True)
    git = ["git", "-C", str(package), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    (folder / "lakefile.toml").write_text('name = "LeanProject"\n')
    (folder / "lean-toolchain").write_text("leanprover/lean4:v4.27.0\n")
    packages = [{"url": "u", "type": "git", "name": "mathlib", "rev": head, "inherited": False}]
    manifest = {"version": "1.1.0", "packagesDir": ".lake/packages", "packages": packages, "name": "LeanProject"}
    (folder / "lake-manifest.json").write_text(json.dumps({**manifest, "lakeDir": ".lake"}))


BUILDS_CHALLENGE = """\
Building Judgement
⚠ [2/3] Built Judgement
warning: Judgement.lean:9:8: declaration uses `sorry`
Build completed successfully (3 jobs).
"""
EXPORTS_CHALLENGE = "Exporting #[target_theorem_0, propext, Quot.sound, Classical.choice, Nat.add] from Judgement\n"
BUILDS_SOLUTION = "Building judgement\nBuild completed successfully (3 jobs).\n"
EXPORTS_SOLUTION = "Exporting #[target_theorem_0, propext, Quot.sound, Classical.choice, Nat.add] from judgement\n"
EXPORTED = BUILDS_CHALLENGE + EXPORTS_CHALLENGE + BUILDS_SOLUTION + EXPORTS_SOLUTION
NANODA = "Running nanoda kernel on solution\nnanoda kernel accepts the solution\n"
LEAN = "Running Lean default kernel on solution.\nLean default kernel accepts the solution\n"
OKAY = "Your solution is okay!\n"


def accepts(*, nanoda: bool = True) -> str:
    """All that comparator prints when it accepts."""
    return EXPORTED + (NANODA if nanoda else "") + LEAN + OKAY


def raises(message: str) -> str:
    """What Lean's runtime prints when `main` fails."""
    return f"uncaught exception: {message}\n"


def certificate(challenge: Challenge, regions: list[str], direction: Direction = "prove") -> Certificate:
    """What the embedded judge would certify of these regions."""
    submission = challenge.submission(regions, direction)
    return Certificate(
        inputs=Inputs("challenge", challenge.text, challenge.target, direction, regions=submission.regions),
        source=challenge.render(submission),
        verdict=VerdictKind.ACCEPTED,
        code=Code.ACCEPT,
        trust=TrustLevel.REPLAYED,
        toolchain="4.28.0+000000000000",
        imports=("Init",),
        axioms=("propext",),
        values=(),
        declarations=(),
    )
