"""The importer of the OEIS: the internal format (``%I``, ``%S``, ``%N`` lines) and both shapes of its JSON.

What is taken of a sequence: name, offset, terms, keywords, and every comment or formula that states a conjecture, with
its date. Signatures of people are left out. Content of the OEIS is under CC BY-SA 4.0; each row has its address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from orchestrator.errors import SourceError
from orchestrator.problems.importers.importer import MAX_FILE_BYTES, Imported, Refusal, Row, SourceFile, unique_rows
from orchestrator.problems.status import Axis, InformalState, StatusReport, is_day
from orchestrator.problems.text import decoded, forbidden_in_data, shown

SOURCE: Final = "oeis"
_LINE: Final = re.compile(r"%(?P<kind>[A-Za-z]) (?P<id>A[0-9]{6,7})(?: (?P<text>.*))?")
_ID: Final = re.compile(r"A[0-9]{6,7}")
_TERM: Final = re.compile(r"-?[0-9]{1,4000}")
_OFFSET: Final = re.compile(r"(?P<first>-?[0-9]{1,18})(?:,(?P<over_one>[0-9]{1,18}))?")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})"
_WHO: Final = r"(?:_[^_\n]{1,80}_|[A-Z](?:(?! [-–—] )[^\n,;:()]){1,60}(?: \([^\s()]+\(AT\)[^\s()]+\))?)"
_SIGNATURE: Final = re.compile(rf"\s+[-–—] {_WHO}(?:(?:, | and | & ){_WHO})*?, {_DATE}(?P<rest>.*)\Z", re.DOTALL)
_BLOCK: Final = re.compile(
    rf"(?:From|Comments? from|(?P<all>Conjectures?)(?: from|,|:)?) {_WHO}(?:(?:, | and | & ){_WHO})*?,? {_DATE}:? "
    r"?\(Start\)"
)
_NAME: Final = re.compile(r"_[A-Z][^_\n]{1,60}_|(?<![^\s(])[^\s()]{1,80}\(AT\)\S{1,80}")
MAX_LINE: Final = 100_000
"""In characters; the longest line of the OEIS has about 10,000."""
_CONJECTURE: Final = re.compile(
    r"\bconjectur|\b(?:it )?(?:appears?|seems?) (?:that|to\b)|\bapparently\b|\bempirical|\bunproved|\bunproven"
    r"|\bnot (?:been )?proved\b|\bopen (?:problem|question)|\bis it true\b|\b(?:verified|tested|checked) (?:up )?to\b",
    re.IGNORECASE,
)
_SETTLED: Final = re.compile(
    r"\b(?:was|were|been|is|now) (?:dis)?prove[dn]|\bcounterexample|\bproof of\b", re.IGNORECASE
)
_SETTLES: Final = re.compile(
    r"(?:This|It|The (?:above |first |previous )?(?:\w+ )?conjecture)[^.]{0,60}? (?:was|is|has been|are) (?:now )?"
    r"(?:(?:dis)?prove[dn]|true|false|correct|wrong)\b",
)
"""How a comment begins that settles the conjecture before it."""
_PROOF_ABOVE: Final = re.compile(
    r"(?!.*\b(?:no|not|would|if|attempt\w*)\b).*\b(?:proof|prove[sdn]*|disprove[sdn]*|counterexample)\b.{0,60}"
    r"\b(?:above|previous|preceding) conjecture",
    re.IGNORECASE,
)
"""A comment that says where the conjecture before it is proved; it states none itself."""
_JSON_KEYS: Final = {"comment": "C", "formula": "F"}


@dataclass(frozen=True)
class Oeis:
    """The importer; ``day`` is that of the copy."""

    day: str = ""
    name: str = field(default=SOURCE, init=False)

    def wanted(self, path: str) -> bool:
        """Files of sequences, in a checkout of oeis/oeisdata or by themselves."""
        return path.endswith((".seq", ".json"))

    def rows(self, files: Iterable[SourceFile]) -> Imported:
        """A row per sequence; see `Importer`."""
        rows: list[Row] = []
        refusals: list[Refusal] = []
        warnings: list[Refusal] = []
        for file in files:
            try:
                entries = list(_entries(file))
            except (SourceError, ValueError, RecursionError) as error:
                refusals.append(Refusal(file.path, None, _reason(error)))
                continue
            for entry in entries:
                row, odd = _row(file.path, entry, self.day)
                refusals += [] if row else odd
                warnings += odd if row else []
                rows += [row] if row else []
        kept, doubled = unique_rows(rows)
        return Imported(kept, (*refusals, *doubled), tuple(warnings))


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}: it is no JSON: {error.msg}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "a number is too long" if "int_max_str_digits" in str(error) else str(error)


@dataclass(frozen=True)
class _Entry:
    """One sequence as it is written: the texts of each kind of line, with their lines."""

    id: str
    line: int
    texts: Mapping[str, Sequence[tuple[int, str]]]
    problem: str = ""

    def one(self, kind: str) -> str:
        return " ".join(text for _, text in self.texts.get(kind, ())).strip()


def _entries(file: SourceFile) -> Iterator[_Entry]:
    text = decoded(file.data, MAX_FILE_BYTES).removeprefix("\ufeff")
    if file.path.endswith(".json"):
        yield from _json_entries(text)
    else:
        yield from _internal_entries(text)


def _internal_entries(text: str) -> Iterator[_Entry]:
    """The entries of a file, cut where a new number begins; a line that cannot be read costs its entry."""
    current: dict[str, list[tuple[int, str]]] = {}
    name, start, problem = "", 1, ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line) if len(line) <= MAX_LINE else None
        if found is not None and (found["kind"] == "I" or (name and found["id"] != name)):
            if current or problem:
                yield _Entry(name, start, current, problem)
            current, name, start, problem = {}, found["id"], number, ""
        if not problem and (found is None or (bad := forbidden_in_data(line))):
            start, problem = number, _bad_line(line) if found is None else f"in the line, {bad.partition(', ')[2]}"
        if found is not None:
            name = name or found["id"]
            current.setdefault(found["kind"], []).append((number, (found["text"] or "").strip()))
    if current or problem:
        yield _Entry(name, start, current, problem)


def _bad_line(line: str) -> str:
    if len(line) > MAX_LINE:
        return f"a line has {len(line)} characters; at most {MAX_LINE} are read"
    return f"expected a line like '%N A000045 words', found {shown(line)}"


def _json_entries(text: str) -> Iterator[_Entry]:
    """Of ``{"results": [...]}``, of a bare list, of one object; ``null`` stands for no hits."""
    found = json.loads(text, object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    if isinstance(found, dict) and "results" in found:
        found = found["results"]
    found = [found] if isinstance(found, dict) else found
    if found is None:
        raise ValueError("the search had no hits, or too many to be listed")
    if not isinstance(found, list):
        raise ValueError("expected a list of sequences, or an object with 'results'")
    for number, each in enumerate(found, 1):
        yield _json_entry(each, number)


def _json_entry(each: object, number: int) -> _Entry:
    if not isinstance(each, dict) or type(each.get("number")) is not int:
        return _Entry("", 1, {}, f"result {number} has no 'number'")
    try:
        texts: dict[str, list[tuple[int, str]]] = {
            "S": [(1, _text(each, "data"))],
            "N": [(1, _text(each, "name"))],
            "K": [(1, _text(each, "keyword"))],
            "O": [(1, _text(each, "offset"))],
        }
        for key, kind in _JSON_KEYS.items():
            lines = each.get(key, [])
            texts[kind] = [(1, _words(key, line)) for line in (lines if isinstance(lines, list) else [lines])]
        return _Entry(f"A{each['number']:06}", 1, texts)
    except ValueError as error:
        return _Entry(f"A{each['number']:06}", 1, {}, f"result {number}: {error}")


def _text(each: Mapping[str, Any], key: str) -> str:
    return _words(key, each.get(key, ""))


def _words(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{key!r} is not a text")
    if len(value) > MAX_LINE:
        raise ValueError(f"{key!r} has {len(value)} characters; at most {MAX_LINE} are read")
    if bad := forbidden_in_data(value):
        raise ValueError(f"in {key!r}, {bad}")
    return value


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {shown(repeated)} stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _row(path: str, entry: _Entry, day: str) -> tuple[Row | None, list[Refusal]]:
    odd: list[Refusal] = []
    terms = [each.strip() for each in entry.one("S").split(",") if each.strip()]
    for kind in ("T", "U"):
        terms += [each.strip() for each in entry.one(kind).split(",") if each.strip()]
    signed = [each.strip() for kind in "VWX" for each in entry.one(kind).split(",") if each.strip()]
    offset = _OFFSET.fullmatch(entry.one("O"))
    problem = entry.problem
    if not problem and not _ID.fullmatch(entry.id):
        problem = "the entry has no number such as A000045"
    if not problem and any(_TERM.fullmatch(each) is None for each in (*terms, *signed)):
        bad = next(each for each in (*terms, *signed) if _TERM.fullmatch(each) is None)
        problem = f"the term {shown(bad)} is no whole number of at most 4000 digits"
    if not problem and (not entry.one("N") or not terms):
        problem = "the entry has no name or no terms"
    if problem:
        return None, [Refusal(path, entry.line, f"{entry.id or 'an entry'}: {problem}")]
    if offset is None:
        odd.append(Refusal(path, entry.line, f"{entry.id}: the offset {shown(entry.one('O'))} cannot be read"))
    address = f"https://oeis.org/{entry.id}"
    conjectures = [
        *conjectures_in(entry.texts.get("C", ()), "comment"),
        *conjectures_in(entry.texts.get("F", ()), "formula"),
    ]
    content = {
        "id": entry.id,
        "name": _NAME.sub("[name]", entry.one("N")),
        "offset": int(offset["first"]) if offset else None,
        "first_over_one": int(offset["over_one"]) if offset and offset["over_one"] else None,
        "terms": [str(int(each)) for each in (signed or terms)],
        "keywords": [each.strip() for each in entry.one("K").split(",") if each.strip() not in ("", "changed")],
        "conjectures": conjectures,
        "address": address,
    }
    reports = []
    if conjectures:
        settled = all(each["settled_in_words"] for each in conjectures)
        state = InformalState.SOLVED if settled else InformalState.OPEN
        reports.append(StatusReport(Axis.INFORMAL, state, day, address, f"{len(conjectures)} conjectures stated"))
    return Row(f"oeis/{entry.id}", path, entry.line, content, tuple(reports)), odd


def conjectures_in(lines: Sequence[tuple[int, str]], kind: str) -> list[dict[str, object]]:
    """The texts that state a conjecture, with the day they were signed and without their signatures.

    Lines between ``From ...: (Start)`` and ``(End)`` have that day; between ``Conjectures from ...`` each is one.
    ``settled_in_words`` is set where the text itself, or the comment behind it, says that it was proved or refuted.
    """
    found: list[dict[str, object]] = []
    block_day, all_of_block = "", False
    for text in _whole_lists(lines):
        if begun := _BLOCK.match(text):
            block_day, all_of_block, text = _iso(begun), begun["all"] is not None, text[begun.end() :].strip()
        ends = text.endswith("(End)")
        text = text.removesuffix("(End)").strip()
        words, day = without_signature(text)
        if found and _PROOF_ABOVE.match(words):
            found[-1]["settled_in_words"] = True
        elif _CONJECTURE.search(words) or (all_of_block and words):
            found.append(
                {
                    "kind": kind,
                    "text": words,
                    "date": day or block_day,
                    "settled_in_words": bool(_SETTLED.search(words)),
                }
            )
        elif found and _SETTLES.match(words):
            found[-1]["settled_in_words"] = True
        if ends:
            block_day, all_of_block = "", False
    return found


def _whole_lists(lines: Sequence[tuple[int, str]]) -> list[str]:
    """The texts of lines; items (``- ...``) are joined with the line that announces them by a colon."""
    found: list[str] = []
    announced = False
    for _, line in lines:
        text = line.strip()
        if announced and text.startswith("- "):
            found[-1] += f" {text}"
            announced = _SIGNATURE.search(text) is None
        else:
            found.append(text)
            announced = text.endswith(":")
    return found


def without_signature(text: str) -> tuple[str, str]:
    """A comment without the people who signed it, and the day of the first signature (ISO 8601 or empty)."""
    signed = _SIGNATURE.search(text)
    day = _iso(signed) if signed else ""
    words = text[: signed.start()] if signed else text
    return _NAME.sub("[name]", words).strip(), day


def _iso(found: re.Match[str]) -> str:
    day = f"{found['year']}-{_MONTHS.index(found['month']) + 1:02}-{int(found['day']):02}"
    return day if is_day(day) else ""
