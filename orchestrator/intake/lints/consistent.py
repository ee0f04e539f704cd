"""The hypotheses do not contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Term, is_data_type
from orchestrator.provers.tactics.nonlinear import SQUARES

NAME = "hypotheses consistent"
CLOSERS = ("omega", "contradiction", "(simp_all; done)", "grind", "(simp_all <;> omega)")
NUMBERS = 13
"""General hypotheses are looked at from 0 to 12 together: enough for a sequence that rises below a bound."""


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Whether ``False`` follows from the hypotheses alone, by cheap tactics."""
    term = subject.statement
    if term is None:
        return ()
    binders: list[tuple[str, Term]] = []
    while term.kind == "pi":
        binders.append(term.binder[:2])
        term = term.binder[2]
    if all(is_data_type(type_) for _, type_ in binders) or term.is_const("False"):
        return ()
    names = " ".join(definition.command.name for definition in subject.definitions)
    unfolded = f"(try unfold {names} at *)\n" if names else ""
    scripts = [f"first\n  | {CLOSERS[0]}", "first" + "".join(f"\n  | {closer}" for closer in CLOSERS[1:])]
    scripts += [f"{facts}first\n  | omega\n  | grind" for facts in (_squares(binders), _instances(binders)) if facts]
    for script in scripts:
        if await probes.proves(subject, f"intros\nexfalso\n{unfolded}{script}"):
            return [
                Finding(
                    NAME,
                    Grade.BROKEN,
                    "the hypotheses contradict each other, so the statement holds of nothing",
                    "mend the hypothesis that rules everything out",
                    subject.target.line if subject.target else None,
                )
            ]
    return ()


def _squares(binders: Sequence[tuple[str, Term]]) -> str:
    """That squares of integers are not negative, for those that have a name."""
    lines = [f"try have := sq {name}\n" for name, type_ in binders if type_.is_const("Int")]
    return "".join([f"{SQUARES}\n", *lines]) if lines else ""


def _instances(binders: Sequence[tuple[str, Term]]) -> str:
    """Hypotheses about all numbers at the first ones."""
    general = [
        name
        for name, type_ in binders
        if not is_data_type(type_) and type_.kind == "pi" and type_.binder[1].is_const("Nat")
    ]
    return "".join(f"try have := {name} {number}\n" for name in general[:4] for number in range(NUMBERS))


LINT = Lint(NAME, "no cheap proof of False from the hypotheses", look)
