from __future__ import annotations

import pytest
from challenge_text import EXAMPLE, MARKERS, REGION_TEXTS, WITH_VALUE, attempt
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import ChallengeError, RegionError, SourceError
from orchestrator.problems.regions import RegionLine, Template, canonical_region

TEMPLATE = Template.parse(EXAMPLE)
THREE = Template.parse(WITH_VALUE)


@given(st.tuples(REGION_TEXTS, REGION_TEXTS, REGION_TEXTS))
def test_extracting_undoes_splicing(regions: tuple[str, ...]) -> None:
    whole = THREE.splice(regions)
    assert THREE.extract(whole) == regions
    again = Template.parse(whole)
    assert again.frozen == THREE.frozen
    assert [region.kind for region in again.regions] == [region.kind for region in THREE.regions]


@given(st.tuples(REGION_TEXTS, REGION_TEXTS))
def test_every_line_knows_its_region(regions: tuple[str, ...]) -> None:
    lines = TEMPLATE.splice(regions).split("\n")
    frozen = []
    for number, line in enumerate(lines, 1):
        place = TEMPLATE.region_of_line(regions, number)
        if place is None:
            frozen.append(line)
        else:
            assert line == regions[place.region].split("\n")[place.line - 1]
            assert TEMPLATE.first_line(regions, place.region) + place.line - 1 == number
    assert "\n".join(frozen) == "".join(TEMPLATE.frozen)


def test_region_of_line_at_the_edges() -> None:
    regions = ["a\nb", ""]
    first = TEMPLATE.first_line(regions, 0)
    assert TEMPLATE.region_of_line(regions, first - 1) is None
    assert TEMPLATE.region_of_line(regions, first + 1) == RegionLine(0, 2)
    assert TEMPLATE.region_of_line(regions, first + 2) is None
    assert TEMPLATE.region_of_line(regions, 10_000) is None


@given(st.tuples(st.text(max_size=40), st.text(max_size=40)))
def test_frozen_text_survives_any_region(regions: tuple[str, str]) -> None:
    whole = attempt(TEMPLATE.splice, regions)
    if isinstance(whole, RegionError):
        assert whole.region in (0, 1)
        return
    assert Template.parse(whole).frozen == TEMPLATE.frozen
    assert TEMPLATE.extract(whole) == tuple(map(canonical_region, regions))


INJECTED = st.builds(
    lambda before, dashes, marker, after: before + dashes + marker + after,
    st.sampled_from(
        ["", "  ", "\u00a0", "\u3000", "x\n", "/- \n", '"\n', "\r\n", "\r", "\x0b", "\x0c", "\u2028", "\x85"]
    ),
    st.sampled_from(["", "/-"]),
    st.sampled_from([*MARKERS, *map(str.lower, MARKERS), *(m.replace("-- ", "--") for m in MARKERS)]),
    st.sampled_from(["\n", " \n", "\r\n", "\r", " -- really\n", " -/\n"]),
)


@given(st.integers(0, 1), REGION_TEXTS, INJECTED, REGION_TEXTS)
def test_an_injected_marker_is_refused(index: int, before: str, marker: str, after: str) -> None:
    regions = ["", ""]
    regions[index] = before + marker + after
    with pytest.raises(RegionError) as raised:
        TEMPLATE.splice(regions)
    assert raised.value.region == index
    assert "line" in str(raised.value)


@given(st.data())
def test_a_changed_marker_line_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    lines = EXAMPLE.split("\n")
    numbers = [number for number, line in enumerate(lines) if line.strip() in MARKERS]
    for number in data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=3)):
        change = st.sampled_from([*MARKERS, "", "  " + MARKERS[0], MARKERS[0] + "\n" + MARKERS[1], lines[number]])
        lines[number] = data.draw(change | st.text(st.sampled_from("-- EVOLBCKSTARND"), max_size=24))
    edited = "\n".join(lines)
    regions = attempt(TEMPLATE.extract, edited)
    if isinstance(regions, ChallengeError):
        assert regions.line is not None
        assert regions.reason
        return
    assert edited == TEMPLATE.splice(regions)


