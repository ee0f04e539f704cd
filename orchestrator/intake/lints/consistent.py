"""The hypotheses do not contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import is_data_type

NAME = "hypotheses consistent"
CLOSERS = ("omega", "contradiction", "(simp_all; done)", "grind", "(simp_all <;> omega)")


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Whether ``False`` follows from the hypotheses alone, by cheap tactics."""
    term = subject.statement
    if term is None:
        return ()
    hypotheses = 0
    while term.kind == "pi":
        hypotheses += not is_data_type(term.binder[1])
        term = term.binder[2]
    if not hypotheses or term.is_const("False"):
        return ()
    names = " ".join(definition.command.name for definition in subject.definitions)
    unfolded = f"(try unfold {names} at *)\n" if names else ""
    for script in (f"first\n  | {CLOSERS[0]}", "first" + "".join(f"\n  | {closer}" for closer in CLOSERS[1:])):
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


LINT = Lint(NAME, "no cheap proof of False from the hypotheses", look)
