from __future__ import annotations

import time

import pytest
from import_samples import FC_NEW, FC_OLD, ODD_TABLE, TABLE

from orchestrator.problems.challenge import Challenge
from orchestrator.problems.importers.erdos_table import ErdosTable
from orchestrator.problems.importers.formal_conjectures import Environment, FormalConjectures, answers_in, problem_id
from orchestrator.problems.importers.importer import Imported, Row, SourceFile, difference
from orchestrator.problems.metadata import AnswerGrammar, Status
from orchestrator.problems.status import FormalState, InformalState

MANIFEST = {"packages": [{"name": "aesop", "rev": "1"}, {"name": "mathlib", "rev": "a3a10db0"}]}
ENVIRONMENT = Environment.of(b"leanprover/lean4:v4.27.0\n", MANIFEST)
OLD = "FormalConjectures/ErdosProblems/9001.lean"
NEW = "FormalConjectures/ErdosProblems/9002.lean"


def conjectures(**files: str | bytes) -> Imported:
    sources = [SourceFile(path.replace("__", "/") + ".lean", _bytes(text)) for path, text in files.items()]
    return FormalConjectures(ENVIRONMENT, "2026-08-22").rows(sources)


def table(text: str | bytes) -> Imported:
    return ErdosTable().rows([SourceFile("data/problems.yaml", _bytes(text))])


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


@pytest.fixture(scope="module")
def old() -> dict[str, Row]:
    imported = FormalConjectures(ENVIRONMENT, "2026-08-22").rows([SourceFile(OLD, FC_OLD.encode())])
    assert imported.refusals == ()
    assert [str(each) for each in imported.warnings] == [
        f"{OLD}:58: no challenge is made of it: what is frozen speaks of 'tame_zero', whose own 'sorry' must be "
        "filled first"
    ]
    return {row.key.partition("#")[2]: row for row in imported.rows}


def test_every_tagged_declaration_is_a_row(old: dict[str, Row]) -> None:
    assert list(old) == [
        "Erdos9001.tame_one",
        "Erdos9001.erdos_9001.parts.i",
        "Erdos9001.erdos_9001.variants.large",
        "Erdos9001.erdos_9001.parts.ii",
        "Erdos9001.tame_zero",
        "example@1",
        "Erdos9001.tame_pair",
        "Erdos9001.about_the_other",
    ]


def test_a_row_says_what_the_source_says(old: dict[str, Row]) -> None:
    row = old["Erdos9001.erdos_9001.parts.i"]
    assert (row.file, row.line) == (OLD, 33)
    content = dict(row.content)
    assert content["category"] == "research solved"
    assert content["subjects"] == [11, 5]
    assert content["docstring"] == "Is every number tame?"
    assert content["references"] == ["[erdosproblems.com/9001](https://www.erdosproblems.com/9001)"]
    assert content["opens"] == ["open scoped Pointwise", "open Set", "variable (k : ℕ)"]
    assert content["namespaces"] == ["Erdos9001"]
    assert content["module"] == "FormalConjectures.ErdosProblems.«9001»"
    assert content["part_of"] == "erdos_9001"
    assert content["answers"] == [{"given": "False", "kind": "truth value", "dropped": False, "line": 1}]
    assert content["formal_proofs"] == [
        {"system": "lean4", "url": "https://example.org/proof.lean#L7", "conditional": False, "assuming": []},
        {
            "system": "other_system",
            "url": "https://example.org/other",
            "conditional": True,
            "assuming": ["tame_one", "tame_two"],
        },
    ]
    assert content["requires"] == "lean leanprover/lean4:v4.27.0, mathlib a3a10db0"
    assert [report.state for report in row.reports] == [
        InformalState.SOLVED,
        FormalState.STATED,
        FormalState.FORMALISED,
        FormalState.CONDITIONAL,
    ]


def test_a_question_becomes_prove_or_disprove(old: dict[str, Row]) -> None:
    challenge = Challenge.parse(old["Erdos9001.erdos_9001.variants.large"].content["challenge"])
    assert challenge.id == "formal-conjectures/Erdos9001-erdos_9001-variants-large"
    assert challenge.metadata.status is Status.OPEN
    assert str(challenge.metadata.requires) == "lean leanprover/lean4:v4.27.0, mathlib a3a10db0"
    assert challenge.imports == ("FormalConjectures.Util.ProblemImports",)
    assert "theorem _root_.target_theorem_0 :\n    ∃ N, ∀ n ≥ N, let m := n - 1; Tame m := by\n" in challenge.text
    assert "namespace Erdos9001\n\nvariable (k : ℕ)" in challenge.text
    assert "theorem tame_one : Tame 1 := by\n  norm_num [Tame]" in challenge.text
    assert "parts.i" not in challenge.text.partition("-/\n")[2]
    assert challenge.disproof
    disproof = challenge.source_with({}, "disprove")
    assert "theorem _root_.target_theorem_0_disproof : ¬ (type_of% @_root_.target_theorem_0) := by" in disproof


