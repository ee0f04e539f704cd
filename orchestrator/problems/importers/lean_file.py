"""Any Lean file with a ``sorry`` as a challenge: one theorem becomes the target, what stands before it is frozen.

Nothing here runs Lean. What was changed on the way is said line by line (`Adopted.did`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from orchestrator.errors import ChallengeError
from orchestrator.problems.commands import Command, LeanText, read_commands, signature
from orchestrator.problems.lexical import scan
from orchestrator.problems.metadata import DEFAULT_TARGET, Metadata, render_metadata
from orchestrator.problems.naming import counted
from orchestrator.problems.text import shown

BLOCK: Final = "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\n"
SORRY: Final = re.compile(r"(?<![\w.'«])sorry(?![\w'!?.»])")
_IMPORT: Final = re.compile(
    r"^(?:(?:public|meta|private)[ \t]+)*import[ \t]+(?:all[ \t]+)?(?P<module>\S+)", re.MULTILINE
)
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_']*(?:\.[A-Za-z_][A-Za-z0-9_']*)*")
_PUBLIC_SECTION: Final = re.compile(r"(?:@\[expose\]\s*)?public\s+(?:meta\s+)?(?=section\b)")
_PROOFS: Final = frozenset({"theorem", "lemma", "example"})
_OPENS: Final = frozenset({"namespace", "section", "mutual"})

Rewrite = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A challenge text, and what was done to get there, a sentence each."""

    text: str
    did: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a command stands: the namespaces around it, and the other lines that change what it means."""

    namespaces: tuple[str, ...]
    opens: tuple[str, ...]


def scope_of(found: LeanText, index: int) -> Scope:
    """What is open at command ``index``: namespaces, ``open``, ``variable``, ``universe`` lines, innermost last."""
    stack: list[tuple[str, list[str]]] = [("", [])]
    for command in found.commands[:index]:
        words = found.code[command.head : command.end].split()
        if command.word in _OPENS:
            at = words.index(command.word)
            name = words[at + 1] if command.word == "namespace" and at + 1 < len(words) else ""
            stack.append((name, []))
        elif command.word == "end" and len(stack) > 1:
            closes = words[1].count(".") + 1 if len(words) > 1 else 1
            for _ in range(closes):
                # `end A.B` closes `namespace A.B` as one or two, whichever way they were opened.
                if len(stack) > 1:
                    closes_all = stack.pop()[0].count(".") + 1 >= closes
                    if closes_all:
                        break
        elif command.word in ("open", "variable", "universe"):
            stack[-1][1].append(" ".join(found.code[command.head : command.end].split()))
    namespaces = tuple(name for name, _ in stack if name)
    return Scope(namespaces, tuple(line for _, lines in stack for line in lines))


def full_name(scope: Scope, name: str) -> str:
    """A declaration's name with the namespaces around it."""
    if name.startswith("_root_."):
        return name.removeprefix("_root_.")
    return ".".join([*scope.namespaces, name]) if name else ""


def adopt(text: str, theorem: str, meta: Metadata) -> Adopted:
    """Turn the theorem of this name (as written, or with its namespaces) of a checked text into a challenge.

    ``meta.target`` is ignored: the theorem keeps its name where it stands outside every namespace and its name is
    plain, else it becomes ``target_theorem_0``.

    Raises:
        ChallengeError: no such theorem (near ones are named), none with a ``sorry``, or one that cannot be cut out.
    """
    found = read_commands(text)
    index = _find(found, theorem)
    return challenge_of(found, index, meta)


def challenge_of(
    found: LeanText, index: int, meta: Metadata, rewrite: Rewrite = lambda statement: statement
) -> Adopted:
    """The challenge whose target is the theorem that is command ``index``; ``rewrite`` may change its type's text.

    Raises:
        ChallengeError: its statement rests on something whose proof or value is missing too, or is not told from
            its proof.
    """
    command = found.commands[index]
    parts = signature(found, command)
    if parts is None:
        raise ChallengeError(
            f"{command.name!r} is not written as 'theorem name ... : statement := proof'", command.line
        )
    proof = found.text[parts.assign + 2 : command.end]
    if not SORRY.search(found.code[parts.assign : command.end]):
        raise ChallengeError(
            f"the proof of {command.name!r} has no 'sorry', so there is nothing to prove", command.line
        )
    scope = scope_of(found, index)
    kept, did = _frozen(found, index)
    target, name = _target_name(scope, command)
    binders = found.text[command.name_end : parts.colon]
    statement = rewrite(found.text[parts.colon + 1 : parts.assign].strip())
    prefix = _prefix(found, command)
    region = _proof_region(proof)
    imports = [match["module"] for match in _IMPORT.finditer(found.code)]
    body = [
        render_metadata(replace(meta, target=target)),
        "".join(f"import {module}\n" for module in imports),
        "\n" if imports else "",
        kept.strip("\n"),
        "\n\n" if kept.strip() else "",
        f"{BLOCK}\n{prefix}theorem {name}{binders.rstrip()} :\n    {statement} := by\n",
        f"  -- EVOLVE-BLOCK-START\n{region}  -- EVOLVE-BLOCK-END\n",
    ]
    if name != command.name:
        did.append(f"line {command.line}: {command.name} is named {target}, outside every namespace")
    if command.word != "theorem":
        did.append(f"line {command.line}: '{command.word}' is written 'theorem'")
    after = [each for each in found.commands[index + 1 :] if each.word != "end"]
    if after:
        did.append(f"line {after[0].line}: what follows the target is left out ({counted(len(after), 'command')})")
    return Adopted("".join(body), tuple(did))


