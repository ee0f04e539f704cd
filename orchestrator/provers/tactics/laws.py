"""Laws of the text's own operations, guessed and proved before the goal: ``add (succ x) y = succ (add x y)``.

That a product commutes cannot be proved by one induction: its steps need what the sum does on its other side, that it
commutes and associates, and what the product does on its other side. The laws worth a guess are known beforehand: units
and zeros, constructors drawn out, commutativity, associativity, distributivity, maps that respect an operation, and an
operation on numbers that is one of the library's. Each is tried by induction, with those that hold before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from orchestrator.lean.terms import EXPLICIT, PI, Constant, Terms
from orchestrator.provers.tactics.closers import MIDDLE, Candidate, arguments
from orchestrator.provers.tactics.inductions import generalizing, recursive_variables
from orchestrator.provers.tactics.names import fresh
from orchestrator.provers.tactics.vocabulary import Vocabulary

MAX_FUNCTIONS = 4
MAX_CONSTRUCTORS = 2
KIND = "laws"
_NUMBERS = ("Nat", "Int")
_LIBRARY = ("{x} + {y}", "{x} * {y}", "{x} - {y}", "{x} ^ {y}", "max {x} {y}", "min {x} {y}", "{x} / {y}", "{x} % {y}")


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the text with explicit arguments only, of types without parameters."""

    name: str
    arguments: tuple[str, ...]
    result: str
    uses: frozenset[str]

    @property
    def is_operation(self) -> bool:
        """Whether it makes one value of a type from two."""
        return self.arguments == (self.result,) * 2

    @property
    def runs(self) -> bool:
        """Whether it goes through a list and changes a state."""
        return len(self.arguments) == 2 and self.arguments[0].startswith("(List ") and self.arguments[1] == self.result

    def __call__(self, *given: str) -> str:
        return f"({self.name} {' '.join(given)})"


