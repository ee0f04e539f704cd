"""The judge with real Lean: challenges, whole files, answers, certificates, and hostile data against the kernel."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio
from judge_terms import TARGET, Terms

from orchestrator.config import settings
from orchestrator.errors import ChallengeError, LeanCrashed, SourceError
from orchestrator.lean.embedded.host import HostEnded
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.axioms import closure
from orchestrator.lean.judge.certificate import Certificate
from orchestrator.lean.judge.data import Export
from orchestrator.lean.judge.digest import Digests
from orchestrator.lean.judge.elaborate import Elaborated
from orchestrator.lean.judge.expected import axiom_digests
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts, settled
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.pipeline import Pipeline
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.replay import check_read_back
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

HEADER = "/-\nid: test/judge\ntitle: t\nsource: s\nstatus: unknown\ninformal: i\n{more}-/\n"
CONFIG = JudgeConfig(wall_seconds=60, replay_seconds=60)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    async with await Judge.open(lean_installation(settings().cache_dir), CONFIG) as judge:
        yield judge


def challenge(context: str, statement: str, more: str = "") -> Challenge:
    block = "-- EVOLVE-BLOCK-START\n{}-- EVOLVE-BLOCK-END\n"
    target = f"theorem target_theorem_0 {statement} := by\n  " + block.format("  sorry\n  ")
    return Challenge.parse(HEADER.format(more=more) + block.format("") + context + target)


def answering(grammar: str, type_: str, statement: str) -> Challenge:
    value = f"def answer : {type_} :=\n  -- EVOLVE-VALUE-START\n  default\n  -- EVOLVE-VALUE-END\n"
    return challenge(value, statement, f"answer: {grammar}\n")


async def judged(judge: Judge, to: Challenge, *regions: str, direction: Direction = "prove") -> Verdict:
    return await judge.judge(to, to.submission(regions, direction))


BIG = challenge("def Big (n : Nat) : Prop := 100 < n\n", ": ∀ n, Big n → 7 < n")
PROOF = "  intro n h\n  unfold Big at h\n  omega\n"


class TestChallenges:
    async def test_a_proof_is_accepted_at_the_level_of_the_kernel(self, judge: Judge) -> None:
        verdict = await judged(judge, BIG, "", PROOF)
        assert (verdict.kind, verdict.code) == (VerdictKind.ACCEPTED, Code.ACCEPT)
        assert verdict.trust is TrustLevel.CROSS_CHECKED
        assert verdict.proved
        assert verdict.toolchain == judge.toolchain
        assert verdict.certificate is not None
        assert ("target_theorem_0",) in {each.name for each in verdict.certificate.declarations}

    async def test_a_helper_that_takes_an_auxiliary_name_does_not_change_the_statement(self, judge: Judge) -> None:
        """Lean reuses the helper's matcher in the frozen definition, under the helper's name."""
        match = "(n : Nat) : Nat := match n with | 0 => 1 | n + 1 => n\n"
        to = challenge(f"def frozen {match}", ": ∀ n, frozen n = 5 → n = 6")
        proof = "  intro n h; cases n <;> simp [frozen] at h ⊢ <;> omega\n"
        assert (await judged(judge, to, f"def helper {match}", proof)).proved

    @pytest.mark.parametrize(
        ("block", "proof", "code"),
        [
            ("variable (h : 1 = 2)\ninclude h\n", PROOF, Code.E_STATEMENT),
            ('local notation:max n:max " → 7 < " m => (n → True)\n', "  intro n h\n  trivial\n", None),
            ("axiom cheat : False\n", "  exact cheat.elim\n", Code.E_AXIOM),
            ("", "  sorry\n", Code.E_AXIOM),
            ("", "  omega\n", Code.E_COMPILE),
            ("#exit\n", PROOF, Code.E_TARGET_MISSING),
            ("namespace Hidden\n", PROOF, Code.E_TARGET_MISSING),
            ("/- open\n", PROOF, Code.E_SOURCE),
            ("import Lean\n", PROOF, Code.E_IMPORT),
            ("-- \u202e\n", PROOF, Code.E_SOURCE),
            ("example : 1 = 2 := rfl\n", PROOF, Code.E_COMPILE),
            ("abbrev Nat := Fin 2\n", PROOF, Code.E_COMPILE),
        ],
    )
    async def test_a_block_cannot_change_what_is_proved(
        self, judge: Judge, block: str, proof: str, code: Code | None
    ) -> None:
        verdict = await judged(judge, BIG, block, proof)
        assert verdict.kind is VerdictKind.REJECTED
        assert code is None or verdict.code is code

    async def test_a_disproof_proves_the_negation(self, judge: Judge) -> None:
        to = challenge("universe v u\n", "(α : Type u) (β : Type v) : ∀ (f : α → β) (a b : α), f a = f b")
        proof = "  intro h\n  have := h (ULift Bool) (ULift Bool) (fun x => ⟨x.down⟩) ⟨true⟩ ⟨false⟩\n  simp at this\n"
        verdict = await judged(judge, to, "", proof, direction="disprove")
        assert verdict.proved, verdict
        assert verdict.direction == "disprove"
        assert (await judged(judge, to, "", "  exact target_theorem_0\n", direction="disprove")).code is Code.E_COMPILE
        assert (await judged(judge, to, "", "  exact absurd @target_theorem_0\n")).kind is VerdictKind.REJECTED

    async def test_a_plain_statement_is_disproved_by_a_theorem_of_its_own(self, judge: Judge, tmp_path: Path) -> None:
        statement = "theorem t : 1 = 2 := sorry\n"
        proof = "theorem t_disproof : ¬ (1 = 2) := by decide\n"
        for text in (proof, statement + proof, statement + "theorem t_disproof : ¬ (type_of% @t) := by decide\n"):
            verdict = await judge.judge_file(statement, text, "t", Direction.DISPROVE)
            assert verdict.proved, verdict
            assert verdict.direction == "disprove"
            unasked = await judge.judge_file(statement, text, "t")
            assert unasked.kind is VerdictKind.REJECTED, "a caller who asks for a proof never gets a disproof"
        (tmp_path / "statement.lean").write_text(statement)
        (tmp_path / "disproof.lean").write_text(proof)
        on_disk = await judge.judge_paths(tmp_path / "statement.lean", tmp_path / "disproof.lean", "t")
        assert (on_disk.kind, on_disk.direction) == (VerdictKind.ACCEPTED, "disprove")
        assert verdict.certificate is not None
        again = Certificate.from_json(verdict.certificate.to_json())
        assert (await judge.verify(again)).confirmed
        turned = Certificate.from_json({**verdict.certificate.to_json(), "direction": "prove"})
        assert not (await judge.verify(turned)).confirmed
        negated = await judge.judge_file(statement, "theorem t : ¬ (1 = 2) := by decide\n", "t")
        assert negated.code is Code.E_STATEMENT
        assert "`t_disproof : ¬ (type_of% @t)`" in negated.detail
        cheat = statement + "theorem t_disproof : ¬ (2 = 2) → False := fun h => h rfl\n"
        assert (await judge.judge_file(statement, cheat, "t", Direction.DISPROVE)).code is Code.E_STATEMENT
        asked = "def P : Prop := sorry\ntheorem t : P ↔ True := sorry\n"
        chosen = "def P : Prop := False\ntheorem t_disproof : ¬ (P ↔ True) := by simp [P]\n"
        assert (await judge.judge_file(asked, chosen, "t", Direction.DISPROVE)).kind is VerdictKind.REJECTED

    async def test_the_target_with_sorry_does_not_help_to_disprove(self, judge: Judge) -> None:
        proof = "  intro _\n  exact absurd (sorryAx (1 = 2) false) (by decide)\n"
        assert (await judged(judge, BIG, "", proof, direction="disprove")).code is Code.E_AXIOM

    async def test_a_submission_to_another_challenge_is_the_callers_mistake(self, judge: Judge) -> None:
        other = challenge("", ": True")
        with pytest.raises(SourceError, match="another"):
            await judge.judge(BIG, other.submission(["", "  trivial\n"]))

    async def test_a_challenge_that_does_not_elaborate_cannot_be_judged_by(self, judge: Judge) -> None:
        with pytest.raises(ChallengeError, match="does not elaborate"):
            await judged(judge, challenge("", ": Undefined"), "", "  trivial\n")


class TestAnswers:
    @pytest.mark.parametrize(
        ("grammar", "type_", "value", "kind", "shown"),
        [
            ("prop", "Prop", "True", VerdictKind.ACCEPTED, "True"),
            ("prop", "Prop", "(True)", VerdictKind.ACCEPTED, "True"),
            ("prop", "Prop", "2 + 2 = 4", VerdictKind.NEEDS_REVIEW, None),
            ("prop", "Prop", "id True", VerdictKind.NEEDS_REVIEW, "id Prop True"),
            ("bool", "Bool", "true", VerdictKind.ACCEPTED, "Bool.true"),
            ("bool", "Bool", "!false", VerdictKind.NEEDS_REVIEW, "Bool.not Bool.false"),
            ("nat", "Nat", "7", VerdictKind.ACCEPTED, "7"),
            ("nat", "Nat", "3 + 4", VerdictKind.NEEDS_REVIEW, None),
            ("int", "Int", "-7", VerdictKind.ACCEPTED, "-7"),
            ("list nat", "List Nat", "[1, 2]", VerdictKind.ACCEPTED, "[1, 2]"),
            ("list int", "List Int", "[1, -2]", VerdictKind.ACCEPTED, "[1, -2]"),
            ("list nat", "List Nat", "List.range 2", VerdictKind.NEEDS_REVIEW, None),
            ("review", "Nat", "7", VerdictKind.NEEDS_REVIEW, "7"),
        ],
    )
    async def test_values(
        self, judge: Judge, grammar: str, type_: str, value: str, kind: VerdictKind, shown: str | None
    ) -> None:
        to = answering(grammar, type_, ": answer = answer ∧ 2 + 2 = 4")
        verdict = await judged(judge, to, "", f"  {value}\n", "  exact ⟨rfl, rfl⟩\n")
        assert verdict.kind is kind, verdict
        assert verdict.code is (Code.ACCEPT if kind is VerdictKind.ACCEPTED else Code.R_REVIEW)
        if shown is not None:
            assert verdict.values == (shown,)

    async def test_copying_the_question_never_counts(self, judge: Judge) -> None:
        to = answering("prop", "Prop", ": answer ↔ ∀ n : Nat, ∃ m, n < m")
        verdict = await judged(judge, to, "", "  ∀ n : Nat, ∃ m, n < m\n", "  exact Iff.rfl\n")
        assert (verdict.kind, verdict.code) == (VerdictKind.NEEDS_REVIEW, Code.R_REVIEW)
        assert not verdict.proved

    async def test_a_true_of_ones_own_is_no_truth_value(self, judge: Judge) -> None:
        to = answering("prop", "Prop", ": answer ↔ 1 = 2")
        block = "namespace Mine\ndef True : Prop := 1 = 2\nend Mine\nopen Mine (True)\n"
        verdict = await judged(judge, to, block, "  Mine.True\n", "  exact Iff.rfl\n")
        assert not verdict.proved


async def test_universes_in_another_order_are_told_as_that(judge: Judge) -> None:
    """A statement is about its parameters by position, and types that read the same do not say so."""
    stated = "theorem t.{u, v} (α : Type u) (β : Type v) : Nonempty (α → β → α) := "
    verdict = await judge.judge_file(f"{stated}sorry\n", f"{stated.replace('u, v', 'v, u')}⟨fun a _ => a⟩\n", "t")
    assert verdict.code is Code.E_STATEMENT
    assert (
        "its universe parameters stand in another order than the challenge's, which has {u, v}: write" in verdict.detail
    )


class TestCertificates:
    async def test_verify_repeats_the_judgement(self, judge: Judge, tmp_path: Path) -> None:
        for verdict in (
            await judged(judge, BIG, "theorem helper : True := trivial\n", PROOF),
            await judge.judge_file("theorem t : True := sorry\n", "theorem t : True := trivial\n", "t"),
        ):
            assert verdict.certificate is not None
            path, lean = verdict.certificate.write(tmp_path / "proof.json")
            report = await judge.verify(Certificate.read(path))
            assert report.confirmed
            assert report.differences == ()
            assert lean.read_text(encoding="utf-8") == verdict.certificate.source

    async def test_verify_tells_every_difference(self, judge: Judge) -> None:
        verdict = await judge.judge_file("theorem t : True := sorry\n", "theorem t : True := trivial\n", "t")
        assert verdict.certificate is not None
        data = verdict.certificate.to_json()
        elsewhere = Certificate.from_json(json.loads(json.dumps(data | {"toolchain": "native-4.28"})))
        report = await judge.verify(elsewhere)
        assert report.confirmed
        assert report.differences == (f"toolchain: certified native-4.28, found {judge.toolchain}",)
        forged = Certificate.from_json(data | {"axioms": ["propext"], "declarations": []})
        report = await judge.verify(forged)
        assert not report.confirmed
        assert [each.partition(":")[0] for each in report.differences] == ["axioms", "declaration t"]


class TestFiles:
    async def test_paths(self, judge: Judge, tmp_path: Path) -> None:
        statement, submission = tmp_path / "s.lean", tmp_path / "p.lean"
        statement.write_text(BIG.text)
        submission.write_text(BIG.splice(["", PROOF]))
        assert (await judge.judge_paths(statement, submission)).proved
        submission.write_text(BIG.splice(["", PROOF]).replace("100 < n", "10 < n"))
        assert (await judge.judge_paths(statement, submission)).code is Code.E_SOURCE
        with pytest.raises(SourceError, match="cannot be read"):
            await judge.judge_paths(tmp_path / "none.lean", submission, "t")

    async def test_imports_of_the_library_only(self, judge: Judge) -> None:
        statement = "theorem t : True := sorry\n"
        assert (await judge.judge_file(statement, "import Std\ntheorem t : True := trivial\n", "t")).proved
        for header in ("import Mathlib\n", "prelude\nimport Init\n", "module\n", "import Std.No.Such\n"):
            verdict = await judge.judge_file(statement, f"{header}theorem t : True := trivial\n", "t")
            assert verdict.code is Code.E_IMPORT

    async def test_a_statement_without_its_target_cannot_be_judged_by(self, judge: Judge) -> None:
        for statement in ("theorem u : True := sorry\n", "def t : Nat := sorry\n", "theorem t : Undefined := sorry\n"):
            with pytest.raises(ChallengeError):
                await judge.judge_file(statement, "theorem t : True := trivial\n", "t")


class TestHostileData:
    """Exports as a process with forged memory could send them, against the audit and the kernel."""

    async def outcome(self, terms: Terms, first_error: str | None = None) -> Code | Export:
        hosts = FreshHosts(lean_installation(settings().cache_dir), memory_mib=1536, ahead=0)
        export = terms.export()
        below = closure(export, TARGET)
        try:
            pipeline = Pipeline(hosts, dataclasses.replace(CONFIG.limits, cross_check=None))
            _, kernel = await pipeline.audit_and_replay(Elaborated(export, first_error, ("Init",)), below, TARGET)
            check_read_back(export, below, kernel)
        except Rejection as refusal:
            return refusal.code
        return kernel

    async def test_an_honest_export_is_what_the_kernel_holds(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("True"), terms.const("True.intro"))
        kernel = await self.outcome(terms)
        assert isinstance(kernel, Export)
        assert list(kernel.declarations) == [TARGET]

    async def test_a_value_of_another_type(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("False"), terms.const("True.intro"))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_theorem_that_is_no_proposition(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("Nat"), terms.natural(0))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_loose_variable(self) -> None:
        terms = Terms()
        terms.declare("theorem", "target", terms.const("False"), terms.bvar(0))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_an_undeclared_universe(self) -> None:
        terms = Terms()
        identity = terms.const("PUnit.unit", terms.param("u"))
        terms.declare(
            "theorem",
            "target",
            terms.const("True"),
            terms.app(terms.lam(terms.const("PUnit", terms.param("u")), terms.const("True.intro")), identity),
        )
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_type_that_is_not_positive(self) -> None:
        terms = Terms()
        bad = terms.const("Bad")
        terms.declare("inductive", "Bad", terms.sort(terms.succ(0)), constructors=[terms.name("Bad", "mk")])
        field = terms.pi(terms.pi(bad, terms.const("False")), bad)
        terms.declare("constructor", "Bad.mk", field, inductive=terms.name("Bad"), fields=1)
        terms.declare(
            "theorem",
            "target",
            terms.const("True"),
            terms.app(terms.lam(terms.sort(terms.succ(0)), terms.const("True.intro")), bad),
        )
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_forged_recursor(self) -> None:
        """``A.rec : False`` beside an honest ``A``: the kernel makes its own recursor, the forged one is noticed."""
        terms = Terms()
        terms.declare("inductive", "A", terms.sort(0), constructors=[])
        terms.declare("recursor", "A.rec", terms.const("False"), all=[terms.name("A")], rules=[])
        terms.declare("theorem", "target", terms.const("False"), terms.const("A.rec"))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_forged_facts_about_a_constructor(self) -> None:
        terms = Terms()
        terms.declare("inductive", "A", terms.sort(0), constructors=[terms.name("A", "mk")])
        terms.declare("constructor", "A.mk", terms.const("A"), inductive=terms.name("A"), fields=3)
        terms.declare("theorem", "target", terms.const("A"), terms.const("A.mk"))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_constructor_that_its_type_does_not_know(self) -> None:
        terms = Terms()
        terms.declare("inductive", "A", terms.sort(0), constructors=[])
        terms.declare("constructor", "A.mk", terms.const("A"), inductive=terms.name("A"))
        terms.declare("theorem", "target", terms.const("A"), terms.const("A.mk"))
        assert await self.outcome(terms) is Code.E_KERNEL

    async def test_a_library_theorem_declared_anew(self) -> None:
        terms = Terms()
        terms.declare("theorem", "trivial", terms.const("False"), terms.const("True.intro"))
        terms.declare("theorem", "target", terms.const("False"), terms.const("trivial"))
        assert await self.outcome(terms) is Code.E_PRIMITIVE

    @pytest.mark.parametrize("name", ["sorryAx", "Lean.ofReduceBool", "Lean.trustCompiler", "Lean.reduceBool"])
    async def test_axioms_of_the_library_that_are_not_allowed(self, name: str) -> None:
        terms = Terms()
        value = terms.app(terms.lam(terms.sort(terms.succ(0)), terms.const("True.intro")), terms.const(name))
        terms.declare("theorem", "target", terms.const("True"), value)
        assert await self.outcome(terms) is Code.E_AXIOM

    async def test_a_deep_term_is_carried_without_recursion(self) -> None:
        terms = Terms()
        deep = terms.const("True.intro")
        terms.exprs += [["app", deep, deep]]
        terms.exprs += [["app", len(terms.exprs) - 1 + each, deep] for each in range(4000)]
        terms.declare("theorem", "target", terms.const("True"), len(terms.exprs) - 1)
        assert await self.outcome(terms) in (Code.E_KERNEL, Code.E_RESOURCE)


async def test_bit_blasting_is_refused_with_its_reason(judge: Judge) -> None:
    text = "import Std.Tactic.BVDecide\ntheorem target (x y : BitVec 8) : x + y = (x ||| y) + (x &&& y) := by\n  {}\n"
    verdict = await judge.judge_file(text.format("sorry"), text.format("bv_decide"), target="target")
    assert (verdict.kind, verdict.code) == (VerdictKind.REJECTED, Code.E_SANDBOX)
    assert "this Lean has no SAT solver: that says nothing against the proof" in verdict.detail
    assert "rest on the axiom Lean.ofReduceBool" in verdict.detail


async def test_the_axioms_of_the_library_have_their_true_types() -> None:
    hosts = FreshHosts(lean_installation(settings().cache_dir), memory_mib=1536, ahead=0)
    terms = Terms()
    u, prop = terms.param("u"), terms.sort(0)
    a, b = terms.bvar(1), terms.bvar(0)
    body = terms.pi(terms.app(terms.const("Iff"), a, b), terms.equal(prop, terms.bvar(2), terms.bvar(1)))
    terms.declare("axiom", "propext", terms.pi(prop, terms.pi(prop, body)))
    choice = terms.pi(terms.sort(u), terms.pi(terms.app(terms.const("Nonempty", u), terms.bvar(0)), terms.bvar(1)))
    terms.declare("axiom", "Classical.choice", choice, levels=("u",))
    quot = terms.app(terms.const("Quot", u), terms.bvar(4), terms.bvar(3))
    make = terms.app(terms.const("Quot.mk", u), terms.bvar(4), terms.bvar(3))
    conclusion = terms.app(terms.const("Eq", u), quot, terms.app(make, terms.bvar(2)), terms.app(make, terms.bvar(1)))
    related = terms.pi(terms.app(terms.bvar(2), terms.bvar(1), terms.bvar(0)), conclusion)
    relation = terms.pi(terms.bvar(0), terms.pi(terms.bvar(1), prop))
    sound = terms.pi(terms.sort(u), terms.pi(relation, terms.pi(terms.bvar(1), terms.pi(terms.bvar(2), related))))
    terms.declare("axiom", "Quot.sound", sound, levels=("u",))
    export = terms.export()
    digests = Digests(export)
    written = {name: digests.declaration(declaration) for name, declaration in export.declarations.items()}
    assert await axiom_digests(hosts, 60) == written


async def test_no_process_is_left_behind() -> None:
    before = {child.pid for child in psutil.Process().children()}
    judge = await Judge.open(lean_installation(settings().cache_dir), CONFIG)
    task = asyncio.create_task(judge.judge_file("theorem t : True := sorry\n", "theorem t : True := trivial\n", "t"))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await judge.aclose()
    left = [child for child in psutil.Process().children() if child.pid not in before]
    assert [child for child in left if child.status() != psutil.STATUS_ZOMBIE] == []


async def test_a_process_that_died_ahead_of_need_uses_up_no_try_of_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = iter(["dies ahead", "dies at work", "works"])

    class Scripted:
        alive = True

        def __init__(self, fate: str) -> None:
            self.fate = fate

        async def stop(self) -> None: ...

    async def start(_: object, imports: tuple[str, ...]) -> Scripted:
        host = Scripted(next(starts, "works"))
        if host.fate == "dies ahead":
            raise LeanCrashed("killed")
        return host

    async def work(host: Any) -> dict[str, Any]:
        if host.fate == "dies at work":
            raise HostEnded("killed", machine=True)
        return {"outcome": "replayed"}

    monkeypatch.setattr(FreshHosts, "_start", start)
    hosts = FreshHosts(lean_installation(settings().cache_dir), memory_mib=1, ahead=1)
    hosts.replenish()
    await asyncio.sleep(0)
    assert await settled(hosts, BASE_IMPORTS, work, "replaying") == {"outcome": "replayed"}
    await hosts.aclose()
