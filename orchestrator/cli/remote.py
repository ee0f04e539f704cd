"""Commands with ``--server``: `status`, `show`, `problems`, `triage`, `resume`, `export` ask and print what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestrator.cli.asking import server_address
from orchestrator.cli.output import Exit, console, leave, print_json
from orchestrator.cli.targets import is_file
from orchestrator.config import settings
from orchestrator.errors import UserError
from orchestrator.problems.naming import counted
from orchestrator.problems.whole_file import write_whole
from orchestrator.vocabulary import ProblemState, RunStatus

if TYPE_CHECKING:
    from orchestrator.api.problems import ProblemRow
    from orchestrator.client import Client

UNFINISHED = (RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.QUEUED)


@contextmanager
def _client(server: str | None) -> Iterator[Client]:
    from orchestrator.client import Client

    address = server_address(server)
    assert address is not None, "asked for only where there is one"
    with Client(address, settings().api_key) as client:
        yield client


def status(server: str | None, prefix: str, *, as_json: bool, **filters: Any) -> None:
    """Every problem that was tried, and the runs that are not finished; ``filters`` as in `problems`."""
    with _client(server) as client:
        rows = [row for row in client.problems(**filters) if row.id.startswith(prefix)]
        tried = [row for row in rows if row.state is not ProblemState.UNTRIED]
        runs = [run for state in UNFINISHED for run in client.runs(status=state.value)]
    shown = {row.id for row in rows}
    unfinished = [run for run in runs if run.problem_id in shown]
    if as_json:
        dumped = [[one.model_dump(mode="json") for one in rows] for rows in (tried, unfinished)]
        print_json({"problems": dumped[0], "unfinished_runs": dumped[1]})
        return
    _print_problems(tried)
    for run in unfinished:
        console().print(f"unfinished: {run.id} on {run.problem_id}, {run.status}")


def problems(server: str | None, prefix: str, *, axes: bool, as_json: bool, **filters: Any) -> None:
    """The problems that the server knows, by its filters (tag, informal, formal, contradictions)."""
    with _client(server) as client:
        rows = [row for row in client.problems(**filters) if row.id.startswith(prefix)]
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
    elif axes:
        width = max((len(row.id) for row in rows), default=0)
        for row in rows:
            console().print(f"{row.id:{width}}  {row.informal_state:14}  {row.formal_state}")
        console().print(f"{counted(len(rows), 'problem')}; `orchestrator problems show ID` shows who says what")
    else:
        _print_problems(rows)


def _print_problems(rows: Sequence[ProblemRow]) -> None:
    width = max((len(row.id) for row in rows), default=0)
    for row in rows:
        runs = f"{counted(row.runs, 'run')}, {row.micro_usd / 1e6:.2f} USD"
        console().print(f"{row.id:{width}}  {row.state:9}  {runs:22}  {row.title}")
    console().print(counted(len(rows), "problem"))


def show(server: str | None, identifier: str, certificate: Path | None, *, as_json: bool) -> None:
    """What an id stands for, and for a problem how far it came."""
    with _client(server) as client:
        found = client.get("/find", id=identifier)
        shown: dict[str, Any] = {"kind": found["kind"], **client.get(found["address"].removeprefix("/api/v1"))}
        if found["kind"] == "problem":
            shown["progress"] = client.get(f"/problems/{shown['id']}/progress")
        if certificate is not None:
            _write_certificate(client, shown, certificate)
    if as_json:
        print_json(shown)
    else:
        _print(shown)


def _write_certificate(client: Client, shown: dict[str, Any], path: Path) -> None:
    decision = shown.get("decision")
    if not decision or not decision["certificate"]:
        raise UserError(f"{shown.get('id', shown['kind'])} has no accepted proof, so there is no certificate")
    from orchestrator.lean.judge.certificate import Certificate

    written = Certificate.from_json(client.certificate(decision["id"])).write(path)
    console(stderr=True).print(f"wrote {' and '.join(map(str, written))}")


def _print(value: Any, indent: str = "") -> None:
    """Facts one a line, texts of several lines as they are; what is empty is left out."""
    out = console()
    items = value.items() if isinstance(value, dict) else ((str(n + 1), one) for n, one in enumerate(value))
    for name, one in items:
        label = f"{indent}{name.replace('_', ' ')}:"
        if one is None or one in ("", [], {}):
            continue
        if isinstance(one, dict) or (isinstance(one, list) and not all(isinstance(part, str) for part in one)):
            out.print(label)
            _print(one, f"{indent}  ")
        elif isinstance(one, str) and "\n" in one:
            out.print(label)
            out.print("\n".join(f"{indent}  {line}" for line in one.rstrip().splitlines()))
        else:
            out.print(f"{label} {', '.join(one) if isinstance(one, list) else one}")


def triage(server: str | None, targets: Sequence[str], *, as_json: bool) -> None:
    """What the server's Lean says of challenge files and of problems that it has stored."""
    from orchestrator.problems.text import read_text

    reports = []
    with _client(server) as client:
        for target in targets:
            text = read_text(Path(target)) if is_file(target) else client.problem(target).statement.text
            reports.append((target, client.triage(text)))
    if as_json:
        print_json([report.model_dump(mode="json") for _, report in reports])
    else:
        for target, report in reports:
            console().print(f"{report.id or target}: {'runs can be started on it' if report.usable else 'not usable'}")
            _print(report.model_dump(mode="json", exclude={"id", "usable"}), "  ")
    leave(Exit.DONE if all(report.usable for _, report in reports) else Exit.NOT_PROVED)


def resume(server: str | None, names: Sequence[str], *, as_json: bool) -> None:
    """Let the server go on with runs, campaigns, or the unfinished runs of problems; by default with all that wait."""
    resumed: list[Any] = []
    with _client(server) as client:
        for name in names:
            if name.startswith("c-"):
                resumed.append(client.act_on_campaign(name, "resume"))
        wanted = [name for name in names if not name.startswith("c-")]
        if wanted or not names:
            waiting = [run for state in UNFINISHED[1:] for run in client.runs(status=state.value)]
            chosen = [
                run for run in waiting if not wanted or any(_names(one, run.id, run.problem_id) for one in wanted)
            ]
            for one in wanted:
                if not any(_names(one, run.id, run.problem_id) for run in chosen):
                    raise UserError(f"{one!r} is no run, campaign or problem that waits at this server")
            resumed += [client.act_on_run(run.id, "resume") for run in chosen]
    if as_json:
        print_json([one.model_dump(mode="json") for one in resumed])
        return
    for one in resumed:
        console().print(f"resumed {one.id}")
    if not resumed:
        console().print("There is nothing to resume")


def _names(name: str, run_id: str, problem_id: str) -> bool:
    return problem_id in (name, f"local/{name}") or (name.startswith("r-") and run_id.startswith(name))


def export(server: str | None, path: str, to: Path, **query: str) -> None:
    """Write what the server exports to a file."""
    with _client(server) as client:
        content = client.download(path, **query)
    write_whole(to, content)
    console().print(f"wrote {to}")
