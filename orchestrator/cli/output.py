"""How every command speaks: results on stdout, everything else on stderr, JSON where it was asked for."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum, IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    NOT_PROVED = 1
    USAGE = 2
    """The request or the machine is at fault, or an infrastructure failure prevented an answer."""
    NEEDS_REVIEW = 3
    """`judge` and `verify` only."""
    OTHER_STATEMENT = 4
    """`verify` only: what is certified holds, but it is not the statement that the certificate names."""
    OUTCOME_UNKNOWN = 7
    """A request was sent to a server and no answer came: it may have been done or not."""
    DEFECT = 70
    """This program is at fault; the traceback is on stderr. (EX_SOFTWARE of sysexits.h)"""
    INTERRUPTED = 130
    UNREAD = 141
    """Nobody reads the output any more, so the command stopped: as a program that ends by SIGPIPE."""


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout instead of text.")]

# Where output is no terminal, lines are not folded: whoever reads them (a file, grep, a test) wants them whole.
UNFOLDED_COLUMNS = 10_000


def console(*, stderr: bool = False) -> Console:
    """A Rich console on stdout or stderr that never guesses at markup or highlights in what it is given."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not made.is_terminal:
        made.width = UNFOLDED_COLUMNS
    return made


class Lines:
    """Stands in for a console where nobody sees styles, so that a short command need not import Rich."""

    is_terminal = False

    def print(self, text: str = "", style: str | None = None) -> None:
        """Print a line; ``style`` is for terminals."""
        print(text)


def lines() -> Console | Lines:
    """Where a short command prints lines of text: styled on a terminal, bare elsewhere."""
    return console() if sys.stdout.isatty() else Lines()


def plain(value: object) -> Any:
    """``value`` as JSON types: dataclasses become objects, enums their values, times ISO 8601 in UTC."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    return value


def print_json(value: object) -> None:
    """Print the command's one JSON document; where not every character can be written, with the escapes of JSON."""
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(plain(value), ensure_ascii=not unicode, indent=2, allow_nan=False))


def leave(code: Exit) -> NoReturn:
    """End the command with this exit code."""
    raise typer.Exit(int(code))


def quoted(argument: str | Path) -> str:
    """An argument as it is typed into a shell, for commands that are to be copied."""
    return shlex.quote(str(argument))


def seconds(value: float) -> str:
    """A duration for people: ``0.42 s``, ``12.3 s``, ``4 min 05 s``."""
    if value < 10:
        return f"{value:.2f} s"
    if value < 100:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s"
