"""Searching the loaded library for a model: by name, and by what would prove a goal or a statement.

The second is Lean's own search: ``exact?`` for one lemma that closes the goal, else ``apply?`` for lemmas that
reduce it. Both run in the context of the file as it stands, so the file's own lemmas are found too.
"""

from __future__ import annotations

import re

from orchestrator.errors import SourceError, ToolRefused
from orchestrator.lean.checker import CheckResult, Outcome
from orchestrator.lean.environment import Capability
from orchestrator.lean.library import NameSearch
from orchestrator.problems.regions import RegionKind
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.workspace import Workspace
from orchestrator.provers.tactics.splice import sorry_places

MAX_NAMES = 30
MAX_SUGGESTIONS = 12
_MAX_ITEM_BYTES = 400
_NOTHING = "Neither `exact?` nor `apply?` finds anything in the library."
_SUGGESTION = re.compile(r"\ATry this:\n\s*(?:\[apply\] )?(?P<text>.*)\Z", re.DOTALL)


async def search_names(workspace: Workspace, pattern: str) -> str:
    """Library constants whose names hold every word of ``pattern``, with their types.

    Raises:
        ToolRefused: the pattern is empty, or this checker cannot list names.
    """
    words = [word for word in re.split(r"[\s*]+", pattern) if word]
    if not words:
        raise ToolRefused("the name pattern is empty; give parts of a name, such as `Nat mul mod`")
    checker = workspace.checker
    if Capability.NAMES not in checker.environment.capabilities or not isinstance(checker, NameSearch):
        raise ToolRefused("this checker cannot search by name; search by `goal` or `statement`")
    imports = workspace.challenge.imports
    hits = await checker.library_names(imports, words, MAX_NAMES)
    if not hits.names:
        return f"No name in the library holds {' and '.join(map(repr, words))}."
    header = "".join(f"import {module}\n" for module in imports)
    text = header + "".join(f"#check @{name}\n" for name in hits.names)
    result = await workspace.check_text(text, goals=False)
    types = [clip(message.text, _MAX_ITEM_BYTES) for message in result.messages if message not in result.errors]
    more = f"\n... and {hits.total - len(hits.names)} more; add words" if hits.total > len(hits.names) else ""
    return "\n".join(types) + more


async def search_for_goal(workspace: Workspace, number: int) -> str:
    """What ``exact?`` and ``apply?`` find for the open goal ``number`` (from 1).

    Raises:
        ToolRefused: there is no such goal, or its ``sorry`` is not written out.
    """
    goals = await workspace.open_goals()
    if not 1 <= number <= len(goals):
        raise ToolRefused(f"there is no goal {number}; {len(goals)} are open")
    places = sorry_places(workspace.source, [goals[number - 1]])
    if not places:
        raise ToolRefused(f"goal {number} is not left open by a `sorry` of its own; write one for it")
    place = places[0]
    before = place.source[: place.start] + ("" if place.is_tactic else "by ")
    return await _suggestions(workspace, before, place.source[place.end :]) or _NOTHING


async def search_for_statement(workspace: Workspace, statement: str) -> str:
    """What ``exact?`` and ``apply?`` find for a proposition, stated after the helper lemmas.

    Raises:
        ToolRefused: the statement does not elaborate, or the challenge has no block for helpers.
    """
    challenge = workspace.challenge
    blocks = [i for i in range(challenge.proof_region) if challenge.regions[i].kind is RegionKind.BLOCK]
    if not blocks:
        raise ToolRefused("this challenge has no block for helper lemmas; search by `goal`")
    regions = list(workspace.draft.regions)
    # One line, so that whatever is wrong with the statement is reported on the line of the search.
    regions[blocks[-1]] += f"\nexample : {' '.join(statement.split())} := by sorry\n"
    try:
        text = challenge.splice(regions, workspace.direction)
    except SourceError as error:
        raise ToolRefused(str(error)) from None
    at = text.rindex("sorry", 0, _end_of_region(workspace, blocks[-1], len(regions[blocks[-1]])))
    line = text.count("\n", 0, at) + 1
    stated = await workspace.check_text(text, goals=False)
    if wrong := [message for message in stated.errors if message.start.line == line]:
        raise ToolRefused(f"the statement does not elaborate: {clip(wrong[0].text, _MAX_ITEM_BYTES)}")
    return await _suggestions(workspace, text[:at], text[at + len("sorry") :]) or _NOTHING


def _end_of_region(workspace: Workspace, index: int, length: int) -> int:
    return workspace.offsets()[index][0] + length


async def _suggestions(workspace: Workspace, before: str, after: str) -> str:
    """What Lean's search finds between two halves of the file; empty if nothing."""
    line = before.count("\n") + 1
    for tactic in ("exact?", "apply?"):
        result = await workspace.check_text(before + tactic + after, goals=False)
        if result.outcome not in (Outcome.ELABORATED, Outcome.ERRORS):
            return f"The search passed a limit ({result.outcome})."
        found = _found(result, line)
        if found:
            more = f"\n... and {len(found) - MAX_SUGGESTIONS} more" if len(found) > MAX_SUGGESTIONS else ""
            return f"`{tactic}` finds:\n" + "\n".join(found[:MAX_SUGGESTIONS]) + more
    return ""


def _found(result: CheckResult, line: int) -> list[str]:
    matches = (_SUGGESTION.match(message.text) for message in result.messages if message.start.line == line)
    return list(dict.fromkeys(clip(match["text"], _MAX_ITEM_BYTES) for match in matches if match))
