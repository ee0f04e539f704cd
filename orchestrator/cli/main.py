"""The command ``orchestrator``: one module per command; this one puts them together and words their failures.

Only the module of the command that is asked for is imported, and modules of commands import what is slow (Ray,
SQLAlchemy, the Lean client) inside the functions that need it, so that ``--help`` and mistakes are answered at once.
"""

from __future__ import annotations

import os
import select
import sys
import traceback
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from orchestrator import __version__
from orchestrator.cli.output import Exit, print_json
from orchestrator.cli.packages import remedy
from orchestrator.errors import (
    LimitReached,
    ModelRefused,
    OperatorError,
    OrchestratorError,
    OutcomeUnknown,
    RetryError,
    SetupError,
    UserError,
)
from orchestrator.problems.whole_file import DISK_FULL


class Command(NamedTuple):
    """Where a command is, and what ``--help`` says of it without importing it."""

    place: str
    summary: str

    def load(self) -> Callable[..., None] | typer.Typer:
        """The command's function, or the commands of its group."""
        module, _, name = self.place.partition(":")
        loaded: Callable[..., None] | typer.Typer = getattr(import_module(f"orchestrator.cli.{module}"), name)
        return loaded


COMMANDS = {
    "setup": Command("setup:setup", "Download, verify and prepare the embedded Lean."),
    "doctor": Command("doctor:doctor", "Say what is there and what is missing; prove one lemma."),
    "problems": Command("problems:app", "List, show and check problems."),
    "check": Command("check:check", "Elaborate a file: messages, open goals, declarations."),
    "import": Command("importing:import_source", "Import a collection of problems; say what changed."),
    "adopt": Command("adopt:adopt", "Make a challenge of a theorem in a Lean file."),
    "triage": Command("triage:triage", "Look for what is commonly wrong with statements."),
    "formalise": Command("formalise:formalise", "Draft a challenge from words, a file or a sequence."),
    "prove": Command("prove:prove", "Search for proofs and disproofs, and have them judged."),
    "agents": Command("agents:agents", "Let independent agents of models prove or refute."),
    "mcp": Command("mcp:mcp", "Let a coding agent work on one problem, over MCP."),
    "resume": Command("resume:resume", "Go on with runs that were interrupted."),
    "switch": Command("switch:switch", "Have another strategy go on with a run."),
    "judge": Command("judge:judge", "Judge a proof file against its statement."),
    "verify": Command("verify:verify", "Repeat a judgement from its certificate."),
    "status": Command("status:status", "Say where each problem stands that was ever tried."),
    "show": Command("show:show", "Show a problem, campaign, run, attempt, sketch, episode."),
    "serve": Command("serve:serve", "Serve the HTTP API and the dashboard."),
    "submit": Command("submit:submit", "Submit a problem and start a run on it."),
    "campaign": Command("campaign:app", "Start, watch and steer campaigns."),
    "keys": Command("keys:app", "Make, list and revoke API keys."),
    "export": Command("export:app", "Write proofs, attempts or the status table to files."),
    "ablate": Command("ablate:ablate", "Compare strategies at equal spend."),
}
ANNOUNCED = (UserError, OperatorError, RetryError, LimitReached, ModelRefused)


class _FromTheSystemError(Exception):
    """Carries an error (its cause) past typer, which takes every broken pipe and every end of a file for the terminal's
    and ends in silence, with the exit code that means "not proved".
    """


class _Application(TyperGroup):
    def make_context(self, *arguments: Any, **options: Any) -> Any:  # `--help` and `--version` are written here
        try:
            return super().make_context(*arguments, **options)
        except (OSError, EOFError) as error:
            raise _FromTheSystemError from error

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, EOFError) as error:
            raise _FromTheSystemError from error


def command_line(loaded: Collection[str] = tuple(COMMANDS)) -> typer.Typer:
    """The application.

    Args:
        loaded: commands that can be run; the others are only known by name and summary.
    """
    app = typer.Typer(
        name="orchestrator",
        cls=_Application,
        help="Propose, check and judge Lean 4 proofs.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help takes half as long, and is read by grep and by ear
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name, command in COMMANDS.items():
        if name not in loaded:
            app.command(name, help=command.summary)(_never)
        elif isinstance(found := command.load(), typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"orchestrator {__version__}\nLean {_lean()}")
        raise typer.Exit


def _lean() -> str:
    """The Lean that would answer, by version and digest; where there is none, why and what to do."""
    from orchestrator.config import settings
    from orchestrator.lean.embedded.install import lean_installation

    try:
        return lean_installation(settings().cache_dir).toolchain
    except SetupError as error:
        return f"is not there: {error}"


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_show_version, is_eager=True, help="Print the versions of program and Lean."
        ),
    ] = False,
) -> None:
    """What may stand before a command."""