@dataclass(frozen=True, slots=True)
class _Type:
    """Where laws are about: a type's name, its constants, and its constructors of one argument of the type itself."""

    name: str
    constants: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Scripts that each add a law as a hypothesis; ``last`` where it is about the operation that uses the others."""

    scripts: tuple[str, ...]
    last: bool


def can_use_laws(known: Vocabulary) -> bool:
    """Whether a goal has its variables before it: what it says of them is then proved by laws and induction."""
    return known.goal.terms.kind(known.goal.target) != PI and bool(recursive_variables(known))


def laws(known: Vocabulary) -> Iterator[Group]:
    """Groups of laws, those first that later ones may need."""
    functions = _functions(known)
    taken = {h.name for h in known.goal.hypotheses}
    operations = [each for each in functions if each.is_operation]
    for at, operation in enumerate(operations):
        type_ = _type(known, operation.result)
        below = [each for each in operations[:at] if each.name in operation.uses and each.result == operation.result]
        maps = [each for each in functions if each.arguments == (operation.result,)]
        if below:
            groups = [[*_zeros(operation, type_), *_drawn_out(operation, type_, below)], _distributes(operation, below)]
        else:
            groups = [[*_as_library(operation), *_units(operation, type_)]]
            groups[0] += [*_zeros(operation, type_), *_respects(operation, type_)]
        groups.append([_commutes(operation), _associates(operation), *_of_maps(operation, maps)])
        for equations in groups:
            scripts = tuple(_script(known, equation, operation.result, fresh("law", taken)) for equation in equations)
            yield Group(scripts, operation is operations[-1])
    programs = tuple(_on_appended(known, each, fresh("law", taken)) for each in functions if each.runs)
    sequences = [each for each in functions if each.arguments == ("Nat",) and each.result in _NUMBERS]
    forms = [form for each in sequences for form in _closed_forms(each)]
    closed = tuple(_script(known, form, "Nat", fresh("law", taken)) for form in forms)
    yield from (Group(scripts, True) for scripts in (programs, closed) if scripts)


def with_laws(known: Vocabulary) -> list[Candidate]:
    """What to try at the goal once some laws are hypotheses: ``grind``, which uses them, alone and by induction."""
    closer = f"grind{arguments(known.grind)}"
    ways = [f"induction {v.name}{rest}" for v in recursive_variables(known)[:3] for rest in generalizing(known, v)]
    return [Candidate(script, KIND, MIDDLE) for script in (closer, *(f"{way} <;> {closer}" for way in ways))]


def _functions(known: Vocabulary) -> list[_Function]:
    """The recursive functions of the goal, those that others use first."""
    found = [each for each in map(_function, known.definitions) if each and each.name in known.recursive]
    return sorted(islice(found, MAX_FUNCTIONS), key=lambda each: len(each.uses & known.recursive))


def _function(constant: Constant) -> _Function | None:
    given = [_written(constant.terms, type_) if info == EXPLICIT else None for type_, info in constant.binders]
    result = None if constant.result is None else _written(constant.terms, constant.result)
    arguments_ = tuple(text for text in given if text is not None)
    if result is None or not arguments_ or len(arguments_) < len(given):
        return None
    return _Function(constant.name, arguments_, result, constant.uses)


def _written(terms: Terms, expr: int) -> str | None:
    """The text of a type that is made of constants alone."""
    name, given = terms.call(expr)
    texts = [_written(terms, each) for each in given]
    if not name or None in texts:
        return None
    return f"({' '.join([name, *map(str, texts)])})" if texts else name


def _type(known: Vocabulary, name: str) -> _Type:
    if name in _NUMBERS:
        return _Type(name, ("0", "1"), ("({x} + 1)",))
    if name.startswith("(List "):
        return _Type(name, ("[]",), ())
    constants, successors = list[str](), list[str]()
    type_ = known.constants.get(name)
    for full in type_.constructors if type_ is not None else ():
        constructor = known.constants.get(full)
        fields = [constructor.terms.head(type_) for type_, _ in constructor.binders] if constructor else None
        if fields == []:
            constants.append(full)
        elif fields == [name]:
            successors.append(f"({full} {{x}})")
    return _Type(name, tuple(constants[:MAX_CONSTRUCTORS]), tuple(successors[:MAX_CONSTRUCTORS]))


def _as_library(operation: _Function) -> Iterator[str]:
    if operation.result in _NUMBERS:
        for right in _LIBRARY:
            yield f"{operation('x', 'y')} = {right.format(x='x', y='y')}"


def _units(operation: _Function, type_: _Type) -> Iterator[str]:
    for constant in type_.constants:
        yield f"{operation(constant, 'x')} = x"
        yield f"{operation('x', constant)} = x"


def _zeros(operation: _Function, type_: _Type) -> Iterator[str]:
    for constant in type_.constants:
        yield f"{operation(constant, 'x')} = {constant}"
        yield f"{operation('x', constant)} = {constant}"


def _respects(operation: _Function, type_: _Type) -> Iterator[str]:
    """A constructor drawn out of either argument of an operation like a sum."""
    for successor in type_.successors:
        over = successor.format(x=operation("x", "y"))
        yield f"{operation(successor.format(x='x'), 'y')} = {over}"
        yield f"{operation('x', successor.format(x='y'))} = {over}"


def _drawn_out(operation: _Function, type_: _Type, below: list[_Function]) -> Iterator[str]:
    """The same for an operation like a product, over one like a sum."""
    for sum_ in below:
        for successor in type_.successors:
            yield f"{operation(successor.format(x='x'), 'y')} = {sum_(operation('x', 'y'), 'y')}"
            yield f"{operation('x', successor.format(x='y'))} = {sum_(operation('x', 'y'), 'x')}"


def _distributes(operation: _Function, below: list[_Function]) -> list[str]:
    found: list[str] = []
    for sum_ in below:
        found.append(f"{operation('x', sum_('y', 'z'))} = {sum_(operation('x', 'y'), operation('x', 'z'))}")
        found.append(f"{operation(sum_('x', 'y'), 'z')} = {sum_(operation('x', 'z'), operation('y', 'z'))}")
    return found


def _of_maps(operation: _Function, maps: list[_Function]) -> Iterator[str]:
    for each in maps:
        whole = each(operation("x", "y"))
        if each.result == operation.result:
            yield f"{whole} = {operation(each('x'), each('y'))}"
            yield f"{whole} = {operation(each('y'), each('x'))}"
        elif each.result in _NUMBERS:
            yield f"{whole} = {each('x')} + {each('y')}"
            yield f"{whole} = {each('x')} * {each('y')}"


def _commutes(operation: _Function) -> str:
    return f"{operation('x', 'y')} = {operation('y', 'x')}"


def _associates(operation: _Function) -> str:
    return f"{operation(operation('x', 'y'), 'z')} = {operation('x', operation('y', 'z'))}"


def _on_appended(known: Vocabulary, program: _Function, name: str) -> str:
    """That a function of a list and a state goes through two lists one after the other."""
    first, both = program("x", "s"), program("(x ++ y)", "s")
    return (
        f"have {name} : ∀ x y s, {both} = {program('y', first)} := by\n  intro x y s\n"
        f"  fun_induction {first[1:-1]} <;> grind{arguments(known.grind)}"
    )


def _closed_forms(function: _Function) -> Iterator[str]:
    """Values of a function of one number that are known by name: multiples, powers, sums of the first powers."""
    value = function("x")
    yield from (f"{value} = {right}" for right in ("x", "2 * x", "x * x", "2 ^ x"))
    yield f"{value} + 1 = 2 ^ x"
    yield f"2 * {value} = x * (x + 1)"
    yield f"6 * {value} = x * (x + 1) * (2 * x + 1)"


def _script(known: Vocabulary, equation: str, type_: str, name: str) -> str:
    """The law as a ``have``; what holds by unfolding is none, ``grind`` knows it without."""
    words = equation.replace("(", " ").replace(")", " ").split()
    names = [each for each in ("x", "y", "z") if each in words]
    closer = f"grind{arguments(known.grind)}"
    ways = " ".join(f"| (induction {each} <;> {closer})" for each in reversed(names))
    return (
        f"have {name} : ∀ {' '.join(names)} : {type_}, {equation} := by\n"
        f"  intro {' '.join(names)}\n  fail_if_success rfl\n  first {ways}"
    )