def _find(found: LeanText, theorem: str) -> int:
    theorems = [(i, each) for i, each in enumerate(found.commands) if each.word in ("theorem", "lemma")]
    exact = [i for i, each in theorems if theorem in (each.name, full_name(scope_of(found, i), each.name))]
    if len(exact) == 1:
        return exact[0]
    if exact:
        lines = ", ".join(str(found.commands[i].line) for i in exact)
        raise ChallengeError(f"{theorem!r} stands in lines {lines}; give its name with namespaces", None)
    with_sorry = [each.name for _, each in theorems if SORRY.search(found.code[each.head : each.end])]
    names = ", ".join(with_sorry[:10]) or "none"
    raise ChallengeError(f"there is no theorem {theorem!r}; theorems with a 'sorry' are: {names}", None)


def _target_name(scope: Scope, command: Command) -> tuple[str, str]:
    """The target's name, and how its declaration writes it."""
    if not scope.namespaces and _PLAIN_NAME.fullmatch(command.name):
        return command.name, command.name
    return DEFAULT_TARGET, f"_root_.{DEFAULT_TARGET}" if scope.namespaces else DEFAULT_TARGET


def _frozen(found: LeanText, index: int) -> tuple[str, list[str]]:
    """The text before the target that is kept, and what was left out of it."""
    first = found.commands[0].start
    kept = [found.text[:first]] if found.text[:first].strip() else []
    did: list[str] = []
    missing = _Missing()
    for command in found.commands[:index]:
        code = found.code[command.start : command.head] + found.code[command.name_end : command.end]
        source = found.source(command)
        if command.word in ("import", "module"):
            if re.match(r"(?:public|meta|private)\s", found.code[command.head :]) or command.word == "module":
                did.append(f"line {command.line}: read as a file without Lean's module system")
            source = _comments_after(found, command)
        elif command.word.startswith("#"):
            did.append(f"line {command.line}: {command.word} is left out")
            source = ""
        elif command.declares and SORRY.search(code):
            did.append(f"line {command.line}: {command.word} {command.name} is left out, for its 'sorry'")
            missing.add(command)
            source = ""
        elif command.word in _PROOFS and (name := missing.used_in(code)):
            did.append(f"line {command.line}: {command.word} {command.name} is left out, for it uses {name}")
            missing.add(command)
            source = ""
        else:
            if command.word == "axiom":
                did.append(f"line {command.line}: axiom {command.name} stays; no proof that uses it is accepted")
            source = _PUBLIC_SECTION.sub("", source)
            missing.refuse_use(code, command.line)
            missing.declared.add(command.name)
        kept.append(source)
    target = found.commands[index]
    parts = signature(found, target)
    missing.refuse_use(found.code[target.name_end : parts.assign if parts else target.end], target.line)
    return "".join(kept), did


class _Missing:
    """Declarations that were left out; nothing that is kept may rest on them."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.declared: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, command: Command) -> None:
        if command.name:
            self.names.add(command.name)
            self._pattern = None

    def used_in(self, code: str) -> str:
        """A name of the missing that ``code`` uses, or nothing."""
        if not self.names:
            return ""
        if self._pattern is None:
            names = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
            self._pattern = re.compile(rf"(?<![\w'«»])(?P<name>{names})(?![\w'!?»])(?:\.[\w'!?]+)*")
        return next((m["name"] for m in self._pattern.finditer(code) if m[0] not in self.declared), "")

    def refuse_use(self, code: str, line: int) -> None:
        if name := self.used_in(code):
            raise ChallengeError(
                f"what is frozen speaks of {shown(name)}, whose own 'sorry' must be filled first",
                line,
            )


def _comments_after(found: LeanText, command: Command) -> str:
    """The comments between an import line and the next command."""
    line_end = found.text.find("\n", command.head, command.end)
    rest = found.text[line_end + 1 : command.end] if line_end >= 0 else ""
    return rest if rest.strip() else ""


def _prefix(found: LeanText, command: Command) -> str:
    """``open ... in`` and the like before a declaration, without comments and attributes."""
    code = found.code[command.start : command.head]
    at = code.rfind("@[")
    words = code[:at] if at >= 0 else code
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    return "".join(f"{line}\n" for line in lines)


def _proof_region(proof: str) -> str:
    """The proof as the text of a region of tactics, indented."""
    found = re.match(r"\s*by(?![\w'])", proof)
    tactics = proof[found.end() :] if found else f"exact {proof.strip()}"
    if scan(tactics).code.strip() in ("sorry", "exact sorry"):
        return "  sorry\n"
    lines = tactics.strip("\n").rstrip().split("\n")
    own = [line for line in lines[1:] if line.strip()] if lines[0].strip() and len(lines) > 1 else lines
    indent = min((len(line) - len(line.lstrip(" ")) for line in own if line.strip()), default=0)
    if lines[0].strip() and lines[0] == tactics.strip("\n").split("\n")[0] and not lines[0].startswith("  "):
        lines[0] = " " * indent + lines[0].strip()
    return "".join(f"  {line[indent:]}".rstrip() + "\n" for line in lines)
