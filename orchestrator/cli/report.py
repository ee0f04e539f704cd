"""What came of a campaign: one line per problem, read back from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from orchestrator.cli.output import Exit, console, seconds
from orchestrator.problems.naming import counted
from orchestrator.vocabulary import AttemptState, RunOutcome, RunStatus

if TYPE_CHECKING:
    from orchestrator.store import Run, Spend, Store, Verdict

LATE = 1.25
"""Times its limit that a run may take without a word."""
OUTCOME_STYLES = {
    RunOutcome.PROVED: "green",
    RunOutcome.DISPROVED: "green",
    RunOutcome.ANSWERED: "green",
    RunOutcome.FAILED: "bold red",
}


@dataclass(frozen=True)
class RunReport:
    """What became of one run."""

    problem: str
    run: str
    status: RunStatus
    outcome: RunOutcome | None
    detail: str
    verdict: Verdict | None
    """The one that decided; else the last."""
    prover: str
    """Whose sketch that verdict is about."""
    attempts: int
    failed_attempts: int
    """Infrastructure failures among them."""
    seconds: float
    before: str
    """Where this very statement stood before this run."""
    campaign: str | None = None
    spent: Spend | None = None
    account: tuple[str, ...] = ()
    """What its attempts tried, at which goals and for how long, if asked for."""
    limit: float | None = None
    """Seconds that it was given."""
    worked: float = 0.0
    """Seconds that its provers worked, added up."""
    episode: str | None = None
    """The last one of a model, for `show`."""
    episodes: int = 0
    lean_seconds: float | None = None
    """Lean's processor time for what the models' tools asked, without the judge's; None where no model was asked."""

    @property
    def decided(self) -> bool:
        """Whether the judge has accepted something."""
        return self.outcome is not None and self.outcome.decided


async def reports(
    store: Store, runs: Sequence[Run], before: Mapping[str, str], explain: bool = False
) -> list[RunReport]:
    """The reports on ``runs``, in their order; ``before`` is by the digest of the statement."""
    found = [await _report(store, await store.runs.get(run.id), before.get(run.statement_sha256, "")) for run in runs]
    return [replace(one, account=await _account(store, one.run)) for one in found] if explain else found


async def _account(store: Store, run: str) -> tuple[str, ...]:
    from orchestrator.store import RunDetail

    detail = await store.views.show(run)
    attempts = detail.attempts if isinstance(detail, RunDetail) else ()
    return tuple(line for one in attempts for line in f"{one.prover}: {one.detail or one.state}".split("\n"))


async def _report(store: Store, run: Run, before: str) -> RunReport:
    from orchestrator.store import every

    verdict = await store.verdicts.deciding(run.id)
    episodes = [episode async for episode in every(store.episodes.list, run_id=run.id)]
    lean = [episode.lean_seconds for episode in episodes if episode.lean_seconds is not None]
    counts = await store.attempts.counts(run.id)
    by = None if verdict is None or verdict.attempt_id is None else await store.attempts.get(verdict.attempt_id)
    return RunReport(
        limit=run.limits.seconds,
        worked=await _worked(store, run.id),
        episode=episodes[-1].id if episodes else None,
        episodes=len(episodes),
        lean_seconds=sum(lean) if lean else None,
        problem=run.problem_id,
        run=run.id,
        status=run.status,
        outcome=run.outcome,
        detail=run.detail,
        verdict=verdict,
        prover="" if by is None else by.prover,
        attempts=sum(n for state, n in counts.items() if state is not AttemptState.CANCELLED),
        failed_attempts=counts.get(AttemptState.FAILED, 0),
        seconds=run.spent.seconds,
        before=before,
        campaign=run.campaign_id,
        spent=run.spent,
    )


async def _worked(store: Store, run: str) -> float:
    """Seconds of its provers, as they told them."""
    from orchestrator.store import ProverReported

    seen, total = 0, 0.0
    while events := await store.events.since(run, seen, kinds=("prover.result",)):
        total += sum(each.event.seconds for each in events if isinstance(each.event, ProverReported))
        seen = events[-1].seq
    return total


def exit_code(found: Sequence[RunReport]) -> Exit:
    """0 if everything is decided, 2 if a run failed through no fault of its proof, 1 otherwise."""
    if any(report.outcome is RunOutcome.FAILED for report in found):
        return Exit.USAGE
    return Exit.DONE if all(report.decided for report in found) else Exit.NOT_PROVED