@given(st.integers(0, len(EXAMPLE) - 1), st.sampled_from("ax \n-"))
def test_extract_takes_edits_in_regions_only(at: int, char: str) -> None:
    edited = EXAMPLE[:at] + char + EXAMPLE[at + 1 :]
    regions = attempt(TEMPLATE.extract, edited)
    if isinstance(regions, ChallengeError):
        assert regions.line is not None
        return
    assert TEMPLATE.splice(regions) == edited


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            "Even 2",
            "Even 4",
            22,
            "expected 'theorem even_two : Even 2 := rfl', found 'theorem even_two : Even 4 := rfl'",
        ),
        ("import Init\n", "", 17, "found 'import Std.Data.HashMap'"),
        ("  -- EVOLVE-BLOCK-START", " -- EVOLVE-BLOCK-START", 28, "frozen text was changed"),
        ("  sorry\n  -- EVOLVE-BLOCK-END\n", "  sorry\n  -- EVOLVE-BLOCK-END\n\n#eval 1\n", 32, "'#eval 1' added"),
        ("  -- EVOLVE-BLOCK-END\n", "  -- EVOLVE-BLOCK-END", 31, "removed"),
        ("  sorry\n", "  sorry\n  /- x\n", 30, "block comment that starts here is not closed"),
        ("START\n--", 'START\n\ndef s := "\n--', 26, "string that starts here is not closed"),
        ("Even n := by", "Even n := by\n  -- EVOLVE-BLOCK-START\n  -- EVOLVE-BLOCK-END", 30, "expected '', found"),
    ],
)
def test_extract_names_line_and_reason(old: str, new: str, line: int, reason: str) -> None:
    with pytest.raises(ChallengeError) as raised:
        TEMPLATE.extract(EXAMPLE.replace(old, new, 1))
    assert raised.value.line == line
    assert reason in raised.value.reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("  omega\n  /- open", "region 2, line 2: the block comment"),
        ('\n  exact "open', "region 2, line 2: the string"),
        ("/-- doc", "region 2, line 1: the block comment"),
        ("  omega\n\tomega", "region 2: line 2, column 1: U\\+0009 is a tab"),
        ("x\u202e", "region 2: line 1, column 2: U\\+202E"),
        (
            "-- EVOLVE-BLOCK-END\naxiom x : False\n-- EVOLVE-BLOCK-START",
            "region 2, line 1: a region cannot hold a marker",
        ),
        ("-- EVO\u200dLVE-BLOCK-END", "region 2, line 1: a region cannot hold a marker"),
        ("--\tEVOLVE-BLOCK-END", "region 2, line 1: a region cannot hold a marker"),
        ("a" * 2_000_000, "region 2: the source has more than 1048576 bytes"),
    ],
)
def test_splice_names_region_line_and_reason(text: str, message: str) -> None:
    with pytest.raises(RegionError, match=message):
        TEMPLATE.splice(["", text])


def test_the_whole_file_has_a_size_limit() -> None:
    with pytest.raises(SourceError, match="the spliced file has"):
        TEMPLATE.splice(["-" * 600_000, "-" * 600_000])


@pytest.mark.parametrize("text", ["/- a -/ -- /-", "-/", 's!"{"', "x <-- /- ", "  exact foo' /- -/", "«/-»", "'\"'"])
def test_a_sound_or_unclear_region_is_not_turned_away(text: str) -> None:
    assert TEMPLATE.extract(TEMPLATE.splice([text, ""]))[0] == f"{text}\n"


TOP = Template.parse("/- x -/\nimport A\n-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\ntheorem t : True := trivial\n")


@pytest.mark.parametrize("text", ["import B", "/- - -/ import B", "-- c\nmodule", "prelude", "public import B"])
def test_a_region_at_the_top_adds_no_imports(text: str) -> None:
    with pytest.raises(RegionError, match="region 1: imports and module headers come from the challenge only"):
        TOP.splice([text])


def test_a_region_at_the_top_may_hold_anything_else() -> None:
    assert "import_me" in TOP.splice(["-- import B\ndef import_me := 1\n"])
    assert TOP.imports == ("A",)


@pytest.mark.parametrize(
    ("wrong", "line", "meant"),
    [
        ("-- EVOLVE-BLOK-START", 3, "'-- EVOLVE-BLOCK-START', which line 5 needs"),
        ("-- EVLVE-BLOCK-START", 3, "'-- EVOLVE-BLOCK-START', which line 5 needs"),
        ("-- EVOLVE-BLOCK-STRT", 3, "'-- EVOLVE-BLOCK-START', which line 5 needs"),
    ],
)
def test_the_marker_that_is_wrong_is_named_not_its_partner(wrong: str, line: int, meant: str) -> None:
    text = f"import Init\n\n{wrong}\nx\n-- EVOLVE-BLOCK-END\n"
    with pytest.raises(ChallengeError, match=meant) as raised:
        Template.parse(text)
    assert raised.value.line == line


def test_a_misspelt_end_is_named_where_it_stands() -> None:
    text = "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-ENDE\nx\n-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\n"
    with pytest.raises(ChallengeError, match="meant for '-- EVOLVE-BLOCK-END'") as raised:
        Template.parse(text)
    assert raised.value.line == 2
