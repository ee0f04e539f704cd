"""Values found by running the statement (`orchestrator.lean.trials.ValueSearch`), far faster than the kernel does.

A script leads to a state whose local definitions are the statement as a Boolean function and the lists of values to
run it at. That state only serves the search: what was found is then shown by a script of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.provers.tactics.vocabulary import Vocabulary

TEST = "e"
STEPS = (400_000, 3_000_000, 12_000_000)
"""Of a search that is repeated from its beginning: a million steps take 0.15 to 0.3 s."""


def decision_procedures(known: Vocabulary) -> Iterator[str]:
    """Makes the text's own predicates decidable by their definitions, where that is possible."""
    for definition in known.definitions:
        if not definition.is_predicate or definition.name in known.recursive or definition.reducible:
            continue
        names = " ".join(f"z{i}" for i in range(len(definition.binders)))
        given, to = (f"∀ {names}, ", f"fun {names} => ") if names else ("", "")
        yield (
            f"try letI : {given}Decidable (@{definition.name} {names}) := "
            f"{to}by unfold {definition.name}; infer_instance"
        )


def evaluating(arguments: Sequence[tuple[str, str]], proposition: str, before: Iterable[str] = ()) -> str:
    """The script whose state a search needs: ``proposition`` as a Boolean function of ``arguments`` (name and type)."""
    binders = "".join(f"({name} : {kind}) " for name, kind in arguments)
    function = f"fun {binders}=> decide ({proposition})" if arguments else f"decide ({proposition})"
    return "\n".join([*before, f"let {TEST} := {function}"])


def listing(number: int, kind: str, values: str) -> str:
    """Makes ``values`` the pool ``number`` of a search."""
    return f"let {pool(number)} : List {kind} := {values}"


def pool(number: int) -> str:
    """The name of a pool."""
    return f"l{number}"
