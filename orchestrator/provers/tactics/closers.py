"""Scripts that end a goal by core automation, alone and after a case distinction or an induction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.provers.tactics.vocabulary import Vocabulary

KERNEL = "decide +kernel"
"""Evaluates a decidable proposition in the kernel alone: far quicker than ``decide``, and the proof is the same."""
SEARCH = "exact?"
ARITHMETIC = ("Nat.pow_succ", "Nat.mul_add", "Nat.add_mul", "Nat.mul_comm", "Nat.mul_assoc")
INTEGER = ("Int.pow_succ", "Int.mul_add", "Int.add_mul", "Int.sub_mul", "Int.mul_sub")
REMAINDERS = {
    "Nat": ("Nat.pow_mod", "Nat.mul_mod", "Nat.add_mod"),
    "Int": ("Int.mul_emod", "Int.add_emod", "Int.sub_emod"),
}
"""How a remainder of a power, product or sum comes from those of its parts."""
CHEAP, MIDDLE, LONG = 500, 1500, 4000
"""Heartbeats of a try; a thousand of them are about a third of a second on the machine of docs/provers.md."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A script with the ``kind`` of idea it is and the heartbeats it is worth.

    ``choices`` are scripts of which ``script`` takes the first that works; a proof names that one alone.
    """

    script: str
    kind: str
    heartbeats: int = CHEAP
    choices: tuple[str, ...] = ()


_SUGGESTION = re.compile(r"Try (?:this|these):(?P<scripts>.+)", re.DOTALL)


def suggestions(messages: Iterable[str]) -> tuple[str, ...]:
    """The tactics that Lean's ``Try this`` messages name, in order."""
    found: list[str] = []
    for message in messages:
        if match := _SUGGESTION.search(message):
            found += [" ".join(script.split("\n  -- ")[0].split()) for script in match["scripts"].split("[apply]")]
    return tuple(script for script in found if script)


def arguments(*names: str) -> str:
    """`` [a, b]``, or nothing where there are no names."""
    given = ", ".join(name for name in names if name)
    return f" [{given}]" if given else ""


def either(kind: str, scripts: list[str], prefix: str = "", heartbeats: int = MIDDLE) -> Candidate:
    """One candidate for the first of several one-line scripts that works, behind the same ``prefix``."""
    script = prefix + "first " + " ".join(f"| ({script})" for script in scripts)
    return Candidate(script, kind, heartbeats, tuple(prefix + script for script in scripts))


def closing(known: Vocabulary, extra: str = "") -> list[str]:
    """Closers for goals that an induction or a case distinction left, each a single line; ``extra`` are more lemmas."""
    simp, grind = arguments(known.simp, extra), arguments(known.grind, extra)
    number = {"Nat", "Int"} & (known.mentioned | {known.goal.terms.head(h.type) for h in known.variables})
    scripts = [f"grind{grind}", f"simp_all{simp}; done"]
    if number:
        ring = (*(ARITHMETIC[:3] if "Nat" in number else ()), *(INTEGER[:3] if "Int" in number else ()))
        scripts += [f"simp_all{simp} <;> omega", f"simp{arguments(known.simp, *ring, extra)} at * <;> omega"]
        scripts += ["omega", f"simp_all{arguments(known.simp, *ring)} <;> omega"]
    scripts += [f"simp_all{simp} <;> grind{grind}"]
    return scripts


def close_each(known: Vocabulary, extra: str = "") -> str:
    """One script that ends each goal before it by the closer that suits it."""
    return "first " + " ".join(f"| ({script})" for script in closing(known, extra))


def direct(known: Vocabulary) -> Iterator[Candidate]:
    """What takes milliseconds: the core automation on the goal as it stands."""
    simp, grind = arguments(known.simp), arguments(known.grind)
    yield Candidate("rfl", "direct")
    if not known.variables:
        yield Candidate(KERNEL, "direct")
    if known.goal.terms.kind(known.goal.target) != "pi":  # once its variables are introduced
        yield Candidate("omega", "direct")
        yield Candidate(f"grind{grind}", "direct")
        yield Candidate(f"simp_all{simp}", "direct")
    yield Candidate(f"simp{simp}", "direct")


def combined(known: Vocabulary) -> Iterator[Candidate]:
    """The same in combinations, with the text's lemmas, and after the shapes that need no search."""
    simp, grind = arguments(known.simp), arguments(known.grind)
    if known.goal.terms.kind(known.goal.target) == "pi":
        return
    if simp:
        yield Candidate(f"unfold {known.unfold}\n{KERNEL}", "combined")
        yield Candidate(f"simp only{simp} at *\nomega", "combined")
        yield Candidate("grind", "combined")
    yield Candidate(f"simp_all{simp}\nomega", "combined")
    if known.facts:
        yield Candidate(f"revert {' '.join(h.name for h in known.facts)}\n{KERNEL}", "combined")
    if known.variables:
        yield Candidate(f"revert {' '.join(h.name for h in known.variables)}\n{KERNEL}", "combined")
    if "HMod.hMod" in known.mentioned:
        for kind, rules in REMAINDERS.items():
            if kind in known.mentioned:
                yield Candidate(f"simp_all{arguments(known.simp, *rules)}", "remainders")
    yield Candidate(f"simp{simp} at *\ngrind{grind}", "combined", MIDDLE)
    yield Candidate(f"simp{arguments(known.simp, *ARITHMETIC[:3])} at *\nomega", "combined")
    if known.lemmas:
        lemmas = ", ".join(known.lemmas[-8:])
        yield Candidate(f"grind{arguments(known.grind, lemmas)}", "own lemmas", MIDDLE)
        yield Candidate(f"simp_all{arguments(known.simp, lemmas)}", "own lemmas", MIDDLE)
    shape = known.goal.terms.head(known.goal.target)
    if shape in ("And", "Iff"):
        yield Candidate(f"constructor <;> {close_each(known)}", "constructor", MIDDLE)
        yield Candidate(f"refine ⟨?_, ?_⟩ <;> intros <;> {close_each(known)}", "constructor", MIDDLE)
    if shape == "Eq" and "BitVec" in known.mentioned:
        numbers = "apply BitVec.eq_of_toNat_eq\nsimp [Nat.shiftLeft_eq, Nat.shiftRight_eq_div_pow]"
        yield Candidate(numbers, "bit vectors")
        yield Candidate(f"{numbers}\nomega", "bit vectors")
    if shape == "Eq":
        for step in ("funext z", "funext z w", "ext z", "apply propext", "funext z\napply propext"):
            yield Candidate(f"{step}\n{close_each(known)}", "extensionality", MIDDLE)
    if "ite" in known.mentioned or "dite" in known.mentioned or any("match_" in name for name in known.mentioned):
        unfold = f"unfold {known.unfold} at *\n" if simp else ""
        yield Candidate(f"{unfold}repeat' split\nall_goals {close_each(known)}", "split", MIDDLE)
        yield Candidate(f"{unfold}(repeat' split at *)\nall_goals {close_each(known)}", "split", MIDDLE)
