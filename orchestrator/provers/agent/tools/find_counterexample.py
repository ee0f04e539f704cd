"""``find_counterexample``: small values for which a statement is false, found by the kernel."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import CheckResult, Hypothesis, Outcome, Severity
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.places import place_of
from orchestrator.provers.agent.tools.snippets import by_line, check_snippet, proposition
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Workspace

_TRIED: Final = 400
_AT_ONCE: Final = 40
_VALUES: Final = {
    "Nat": tuple(map(str, range(13))),
    "Int": ("0", "1", "(-1)", "2", "(-2)", "3", "(-3)", "5", "(-5)", "7"),
    "Bool": ("true", "false"),
    "List Nat": ("[]", "[0]", "[1]", "[1, 0]", "[0, 1, 2]", "[2, 2]"),
    "List Int": ("[]", "[0]", "[-1]", "[1, -1]"),
}


class FindCounterexampleArguments(Arguments):
    """Arguments of ``find_counterexample``; exactly one of them is given."""

    goal: int | None = Field(default=None, ge=1, description="Number of an open goal.")
    statement: str | None = Field(
        default=None, max_length=5_000, description="A proposition that begins with `∀`, or binders and a proposition."
    )


async def run(toolbox: Toolbox, arguments: FindCounterexampleArguments) -> str:
    """Try small values of the leading variables in one statement."""
    workspace = toolbox.workspace
    if (arguments.goal is None) == (arguments.statement is None):
        raise ToolRefused("give exactly one of `goal` and `statement`")
    if arguments.goal is not None:
        place = await place_of(workspace, arguments.goal)
        stated = _closed(place.goal.hypotheses, place.goal.target)
    else:
        stated = _as_forall(proposition(str(arguments.statement)))
    variables = await _variables(workspace, stated)
    if not variables:
        return "It has no leading variables over Nat, Int, Bool, Fin or lists; ask `evaluate` whether it holds."
    tried = 0
    for batch in _batches(_assignments(variables)):
        found, tried_here, limit = await _first_false(workspace, stated, batch)
        tried += tried_here
        if found is not None:
            values = ", ".join(f"{name} = {value}" for (name, _), value in zip(variables, found, strict=True))
            return f"It is false for {values} (Lean's kernel says so)."
        if limit:
            return f"No counterexample among the first {tried} values; then the computation passed a limit."
    return f"No counterexample among {tried} small values of {', '.join(name for name, _ in variables)}."


def _closed(hypotheses: Sequence[Hypothesis], target: str) -> str:
    """A goal as one statement: its variables and hypotheses in front. Printed text, so it may not be read back."""
    binders = "".join(f"({hypothesis.name} : {hypothesis.type}) → " for hypothesis in hypotheses)
    return f"{binders}({target})"


def _as_forall(stated: str) -> str:
    """A proposition from what stands behind ``example``."""
    if stated.startswith(":"):
        return stated[1:].strip()
    return f"∀ {stated[: stated.rindex(' :')]}, {stated[stated.rindex(' :') + 2 :]}" if " : " in stated else stated


async def _variables(workspace: Workspace, stated: str) -> list[tuple[str, str]]:
    """The leading variables of a statement whose types have small values, with their types.

    Raises:
        ToolRefused: it does not elaborate.
    """
    result = await check_snippet(workspace, f"example : {stated} := by\n  intros\n  sorry")
    wrong = [message for message in result.errors if message.start.line == 1]
    if wrong or not result.goals:
        raise ToolRefused(f"the statement does not elaborate: {clip(wrong[0].text if wrong else 'no goal', 400)}")
    found = []
    for hypothesis in result.goals[-1].goal.hypotheses:
        if _values_of(hypothesis.type) is None:
            break
        found.append((re.sub(r"✝.*", "", hypothesis.name), hypothesis.type))
    return found


def _values_of(kind: str) -> Sequence[str] | None:
    if bounded := re.fullmatch(r"Fin (\d+)", kind):
        return tuple(str(number) for number in range(min(int(bounded[1]), 13)))
    return _VALUES.get(kind)


def _assignments(variables: Sequence[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Values of all variables, those with small positions in their lists first."""
    lists = [_values_of(kind) or () for _, kind in variables]
    longest = max(map(len, lists))
    for level in range(longest):
        for places in itertools.product(*(range(min(level + 1, len(values))) for values in lists)):
            if max(places) == level:
                yield tuple(values[place] for values, place in zip(lists, places, strict=True))


def _batches(assignments: Iterator[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    limited = itertools.islice(assignments, _TRIED)
    while batch := list(itertools.islice(limited, _AT_ONCE)):
        yield batch


async def _first_false(
    workspace: Workspace, stated: str, batch: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...] | None, int, bool]:
    """The first values for which the kernel refutes the statement, how many were tried, and whether a limit was hit."""
    lines = [
        f"example : ¬ ({stated}) := by intro h; exact absurd (h {' '.join(values)}) (by decide +kernel)"
        for values in batch
    ]
    result: CheckResult = await check_snippet(workspace, "\n".join(lines), goals=False)
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        return None, 0, True
    said = by_line(result)
    for number, values in enumerate(batch, 1):
        if not any(message.severity is Severity.ERROR for message in said.get(number, [])):
            return values, number, False
    return None, len(batch), False


TOOL: Final = Tool(
    "find_counterexample",
    "Look for small values that make an open goal, or a statement, false (Nat, Int, Bool, Fin, lists). The kernel "
    "checks what is found; costs no edit. Use it before you build on a lemma.",
    FindCounterexampleArguments,
    run,
)
