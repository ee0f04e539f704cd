"""``search_library``: what the loaded library has, by name, goal, statement, shape or constants.

Goals and statements are asked of Lean's own search in the context of the file: ``exact?`` for one lemma that closes the
goal, else ``apply?`` for lemmas that reduce it. Shapes and constants go over names and compare the printed conclusions.
"""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import CheckResult, Outcome
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.tools.arguments import Arguments
from orchestrator.provers.agent.tools.library import (
    MAX_RESULTS,
    Fact,
    conclusion_of,
    named,
    shape_pattern,
    types_of,
    words_of_shape,
)
from orchestrator.provers.agent.tools.places import place_of
from orchestrator.provers.agent.tools.snippets import check_snippet, proposition
from orchestrator.provers.agent.tools.tool import Tool
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Workspace

_MAX_ITEM_BYTES: Final = 400
_SUGGESTION: Final = re.compile(
    r"\A(?:Try this:\n|found a (?:partial )?proof, but the corresponding tactic failed:\n)\s*(?:\[apply\] )?"
    r"(?P<text>.*?)(?:\n\s*-- Remaining subgoals:\n(?P<goals>.*?))?(?:\n\nIt may be possible.*)?\Z",
    re.DOTALL,
)
_LEMMA: Final = re.compile(r"\b(?:exact|refine)\s+\(*(?:fun [^=]*=> )?\(*(?P<name>[^\W\d][\w'.!?]*)")
_EMPTY: Final = frozenset({"Nat.lt_irrefl", "absurd", "False.elim", "id", "gt_iff_lt", "ge_iff_le", "Iff.rfl", "rfl"})


class SearchLibraryArguments(Arguments):
    """Arguments of ``search_library``; exactly one of them is given."""

    name: str | None = Field(
        default=None, max_length=300, description="Parts of a name, all of which must occur: `Nat mul mod`."
    )
    goal: int | None = Field(default=None, ge=1, description="Number of an open goal: what would prove or reduce it.")
    statement: str | None = Field(
        default=None,
        max_length=5_000,
        description="A proposition, or `(a b : Nat) (h : ...) : ...`: what would prove or reduce it.",
    )
    shape: str | None = Field(
        default=None, max_length=500, description="A conclusion with `_` for any term: `_ < _ * _`."
    )
    constants: str | None = Field(
        default=None, max_length=500, description="Constants or operators that the fact speaks of: `Nat.gcd ∣ *`."
    )


async def run(toolbox: Toolbox, arguments: SearchLibraryArguments) -> str:
    """Search in the one way that was asked for."""
    workspace = toolbox.workspace
    given = {key: value for key, value in arguments.model_dump().items() if value is not None}
    if len(given) != 1:
        raise ToolRefused("give exactly one of `name`, `goal`, `statement`, `shape` and `constants`")
    match next(iter(given.items())):
        case ("name", str() as pattern):
            return await search_names(workspace, pattern)
        case ("goal", int() as number):
            return await search_for_goal(workspace, number)
        case ("statement", str() as statement):
            return await search_for_statement(workspace, statement)
        case ("shape", str() as shape):
            return await search_by_shape(workspace, shape)
        case (_, constants):
            return await search_by_constants(workspace, str(constants))


async def search_names(workspace: Workspace, pattern: str) -> str:
    """Library constants whose names hold every word of ``pattern``, with their types.

    Raises:
        ToolRefused: the pattern is empty, or this checker cannot list names.
    """
    words = [word for word in re.split(r"[\s*.]+", pattern) if word]
    if not words:
        raise ToolRefused("the name pattern is empty; give parts of a name, such as `Nat mul mod`")
    names, total = await named(workspace, words)
    if not names:
        return f"No name in the library holds {' and '.join(map(repr, words))}."
    return _listed(await types_of(workspace, names[:MAX_RESULTS]), total - MAX_RESULTS, "add words")


async def search_by_shape(workspace: Workspace, shape: str) -> str:
    """Facts whose conclusion, or a side of whose equivalence, has the shape.

    Raises:
        ToolRefused: the shape says nothing that a name could hold.
    """
    words = words_of_shape(shape)
    if not words:
        raise ToolRefused("the shape needs an operator or a constant, as in `_ < _ * _` or `Nat.gcd _ _ = _`")
    pattern = shape_pattern(shape)
    facts: list[Fact] = []
    for scope in (["Nat"], ["Int"], []):
        names, _ = await named(workspace, [*scope, *words])
        facts += [fact for fact in await types_of(workspace, names) if pattern.match(fact.conclusion)]
        if len(_distinct(facts)) >= MAX_RESULTS:
            break
    if not facts:
        return (
            f"No fact named after {' and '.join(map(repr, words))} has the conclusion {shape!r}; search by `statement`."
        )
    return _listed(_distinct(facts), len(_distinct(facts)) - MAX_RESULTS, "say more of the shape")


