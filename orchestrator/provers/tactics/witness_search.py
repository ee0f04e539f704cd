"""Goals that are run before they are proved: closed ones that can be decided, and witnesses of existences.

A witness may be a value (``∃ x y, P x y`` without variables) or a term over the variables (``∀ k, ∃ x y, P k x y``),
which is then tried at a few values of the variables at once. The search takes place in a state where everything is
provable, so that the statement is at hand as the type of ``said`` and an existence gives its body at any value.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, islice

from orchestrator.lean.terms import OPERATOR_ARGUMENTS
from orchestrator.lean.trials import SearchAnswer, SearchEnd, ValueSearch
from orchestrator.provers.tactics.closers import KERNEL, LONG, Candidate, close_each, closing, either
from orchestrator.provers.tactics.evaluation import STEPS, TEST, decision_procedures, evaluating, listing, pool
from orchestrator.provers.tactics.small_types import Values, read_type
from orchestrator.provers.tactics.starts import Start, introduction
from orchestrator.provers.tactics.statements import Slot, listings, pools_of, value_at
from orchestrator.provers.tactics.trial import OpenPlace
from orchestrator.provers.tactics.vocabulary import Vocabulary

ANYTHING = (
    "by_cases bad : ∀ p : Prop, p",
    "refine Iff.mpr (b := True) (Iff.intro (fun said => ?_) fun _ => ?_) trivial",
    "have pick : ∀ {α : Type} {p : α → Prop}, (∃ x, p x) → ∀ a : α, p a := bad _",
)
"""The goal's proposition becomes the type of ``said``; ``pick`` takes an existence's body at a value."""
KERNEL_HEARTBEATS = 20_000
"""Of a proof by evaluation in the kernel, for a goal that is known to hold and to be finite."""
SAMPLES = 7
MOST_TERMS = {1: 300, 2: 80, 3: 36}
"""Candidate terms for each existence, by how many existences there are."""


async def truth(place: OpenPlace, start: Start) -> bool | None:
    """Whether a closed goal holds; None where it has variables, cannot be decided or takes too long to run."""
    if start.known.goal.hypotheses:
        return None
    answer = await _search(place, start, [], "type_of% said", [], (), STEPS[1])
    if answer is None or answer.end not in (SearchEnd.FOUND, SearchEnd.ALL):
        return None
    return answer.end is SearchEnd.FOUND


def by_kernel(known: Vocabulary) -> Iterator[Candidate]:
    """Proofs of a closed goal that holds, by evaluation."""
    plain = [d.name for d in known.definitions if d.is_predicate and not d.binders]
    yield Candidate(f"simp only [{', '.join(plain)}]\n{KERNEL}" if plain else KERNEL, "evaluation", KERNEL_HEARTBEATS)
    if known.simp:
        yield Candidate(f"simp only [{known.simp}]\n{KERNEL}", "evaluation", KERNEL_HEARTBEATS)


def existence(known: Vocabulary) -> tuple[Slot, ...]:
    """The leading existential variables of a goal, as far as their types have known values."""
    terms, expr, slots = known.goal.terms, known.goal.target, list[Slot]()
    small = Values(known.constants)
    while terms.head(expr) == "Exists":
        type_, body = terms.call(expr)[1]
        read = read_type(terms, type_, ())
        found = small.of(read) if read is not None and not terms.loose(type_) else ()
        if read is None or not found or terms.kind(body) != "lam":
            break
        slots.append(Slot(read.text, found, numbers=read.name == "Nat"))
        expr = terms.exprs[body][3]
    return tuple(slots)


async def values(place: OpenPlace, start: Start, steps: int) -> Iterator[Candidate]:
    """Proofs of a closed existence by the first values for which it holds."""
    known, slots = start.known, existence(start.known)
    if not slots or known.goal.hypotheses:
        return iter(())
    arguments = [(f"x{i}", slot.kind) for i, slot in enumerate(slots)]
    proposition = f"type_of% ({_body('said', [name for name, _ in arguments])})"
    answer = await _search(place, start, arguments, proposition, listings(slots), pools_of(slots), steps)
    if answer is None or answer.end is not SearchEnd.FOUND:
        return iter(())
    return _by_values(known, [value_at(slot, n) for slot, n in zip(slots, answer.row, strict=True)])


def _by_values(known: Vocabulary, values: list[str]) -> Iterator[Candidate]:
    given = ", ".join(values)
    for proof in ("decide", KERNEL, f"simp [{known.simp}]", f"simp only [{known.simp}]; {KERNEL}"):
        yield Candidate(f"exact ⟨{given}, by {proof}⟩", "witness by evaluation", LONG)


async def terms(place: OpenPlace, root: Start, start: Start, steps: int) -> Iterator[Candidate]:
    """Proofs of an existence for all values of variables, by terms that hold at the first few values.

    ``root`` is the goal as it stands, ``start`` the same with its variables introduced.
    """
    known, names = start.known, [h.name for h in start.known.goal.hypotheses]
    variables = [h.name for h in known.variables]
    slots = existence(known)
    count = len(slots)
    plain = root.path == () and [script for script, _ in start.path] == [introduction(root.known.goal)]
    numbers = {known.goal.terms.head(h.type) for h in known.variables} | {slot.kind for slot in slots}
    if root.known.goal.hypotheses or not plain or not 1 <= count <= max(MOST_TERMS) or len(numbers) > 1:
        return iter(())
    kind = numbers.pop()
    if kind not in ("Nat", "Int"):
        return iter(())
    candidates = list(islice(dict.fromkeys(_terms(known, variables)), MOST_TERMS[count]))
    given = [(f"t{i}", "Nat") for i in range(count)]  # a term by its place in the list
    listed = f"let terms : {f'{kind} → ' * len(variables)}List {kind} := fun {' '.join(variables)} => "
    before = [f"{listed}[{', '.join(candidates)}]", listing(0, "Nat", f"List.range {len(candidates)}")]
    samples = ", ".join(f"({n} : {kind})" for n in range(SAMPLES))
    bound = " ".join(f"{name} (_ : {name} ∈ [{samples}])" if name in variables else name for name in names)
    at = [f"((terms {' '.join(variables)}).getD {t} 0)" for t, _ in given]
    whole = f"said {' '.join(names)}"
    proposition = f"type_of% (fun {bound} => {_body(whole, at)})"
    answer = await _search(place, root, given, proposition, before, (pool(0),) * count, steps)
    if answer is None or answer.end is not SearchEnd.FOUND:
        return iter(())
    return _by_terms(known, [candidates[n] for n in answer.row])


def _by_terms(known: Vocabulary, chosen: list[str]) -> Iterator[Candidate]:
    given = f"refine ⟨{', '.join(chosen)}, ?_⟩\n"
    yield either("witness by evaluation", closing(known), prefix=given, heartbeats=LONG)
    each = f"{given}repeat' apply And.intro\nall_goals {close_each(known)}"
    yield Candidate(each, "witness by evaluation", LONG)


def _terms(known: Vocabulary, variables: list[str]) -> Iterator[str]:
    """Terms over the variables, simple ones first: from the goal's own terms, sums and products of those."""
    own = set(known.goal.terms.variables(known.goal.target))
    parts = [
        text
        for expr in known.goal.terms.below(known.goal.target)
        if not known.goal.terms.loose(expr)
        and known.goal.terms.head(expr) in ("HAdd.hAdd", "HMul.hMul", "HPow.hPow", "HSub.hSub", "HDiv.hDiv")
        and len(known.goal.terms.call(expr)[1]) == OPERATOR_ARGUMENTS
        and own & set(known.goal.terms.variables(expr))
        and (text := known.printer.text(expr)) is not None
    ]
    simple = [*variables, *dict.fromkeys(parts), *(f"({v} + 1)" for v in variables)]
    yield from ("0", "1", *simple, "2")
    yield from (f"({a} * {b})" for a, b in islice(combinations_with_replacement(simple, 2), 12))
    yield from (f"({a} + {b})" for a, b in islice(combinations_with_replacement(simple, 2), 6))
    yield from (f"({a} - 1)" for a in simple)
    yield from (f"({a} + {n})" for a in simple for n in (1, 2, 3))
    yield from (f"({a} {op} {n})" for a in simple for n in (2, 3, 4) for op in "*/%")
    yield from (f"({a} * {b} / 2)" for a, b in islice(combinations_with_replacement(simple, 2), 12))
    yield from (str(n) for n in range(3, 12))


def _body(existence_: str, values_: list[str]) -> str:
    """The body of an existence at values."""
    for value in values_:
        existence_ = f"pick ({existence_}) {value}"
    return existence_


async def _search(
    place: OpenPlace,
    start: Start,
    arguments: list[tuple[str, str]],
    proposition: str,
    lists: list[str],
    pools: tuple[str | None, ...],
    steps: int,
) -> SearchAnswer | None:
    before = [*ANYTHING, *decision_procedures(start.known), *lists]
    script = evaluating(arguments, proposition, before)
    return await place.search((*start.path, (script, 0)), ValueSearch(TEST, pools, True, steps))