def test_data_that_answers_is_for_a_person(old: dict[str, Row]) -> None:
    row = old["Erdos9001.erdos_9001.parts.ii"]
    assert [each["kind"] for each in row.content["answers"]] == ["data"]
    challenge = Challenge.parse(row.content["challenge"])
    assert [grammar for _, grammar in challenge.answers] == [AnswerGrammar.REVIEW]
    assert "answer needs review" in challenge.metadata.tags
    assert not challenge.disproof


def test_what_needs_no_proof_makes_no_challenge(old: dict[str, Row]) -> None:
    assert [name for name, row in old.items() if row.content["proved_in_file"]] == [
        "Erdos9001.tame_one",
        "example@1",
        "Erdos9001.tame_pair",
    ]
    assert all(not row.content["challenge"] for row in old.values() if row.content["proved_in_file"])


def test_the_layout_with_modules() -> None:
    imported = FormalConjectures(ENVIRONMENT).rows([SourceFile(NEW, FC_NEW.encode())])
    (row,) = imported.rows
    assert imported.refusals == ()
    assert row.content["layout"] == "module"
    challenge = Challenge.parse(row.content["challenge"])
    assert challenge.imports == ("FormalConjecturesUtil", "Mathlib.Data.Nat.Basic")
    assert "public" not in challenge.text
    assert "\nsection\n" in challenge.text
    assert "theorem _root_.target_theorem_0 (n : ℕ) :\n    n = n := by" in challenge.text


def test_a_changed_line_elsewhere_changes_no_row(old: dict[str, Row]) -> None:
    moved = FC_OLD.replace("A licence.", "A licence.\n\nOf two more lines.").replace("tame_pair", "tame_couple")
    again = FormalConjectures(ENVIRONMENT, "2026-09-01").rows([SourceFile(OLD, moved.encode())])
    changes = difference({row.key: row.digest for row in old.values()}, again.rows)
    assert changes.new == (f"{OLD}#Erdos9001.tame_couple",)
    assert changes.gone == (f"{OLD}#Erdos9001.tame_pair",)
    # The licence stands in the frozen text, and with it in every challenge made of the file.
    assert {key.partition("#")[2] for key in changes.same} == {
        "Erdos9001.tame_one",
        "example@1",
        "Erdos9001.about_the_other",
    }


@pytest.mark.parametrize(
    ("statement", "kind", "dropped"),
    [
        (": answer(sorry) ↔ P", "truth value", True),
        ("(n : ℕ) : answer(sorry) ↔ P n", "truth value", True),
        (": P ↔ answer(sorry)", "truth value", False),
        (": x ∈ answer(sorry) ↔ P x", "data", False),
        (": P = answer(sorry)", "data", False),
        (": (answer(sorry) : ℕ) = 3", "data", False),
        (": let ans := (answer(sorry) : ℕ → ℝ); f ~ ans", "data", False),
        (": IsLeast S answer(sorry)", "data", False),
        (": ∀ n, answer( sorry ) ↔ P n", "truth value", False),
    ],
)
def test_kinds_of_answers(statement: str, kind: str, dropped: bool) -> None:
    (answer,) = answers_in(statement)
    assert (answer["kind"], answer["dropped"]) == (kind, dropped)


def test_ids_of_names_that_are_none() -> None:
    assert problem_id("Erdos1.erdos_1") == "formal-conjectures/Erdos1-erdos_1"
    assert problem_id("Arxiv.«0911.2077».f") != problem_id("Arxiv.«0911-2077».f")


def test_hostile_conjectures_are_refused_with_their_place() -> None:
    imported = conjectures(
        FormalConjectures__Good=FC_OLD,
        FormalConjectures__Latin=b"-- caf\xe9\n",
        FormalConjectures__Bidi="-- \u202e\n",
        FormalConjectures__Cut=FC_OLD[: FC_OLD.index("norm_num")],
        FormalConjectures__Open="/- never closed",
        FormalConjectures__Word="@[category nonsense, AMS 3]\ntheorem t : True := by sorry\n",
        FormalConjectures__None="@[AMS 3]\ntheorem t : True := by sorry\n",
        FormalConjectures__A="import FormalConjectures.B\n@[category test]\ntheorem a : True := trivial\n",
        FormalConjectures__B="import FormalConjectures.A\n@[category test]\ntheorem b : True := trivial\n",
        FormalConjectures__Twice="@[category test]\ntheorem t : True := trivial\n\n" * 2,
    )
    reasons = {f"{each.file.partition('/')[2]}:{each.line}": each.reason for each in imported.refusals}
    assert "not UTF-8 at byte 6" in reasons["Latin.lean:None"]
    assert "bidirectional control" in reasons["Bidi.lean:1"]
    assert "unknown category 'nonsense'" in reasons["Word.lean:2"]
    assert "no category" in reasons["None.lean:2"]
    assert "imports itself" in reasons["A.lean:None"]
    assert "imports itself" in reasons["B.lean:None"]
    assert "stands more than once" in reasons["Twice.lean:2"]
    assert "stands more than once" in reasons["Twice.lean:5"]
    files = {row.file for row in imported.rows}
    assert files == {"FormalConjectures/Good.lean", "FormalConjectures/Cut.lean"}
    assert sum(row.file.endswith("Good.lean") for row in imported.rows) == 8


