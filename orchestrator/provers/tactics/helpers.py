"""What a recursive function's helper does to a measure, guessed: ``(insert x l).length = l.length + 1``.

A goal speaks of a measure of a recursive function's value (a length, a sum, a size, a function of the text's own), and
each step of that function calls another recursive function on what it has so far. What the helper adds to the measure
is guessed and proved first: nothing, one, or one of its other arguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.lean.terms import Constant
from orchestrator.provers.tactics.closers import LONG, Candidate, close_each, closing
from orchestrator.provers.tactics.inductions import recursive_variables
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_HELPERS = 3


def helper_lemmas(known: Vocabulary) -> Iterator[Candidate]:
    """A lemma about a helper, then the goal by induction on each variable."""
    terms = known.goal.terms
    if terms.kind(known.goal.target) == "pi":
        return
    ways = [f"induction {each.name}" for each in recursive_variables(known)[:2]]
    seen: set[str] = set()
    for expr in terms.below(known.goal.target):
        _, given = terms.call(expr)
        function = terms.head(given[-1]) if given else ""
        if function not in known.recursive or terms.loose(expr):
            continue
        for lemma in _lemmas(known, expr, given[-1], known.constants[function]):
            if lemma not in seen:
                seen.add(lemma)
                close = close_each(known, "key")
                yield from (Candidate(f"{lemma}\n{way} <;> {close}", "helper lemma", LONG) for way in ways)


def _lemmas(known: Vocabulary, measured: int, value: int, function: Constant) -> Iterator[str]:
    """``have key`` for each helper of ``function`` and each guess; ``measured`` is the measure of ``value``."""
    helpers = [known.constants[name] for name in sorted(function.uses & known.recursive) if name != function.name]
    for helper in helpers[:MAX_HELPERS]:
        kinds = [helper.terms.head(type_) for type_, info in helper.binders if info == 0]
        if len(kinds) != len(helper.binders) or kinds.count(kind := _result(helper)) != 1 or kind != _result(function):
            continue
        names = [f"y{i}" for i in range(len(kinds))]
        before, call = names[kinds.index(kind)], f"({helper.name} {' '.join(names)})"
        changed, same = (known.printer.text(measured, {value: text}) for text in (call, before))
        others = [name for name, each in zip(names, kinds, strict=True) if each in ("Nat", "Int")]
        for right in (same, f"{same} + 1", *(f"{same} + {other}" for other in others)):
            close = " | ".join(f"({one})" for one in closing(known))
            yield (
                f"have key : ∀ {' '.join(names)}, {changed} = {right} := by\n  intro {' '.join(names)}\n"
                f"  fun_induction {call[1:-1]} <;> first | {close}"
            )


def _result(constant: Constant) -> str:
    """The type that a function's values have, by its head."""
    expr = constant.type
    while expr is not None and constant.terms.kind(expr) == "pi":
        expr = constant.terms.exprs[expr][3]
    return "" if expr is None else constant.terms.head(expr)
