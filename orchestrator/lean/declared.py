"""Which declarations a person wrote: Lean adds many of its own beside them, which say nothing to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestrator.lean.checker import Declaration

_DERIVED = {
    "inductive": {"rec", "recOn", "casesOn", "below", "brecOn", "ctorIdx", "toCtorIdx", "ofNat", "ofNat_ctorIdx"}
    | {"ctorElim", "ctorElimType", "noConfusion", "noConfusionType", "noConfusionEnum"},
    "constructor": {"inj", "injEq", "hinj", "sizeOf_spec", "elim", "noConfusion"},
    "def": {"eq_def", "induct", "induct_unfolding", "fun_cases", "fun_cases_unfolding", "mutual_induct"}
    | {"mutual_induct_unfolding"},
}
"""Last parts of the names that Lean derives, by the kind of what it derives them from."""
_NUMBERED = re.compile(r"(?:match|eq|proof|rec|below|brecOn|motive|ctor)_\d+(?:_\d+)*|_.*")
_INTERNAL = re.compile(r"(?:.*\.)?_aux_|.*(?:\A|\.)_@\.")
"""What Lean makes for macros, elaborators and `initialize`; no text can name it."""
_PRIVATE = re.compile(r"_private\.(?:.*?\.)?0\.")


def shown_name(name: str) -> str:
    """A name as it is written in the file: without the prefix that Lean gives private ones."""
    return _PRIVATE.sub("", name, count=1) or "[anonymous]"


def written(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """The declarations without those that Lean derived from others of them, each name once.

    A name counts as derived only if what it is derived from is declared beside it, so that a definition of the same
    name by hand stays. Every inductive type keeps its constructors.
    """
    once = {declaration.name: declaration for declaration in declarations}
    kinds = {shown_name(name): declaration.kind for name, declaration in once.items()}
    return tuple(declaration for name, declaration in once.items() if not _derived(shown_name(name), kinds))


def _derived(name: str, kinds: dict[str, str]) -> bool:
    if _INTERNAL.match(name):
        return True
    prefix, _, last = name.rpartition(".")
    while prefix:
        if prefix in kinds and (_NUMBERED.fullmatch(last) or last in _DERIVED.get(kinds[prefix], ())):
            return True
        prefix, _, last = prefix.rpartition(".")
    return False