async def search_by_constants(workspace: Workspace, constants: str) -> str:
    """Facts whose type speaks of all the constants and operators.

    Raises:
        ToolRefused: none is given.
    """
    asked = constants.replace(",", " ").split()
    words = list(dict.fromkeys(word for one in asked for word in words_of_shape(one)))
    if not words:
        raise ToolRefused("name constants or operators, such as `Nat.gcd ∣ *`")
    names, _ = await named(workspace, words)
    facts = [fact for fact in await types_of(workspace, names) if all(_speaks_of(fact, one) for one in asked)]
    if not facts:
        return f"No fact named after {' and '.join(map(repr, words))} speaks of {constants}; try fewer."
    return _listed(_distinct(facts), len(_distinct(facts)) - MAX_RESULTS, "add constants")


async def search_for_goal(workspace: Workspace, number: int) -> str:
    """What ``exact?`` and ``apply?`` find for the open goal ``number`` (from 1).

    Raises:
        ToolRefused: there is no such goal, or its ``sorry`` is not written out.
    """
    place = await place_of(workspace, number)
    before = place.source[: place.start] + ("" if place.is_tactic else "by ")
    line = before.count("\n") + 1
    target = place.goal.target
    for tactic in ("exact?", "apply?"):
        result = await workspace.check_text(f"{before}{tactic}{place.source[place.end :]}", goals=False)
        if text := await _suggested(workspace, tactic, result, line, target):
            return text
    return "Neither `exact?` nor `apply?` finds anything in the library."


async def search_for_statement(workspace: Workspace, statement: str) -> str:
    """What ``exact?`` and ``apply?`` find for a proposition, stated after the helper lemmas.

    Raises:
        ToolRefused: the statement does not elaborate.
    """
    stated = f"example {proposition(statement)} := by"
    checked = await check_snippet(workspace, f"{stated}\n  intros\n  sorry")
    wrong = [message for message in checked.errors if message.start.line == 1]
    if wrong:
        raise ToolRefused(f"the statement does not elaborate: {clip(wrong[0].text, _MAX_ITEM_BYTES)}")
    target = checked.goals[-1].goal.target if checked.goals else ""
    for tactic in ("exact?", "apply?"):
        result = await check_snippet(workspace, f"{stated}\n  intros\n  {tactic}", goals=False)
        if text := await _suggested(workspace, tactic, result, 3, target):
            return text
    return "Neither `exact?` nor `apply?` finds anything in the library."


async def _suggested(workspace: Workspace, tactic: str, result: CheckResult, line: int, target: str) -> str:
    """What Lean's search suggests on a line, as lemmas with their types; empty if nothing of use."""
    if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
        return f"`{tactic}` passed a limit ({result.outcome})."
    found: dict[str, str] = {}
    for message in result.messages:
        suggestion = _SUGGESTION.match(message.text)
        if message.start.line != line or suggestion is None:
            continue
        text = re.sub(r"\A\(expose_names; (.*)\)\Z", r"\1", suggestion["text"].strip(), flags=re.DOTALL)
        goals = suggestion["goals"] or ""
        lemma = _LEMMA.search(text)
        if lemma and lemma["name"] not in _EMPTY and not _restates(goals, target):
            found.setdefault(lemma["name"], text)
    facts = {fact.name: fact for fact in await types_of(workspace, list(found)[: 4 * MAX_RESULTS])}
    useful = [name for name in found if name not in facts or _says_something(facts[name])]
    lines = []
    for name in useful[:MAX_RESULTS]:
        lines.append(clip(f"`{found[name]}`", _MAX_ITEM_BYTES))
        if name in facts:
            lines.append(f"    {facts[name]}")
    if not lines:
        return ""
    more = f"\n... and {len(useful) - MAX_RESULTS} more" if len(useful) > MAX_RESULTS else ""
    what = "closes it" if tactic == "exact?" else "reduces it"
    return f"`{tactic}` {what}:\n" + "\n".join(lines) + more


def _restates(goals: str, target: str) -> bool:
    """Whether one of the remaining goals is the target again."""
    wanted = " ".join(target.split())
    return any(" ".join(goal.split()) == wanted for goal in re.findall(r"⊢ ([^\n]*(?:\n(?!\s*-- ).*)*)", goals))


def _says_something(fact: Fact) -> bool:
    """False for logic that fits every goal: its conclusion is a variable."""
    return re.fullmatch(r"\(?[a-zα-ω]\w?\)?", conclusion_of(fact.type)) is None


def _speaks_of(fact: Fact, constant: str) -> bool:
    short = constant.rpartition(".")[2] if constant[:1].isalpha() else constant
    return short in fact.type or (short in (">", "≥") and {">": "<", "≥": "≤"}[short] in fact.type)


def _distinct(facts: list[Fact]) -> list[Fact]:
    return list({fact.type: fact for fact in reversed(facts)}.values())[::-1]


def _listed(facts: list[Fact], more: int, remedy: str) -> str:
    rest = f"\n... and {more} more; {remedy}" if more > 0 else ""
    return "\n".join(map(str, facts[:MAX_RESULTS])) + rest


TOOL: Final = Tool(
    "search_library",
    "Search the loaded library; at most five facts with their types come back. By parts of a `name`, by what proves or "
    "reduces an open `goal` or a `statement`, by the `shape` of a conclusion, or by `constants`. Give exactly one.",
    SearchLibraryArguments,
    run,
)
