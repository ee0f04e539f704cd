"""`import` and `adopt` as commands, against checkouts made by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import CommandLine
from import_samples import FC_NEW, FC_OLD, TABLE

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "conjectures"
    problems = root / "FormalConjectures" / "ErdosProblems"
    problems.mkdir(parents=True)
    (problems / "9001.lean").write_text(FC_OLD)
    (problems / "9002.lean").write_text(FC_NEW)
    (root / "lean-toolchain").write_text("leanprover/lean4:v4.27.0\n")
    (root / "lake-manifest.json").write_text(json.dumps({"packages": [{"name": "mathlib", "rev": "a3a10db0"}]}))
    (root / ".git" / "refs" / "heads").mkdir(parents=True)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (root / ".git" / "refs" / "heads" / "main").write_text(COMMIT + "\n")
    return root


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_IMPORTS_DIR", str(tmp_path / "imports"))
    return tmp_path / "imports"


def test_an_import_is_pinned_kept_and_repeated(orchestrator: CommandLine, checkout: Path, imports: Path) -> None:
    first = orchestrator("import", "formal-conjectures", checkout, "--json")
    assert first.code == 0, first.err
    assert first.json["pin"] == {"source": "formal-conjectures", "kind": "commit", "revision": COMMIT}
    assert (first.json["rows"], first.json["challenges"]) == (9, 5)
    assert len(first.json["difference"]["new"]) == 9
    kept = Path(first.json["kept"])
    before = kept.read_bytes()

    again = orchestrator("import", "formal-conjectures", checkout, "--json")
    assert (again.code, again.json["kept"]) == (0, None)
    assert len(again.json["difference"]["same"]) == 9
    assert again.json["content"] == first.json["content"]

    (checkout / ".git" / "refs" / "heads" / "main").unlink()
    (checkout / ".git" / "packed-refs").write_text(f"# pack-refs\n{'f' * 40} refs/heads/main\n")
    file = checkout / "FormalConjectures" / "ErdosProblems" / "9001.lean"
    file.write_text(FC_OLD.replace("∀ n ≥ N, let", "∀ n > N, let"))
    changed = orchestrator("import", "formal-conjectures", checkout, "--json")
    assert changed.json["pin"]["revision"] == "f" * 40
    assert changed.json["difference"]["changed"] == [
        "FormalConjectures/ErdosProblems/9001.lean#Erdos9001.erdos_9001.variants.large"
    ]
    assert kept.read_bytes() == before
    assert len(list((imports / "formal-conjectures").iterdir())) == 2

    identifier = "formal-conjectures/Erdos9001-erdos_9001-variants-large"
    versions = orchestrator("show", identifier, "--json").json["statements"]
    assert ["∀ n > N" in each["text"] for each in versions] == [True, False]
    assert versions[1]["metadata"]["provenance"] == {
        "source": "formal-conjectures",
        "kind": "commit",
        "revision": COMMIT,
        "file": "FormalConjectures/ErdosProblems/9001.lean",
        "line": 38,
        "key": "FormalConjectures/ErdosProblems/9001.lean#Erdos9001.erdos_9001.variants.large",
    }
    shown = orchestrator("problems", "show", identifier, "--json")
    assert shown.json["metadata"]["requires"]["toolchain"] == "leanprover/lean4:v4.27.0"
    assert "∀ n > N" in shown.json["text"]


def test_what_is_hostile_is_refused_and_the_rest_imported(
    orchestrator: CommandLine, checkout: Path, imports: Path, tmp_path: Path
) -> None:
    orchestrator("import", "formal-conjectures", checkout)
    problems = checkout / "FormalConjectures" / "ErdosProblems"
    secret = tmp_path / "secret.lean"
    secret.write_text("@[category test, AMS 1]\ntheorem secret : True := trivial\n")
    (problems / "link.lean").symlink_to(secret)
    (problems / "inside.lean").symlink_to(problems / "9001.lean")
    (checkout / "FormalConjectures" / "loop").symlink_to(checkout / "FormalConjectures")
    (checkout / "FormalConjectures" / "out").symlink_to(tmp_path)
    (problems / "bell\a.lean").write_text("x")
    os.mkfifo(problems / "pipe.lean")
    with (problems / "big.lean").open("wb") as big:
        big.truncate(100 << 20)
    (problems / "9002.lean").write_bytes(FC_NEW.encode()[:-40] + b"\xff")

    done = orchestrator("import", "formal-conjectures", checkout, "--json")
    assert done.code == 1
    assert done.json["rows"] == 8
    refused = {each["file"].removeprefix("FormalConjectures/"): each["reason"] for each in done.json["refusals"]}
    assert "symbolic link out of the checkout" in refused["ErdosProblems/link.lean"]
    assert "symbolic link within the checkout" in refused["ErdosProblems/inside.lean"]
    assert "symbolic link within" in refused["loop"]
    assert "symbolic link out of" in refused["out"]
    assert "cannot be shown" in refused["ErdosProblems/bell\\u{7}.lean"]
    assert refused["ErdosProblems/pipe.lean"] == "it is no regular file"
    assert refused["ErdosProblems/big.lean"] == "it has 104857600 bytes; the limit is 16777216"
    assert "not UTF-8" in refused["ErdosProblems/9002.lean"]
    assert done.json["gone_for_refusal"] == ["FormalConjectures/ErdosProblems/9002.lean#Erdos9002.erdos_9002"]


@pytest.mark.parametrize("head", ["ref: ../../secret", "ref: refs/heads/none", "x" * 40, ""])
def test_a_checkout_that_names_no_commit(orchestrator: CommandLine, checkout: Path, imports: Path, head: str) -> None:
    (checkout / ".git" / "HEAD").write_text(head)
    done = orchestrator("import", "formal-conjectures", checkout)
    assert done.code == 2
    assert "does not say which commit it is; give --revision" in done.sentence
    assert orchestrator("import", "formal-conjectures", checkout, "--revision", "v4.27.0", "--dry-run").code == 0
    assert not imports.exists()


def test_a_table_for_people(orchestrator: CommandLine, imports: Path) -> None:
    file = orchestrator.file("problems.yaml", TABLE + "- number: x\n")
    done = orchestrator("import", "erdos-table", file, "--date", "2026-08-08")
    assert done.code == 1
    assert "erdos-table at date 2026-08-08\n4 rows, of which 0 make a challenge\n4 new\n" in done.out
    assert "1 refused\n  problems.yaml:33: an entry needs a number such as \"12\", found 'x'" in done.out


def test_a_sequence_proposes_a_challenge(orchestrator: CommandLine, imports: Path) -> None:
    entry = "%S A900001 1,2,6\n%N A900001 Things\n%C A900001 Conjecture: all even.\n%O A900001 1,2\n"
    orchestrator("import", "oeis", orchestrator.file("A900002.seq", entry.replace("A900001", "A900002")))
    done = orchestrator("import", "oeis", orchestrator.file("A900001.seq", entry))
    assert done.code == 0, done.err
    assert "1 new\n  oeis/A900001\n" in done.err
    assert "0 gone\n" in done.err
    assert done.out.startswith("/-\nid: oeis/A900001-conjecture-0\n")
    assert "theorem a_3 : a 3 = 6" in done.out
    assert (
        "states 1 conjectures"
        in orchestrator("import", "oeis", orchestrator.folder / "A900001.seq", "--conjecture", "3").err
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("erdos-table", "nowhere"), "there is no folder or file 'nowhere'"),
        (("formal-conjectures", "."), "is no checkout of formal-conjectures"),
        (("erdos-table", "tests"), "has no file that the importer erdos-table reads"),
        (("erdos-table", "tests", "--date", "1/2/26"), "'1/2/26' is no day; write it as 2026-08-22"),
    ],
)
def test_nothing_to_import(orchestrator: CommandLine, imports: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = orchestrator("import", *arguments)
    assert done.code == 2
    assert sentence in done.sentence


LEAN = """\
/-! Things. -/