def _never() -> NoReturn:
    raise AssertionError("a command was run that had not been loaded")


def main() -> None:
    """Entry point of the script; leaves by `sys.exit`, after a defect with its traceback and a code of its own."""
    if isinstance(sys.stdout, TextIOWrapper):  # in a locale without Unicode letters are escaped, as on standard error
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = run(sys.argv[1:])
    except Exception:  # noqa: BLE001 - it is shown whole, and the exit code says whose fault it is
        traceback.print_exc()
        code = Exit.DEFECT  # Python's own is 1, which means that something is not proved
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere([sys.stdout])
    except OSError as error:
        code = _no_room(error, as_json=False)
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    Errors that this project raises on purpose become one sentence on stderr (and, with ``--json``, an ``error`` object
    on stdout); so does a Python package that is not installed, and a path of the user's that cannot be used. Anything
    else is a defect and keeps its traceback.
    """
    as_json = "--json" in arguments
    try:
        wanted = next((word for word in arguments if not word.startswith("-")), "")
        command_line({wanted})(arguments, prog_name="orchestrator")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(Exit.USAGE)
    except ANNOUNCED as error:
        return _refuse(error, as_json=as_json)
    except ImportError as error:
        if (sentence := remedy(error)) is None:
            raise
        return _refuse(SetupError(sentence), as_json=as_json)
    except _FromTheSystemError as carrier:
        return _of_the_system(carrier.__cause__, arguments, as_json=as_json)
    except OSError as error:  # while a command's help is printed
        return _of_the_system(error, arguments, as_json=as_json)
    except KeyboardInterrupt:
        print("orchestrator: interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    return Exit.DONE


def _of_the_system(error: BaseException | None, arguments: Collection[str], *, as_json: bool) -> int:
    assert isinstance(error, OSError | EOFError)
    if isinstance(error, BrokenPipeError) and (gone := _unread()):  # not one to Lean or to a server
        _write_nowhere(gone)
        return Exit.UNREAD
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return _no_room(error, as_json=as_json)
    if isinstance(error, OSError) and (sentence := _about_their_path(error, arguments)):
        return _refuse(UserError(sentence), as_json=as_json)
    raise error


def _no_room(error: OSError, *, as_json: bool) -> int:
    """What was to be written, on standard output as a rule, was not: that says nothing of what it was."""
    place = "what this command prints" if error.filename is None else repr(error.filename)
    sentence = f"{place} cannot be written ({error.strerror}): make room, then run it again"
    with suppress(OSError):
        _refuse(OperatorError(sentence), as_json=as_json)
    _write_nowhere([sys.stdout])
    return int(Exit.USAGE)


def _unread() -> list[TextIO]:
    """Those of standard output and standard error that nobody reads any more, such as after `head`."""
    gone = []
    for stream in (sys.stdout, sys.stderr):
        with suppress(ValueError, OSError):  # closed, or no file at all
            poll = select.poll()
            poll.register(stream.fileno(), 0)
            if poll.poll(0):
                gone.append(stream)
    return gone


def _write_nowhere(streams: Iterable[TextIO]) -> None:
    """So that what is left in their buffers is no second error when Python ends."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _about_their_path(error: OSError, arguments: Collection[str]) -> str | None:
    """What is wrong with a path that the command line named, or that lies there by default; None of any other.

    This program's own files have absolute paths; a relative one is in the folder that the user works in.
    """
    if not isinstance(error.filename, str) or not error.strerror:
        return None
    path = Path(error.filename)
    named = [Path(word.rpartition("=")[2]).absolute() for word in arguments]
    if path.is_absolute() and not any(path == name or name in path.parents or path in name.parents for name in named):
        return None
    return f"{error.filename!r} cannot be used ({error.strerror}): name another place, or put it right"


def _refuse(error: OrchestratorError, *, as_json: bool) -> int:
    sentence = " ".join(str(error).split())  # what Lean or a database says may come in several lines
    print(f"orchestrator: {sentence}", file=sys.stderr)
    if as_json:
        print_json({"error": {"kind": type(error).__name__, "message": sentence}})
    return Exit.OUTCOME_UNKNOWN if isinstance(error, OutcomeUnknown) else Exit.USAGE
