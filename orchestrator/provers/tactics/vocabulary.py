"""What a script at a goal can speak of: the text's own definitions, types and lemmas, as Lean has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from orchestrator.lean.terms import Constant, GoalTerm, LocalHypothesis
from orchestrator.problems.lexical import scan
from orchestrator.provers.tactics.terms_text import Printer

_COMMAND = re.compile(
    r"^[ ]*(?:(?:@\[[^\]\n]*\]\s*|(?:private|protected|noncomputable|unsafe|partial|nonrec|local|scoped)\s+)*)"
    r"(?P<kind>theorem|lemma|def|abbrev|instance|structure|inductive|namespace|section|end|example)\b"
    r"[ ]*(?P<name>[\w.'!?«»]+)?",
    re.MULTILINE,
)


EQUATIONS: Final = {"List.range": "List.range_succ", "List.finRange": "List.finRange_succ"}
"""What an induction needs to know of recursive functions of the library that neither ``simp`` nor ``grind`` unfolds."""


@dataclass(frozen=True)
class Vocabulary:
    """A goal with what its constants are. Nothing here is read from printed text."""

    goal: GoalTerm
    constants: Mapping[str, Constant]
    holes: frozenset[str] = frozenset({"sorryAx"})
    """Axioms that stand for what is not proved: no lemma that rests on one is used."""
    premises: tuple[str, ...] = ()
    """Theorems of the library that speak of what the goal speaks of, the most promising first."""

    @cached_property
    def printer(self) -> Printer:
        """Prints subterms of the goal."""
        return Printer.of(self.goal.terms, self.goal.hypotheses, self.constants)

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """Constants in the goal's target and hypotheses, and the own ones that those use in turn."""
        roots = [self.goal.target, *(h.type for h in self.goal.hypotheses)]
        roots += [h.value for h in self.goal.hypotheses if h.value is not None]
        seen = set(self.goal.terms.constants(*roots))
        queue = list(seen)
        while queue:
            constant = self.constants.get(queue.pop())
            if constant is not None and constant.own:
                new = constant.uses - seen
                seen |= new
                queue += new
        return frozenset(seen)

    @cached_property
    def definitions(self) -> tuple[Constant, ...]:
        """The text's own definitions that the goal is about, in the order of the environment; no instances."""
        return tuple(
            c for c in self.constants.values() if c.own and self._is_definition(c) and c.name in self.mentioned
        )

    def _is_definition(self, constant: Constant) -> bool:
        return (
            constant.kind == "def" and not constant.internal and not constant.name.rpartition(".")[2].startswith("inst")
        )

    @cached_property
    def recursive(self) -> frozenset[str]:
        """Own definitions that Lean compiled from recursive equations."""
        return frozenset(
            c.name
            for c in self.definitions
            if any(
                used.rpartition(".")[2] in ("brecOn", "rec", "fix", "fix_eq", "_unary", "_mutual") for used in c.uses
            )
            or any("WellFounded" in used for used in c.uses)
        )

    @cached_property
    def unfold(self) -> str:
        """Arguments for ``unfold``: the definitions, as ``a b``."""
        return " ".join(c.name for c in self.definitions)

    @cached_property
    def simp(self) -> str:
        """Arguments for ``simp``: the definitions, as ``a, b``, and equations of the library that it does not use."""
        return ", ".join([*(c.name for c in self.definitions), *self._equations])

    @cached_property
    def grind(self) -> str:
        """The same for ``grind``, which unfolds reducible definitions by itself and refuses them as arguments."""
        own = [c.name for c in self.definitions if not c.reducible]
        return ", ".join([*own, *self._predicates, *self._equations])

    @cached_property
    def _equations(self) -> list[str]:
        return [equation for name, equation in EQUATIONS.items() if name in self.mentioned]

    @cached_property
    def _predicates(self) -> list[str]:
        """Constructors of the own inductive predicates, as facts for ``grind``."""
        return [name for c in self.inductives if c.is_predicate for name in c.constructors]

    @cached_property
    def inductives(self) -> tuple[Constant, ...]:
        """The text's own inductive types that the goal is about."""
        return tuple(c for c in self.constants.values() if c.own and c.kind == "inductive" and c.name in self.mentioned)

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """The text's own theorems about all values of something, without ``sorry``, in order."""
        return tuple(
            c.name
            for c in self.constants.values()
            if c.own and c.kind == "theorem" and not c.internal and not self.holes & c.uses and self._is_general(c)
        )

    def _is_general(self, constant: Constant) -> bool:
        return bool(constant.binders)

    # --- the goal's hypotheses ----------------------------------------------------------------------------------------

    @cached_property
    def named(self) -> tuple[LocalHypothesis, ...]:
        """Hypotheses that a script can name, a later one of the same name hiding an earlier."""
        last = {h.name: h for h in self.goal.hypotheses}
        return tuple(h for h in self.goal.hypotheses if not h.hidden and last[h.name] is h)

    @cached_property
    def variables(self) -> tuple[LocalHypothesis, ...]:
        """Local variables that are data: no proofs, types, instances."""
        return tuple(h for h in self.named if not h.prop and not self._is_sort(h.type) and not self._is_class(h.type))

    @cached_property
    def facts(self) -> tuple[LocalHypothesis, ...]:
        """Local hypotheses that are proofs."""
        return tuple(h for h in self.named if h.prop)

    def _is_sort(self, type_: int) -> bool:
        terms = self.goal.terms
        while terms.kind(type_) == "pi":
            type_ = terms.exprs[type_][3]
        return terms.kind(type_) == "sort" and terms.exprs[type_][1] != 0

    def _is_class(self, type_: int) -> bool:
        name = self.goal.terms.head(type_)
        return name.startswith(("Decidable", "BEq", "Inhabited", "LawfulBEq", "Ord", "Hashable", "Nonempty"))

    def occurrence(self, variable: LocalHypothesis) -> int | None:
        """The expression that a variable is in the target; None where the target does not speak of it."""
        terms = self.goal.terms
        return next((e for e in terms.below(self.goal.target) if terms.exprs[e][:2] == ("fvar", variable.id)), None)

    def whole(self, expr: int) -> bool:
        """Whether a constant has all its arguments here; below an application stand those of it to fewer of them."""
        name, given = self.goal.terms.call(expr)
        constant = self.constants.get(name)
        return constant is not None and 0 < len(constant.binders) <= len(given)

    def inductive(self, hypothesis: LocalHypothesis) -> Constant | None:
        """The inductive type of a variable or proof; None where its type is no such thing."""
        constant = self.constants.get(self.goal.terms.head(hypothesis.type))
        return constant if constant is not None and constant.kind == "inductive" else None

    def of_type(self, *names: str) -> tuple[str, ...]:
        """Names of the variables whose type is one of these constants."""
        return tuple(h.name for h in self.variables if self.goal.terms.head(h.type) in names)

    @cached_property
    def numerals(self) -> tuple[int, ...]:
        """The numerals in the goal, small ones first."""
        roots = [self.goal.target, *(h.type for h in self.goal.hypotheses)]
        found = {self.goal.terms.numeral(e) for e in self.goal.terms.below(*roots)}
        return tuple(sorted((n for n in found if n is not None), key=lambda n: (abs(n), n)))


def enclosing(source: str, place: int) -> str:
    """Full name of the declaration that the offset ``place`` is in, as written; empty where it has none."""
    scopes: list[str] = []
    name = ""
    for command in _COMMAND.finditer(scan(source).code[:place]):
        name = command["name"] or ""
        if command["kind"] in ("namespace", "section"):
            scopes.append(name if command["kind"] == "namespace" else "")
        elif command["kind"] == "end" and scopes:
            scopes.pop()
        elif name:
            name = ".".join([*filter(None, scopes), name])
    return name
