"""The command ``orchestrator``: one module per command; this one puts them together and words their failures.

Modules of commands import what is slow (Ray, SQLAlchemy, the Lean client) inside the functions that need it, so that
``--help`` and mistakes are answered at once.
"""

from __future__ import annotations

import os
import sys

import typer

from orchestrator.cli import (
    ablate,
    adopt,
    agents,
    campaign,
    check,
    doctor,
    export,
    formalise,
    importing,
    judge,
    keys,
    mcp,
    problems,
    prove,
    resume,
    serve,
    setup,
    show,
    status,
    submit,
    switch,
    triage,
    verify,
)
from orchestrator.cli.output import Exit, print_json
from orchestrator.errors import (
    LimitReached,
    ModelRefused,
    OperatorError,
    OrchestratorError,
    OutcomeUnknown,
    RetryError,
    UserError,
)

app = typer.Typer(
    name="orchestrator",
    help="Propose, check and judge Lean 4 proofs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("setup")(setup.setup)
app.command("doctor")(doctor.doctor)
app.add_typer(problems.app, name="problems")
app.command("check")(check.check)
app.command("import")(importing.import_source)
app.command("adopt")(adopt.adopt)
app.command("triage")(triage.triage)
app.command("formalise")(formalise.formalise)
app.command("prove")(prove.prove)
app.command("agents")(agents.agents)
app.command("mcp")(mcp.mcp)
app.command("resume")(resume.resume)
app.command("switch")(switch.switch)
app.command("judge")(judge.judge)
app.command("verify")(verify.verify)
app.command("status")(status.status)
app.command("show")(show.show)
app.command("serve")(serve.serve)
app.command("submit")(submit.submit)
app.add_typer(campaign.app, name="campaign")
app.add_typer(keys.app, name="keys")
app.add_typer(export.app, name="export")
app.command("ablate")(ablate.ablate)

ANNOUNCED = (UserError, OperatorError, RetryError, LimitReached, ModelRefused)


def main() -> None:
    """Entry point of the script; leaves by `sys.exit`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code.

    Errors that this project raises on purpose become one sentence on stderr (and, with ``--json``, an ``error`` object
    on stdout); anything else is a defect and keeps its traceback.
    """
    try:
        app(arguments, prog_name="orchestrator")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(Exit.USAGE)
    except ANNOUNCED as error:
        return _refuse(error, as_json="--json" in arguments)
    except KeyboardInterrupt:
        print("orchestrator: interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    return Exit.DONE


def _refuse(error: OrchestratorError, *, as_json: bool) -> int:
    sentence = " ".join(str(error).split())  # what Lean or a database says may come in several lines
    print(f"orchestrator: {sentence}", file=sys.stderr)
    if as_json:
        print_json({"error": {"kind": type(error).__name__, "message": sentence}})
    return Exit.OUTCOME_UNKNOWN if isinstance(error, OutcomeUnknown) else Exit.USAGE
