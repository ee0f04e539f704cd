"""A traced repository in the format of LeanDojo 4.20, written by hand: one file with a definition and two theorems."""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.sax.saxutils import quoteattr

BUILT = Path(".lake/build/ir")
LEAN = """\
namespace Sample

def twice (n : Nat) : Nat := n + n

/- not part of any statement -/
theorem twice_zero : twice 0 = 0 := by
  unfold twice
  rfl

theorem twice_eq (n : Nat) : twice n = n + n := rfl

end Sample
"""


def node(kind: str, place: tuple[int, int, int, int], *children: str, **attributes: str) -> str:
    """An element as LeanDojo writes it; ``place`` is line and column of its start and end, from 1."""
    said = {"start": f"({place[0]}, {place[1]})", "end": f"({place[2]}, {place[3]})", **attributes}
    inside = " ".join(f"{name}={quoteattr(value)}" for name, value in said.items())
    return f"<{kind} {inside}>{''.join(children)}</{kind}>"


def atom(value: str, place: tuple[int, int, int, int]) -> str:
    return node("AtomNode", place, leading="", trailing=" ", val=value)


def name(value: str, place: tuple[int, int, int, int], **known: str) -> str:
    return node("IdentNode", place, leading="", trailing=" ", raw_val=value, val=value, **known)


def theorem(full: str, place: tuple[int, int, int, int], signature: str, assign: str, proof: str) -> str:
    line, short = place[0], full.rpartition(".")[2]
    value = node("CommandDeclvalsimpleNode", place, assign, proof)
    declid = node("CommandDeclidNode", (line, 9, line, 9 + len(short)), name(short, (line, 9, line, 9 + len(short))))
    parts = (atom("theorem", (line, 1, line, 8)), declid, signature, value)
    inner = node("CommandTheoremNode", place, *parts, name=short, full_name=full)
    return node("CommandDeclarationNode", place, "<CommandDeclmodifiersNode/>", inner, name=short, full_name=full)


def tactic(text: str, place: tuple[int, int, int, int], before: str, after: str, *inside: str) -> str:
    return node("OtherNode", place, *inside, state_before=before, state_after=after, tactic=text)


def trace(lean: str = LEAN, path: str = "Sample.lean") -> str:
    twice = {"full_name": "Sample.twice", "mod_name": "Sample", "def_path": path}
    definition = node("CommandDefNode", (3, 1, 3, 35), name="twice", full_name="Sample.twice")
    unfold = tactic(
        "unfold twice", (7, 3, 7, 15), "⊢ twice 0 = 0", "⊢ 0 + 0 = 0", name("twice", (7, 10, 7, 15), **twice)
    )
    steps = (unfold, atom("", (7, 15, 7, 15)), tactic("rfl", (8, 3, 8, 6), "⊢ 0 + 0 = 0", "no goals"))
    sequence = node("TacticTacticseq1IndentedNode", (7, 3, 8, 6), node("NullNode", (7, 3, 8, 6), *steps))
    by = node(
        "TermBytacticNode",
        (6, 37, 8, 6),
        atom("by", (6, 37, 6, 39)),
        node("TacticTacticseqNode", (7, 3, 8, 6), sequence),
    )
    zero = node("CommandDeclsigNode", (6, 20, 6, 33), name("twice", (6, 22, 6, 27), **twice))
    equal = node("CommandDeclsigNode", (10, 18, 10, 44), name("twice", (10, 30, 10, 35), **twice))
    term = name("rfl", (10, 48, 10, 51), full_name="rfl", mod_name="Init.Prelude", def_path="Init/Prelude.lean")
    commands = (
        node(
            "CommandDeclarationNode",
            (3, 1, 3, 35),
            "<CommandDeclmodifiersNode/>",
            definition,
            name="twice",
            full_name="Sample.twice",
        ),
        theorem("Sample.twice_zero", (6, 1, 8, 6), zero, atom(":=", (6, 34, 6, 36)), by),
        theorem("Sample.twice_eq", (10, 1, 10, 51), equal, atom(":=", (10, 45, 10, 47)), term),
    )
    comments = '<Comments><Comment start="(5, 1)" end="(5, 32)" text="/- not part of any statement -/"/></Comments>'
    digest = hashlib.md5(lean.encode()).hexdigest()
    return (
        f'<TracedFile path="{path}" md5="{digest}">{node("FileNode", (1, 1, 12, 11), *commands)}{comments}</TracedFile>'
    )


def write_sample(root: Path) -> None:
    """The source and its trace, where LeanDojo puts them."""
    (root / BUILT).mkdir(parents=True)
    (root / "Sample.lean").write_text(LEAN)
    (root / BUILT / "Sample.trace.xml").write_text(trace())
