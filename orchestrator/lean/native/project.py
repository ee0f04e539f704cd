"""The native tools, and a private Lake workspace in which a comparison is made beside the user's project.

The user's project is a dependency of that workspace, by its path, and is only ever read: comparator builds in a landrun
sandbox that may write nothing but the workspace's own ``.lake``, and packages whose checkout is not the one that the
project's manifest names are refused before Lake could put them right.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final, Self

from orchestrator.errors import SetupError
from orchestrator.lean.native.process import run

TOOLS: Final = {
    "lake": (None, "elan (https://github.com/leanprover/elan)"),
    "git": (None, "your system's packages"),
    "comparator": (None, "https://github.com/leanprover/comparator"),
    "landrun": ("COMPARATOR_LANDRUN", "https://github.com/Zouuup/landrun, from its main branch"),
    "lean4export": (
        "COMPARATOR_LEAN4EXPORT",
        "https://github.com/leanprover/lean4export, built with the project's toolchain",
    ),
    "nanoda_bin": ("COMPARATOR_NANODA", "https://github.com/ammkrn/nanoda_lib"),
}
"""The programs of a native run: the variable in which comparator takes a full path instead, and where to get it."""

CHALLENGE_MODULE: Final = "Judgement"
SOLUTION_MODULE: Final = "judgement"
"""Lean builds the names of anonymous instances from the decapitalised module name, and comparator compares constants by
name: these two modules give the same ones (comparator's issue 58)."""

WORKSPACE: Final = "orchestrator_workspace"

QUERY_SECONDS: Final = 120.0
"""Limit on `lean --version`, `git rev-parse` and the like; Lake loads the project's configuration for the first."""
_PASSED_ON: Final = ("PATH", "HOME", "ELAN_HOME", "LANG", "LC_ALL")
_PROBE: Final = ': > "$1/allowed/probe"; : > "$1/probe"'


def find_tool(name: str) -> Path | None:
    """Where one of `TOOLS` is, if it is."""
    variable, _ = TOOLS[name]
    found = shutil.which((os.environ.get(variable) if variable else None) or name)
    return Path(found).absolute() if found else None


@dataclass(frozen=True)
class Tools:
    """The programs of a native run, by name."""

    paths: Mapping[str, Path]

    @classmethod
    def find(cls, *, nanoda: bool) -> Self:
        """All of them; ``nanoda_bin`` only if it is wanted.

        Raises:
            SetupError: one is missing.
        """
        paths: dict[str, Path] = {}
        for name, (_, source) in TOOLS.items():
            if name == "nanoda_bin" and not nanoda:
                continue
            path = find_tool(name)
            if path is None:
                without = ", or do without a second kernel (--no-nanoda)" if name == "nanoda_bin" else ""
                raise SetupError(f"a native run needs `{name}` on the PATH: install it from {source}{without}")
            paths[name] = path
        return cls(paths)

    @property
    def environment(self) -> dict[str, str]:
        """What they get to see of our environment: no key or other secret reaches a submission's code."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        named = {
            variable: str(self.paths[name]) for name, (variable, _) in TOOLS.items() if variable and self.has(name)
        }
        return environment | named

    def has(self, name: str) -> bool:
        """Whether it is among them."""
        return name in self.paths

    async def check_sandbox(self, folder: Path) -> None:
        """landrun keeps a process from writing where it may not. It says nothing where the system has no Landlock.

        Raises:
            SetupError: it does not.
        """
        (folder / "allowed").mkdir(parents=True)
        command = [str(self.paths["landrun"]), "--best-effort", "--rox", "/", "--rwx", str(folder / "allowed")]
        command += ["/bin/sh", "-c", _PROBE, "sh", str(folder)]
        done = await run(command, cwd=folder, env=self.environment, wall_seconds=QUERY_SECONDS)
        if not (folder / "allowed" / "probe").exists():
            raise SetupError(f"landrun does not run here ({_last_line(done.stderr)}): build it from its main branch")
        if (folder / "probe").exists():
            raise SetupError(
                "landrun does not keep a process from writing here, so a submission's code could do anything: use a "
                "Linux kernel with Landlock (5.13 or later, `landlock` in its list of LSMs) and a real landrun"
            )

    async def version(self, folder: Path) -> str:
        """The Lean of a workspace, and the programs that have no version to tell by the SHA-256 of their files.

        Raises:
            SetupError: Lake or Lean does not answer.
        """
        command = [str(self.paths["lake"]), "env", "lean", "--version"]
        done = await run(command, cwd=folder, env=self.environment, wall_seconds=QUERY_SECONDS)
        lean = done.stdout.strip()
        if done.status != 0 or not lean.startswith("Lean"):
            raise SetupError(
                f"`lake env lean --version` fails in a workspace beside the project "
                f"({_last_line(done.stderr or done.stdout)}): run `lake exe cache get` and `lake build` in the project"
            )
        names = [name for name in self.paths if name not in ("lake", "git")]
        digests = await asyncio.gather(*(asyncio.to_thread(_digest, self.paths[name]) for name in names))
        return ", ".join([lean, *(f"{name} {digest}" for name, digest in zip(names, digests, strict=True))])


@dataclass(frozen=True)
class Project:
    """A Lake project with a native toolchain, built: what a challenge may import."""

    folder: Path
    toolchain: str
    manifest: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what Lake wrote there.

        Raises:
            SetupError: it is no Lake project, or was never built.
        """
        folder = folder.absolute()
        if not any((folder / f"lakefile.{kind}").is_file() for kind in ("toml", "lean")):
            raise SetupError(f"{folder} is no Lake project: name the folder that holds its lakefile")
        try:
            toolchain = (folder / "lean-toolchain").read_text(encoding="utf-8")
            manifest = json.loads((folder / "lake-manifest.json").read_text(encoding="utf-8"))
            project = cls(folder, toolchain, manifest)
            project.workspace_manifest()
            project.clones()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SetupError(
                f"{folder} is not a built Lake project ({error!r}): run `lake exe cache get` and `lake build` there"
            ) from error
        return project

    def clones(self) -> list[tuple[Path, str]]:
        """The packages that Lake cloned, each with the revision that the manifest names."""
        packages = [package for package in self.manifest["packages"] if package["type"] == "git"]
        return [(self.packages_folder / package["name"].strip("«»"), package["rev"]) for package in packages]

    @property
    def packages_folder(self) -> Path:
        """Where Lake keeps the packages that it cloned."""
        return self.folder / str(self.manifest["packagesDir"])

    @property
    def digest(self) -> str:
        """Identifies the packages with their revisions."""
        return sha256(json.dumps(self.manifest["packages"], sort_keys=True).encode()).hexdigest()[:12]

    def workspace_manifest(self) -> dict[str, Any]:
        """The manifest of a workspace whose only direct dependency is this project, with the project's own packages."""
        kinds = [kind for kind in ("toml", "lean") if (self.folder / f"lakefile.{kind}").is_file()]
        own = {"type": "path", "scope": "", "name": self.manifest["name"], "inherited": False, "dir": str(self.folder)}
        own |= {"manifestFile": "lake-manifest.json", "configFile": f"lakefile.{kinds[-1]}"}
        inherited = [{**package, "inherited": True} for package in self.manifest["packages"]]
        for package in inherited:
            if package["type"] == "path":
                package["dir"] = str(self.folder / package["dir"])
        return {
            **self.manifest,
            "name": WORKSPACE,
            "lakeDir": ".lake",
            "packagesDir": str(self.packages_folder),
            "packages": [own, *inherited],
        }

    async def check_packages(self, tools: Tools) -> None:
        """Every cloned package is at the revision of the manifest; where one were not, Lake would change it.

        Raises:
            SetupError: one is not.
        """
        for clone, revision in self.clones():
            head = ""
            if clone.is_dir():
                command = [str(tools.paths["git"]), "-C", str(clone), "rev-parse", "--verify", "HEAD"]
                done = await run(command, cwd=clone, env=tools.environment, wall_seconds=QUERY_SECONDS)
                head = done.stdout.strip()
            if head != revision:
                raise SetupError(
                    f"{clone} is not at revision {revision} of the project's lake-manifest.json: run "
                    f"`lake exe cache get` and `lake build` in {self.folder}"
                )

    def lay_out(self, folder: Path) -> None:
        """Write what Lake wants to know of a workspace beside this project that has the two modules."""
        libraries = "".join(f"\n[[lean_lib]]\nname = {_toml(name)}\n" for name in (CHALLENGE_MODULE, SOLUTION_MODULE))
        lakefile = (
            f"name = {_toml(WORKSPACE)}\npackagesDir = {_toml(str(self.packages_folder))}\n\n"
            f"[[require]]\nname = {_toml(self.manifest['name'])}\npath = {_toml(str(self.folder))}\n{libraries}"
        )
        (folder / "lean-toolchain").write_text(self.toolchain, encoding="utf-8")
        (folder / "lakefile.toml").write_text(lakefile, encoding="utf-8")
        (folder / "lake-manifest.json").write_text(json.dumps(self.workspace_manifest(), indent=1), encoding="utf-8")


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:12]


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:300]
