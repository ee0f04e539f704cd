"""The importer of the public table of Erdős problems (teorth/erdosproblems, ``data/problems.yaml``).

Three generations of its layout are read: ``status`` alone, ``status`` with ``formalized``, and ``informal_status``
with ``formal_status``. Where the table's own data breaks its schema the row is taken with a warning and its words are
kept; repeated keys are refused, since no reading of them is the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from orchestrator.errors import SourceError
from orchestrator.problems.importers.importer import MAX_FILE_BYTES, Imported, Refusal, Row, SourceFile, unique_rows
from orchestrator.problems.importers.yaml_rows import Value, YamlRow, read_rows
from orchestrator.problems.status import Axis, FormalState, InformalState, StatusReport, is_day
from orchestrator.problems.text import decoded, shown

SOURCE: Final = "erdos-table"
_NUMBER: Final = re.compile(r"[0-9][0-9-]{0,11}")
_SEQUENCE: Final = re.compile(r"A[0-9]{6,7}")
_PRIZE: Final = re.compile(r"(?P<sign>[^\d\s.,]{1,3})\s*(?P<amount>[0-9][0-9,]{0,30})")
_CURRENCIES: Final = {"$": "USD", "£": "GBP", "€": "EUR", "₹": "INR", "Ft": "HUF"}
_KEYS: Final = frozenset(
    {"number", "prize", "informal_status", "formal_status", "status", "oeis", "formalized", "comments", "tags"}
)
_SUFFIX: Final = re.compile(r"(?P<state>.*\S)\s*\((?P<system>[^()]+)\)")
_FORMAL_WORDS: Final = {
    "unformalized": FormalState.UNFORMALISED,
    "lean": FormalState.FORMALISED,
    "formalized": FormalState.FORMALISED,
}
UNFORMALIZED: Final = "unformalized"


@dataclass(frozen=True)
class ErdosTable:
    """The importer."""

    name: str = field(default=SOURCE, init=False)

    def wanted(self, path: str) -> bool:
        """The table itself, in a checkout of its repository."""
        return path == "data/problems.yaml" or ("/" not in path and path.endswith((".yaml", ".yml")))

    def rows(self, files: Iterable[SourceFile]) -> Imported:
        """A row per entry; see `Importer`."""
        rows: list[Row] = []
        refusals: list[Refusal] = []
        warnings: list[Refusal] = []
        for file in files:
            try:
                text = decoded(file.data, MAX_FILE_BYTES).removeprefix("\ufeff")
            except SourceError as error:
                refusals.append(Refusal(file.path, None, str(error)))
                continue
            found, refused = read_rows(text, file.path)
            refusals += refused
            for entry in found:
                reading = _Reading(file.path, entry)
                row = reading.row()
                warnings += reading.warnings
                if row is None:
                    refusals.append(Refusal(file.path, entry.line, reading.refused))
                else:
                    rows.append(row)
        kept, doubled = unique_rows(rows)
        return Imported(kept, (*refusals, *doubled), tuple(warnings))


class _Reading:
    """One entry as it is read; collects what is odd about it."""

    def __init__(self, file: str, entry: YamlRow) -> None:
        self.file = file
        self.entry = entry
        self.warnings: list[Refusal] = []
        self.refused = ""

    def doubt(self, reason: str) -> None:
        number = self.entry.value.get("number", "?")
        self.warnings.append(Refusal(self.file, self.entry.line, f"problem {number}: {reason}"))

    def row(self) -> Row | None:
        value = self.entry.value
        number = value.get("number")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            self.refused = f'an entry needs a number such as "12", found {shown(str(number))}'
            return None
        for key in sorted(value.keys() - _KEYS):
            self.doubt(f"the key {shown(key)} is none of the table's; its value is kept under 'other'")
        informal, formal, generation = self.status(value)
        statement, address = self.part(value, "formalized"), f"https://www.erdosproblems.com/{number}"
        content: dict[str, object] = {
            "number": number,
            "problem": f"erdos/{number}",
            "generation": generation,
            "informal_status": informal,
            "formal_status": formal,
            "statement_formalised": statement,
            "prize": self.prize(value),
            "oeis": self.sequences(value),
            "tags": self.tags(value),
            "comments": self.text(value, "comments"),
            "address": address,
            "other": {key: value[key] for key in sorted(value.keys() - _KEYS)},
        }
        reports = self.reports(informal, formal, statement, address)
        return Row(f"erdos/{number}", self.file, self.entry.line, content, reports)

    def status(self, value: Mapping[str, Value]) -> tuple[dict[str, str], dict[str, str], int]:
        """Both axes in the table's own words, and which generation of its layout the entry is of."""
        if "informal_status" in value or "formal_status" in value:
            informal, formal = self.part(value, "informal_status"), self.part(value, "formal_status")
            combined = self.part(value, "status")
            if combined and combined["state"] and combined["state"] != _combined(informal, formal):
                self.doubt(
                    f"its derived status {shown(combined['state'])} is not what its two states make "
                    f"({shown(_combined(informal, formal))}); the two are taken"
                )
            if formal.get("state") == UNFORMALIZED and (formal.get("url") or formal.get("last_update")):
                self.doubt("it is unformalized, yet has an address or a day of a formal solution; both are kept")
            return informal, formal, 3
        combined = self.part(value, "status")
        split = _SUFFIX.fullmatch(combined.get("state", ""))
        informal = combined | ({"state": split["state"]} if split else {})
        formal = {"state": split["system"] if split else UNFORMALIZED}
        return informal, formal, 2 if "formalized" in value else 1

    def part(self, value: Mapping[str, Value], key: str) -> dict[str, str]:
        """A status-like mapping as texts; a plain text counts as its state."""
        found = value.get(key)
        if found is None:
            return {}
        if isinstance(found, str):
            return {"state": found}
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            self.doubt(f"{key!r} is not a mapping of texts; left out")
            return {}
        texts = {name: str(each) for name, each in found.items()}
        day = texts.get("last_update", "")
        if day and not is_day(day):
            self.doubt(f"the day {shown(day)} of {key!r} is no day written YYYY-MM-DD")
        return {"state": ""} | texts

    def text(self, value: Mapping[str, Value], key: str) -> str:
        found = value.get(key, "")
        if isinstance(found, str):
            return found
        self.doubt(f"{key!r} is not a text; left out")
        return ""

    def texts(self, value: Mapping[str, Value], key: str) -> list[str]:
        found = value.get(key, [])
        items = found if isinstance(found, list) else [found]
        texts = [each for each in items if isinstance(each, str) and each]
        if len(texts) < len(items) or not isinstance(found, list):
            self.doubt(f"{key!r} is not a list of texts; what is text is taken")
        return texts

    def tags(self, value: Mapping[str, Value]) -> list[str]:
        found = self.texts(value, "tags")
        if len(set(found)) < len(found):
            self.doubt("a tag stands twice")
        return list(dict.fromkeys(found))

    def prize(self, value: Mapping[str, Value]) -> dict[str, object]:
        words = self.text(value, "prize")
        found = _PRIZE.fullmatch(words)
        if found is None:
            if words.lower() not in ("", "no"):
                self.doubt(f"the prize {shown(words)} is not an amount with a currency sign; its words are kept")
            return {"words": words}
        sign = found["sign"]
        if sign not in _CURRENCIES:
            self.doubt(f"the currency {shown(sign)} is unknown; its sign is kept")
        amount = int(found["amount"].replace(",", ""))
        return {"words": words, "amount": amount, "currency": _CURRENCIES.get(sign, sign)}

    def sequences(self, value: Mapping[str, Value]) -> dict[str, list[str]]:
        found = self.texts(value, "oeis")
        ids = [each for each in found if _SEQUENCE.fullmatch(each)]
        return {"ids": ids, "words": [each for each in found if each not in ids]}

    def reports(
        self, informal: Mapping[str, str], formal: Mapping[str, str], statement: Mapping[str, str], address: str
    ) -> tuple[StatusReport, ...]:
        made: list[StatusReport] = []
        if words := informal.get("state"):
            known = words in set(InformalState)
            if not known:
                self.doubt(f"the informal state {shown(words)} is none that is known; its words are kept")
            state = InformalState(words) if known else InformalState.UNKNOWN
            made.append(StatusReport(Axis.INFORMAL, state, _day(informal), address, words))
        if words := formal.get("state"):
            formal_state = _FORMAL_WORDS.get(words.lower())
            if formal_state is None or words == "formalized":
                self.doubt(f"the formal state {shown(words)} is not one of the table's schema; its words are kept")
            place = formal.get("url") or address
            made.append(
                StatusReport(Axis.FORMAL, formal_state or FormalState.UNKNOWN, _day(formal), place.split()[0], words)
            )
        if statement.get("state") == "yes":
            day = _day(statement)
            made.insert(0, StatusReport(Axis.FORMAL, FormalState.STATED, day, address, "formalized: yes"))
        return tuple(made)


def _combined(informal: Mapping[str, str], formal: Mapping[str, str]) -> str:
    state, system = informal.get("state", ""), formal.get("state", "") or UNFORMALIZED
    return state if system == UNFORMALIZED else f"{state} ({system})"


def _day(part: Mapping[str, str]) -> str:
    day = part.get("last_update", "")
    return day if is_day(day) else ""