import Init

namespace Deep

/-- Twice. -/
def twice (n : Nat) : Nat := 2 * n

theorem helper : twice 1 = 2 := sorry

/-- Twice is even. -/
protected lemma twice_even (n : Nat) : ∃ m, twice n = 2 * m := by
  refine ⟨n, ?_⟩
  sorry

theorem uses : twice 1 = 2 := helper

end Deep

theorem plain : 1 + 1 = 2 := sorry
"""


def test_a_file_of_ones_own_becomes_a_challenge(orchestrator: CommandLine) -> None:
    file = orchestrator.file("things.lean", LEAN)
    out = orchestrator.folder / "twice.lean"
    done = orchestrator("adopt", file, "Deep.twice_even", "--out", out)
    assert done.code == 0, done.err
    assert "theorem helper is left out, for its 'sorry'" in done.err
    assert "twice_even is named target_theorem_0, outside every namespace" in done.err
    assert "what follows the target is left out (2 commands)" in done.err
    shown = orchestrator("problems", "show", out, "--json")
    assert shown.json["metadata"]["informal"] == "Twice is even."
    text = out.read_text()
    assert "theorem _root_.target_theorem_0 (n : Nat) :\n    ∃ m, twice n = 2 * m := by\n" in text
    assert "  -- EVOLVE-BLOCK-START\n  refine ⟨n, ?_⟩\n  sorry\n  -- EVOLVE-BLOCK-END" in text
    assert "import Init\n" in text
    assert "exists" in orchestrator("adopt", file, "Deep.twice_even", "--out", out).sentence


def test_a_theorem_outside_namespaces_keeps_its_name(orchestrator: CommandLine) -> None:
    done = orchestrator("adopt", orchestrator.file("things.lean", LEAN), "plain", "--json")
    assert "target: plain\n" in done.json["text"]
    assert "theorem plain :\n    1 + 1 = 2 := by\n  -- EVOLVE-BLOCK-START\n  sorry\n" in done.json["text"]


@pytest.mark.parametrize(
    ("theorem", "sentence"),
    [
        ("twice", "there is no theorem 'twice'; theorems with a 'sorry' are: helper, twice_even, plain"),
        ("uses", "the proof of 'uses' has no 'sorry'"),
    ],
)
def test_a_theorem_that_cannot_be_adopted(orchestrator: CommandLine, theorem: str, sentence: str) -> None:
    done = orchestrator("adopt", orchestrator.file("things.lean", LEAN), theorem)
    assert done.code == 2
    assert sentence in done.sentence
    assert "things.lean'" in done.sentence