def test_a_long_run_of_blank_lines_costs_little() -> None:
    blank = "\n" * 500_000
    assert conjectures(FormalConjectures__ErdosProblems__9001=blank + FC_OLD + blank).rows


def test_a_table_of_three_generations() -> None:
    imported = table(TABLE)
    assert imported.refusals == ()
    assert imported.warnings == ()
    rows = {row.key: row for row in imported.rows}
    assert [row.content["generation"] for row in rows.values()] == [3, 3, 2, 1]
    assert [row.line for row in rows.values()] == [1, 17, 23, 30]
    one, two, three = (rows[f"erdos/{number}"] for number in "123")
    assert one.content["prize"] == {"words": "$500", "amount": 500, "currency": "USD"}
    assert two.content["prize"]["currency"] == "GBP"
    assert three.content["prize"] == {"words": "no"}
    assert one.content["oeis"] == {"ids": ["A276661"], "words": ["possible"]}
    assert two.content["formal_status"]["note"] == "all of it"
    assert [str(report) for report in three.reports] == [
        "informal disproved, 2025-10-01, https://www.erdosproblems.com/3: disproved",
        "formal formalised, undated, https://www.erdosproblems.com/3: Lean",
    ]
    assert [report.state for report in rows["erdos/4-1"].reports] == [InformalState.PARTIAL, FormalState.UNFORMALISED]


def test_a_table_that_breaks_its_schema() -> None:
    imported = table(ODD_TABLE)
    assert [row.key for row in imported.rows] == ["erdos/1", "erdos/3", "erdos/7", "erdos/9"]
    assert [str(each).removeprefix("data/problems.yaml:") for each in imported.refusals] == [
        "7: the key 'tags' stands twice in one mapping",
        "13: anchors and aliases are not taken; write the value out",
        "15: anchors and aliases are not taken; write the value out",
        "16: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not taken",
        "17: the entry is not a mapping",
        "18: an entry needs a number such as \"12\", found 'six'",
        "21: 'erdos/8' stands more than once (data/problems.yaml:21, data/problems.yaml:23)",
        "23: 'erdos/8' stands more than once (data/problems.yaml:21, data/problems.yaml:23)",
    ]
    assert [each.reason for each in imported.warnings] == [
        "problem 1: the formal state 'formalized' is not one of the table's schema; its words are kept",
        "problem 3: the key 'mood' is none of the table's; its value is kept under 'other'",
        "problem 3: the prize 'a goose' is not an amount with a currency sign; its words are kept",
        "problem 3: the informal state 'a mystery' is none that is known; its words are kept",
        "problem 7: 'tags' is not a list of texts; what is text is taken",
    ]


def test_a_table_that_is_cut_keeps_what_was_read() -> None:
    imported = table(TABLE[: TABLE.index("url:") + 20])
    assert [row.key for row in imported.rows] == ["erdos/1"]
    (refusal,) = imported.refusals
    assert refusal.line == 20
    assert "the entry cannot be read" in refusal.reason


def test_odd_values_cost_their_own_row() -> None:
    rows = [
        f'prize: "${"9" * 5000}"',
        'informal_status: {state: "open", last_update: "2025-02-31"}',
        'comments: "\\e[31mred"',
        "comments: a\x00b",
        "comments: a\u202eb",
        "comments: tab\tinside",
    ]
    imported = table("".join(f'- number: "{number}"\n  {row}\n' for number, row in enumerate(rows, 1)))
    assert [row.key for row in imported.rows] == ["erdos/1", "erdos/2", "erdos/6"]
    assert [(each.line, each.reason.partition(" is ")[0]) for each in imported.refusals] == [
        (6, "in a value's line 1, column 1: U+001B"),
        (7, "in the entry's line 2, column 14: U+0000"),
        (9, "in the entry's line 2, column 14: U+202E"),
    ]
    assert ["is no day" in each.reason or "not an amount" in each.reason for each in imported.warnings] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\n",
        "- &a [x,x,x]\n- [*a,*a,*a]\n",
        "[" * 100_000,
        "- number: '1'\n  status: " + "{a: " * 50_000,
        "\x00",
        '- number: "1"\n  status: {state: "\\ud800"}\n',
        "%YAML 9.9\n---\n- a\n",
        "",
        "just words",
        b"\xff\xfe-\x00 \x00",
    ],
)
def test_bombs_and_noise_are_refused_at_once(text: str | bytes) -> None:
    started = time.process_time()
    imported = table(text)
    assert time.process_time() - started < 5
    assert len(imported.rows) <= 1
    assert imported.refusals or imported.rows == ()
