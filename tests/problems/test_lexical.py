from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.problems.lexical import import_header, scan


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a -- b\nc", "a c"),
        ("a /- b /- c -/ d -/ e", "a e"),
        ("a /-/ -/ b", "a b"),
        ("a -/ b", "a -/ b"),
        ("/-- doc --/ x", "x"),
        ('x "a\\" -- b" y', "x y"),
        ('x "a\nb" y', "x y"),
        ('r#"a " b"# y', "y"),
        ('bar"x" y', "bar y"),
        ("f 'x' '\\'' '\"' '\\u{3b1}' y", "f y"),
        ("h' h'' x.y' f '' s", "h' h'' x.y' f '' s"),
        ("«a -- b» c", "«a -- b» c"),
        ("`foo ``Nat.succ", "`foo ``Nat.succ"),
        ("a/-b-/c", "a c"),
        ("f ⁻¹' s -- t", "f ⁻¹' s"),
    ],
)
def test_only_code_is_left(text: str, words: str) -> None:
    found = scan(text)
    assert found.code.split() == words.split()
    assert found.sure
    assert found.unclosed is None


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("a\n/- b\n/- c -/\n", "block comment", 2),
        ("/-- doc\n", "block comment", 1),
        ('x\n\n"abc\\"\n', "string", 3),
        ('r##"a"#\n', "string", 1),
        ('/- -- -/ x\n/- " -', "block comment", 2),
    ],
)
def test_says_what_is_left_open(text: str, what: str, line: int) -> None:
    found = scan(text)
    assert (found.unclosed, found.unclosed_line, found.sure) == (what, line, True)


@pytest.mark.parametrize("text", ['s!"{f "a"} {', "x <-- y", "a //- b", "/--/ x", "g)' x", "« x"])
def test_is_not_sure_where_only_lean_can_tell(text: str) -> None:
    assert not scan(text).sure


@given(st.text(st.sampled_from("-/\"'r#{}\\ «»\nab!`"), max_size=60))
def test_never_moves_a_character(text: str) -> None:
    code = scan(text).code
    assert len(code) == len(text)
    assert all(kept in (" ", char) for kept, char in zip(code, text, strict=True))
    assert code.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("code", "imports", "unsupported"),
    [
        ("", (), None),
        ("import A\n\nimport B.C import «d e».F\ndef x := 1\nimport G", ("A", "B.C", "«d e».F"), None),
        ("importx A", (), None),
        ("module\nimport A", (), "module"),
        ("prelude", (), "prelude"),
        ("import A\npublic import B", ("A",), "public"),
        ("import all A", (), "import all"),
        ("import", (), "import"),
    ],
)
def test_import_header(code: str, imports: tuple[str, ...], unsupported: str | None) -> None:
    header = import_header(code)
    assert (header.imports, header.unsupported) == (imports, unsupported)


@pytest.mark.parametrize("piece", ["«", "/-", "r#", "'", '"', "\\", "- ", "'\\u{"])
def test_a_hostile_megabyte_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))  # a quadratic scan would not return
    assert len(scan(text).code) == len(text)
