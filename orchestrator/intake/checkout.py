"""Reading other people's folders: which files an importer gets, and which state of the source they are.

Nothing of the folder is run, git included: a hostile checkout can have git run commands by its configuration. Links
are not followed, and nothing outside the folder is read.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from orchestrator.errors import SourceError, UserError
from orchestrator.problems.importers.importer import MAX_FILE_BYTES, Importer, Refusal, SourceFile
from orchestrator.problems.text import shown

MAX_FILES: Final = 500_000
_REF: Final = re.compile(r"ref: (refs/[A-Za-z0-9._/-]+)")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
SKIPPED: Final = frozenset({".git", ".lake", "node_modules"})
"""Folders of this name are not entered, wherever they are."""


@dataclass
class Checkout:
    """The files of a folder, or one file, for an importer; ``refusals`` grow while `files` is walked."""

    root: Path
    importer: Importer
    max_file_bytes: int = MAX_FILE_BYTES
    skipped: frozenset[str] = SKIPPED
    refusals: list[Refusal] = field(default_factory=list)

    def files(self) -> Iterator[SourceFile]:
        """Every wanted file, in order of its path.

        Raises:
            SourceError: there is no such folder or file, or it has more than `MAX_FILES` files.
        """
        if self.root.is_file():
            found = self._read(self.root, self.root.name)
            if found is not None:
                yield found
            return
        if not self.root.is_dir():
            raise SourceError(f"there is no folder or file {shown(str(self.root))}")
        seen = 0
        for folder, names, files in os.walk(self.root, followlinks=False):
            names[:] = sorted(name for name in names if name not in self.skipped)
            for name in list(names):
                if (Path(folder) / name).is_symlink():
                    self._refuse_link(Path(folder) / name)
            for name in sorted(files):
                seen += 1
                if seen > MAX_FILES:
                    raise SourceError(f"{shown(str(self.root))} has more than {MAX_FILES} files; name a smaller folder")
                path = Path(folder) / name
                relative = path.relative_to(self.root).as_posix()
                if self.importer.wanted(relative) and (read := self._read(path, relative)) is not None:
                    yield read

    def _read(self, path: Path, name: str) -> SourceFile | None:
        if not name.isprintable():
            self._refuse(printable_path(name), "the file's name has characters that cannot be shown; rename it")
            return None
        try:
            if path.is_symlink() and path != self.root:
                self._refuse_link(path)
                return None
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(handle, "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    self._refuse(name, "it is no regular file")
                    return None
                if found.st_size > self.max_file_bytes:
                    self._refuse(name, f"it has {found.st_size} bytes; the limit is {self.max_file_bytes}")
                    return None
                return SourceFile(name, file.read(self.max_file_bytes + 1))
        except OSError as error:
            self._refuse(name, f"it cannot be read: {error.strerror or error}")
            return None

    def _refuse_link(self, path: Path) -> None:
        name = printable_path(path.relative_to(self.root).as_posix())
        try:
            inside = path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):
            inside = False
        where = "within the checkout; what it points to is read at its own place" if inside else "out of the checkout"
        self._refuse(name, f"it is a symbolic link {where}")

    def _refuse(self, name: str, reason: str) -> None:
        self.refusals.append(Refusal(name, None, reason))


def printable_path(path: str) -> str:
    """A path with everything escaped that cannot be shown."""
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in path)


def commit_of(root: Path) -> str | None:
    """The commit that a checkout's ``HEAD`` names, read from the files of its git folder; None where there is none.

    Raises:
        UserError: it has a git folder that does not say which commit is checked out.
    """
    git = root / ".git"
    try:
        if git.is_file():  # a worktree: `gitdir: PATH`
            git = (root / _small(git).removeprefix("gitdir:").strip()).resolve()
        if not git.is_dir():
            return None
        head = _small(git / "HEAD").strip()
        common = git / "commondir"
        shared = (git / _small(common).strip()) if common.is_file() else git
        commit = head if _COMMIT.fullmatch(head) else _look_up(head, (git, shared))
    except (OSError, ValueError, RuntimeError) as error:  # also a path with NUL, and links in a circle
        raise UserError(f"the git folder of {shown(str(root))} cannot be read: {_why(error)}") from error
    if commit is None:
        raise UserError(f"{shown(str(root))} does not say which commit it is; give --revision")
    return commit


def _small(path: Path, most: int = 4096) -> str:
    """The beginning of a regular file; a pipe or a device is not waited for.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        return file.read(most).decode(errors="replace")


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _look_up(head: str, folders: tuple[Path, ...]) -> str | None:
    found = _REF.fullmatch(head)
    if found is None or ".." in found[1].split("/"):
        return None
    for folder in folders:
        if (folder / found[1]).is_file():
            text = _small(folder / found[1], 100).strip()
            return text if _COMMIT.fullmatch(text) else None
        if (folder / "packed-refs").is_file():
            for line in _small(folder / "packed-refs", MAX_FILE_BYTES).split("\n"):
                commit, _, name = line.partition(" ")
                if name.strip() == found[1] and _COMMIT.fullmatch(commit):
                    return commit
    return None