def print_table(found: Sequence[RunReport]) -> None:
    """The closing table on stdout, and how to look closer."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("problem", no_wrap=True)
    for heading in ("verdict (trust)", "prover"):
        table.add_column(heading, no_wrap=True)
    for heading in ("attempts", "seconds"):
        table.add_column(heading, justify="right", min_width=len(heading))
    tried_before = any(report.before for report in found)
    if tried_before:
        table.add_column("before")
    for report in found:
        style = OUTCOME_STYLES.get(report.outcome, "yellow") if report.outcome else "yellow"
        table.add_row(
            Text(report.problem),
            Text(_verdict(report), style=style),
            Text(report.prover if report.decided else ""),
            Text(_attempts(report)),
            Text(f"{report.seconds:.1f}"),
            *([Text(report.before, style="dim")] if tried_before else []),
        )
    out = console()
    if not out.is_terminal:
        out.width = 120
    out.print(table)
    out.print(_summary(found))
    for line, problems in _failures(found).items():
        out.print(f"{', '.join(problems)} failed: {line}", style="red")
    for report in found:
        for line in report.account:
            out.print(Text(f"{report.problem}  {line}"))
    for line in _late(found):
        out.print(line, style="dim")
    if (cost := _cost_of_models(found)) is not None:
        out.print(cost)
    if (episode := next((report.episode for report in reversed(found) if report.episode), None)) is not None:
        out.print(f"Read what the model said: orchestrator show {episode}")
    example = next((r for r in found if r.decided), found[0] if found else None)
    if example is not None:
        out.print(f"Look closer: orchestrator show {example.problem}, orchestrator status")


def _cost_of_models(found: Sequence[RunReport]) -> str | None:
    """What models used in all, in a line; None where no model was asked."""
    asked = [report for report in found if report.episodes]
    if not asked:
        return None
    episodes, spent = sum(report.episodes for report in asked), [report.spent for report in asked if report.spent]
    line = f"Models: {counted(episodes, 'episode')}, {sum(one.tokens for one in spent):,} tokens"
    line += f", {sum(one.micro_usd for one in spent) / 1e6:.4f} USD"
    lean = [report.lean_seconds for report in asked if report.lean_seconds is not None]
    return line + (f", {seconds(sum(lean))} of Lean's processor time for their tools" if lean else "")


def _failures(found: Sequence[RunReport]) -> dict[str, list[str]]:
    """What failed, each reason once, with the problems that it stopped."""
    reasons: dict[str, list[str]] = {}
    for report in found:
        if report.outcome is RunOutcome.FAILED:
            reasons.setdefault(report.detail, []).append(report.problem)
    return reasons


def _late(found: Sequence[RunReport]) -> list[str]:
    """Why runs took longer than they were given, in at most one line: a limit bounds what provers do."""
    late = [report for report in found if report.limit is not None and report.seconds > max(LATE * report.limit, 1.0)]
    if not late:
        return []
    most = max(late, key=lambda report: report.seconds - (report.limit or 0.0))
    others = f" (and {len(late) - 1} others)" if len(late) > 1 else ""
    took, given, worked = seconds(most.seconds), seconds(most.limit or 0.0), seconds(most.worked)
    return [
        f"{most.problem}{others} took {took} where {given} were given: its provers worked {worked}; the rest is "
        "waiting for a worker, Lean starting and warming up, and the judge, which no limit cuts short."
    ]


def _outcome(report: RunReport) -> str:
    return (report.outcome or report.status).replace("_", " ")


def _verdict(report: RunReport) -> str:
    trust = f" ({report.verdict.trust})" if report.verdict is not None and report.decided else ""
    return _outcome(report) + trust


def _attempts(report: RunReport) -> str:
    return f"{report.attempts}" + (f" ({report.failed_attempts} lost)" if report.failed_attempts else "")


def _summary(found: Sequence[RunReport]) -> str:
    counts: dict[str, int] = {}
    for report in found:
        counts[_outcome(report)] = counts.get(_outcome(report), 0) + 1
    total = seconds(sum(report.seconds for report in found))
    parts = ", ".join(f"{number} {name}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))
    return f"{len(found)} problem{'s' if len(found) != 1 else ''}: {parts}; {total} of work"
