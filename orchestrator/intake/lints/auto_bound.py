"""Names that Lean bound by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.intake.lints.finding import Finding, Grade, Lint
from orchestrator.intake.subject import Probes, Subject
from orchestrator.intake.terms import Terms
from orchestrator.lean.judge.data import Kind

NAME = "names bound by themselves"
IMPLICIT = (1, 2)


async def look(subject: Subject, probes: Probes) -> Sequence[Finding]:
    """Implicit variables of the target and of definitions that no binder of the text declares."""
    if subject.export is None or subject.terms is None:
        return ()
    code = subject.found.code
    found = []
    own = [(subject.target, subject.challenge.target)] if subject.target else []
    own += [(each.command, ".".join(map(str, each.name))) for each in subject.definitions]
    for command, name in own:
        if command is None:
            continue
        declaration = next((d for n, d in subject.export.declarations.items() if ".".join(map(str, n)) == name), None)
        if declaration is None or declaration.kind not in (Kind.THEOREM, Kind.DEFINITION):
            continue
        for variable in _implicit(subject.terms, declaration.type):
            word = rf"(?<![\w']){re.escape(variable)}(?![\w'])"
            inside = r"[^{}()\[\]⦃⦄]*"
            pattern = rf"[{{(⦃\[]{inside}{word}{inside}:|∀[^,]*{word}"
            before = code[: command.end]
            if re.search(pattern, before[command.head :]) or _declared_by_variable(before, variable):
                continue
            if re.search(rf"(?<![\w'.]){re.escape(variable)}(?![\w'])", code[command.head : command.end]):
                found.append(
                    Finding(
                        NAME,
                        Grade.SUSPICIOUS,
                        f"in {name}, {variable} is declared nowhere, so Lean made it a variable of its own",
                        "declare it, or mend its spelling; 'set_option autoImplicit false' makes it an error",
                        command.line,
                    )
                )
    return found


def _implicit(terms: Terms, index: int) -> list[str]:
    names, term = [], terms.term(index)
    while term.kind == "pi":
        name, _, body, info = term.binder
        if info in IMPLICIT:
            names.append(name)
        term = body
    return names


def _declared_by_variable(code: str, name: str) -> bool:
    lines = re.findall(r"^\s*variable\b(.*)$", code, re.MULTILINE)
    return any(re.search(rf"(?<![\w']){re.escape(name)}(?![\w'])", line) for line in lines)


LINT = Lint(NAME, "every name is declared", look)
