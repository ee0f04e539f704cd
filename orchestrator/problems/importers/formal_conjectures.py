"""The importer of google-deepmind/formal-conjectures: every tagged declaration of a checkout, as a row and a challenge.

Reads the layout with ``import FormalConjectures...`` and the newer one with ``module``, ``public import`` and
``@[expose] public section``. The statements need Mathlib and that package; each challenge says which revisions, and
nothing is said of whether it is true, or provable here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchestrator.errors import ChallengeError, SourceError
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.commands import Command, LeanText, read_commands, signature
from orchestrator.problems.importers.importer import MAX_FILE_BYTES, Imported, Refusal, Row, SourceFile, unique_rows
from orchestrator.problems.importers.lean_file import SORRY, challenge_of, full_name, scope_of
from orchestrator.problems.lexical import scan
from orchestrator.problems.metadata import AnswerGrammar, Metadata, Status
from orchestrator.problems.requirement import Requirement
from orchestrator.problems.status import Axis, FormalState, InformalState, StatusReport
from orchestrator.problems.text import check_text

SOURCE: Final = "formal-conjectures"
ADDRESS: Final = "https://github.com/google-deepmind/formal-conjectures"
_CATEGORY: Final = re.compile(r"(?<![\w.])category\s+(?P<words>\w+(?:\s+\w+)?)")
_CATEGORIES: Final = frozenset({"textbook", "research open", "research solved", "test", "API"})
_AMS: Final = re.compile(r"(?<![\w.])AMS(?P<codes>(?:\s+\d+)+)")
_PROOF: Final = re.compile(
    r"(?P<conditional>conditional\s+)?formal_proof\s+using\s+(?P<system>\w+)\s+at\s+\"(?P<url>[^\"]*)\""
    r"(?:\s+assuming\s+(?P<names>[^\],]+))?"
)
MAX_ANSWERS: Final = 50
_ANSWER: Final = re.compile(r"(?<![\w.'])answer\s*\(")
_SECTION: Final = re.compile(r"/-!(?P<text>.*?)-/", re.DOTALL)
_URL: Final = re.compile(r"https?://[^\s\])>,\"]+")
_REFERENCE: Final = re.compile(r"^[ \t]*(?:[-*][ \t]*)?(?P<text>\[[^\]\n]+\].*|.*https?://.*)$", re.MULTILINE)
_MODULE: Final = re.compile(
    r"^(?:(?:public|meta|private)[ \t]+)*import[ \t]+(?:all[ \t]+)?(?P<module>[\w.«»']+)", re.MULTILINE
)
_NEW_LAYOUT: Final = re.compile(r"^module\b", re.MULTILINE)


@dataclass(frozen=True)
class Environment:
    """The Lean that the checkout is built with; see `Requirement`."""

    requirement: Requirement

    @classmethod
    def of(cls, toolchain: bytes, manifest: Mapping[str, object]) -> Environment:
        """From ``lean-toolchain`` and the parsed ``lake-manifest.json`` of a checkout.

        Raises:
            ChallengeError: they do not name a toolchain and a revision of Mathlib.
        """
        packages: dict[str, str] = {}
        listed = manifest.get("packages")
        for package in listed if isinstance(listed, list) else []:
            if isinstance(package, dict) and package.get("name") == "mathlib":
                packages["mathlib"] = str(package.get("rev"))
        if "mathlib" not in packages:
            raise ChallengeError("lake-manifest.json names no revision of mathlib; give a whole checkout")
        text = toolchain.decode("utf-8", "replace").strip()
        return cls(Requirement.parse(str(Requirement(text, packages))))


@dataclass(frozen=True)
class FormalConjectures:
    """The importer. No row depends on the commit it came from, so that a new commit changes what it changed only."""

    environment: Environment
    day: str = ""
    """The commit's day, ISO 8601, as the date of the status that it reports."""
    name: str = field(default=SOURCE, init=False)

    def wanted(self, path: str) -> bool:
        """The problems; not the library and the tools around them."""
        return path.startswith("FormalConjectures/") and path.endswith(".lean")

    def rows(self, files: Iterable[SourceFile]) -> Imported:
        """A row per tagged declaration; see `Importer`."""
        rows: list[Row] = []
        refusals: list[Refusal] = []
        read: dict[str, LeanText] = {}
        for file in sorted(files, key=lambda each: each.path):
            try:
                read[file.path] = read_commands(check_text(file.data, MAX_FILE_BYTES))
            except SourceError as error:
                refusals.append(Refusal(file.path, _line_in(str(error)), str(error)))
        for path in _in_import_cycles(read):
            refusals.append(Refusal(path, None, "the file imports itself by way of others, so Lean cannot build it"))
            del read[path]
        for path, found in read.items():
            made, refused = _FileRows(self, path, found).all()
            rows += made
            refusals += refused
            if found.unclosed:
                refusals.append(Refusal(path, _line_in(found.unclosed), f"{found.unclosed}; nothing behind it is read"))
        kept, doubled = unique_rows(_own_ids(rows))
        return Imported(kept, (*refusals, *doubled), tuple(_doubts(kept)))


