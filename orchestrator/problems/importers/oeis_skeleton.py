"""A challenge to be filled in, from an OEIS entry: a hole for the definition, test lemmas from the terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from orchestrator.problems.importers.lean_file import BLOCK
from orchestrator.problems.metadata import Metadata, Status, render_metadata

TESTS: Final = 10
MAX_TERM: Final = 10**12
"""Larger terms make poor test lemmas: they are slow to evaluate and say nothing that smaller ones do not."""
_SHAPES: Final = {
    "tabl": "The terms are a triangle read by rows, so the index of a test lemma is a place in that reading.",
    "tabf": "The terms are an irregular table read by rows, so the index of a test lemma is a place in that reading.",
    "cons": "The terms are the decimal digits of a constant.",
    "frac": "The terms are numerators or denominators of fractions.",
    "base": "The terms depend on the base in which numbers are written.",
    "fini": "The sequence is finite: say what the definition gives beyond its last term.",
    "dead": "The entry is marked as erroneous or a duplicate.",
    "unkn": "Nobody knows a definition of the sequence.",
}


def test_terms(content: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Indices and terms for test lemmas: the first ones, from the entry's own offset on."""
    offset = content["offset"] or 0
    terms = [(offset + place, int(term)) for place, term in enumerate(content["terms"])]
    return [(index, term) for index, term in terms[:TESTS] if abs(term) <= MAX_TERM]


def test_lemmas(content: Mapping[str, Any]) -> list[str]:
    """Lean test lemmas on ``a``, one for each of `test_terms`."""
    return [
        f"/-- Test lemma: a({index}) = {term}. -/\n"
        f"theorem a_{_suffix(index)} : a {_number(index)} = {_number(term)} := by\n  decide +kernel\n"
        for index, term in test_terms(content)
    ]


def skeleton(content: Mapping[str, Any], which: int = 0) -> str:
    """The file for conjecture number ``which`` of an imported row (`oeis.Oeis`).

    It is not a challenge yet: `problems check` refuses it at its first ``sorry`` until the definition and the
    statement are written.
    """
    conjectures = content["conjectures"]
    words = (
        conjectures[which]["text"] if conjectures else "(The entry states no conjecture; write what is to be shown.)"
    )
    tests = test_terms(content)
    negative = any(term < 0 for _, term in tests) or "sign" in content["keywords"]
    index_type = "Int" if tests and tests[0][0] < 0 else "Nat"
    term_type = "Int" if negative else "Nat"
    notes = [text for keyword, text in _SHAPES.items() if keyword in content["keywords"]]
    if content["offset"]:
        notes.insert(0, f"The entry's offset is {content['offset']}: its first term is a({content['offset']}).")
    meta = Metadata(
        id=f"oeis/{content['id']}-conjecture-{which}",
        title=f"{content['id']}: {content['name']}"[:120],
        source=content["address"],
        status=Status.OPEN,
        informal=words,
        quotation=words if conjectures else "",
        note=" ".join(notes),
        reviewed="no",
    )
    lemmas = "".join(f"\n{lemma}" for lemma in test_lemmas(content))
    return (
        f"{render_metadata(meta)}import Init\n\nset_option autoImplicit false\n\n"
        f"/-- {_plain(content['name'])} -/\n"
        f"def a (n : {index_type}) : {term_type} :=\n  sorry -- write the definition here\n"
        f"{lemmas}\n{BLOCK}\n"
        "theorem target_theorem_0 :\n    (sorry : Prop) -- write here what the words above say\n    := by\n"
        "  -- EVOLVE-BLOCK-START\n  sorry\n  -- EVOLVE-BLOCK-END\n"
    )


def _plain(words: str) -> str:
    return words.replace("-/", "- /").replace("/-", "/ -")


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"


def _suffix(index: int) -> str:
    return str(index) if index >= 0 else f"minus_{-index}"
