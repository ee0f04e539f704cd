"""The loaded library as a model sees it: names ranked, types asked of Lean, conclusions compared with a shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.errors import ToolRefused
from orchestrator.lean.checker import Severity
from orchestrator.lean.environment import Capability
from orchestrator.lean.library import NameSearch
from orchestrator.provers.agent.report import clip
from orchestrator.provers.agent.workspace import Workspace

MAX_RESULTS: Final = 5
MAX_CANDIDATES: Final = 120
"""Names whose types are asked for."""
_MAX_TYPE_BYTES: Final = 400
_PLAIN_PART: Final = re.compile(r"[^\W\d][\w'!?]*|\d+", re.UNICODE)
_INTERNAL: Final = re.compile(
    r"_proof_|\bmatch_|\._|\._?(?:eq|sizeOf|injEq|noConfusion|casesOn|recOn|below|brecOn|rec|ndrec|ctorIdx|toCtorIdx)\b|"
    r"_(?:cstage|spec|lambda|closed|unsafe_rec|private|redArg)|\binst[A-Z]|Internal|\bLean\.|\._?simp_"
)
_MACHINE: Final = re.compile(
    r"\b(?:U?Int(?:8|16|32|64)|[UI]Size|BitVec|Float(?:32)?|Char|Fin|ByteArray|String|Rat|Dyadic)\b"
)
_CONTAINER: Final = re.compile(r"\b(?:Array|Vector|HashMap|TreeMap|Std|Option|Except|Iter|Subarray|Substring|Perm)\b")

OPERATORS: Final = {
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod", "^": "pow", "∣": "dvd", "<": "lt", "≤": "le", ">": "lt",
    "≥": "le", "<=": "le", ">=": "le", "≠": "ne", "¬": "not", "∧": "and", "∨": "or", "∈": "mem", "++": "append",
    "::": "cons", "&&": "and", "||": "or", "↔": "", "=": "", "→": "", "∘": "comp",
    "<<<": "shiftLeft", ">>>": "shiftRight",
}  # fmt: skip
"""Parts of names by the operators of statements; equality and the arrows rarely stand in a name."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A library constant and its type as Lean prints it."""

    name: str
    type: str

    def __str__(self) -> str:
        return clip(f"{quoted(self.name)} {self.type}", _MAX_TYPE_BYTES)

    @property
    def conclusion(self) -> str:
        """What stands behind the last arrow and colon at the outside of the type."""
        return conclusion_of(self.type)


def quoted(name: str) -> str:
    """A name as Lean reads it: parts that are no identifiers stand in «»."""
    return ".".join(part if _PLAIN_PART.fullmatch(part) or part[:1] == "«" else f"«{part}»" for part in name.split("."))


def conclusion_of(statement: str) -> str:
    """The part of a printed type behind its binders and hypotheses."""
    text, depth, start = " ".join(statement.split()), 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{⦃") - (char in ")]}⦄")
        outside = depth == 0
        colon = char == ":" and text[at - 1 : at] in (" ", ")", "}", "]", "") and text[at + 1 : at + 2] == " "
        if outside and (char in "→," or colon):
            start = at + 1
    conclusion = text[start:].strip()
    while conclusion.startswith("(") and _closes_at(conclusion) == len(conclusion) - 1:
        conclusion = conclusion[1:-1].strip()
    return conclusion


def _closes_at(text: str) -> int:
    """Where the bracket that ``text`` begins with is closed."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1


async def named(workspace: Workspace, words: Sequence[str], limit: int = MAX_CANDIDATES) -> tuple[list[str], int]:
    """Library names that hold every word, the best first, and how many there are in all.

    Raises:
        ToolRefused: this checker cannot list names.
    """
    checker = workspace.checker
    if Capability.NAMES not in checker.environment.capabilities or not isinstance(checker, NameSearch):
        raise ToolRefused("this checker cannot search by name; search by `goal` or `statement`")
    hits = await checker.library_names(workspace.challenge.imports, words, limit)
    names = [name for name in hits.names if not _INTERNAL.search(name)]
    return sorted(names, key=lambda name: _rank(name, words)), hits.total


async def types_of(workspace: Workspace, names: Iterable[str]) -> list[Fact]:
    """The facts with these names, in their order; what Lean does not know is left out."""
    asked = list(dict.fromkeys(names))
    if not asked:
        return []
    header = "".join(f"import {module}\n" for module in workspace.challenge.imports)
    first = header.count("\n") + 1
    text = header + "".join(f"#check @{quoted(name)}\n" for name in asked)
    result = await workspace.check_text(text, goals=False)
    facts = []
    for message in result.messages:
        index = message.start.line - first
        if message.severity is Severity.INFORMATION and 0 <= index < len(asked):
            name = asked[index]
            stated = " ".join(message.text.removeprefix("@").removeprefix(quoted(name)).split())
            facts.append(Fact(name, stated))
    return facts


def shape_pattern(shape: str) -> re.Pattern[str]:
    """A pattern for printed conclusions from a shape such as ``_ < _ * _``; each ``_`` is any term."""
    parts = [re.escape(part.strip()) for part in re.split(r"(?<![\w'])(?:_|\?\w+)(?![\w'])", " ".join(shape.split()))]
    term = r"\s*\S.*?\s*"
    joined = term.join(re.sub(r"(?:\\ )+", r"\\s*", part) for part in parts)
    return re.compile(rf"\(*{joined}\)*\Z|\(*{joined}\)* ↔ .*\Z|.* ↔ \(*{joined}\)*\Z", re.DOTALL)


def words_of_shape(shape: str) -> list[str]:
    """Parts of names that a shape suggests: its operators, and the last parts of its constants."""
    tokens = re.findall(r"<<<|>>>|<=|>=|\+\+|::|&&|\|\||[^\w\s().']", shape)
    words = [OPERATORS[token] for token in tokens if token in OPERATORS]
    constants = re.findall(r"[A-Za-z][\w'.]*[\w']", shape)
    return list(dict.fromkeys([word for word in words if word] + [name.rpartition(".")[2] for name in constants]))


def _rank(name: str, words: Sequence[str]) -> tuple[int, int, int, str]:
    """Whole parts before fragments, plain types before machine integers and containers, short before long."""
    wanted = " ".join(words)
    parts = {part.lower() for part in re.split(r"[._]|(?<=[a-z])(?=[A-Z])", name)} | {
        part.lower() for part in name.split(".")
    }
    fragments = sum(word.lower() not in parts for word in words)
    odd = 2 * bool(_MACHINE.search(name) and not _MACHINE.search(wanted))
    odd += bool(_CONTAINER.search(name) and not _CONTAINER.search(wanted))
    return odd, fragments, len(name), name