def _line_in(message: str) -> int | None:
    found = re.match(r"line (\d+)", message)
    return int(found[1]) if found else None


def _doubts(rows: Iterable[Row]) -> Iterable[Refusal]:
    for row in rows:
        if row.content["challenge_refused"]:
            yield Refusal(row.file, row.line, f"no challenge is made of it: {row.content['challenge_refused']}")


def _own_ids(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, without the challenges of those that would have one id: a database cannot tell them apart."""
    ids = Counter(_challenge_id(row) for row in rows)
    for row in rows:
        if (identifier := _challenge_id(row)) and ids[identifier] > 1:
            why = f"{ids[identifier]} declarations of the checkout make a challenge {identifier!r}"
            row = replace(row, content={**row.content, "challenge": None, "challenge_refused": why})
        yield row


def _challenge_id(row: Row) -> str:
    text = row.content["challenge"]
    return str(text).split("\n", 2)[1].removeprefix("id: ") if text else ""


class _FileRows:
    """The rows of one file."""

    def __init__(self, importer: FormalConjectures, path: str, found: LeanText) -> None:
        self.importer = importer
        self.path = path
        self.found = found
        section = _SECTION.search(found.text)
        self.about = section["text"].strip() if section else ""
        heading = re.search(r"^#+\s*(.+)$", self.about, re.MULTILINE)
        self.title = heading[1].strip() if heading else path.rsplit("/", 1)[-1].removesuffix(".lean")
        self.layout = "module" if _NEW_LAYOUT.search(found.code) else "plain"
        self.imports = [match["module"] for match in _MODULE.finditer(found.code)]
        self.unnamed = 0

    def all(self) -> tuple[list[Row], list[Refusal]]:
        rows, refusals = [], []
        for index, command in enumerate(self.found.commands):
            attributes = scan(command.attributes).code
            if not _CATEGORY.search(attributes) and not _AMS.search(attributes):
                continue
            try:
                rows.append(self.row(index, command, attributes))
            except ChallengeError as error:
                refusals.append(Refusal(self.path, command.line, error.reason))
        return rows, refusals

    def row(self, index: int, command: Command, attributes: str) -> Row:
        scope = scope_of(self.found, index)
        name = full_name(scope, command.name)
        if not name:
            self.unnamed += 1
        parts = signature(self.found, command)
        statement = self.found.text[command.name_end : parts.assign].strip() if parts else ""
        content: dict[str, object] = {
            "name": name,
            "written": command.name,
            "kind": command.word,
            "module": _module_name(self.path),
            "layout": self.layout,
            "imports": self.imports,
            "namespaces": list(scope.namespaces),
            "opens": list(scope.opens),
            "category": _category(attributes),
            "subjects": [int(code) for code in _subjects(attributes)],
            "title": self.title,
            "docstring": command.doc,
            "references": _references(self.about, command.doc),
            "statement": statement,
            "answers": answers_in(statement),
            "formal_proofs": formal_proofs(command.attributes),
            "variant_of": _before(command.name, ".variants."),
            "part_of": _before(command.name, ".parts."),
            "proved_in_file": not SORRY.search(self.found.code[command.head : command.end]),
            "address": f"{ADDRESS}/blob/main/{self.path}",
            "requires": str(self.importer.environment.requirement),
        }
        challenge, refused = self.challenge(index, command, content)
        content |= {"challenge": challenge, "challenge_refused": refused}
        key = f"{self.path}#{name or f'{command.word}@{self.unnamed}'}"
        return Row(key, self.path, command.line, content, tuple(self.reports(content, command.attributes)))

    def reports(self, content: Mapping[str, object], attributes: str) -> Iterator[StatusReport]:
        day, address, category = self.importer.day, str(content["address"]), str(content["category"])
        state = {"research open": InformalState.OPEN, "research solved": InformalState.SOLVED}.get(category)
        if state is not None:
            yield StatusReport(Axis.INFORMAL, state, day, address, category)
        yield StatusReport(Axis.FORMAL, FormalState.STATED, day, address, category)
        for proof in formal_proofs(attributes):
            done = FormalState.CONDITIONAL if proof["conditional"] else FormalState.FORMALISED
            words = f"formal_proof using {proof['system']} at {proof['url'] or 'an unnamed place'}"
            yield StatusReport(Axis.FORMAL, done, day, address, words)

    def challenge(self, index: int, command: Command, content: Mapping[str, object]) -> tuple[str | None, str]:
        """The challenge's text, or None and why there is none (no reason where none is due)."""
        if command.word not in ("theorem", "lemma"):
            return None, ""
        if content["proved_in_file"]:
            return None, ""
        try:
            text = challenge_of(self.found, index, self.metadata(command, content), rewrite_answers).text
            Challenge.parse(text)
        except ChallengeError as error:
            return None, error.reason  # without the line, which moves when anything above it changes
        except SourceError as error:
            return None, str(error)
        return text, ""

    def metadata(self, command: Command, content: Mapping[str, object]) -> Metadata:
        category, name = str(content["category"]), str(content["name"])
        answers = answers_in(str(content["statement"]))
        stays = [each["kind"] for each in answers if each["given"] == "sorry" and not each["dropped"]]
        return Metadata(
            id=problem_id(name),
            title=f"{self.title}: {command.name}"[:200],
            source=str(content["address"]),
            status=_status(category, answers),
            informal=command.doc or f"(The source gives no words for {command.name}.) {self.title}",
            tags=_tags(content, stays),
            references=tuple(_references(self.about, command.doc)),
            answers=tuple(AnswerGrammar.PROP if kind == "truth value" else AnswerGrammar.REVIEW for kind in stays),
            quotation=command.doc,
            requires=self.importer.environment.requirement,
            reviewed="no",
            note=f"Made from {name} in module {content['module']}.",
        )


def _status(category: str, answers: list[dict[str, object]]) -> Status:
    if category == "research open":
        return Status.OPEN
    return Status.UNKNOWN if any(each["given"] == "sorry" for each in answers) else Status.PROVED


def _tags(content: Mapping[str, object], stays: list[object]) -> tuple[str, ...]:
    subjects = content["subjects"]
    tags = [SOURCE, str(content["category"])]
    tags += [f"AMS {code}" for code in subjects] if isinstance(subjects, list) else []
    tags += ["answer needs review"] if "data" in stays else []
    tags += ["variant"] if content["variant_of"] else []
    return tuple(dict.fromkeys(tags))


def problem_id(name: str) -> str:
    """The id of a declaration: its name with dashes for dots; other signs become ``_`` and a few hex digits."""
    slug = re.sub(r"[^A-Za-z0-9_-]", "_", name.replace(".", "-"))
    if not re.match(r"[A-Za-z0-9]", slug):
        slug = f"x{slug}"
    if re.fullmatch(r"[A-Za-z0-9_.]+", name) is None:
        slug = f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{SOURCE}/{slug}"


def _category(attributes: str) -> str:
    found = _CATEGORY.search(attributes)
    if found is None:
        raise ChallengeError("the declaration has AMS subjects and no category")
    words = " ".join(found["words"].split())
    first = words.split(" ")[0]
    category = words if words in _CATEGORIES else first
    if category not in _CATEGORIES:
        raise ChallengeError(f"unknown category {words!r}; known are {', '.join(sorted(_CATEGORIES))}")
    return category


def _subjects(attributes: str) -> list[str]:
    return [code for match in _AMS.finditer(attributes) for code in match["codes"].split()]


def formal_proofs(attributes: str) -> list[dict[str, object]]:
    """Every ``formal_proof`` of an attribute list: system, address, and the declarations it assumes."""
    return [
        {
            "system": match["system"],
            "url": match["url"],
            "conditional": bool(match["conditional"]),
            "assuming": (match["names"] or "").split(),
        }
        for match in _PROOF.finditer(attributes)
    ]


def answers_in(statement: str) -> list[dict[str, object]]:
    """Every ``answer(...)`` of a statement, with what is given and its kind.

    A ``truth value`` stands alone on one side of ``↔``; everything else is ``data``, which may be trivial to fill
    and needs a person. ``dropped`` is set where the statement is ``answer(sorry) ↔ P``: prove or disprove ``P``.

    Raises:
        ChallengeError: it has more than `MAX_ANSWERS`.
    """
    code = scan(statement).code
    found: list[dict[str, object]] = []
    if sum(1 for _ in _ANSWER.finditer(code)) > MAX_ANSWERS:
        raise ChallengeError(f"a statement has at most {MAX_ANSWERS} answers")
    for match in _ANSWER.finditer(code):
        end = _closing(code, match.end() - 1)
        given = " ".join(statement[match.end() : end - 1].split())
        before, after = code[: match.start()].rstrip(), code[end:].lstrip()
        left = after.startswith("↔") and (not before or before[-1] in ":,(∧∨")
        right = before.endswith("↔") and (not after or after[0] in ")∧∨")
        truth = left or right or given in ("True", "False")
        whole = before.endswith(":") and left and _is_type_colon(code, len(before) - 1)
        found.append(
            {
                "given": given,
                "kind": "truth value" if truth else "data",
                "dropped": whole and given == "sorry",
                "line": statement.count("\n", 0, match.start()) + 1,
            }
        )
    return found


def _is_type_colon(code: str, place: int) -> bool:
    """Whether the ``:`` at ``place`` is outside every bracket."""
    opened = sum(code.count(sign, 0, place) for sign in "([{⦃⟨")
    return opened == sum(code.count(sign, 0, place) for sign in ")]}⦄⟩")


def rewrite_answers(statement: str) -> str:
    """A statement's type with its unknown answers taken out (``answer(sorry) ↔ P`` becomes ``P``) or made regions."""
    found = re.match(r"answer\s*\(\s*sorry\s*\)\s*↔\s*", statement)
    if found:
        return statement[found.end() :]
    code, pieces, copied = scan(statement).code, [], 0
    for match in _ANSWER.finditer(code):
        end = _closing(code, match.end() - 1)
        if code[match.end() : end - 1].strip() != "sorry":
            continue
        pieces += [
            statement[copied : match.end()],
            "\n    -- EVOLVE-VALUE-START\n    sorry\n    -- EVOLVE-VALUE-END\n    ",
        ]
        copied = end - 1
    return "".join([*pieces, statement[copied:]])


def _closing(code: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(code)):
        depth += (code[place] == "(") - (code[place] == ")")
        if depth == 0:
            return place + 1
    return len(code)


def _before(name: str, sign: str) -> str:
    return name.split(sign)[0] if sign in name else ""


def _references(about: str, doc: str) -> list[str]:
    lines = [match["text"].strip() for text in (about, doc) for match in _REFERENCE.finditer(text)]
    return list(dict.fromkeys(re.sub(r"^\*?References?:?\*?:?\s*", "", line) for line in lines))


def _module_name(path: str) -> str:
    parts = path.removesuffix(".lean").split("/")
    return ".".join(part if re.fullmatch(r"[^\W\d][\w']*", part) else f"«{part}»" for part in parts)


def _in_import_cycles(read: Mapping[str, LeanText]) -> list[str]:
    """Files that reach themselves by imports within the checkout."""
    modules = {_module_name(path): path for path in read}
    edges = {
        path: [modules[m["module"]] for m in _MODULE.finditer(found.code) if m["module"] in modules]
        for path, found in read.items()
    }
    bad = []
    for start in edges:
        seen: set[str] = set()
        stack = list(edges[start])
        while stack:
            path = stack.pop()
            if path not in seen:
                seen.add(path)
                stack += edges[path]
        if start in seen:
            bad.append(start)
    return bad
