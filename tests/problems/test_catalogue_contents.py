"""The catalogue: every file parses, is fully described, and the mix of kinds is kept. Lean is not run here."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from orchestrator.problems.catalogue import Catalogue
from orchestrator.problems.challenge import Challenge
from orchestrator.problems.metadata import AnswerGrammar, Status
from orchestrator.problems.regions import RegionKind
from orchestrator.problems.status import Axis

PROBLEMS = Path(__file__).parents[2] / "problems"
FILES = sorted(PROBLEMS.rglob("*.lean"))
CATALOGUE = Catalogue.load(PROBLEMS)

TEST_LEMMA = re.compile(r"^/-- Test lemma: [^\n]+ -/\ntheorem ([\w']+)", re.MULTILINE)


def kind(challenge: Challenge) -> str:
    """The word for a challenge in problems/README.md."""
    status = challenge.metadata.status
    if challenge.metadata.answers:
        return "question"
    if status is Status.OPEN:
        return "open"
    if "variant" not in challenge.metadata.tags:
        return "settled"
    return {Status.PROVED: "closable", Status.DISPROVED: "false variant"}[status]


@pytest.fixture(params=CATALOGUE, ids=lambda challenge: challenge.id)
def challenge(request: pytest.FixtureRequest) -> Challenge:
    found = request.param
    assert isinstance(found, Challenge)
    return found


def test_the_catalogue_holds_every_file() -> None:
    assert len(CATALOGUE) == len(FILES)


def test_there_are_enough_problems_of_each_source() -> None:
    sources = Counter(challenge.id.split("/")[0] for challenge in CATALOGUE)
    assert set(sources) == {"erdos", "oeis"}
    assert min(sources.values()) >= 50


def test_the_mix_of_kinds_is_kept() -> None:
    for source in ("erdos", "oeis"):
        kinds = {kind(challenge) for challenge in CATALOGUE if challenge.id.startswith(f"{source}/")}
        assert kinds == {"open", "settled", "closable", "false variant", "question"}
    kinds_of_all = Counter(map(kind, CATALOGUE))
    assert kinds_of_all["closable"] >= 25
    assert kinds_of_all["false variant"] >= 25
    assert kinds_of_all["question"] >= 2


def test_the_starters_stay_few() -> None:
    assert sum("starter" in challenge.metadata.tags for challenge in CATALOGUE) == 41


def test_everything_is_said_of_each_problem(challenge: Challenge) -> None:
    meta = challenge.metadata
    assert meta.quotation
    assert meta.meaning
    assert meta.references
    assert {report.axis for report in meta.reports} == set(Axis)


def test_the_source_is_the_entry_that_the_id_names(challenge: Challenge) -> None:
    erdos = re.match(r"erdos/(\d+)(-|$)", challenge.id)
    oeis = re.match(r"oeis/(A\d{6})(-|$)", challenge.id)
    if erdos:
        assert challenge.metadata.source == f"https://www.erdosproblems.com/{erdos[1]}"
    else:
        assert oeis
        assert challenge.metadata.source == f"https://oeis.org/{oeis[1]}"


def test_a_variant_says_how_it_differs(challenge: Challenge) -> None:
    if "variant" in challenge.metadata.tags:
        assert challenge.metadata.status is not Status.OPEN
        assert challenge.metadata.note
        assert "-" in challenge.id


def test_definitions_are_pinned_by_test_lemmas(challenge: Challenge) -> None:
    lemmas = TEST_LEMMA.findall(challenge.text)
    assert lemmas
    assert len(lemmas) == len(set(lemmas)) == challenge.text.count("Test lemma")


def test_only_init_is_used_and_binders_are_explicit(challenge: Challenge) -> None:
    assert challenge.imports == ()
    assert "\nset_option autoImplicit false\n" in challenge.text
    assert challenge.target == "target_theorem_0"


def test_the_proof_is_left_open_and_questions_have_a_truth_value(challenge: Challenge) -> None:
    values = [region for region in challenge.regions if region.kind is RegionKind.VALUE]
    assert challenge.initial[challenge.proof_region].strip() == "sorry"
    assert challenge.metadata.answers == (AnswerGrammar.PROP,) * len(values)
    assert challenge.disproof == (not values)
    assert ("question" in challenge.metadata.tags) == bool(values)
