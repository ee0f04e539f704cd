"""What the target rests on: our own traversal of types and values, and the axioms it ends in.

Nothing here trusts what Lean says about the submission's dependencies. Constants that the submission declares are
walked in the exported data, which is exactly what the kernel is then given; library constants are looked up by name in
a process that saw only the library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orchestrator.lean.judge.data import Export, Kind, Name, show_name
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.vocabulary import Code

ALLOWED: Final[tuple[Name, ...]] = (("propext",), ("Quot", "sound"), ("Classical", "choice"))
SORRY: Final[Name] = ("sorryAx",)
NATIVE: Final[frozenset[Name]] = frozenset({("Lean", "reduceBool"), ("Lean", "reduceNat")})
"""The kernel evaluates these by compiled code; they stand for `Lean.trustCompiler`, whatever else they rest on."""


@dataclass(frozen=True, slots=True)
class Library:
    """What a process that only imported the library says about names.

    ``kinds`` has every name that was asked for: the kind it was declared as, or None where the library has no such
    constant. ``axioms`` are the library's axioms that the used constants rest on, each with the use that leads there.
    ``absent`` are the names that constants below those in use speak of although the library has no such constant: it is
    shipped without much of what is private to its modules, and with theorems about it. ``unknown`` says that some of
    what is used is shipped without its proof or body, so that ``axioms`` may lack some.
    """

    kinds: Mapping[Name, str | None]
    axioms: Sequence[tuple[Name, Name]]
    absent: frozenset[Name]
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything below one constant: ``own`` declarations in order of discovery, and ``library`` names."""

    own: tuple[Name, ...]
    library: tuple[Name, ...]


def closure(export: Export, target: Name) -> Closure:
    """Every constant that ``target`` rests on, through types, values, opaque bodies, constructors and rules.

    Raises:
        MalformedExport: there is too much of it (`Export.used`).
    """
    own: list[Name] = []
    library: set[Name] = set()
    seen = {target}
    stack = [target]
    while stack:
        name = stack.pop()
        if name not in export.declarations:
            library.add(name)
            continue
        own.append(name)
        for used in sorted(export.used[name] - seen, key=repr):
            seen.add(used)
            stack.append(used)
    return Closure(tuple(own), tuple(sorted(library, key=repr)))


def check_primitives(below: Closure, library: Library) -> None:
    """No declaration of the submission has a name that the library gives meaning to.

    Those are its constants, kernel primitives among them, and the constants it speaks of without having them: whoever
    declared one of those would choose what the library's theorems about it say.

    Raises:
        Rejection: E_PRIMITIVE.
    """
    for name in below.own:
        if library.kinds.get(name) is not None:
            raise Rejection(Code.E_PRIMITIVE, f"the submission declares {show_name(name)}, which the library has")
    own = frozenset(below.own)
    # What the submission itself uses and nobody declares is for `check_known`.
    for name in sorted(library.absent.difference(below.library), key=repr):
        if name in own or name[:-1] in own:  # with a type the kernel declares its recursors, exported or not
            why = "of which the library speaks without having it"
            raise Rejection(Code.E_PRIMITIVE, f"the submission declares {show_name(name)}, {why}")


def check_safety(export: Export, below: Closure) -> None:
    """Nothing below the target is unsafe, partial, a quotient declaration, or absent.

    Raises:
        Rejection: E_KERNEL, E_EXPORT.
    """
    for name in below.own:
        declaration = export.declarations[name]
        if not declaration.safe:
            raise Rejection(
                Code.E_KERNEL, f"the target rests on the unsafe {show_name(name)}, which the kernel does not allow"
            )
        if declaration.kind is Kind.QUOTIENT:
            raise Rejection(Code.E_EXPORT, f"{show_name(name)} declares quotients, which only the library may")


def check_known(below: Closure, library: Library) -> None:
    """Every constant below the target is exported or the library's.

    Raises:
        Rejection: E_EXPORT.
    """
    for name in below.library:
        if library.kinds.get(name) is None:
            raise Rejection(
                Code.E_EXPORT, f"the target rests on {show_name(name)}, which is neither exported nor in the library"
            )


def find_axioms(export: Export, below: Closure, library: Library) -> tuple[tuple[Name, Name], ...]:
    """The axioms the target rests on, each with the constant that names it."""
    own = [(name, name) for name in below.own if export.declarations[name].kind is Kind.AXIOM]
    native = [(name, name) for name in below.library if name in NATIVE]
    return (*own, *native, *library.axioms)


def check_axioms(
    export: Export, below: Closure, found: Sequence[tuple[Name, Name]], first_error: str | None = None
) -> None:
    """Only the three standard axioms of the library are among ``found``.

    Raises:
        Rejection: E_AXIOM; E_COMPILE where `sorryAx` stands for a proof that did not elaborate, not for a ``sorry``.
    """
    names = tuple(sorted({show_name(axiom) for axiom, _ in found}))
    for axiom, use in found:
        if axiom in ALLOWED and axiom not in export.declarations:
            continue
        users = sorted(show_name(name) for name in below.own if use != name and use in export.used[name])
        if axiom == SORRY and first_error is not None and _only_recovered(export, below):
            raise Rejection(Code.E_COMPILE, f"the proof does not elaborate: {first_error}", names)
        where = f", used by {', '.join(users[:3])}" if users else ""
        raise Rejection(Code.E_AXIOM, f"the proof rests on the axiom {show_name(axiom)}{where}", names)


def _only_recovered(export: Export, below: Closure) -> bool:
    """Whether every `sorryAx` below the target is one that Lean put in place of an error (``sorryAx _ true``)."""
    roots = [root for name in below.own for root in export.declarations[name].roots]
    uses = marked = 0
    for node in export.nodes_below(roots):
        if node[0] != "app":
            continue
        function = export.exprs[node[1]]
        uses += function[0] == "const" and function[1] == SORRY
        if function[0] == "app" and export.exprs[function[1]][:2] == ("const", SORRY):
            marked += export.exprs[node[2]] == ("const", ("Bool", "true"), ())
    return 0 < uses <= marked
