"""Certificates altered by somebody who knows the format and mends the hashes: none is confirmed, each says why."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from suite_case import BOUNDED, FOUR_IS_SQUARE, challenge, regions

from orchestrator.config import settings
from orchestrator.errors import SourceError
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.lean.judge.certificate import Certificate, differences
from orchestrator.lean.judge.judge import Judge, JudgeConfig
from orchestrator.lean.judge.stated import identify
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.vocabulary import Direction

pytestmark = [pytest.mark.lean, pytest.mark.asyncio(loop_scope="module")]

Json = dict[str, Any]
ANSWER = challenge("∃ n : Nat, n + 1 = answer", answer="nat", value=("Nat", "0"))
TEXTS = {
    "disproof": (BOUNDED, regions("intro h; exact absurd (h 5) (by decide)"), Direction.DISPROVE),
    "answer": (ANSWER, regions("exact ⟨4, rfl⟩", value="5"), Direction.PROVE),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judge() -> AsyncIterator[Judge]:
    async with await Judge.open(lean_installation(settings().cache_dir), JudgeConfig(prestarted=0)) as judge:
        yield judge


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def verdicts(judge: Judge) -> dict[str, Verdict]:
    found = {}
    for name, (text, texts, direction) in TEXTS.items():
        parsed = Challenge.parse(text)
        found[name] = await judge.judge(parsed, Submission(parsed.sha256, direction, texts))
        assert found[name].certificate is not None, found[name].detail
    return found


def certified(verdict: Verdict) -> Json:
    assert verdict.certificate is not None
    return json.loads(json.dumps(verdict.certificate.to_json()))  # type: ignore[no-any-return]


def mended(data: Json, **changes: Any) -> Json:
    """The certificate with other fields and the hashes that go with them."""
    data = {**data, **changes}
    for text in ("statement", "source"):
        data[f"{text}_sha256"] = sha256(data[text].encode()).hexdigest()
    return data


OUTCOMES: list[tuple[str, Any, str]] = [
    ("disproof", lambda d: {"verdict": "needs_review", "code": "R_REVIEW"}, "verdict: certified needs_review"),
    ("disproof", lambda d: {"trust": "compared"}, "trust: certified compared"),
    ("disproof", lambda d: {"axioms": ["propext"]}, "axioms: certified ('propext',)"),
    ("disproof", lambda d: {"imports": ["Init", "Lean"]}, "imports: certified"),
    ("disproof", lambda d: {"source": d["source"] + "-- and Goldbach\n"}, "Lean file: certified"),
    ("disproof", lambda d: {"declarations": d["declarations"][1:]}, "declaration "),
    (
        "disproof",
        lambda d: {"declarations": [{**d["declarations"][0], "digest": "0" * 64}, *d["declarations"][1:]]},
        "declaration ",
    ),
    (
        "disproof",
        lambda d: {"declarations": [*d["declarations"], {"name": ["Goldbach"], "kind": "theorem", "digest": "00"}]},
        "declaration Goldbach: certified",
    ),
    ("answer", lambda d: {"values": ["6"]}, "values: certified ('6',), found ('5',)"),
    ("answer", lambda d: {"values": []}, "values: certified ()"),
]


@pytest.mark.parametrize(("which", "change", "said"), OUTCOMES, ids=[str(index) for index in range(len(OUTCOMES))])
async def test_what_was_found_is_compared(verdicts: dict[str, Verdict], which: str, change: Any, said: str) -> None:
    data = certified(verdicts[which])
    assert differences(Certificate.from_json(data), verdicts[which]) == ()
    found = differences(Certificate.from_json(mended(data, **change(data))), verdicts[which])
    assert any(sentence.startswith(said) for sentence in found), found


@pytest.mark.parametrize(
    ("which", "change"),
    [
        ("answer", lambda d: {"values": {"5": "the answer to Goldbach"}}),
        ("answer", lambda d: {"values": "5"}),
        ("disproof", lambda d: {"axioms": {}}),
        ("disproof", lambda d: {"axioms": ""}),
        ("disproof", lambda d: {"regions": None}),
        ("disproof", lambda d: {"mode": "file"}),
        ("disproof", lambda d: {"format": True}),
        ("disproof", lambda d: {"target": ["target_theorem_0"]}),
        ("disproof", lambda d: {"declarations": [{**d["declarations"][0], "name": {"Goldbach": 1}}]}),
    ],
)
async def test_what_has_another_shape_is_no_certificate(verdicts: dict[str, Verdict], which: str, change: Any) -> None:
    """A reader could take for confirmed what is read by nobody."""
    data = certified(verdicts[which])
    with pytest.raises(SourceError, match="not a proof certificate"):
        Certificate.from_json({**data, **change(data)})


INPUTS: list[tuple[str, Any, str]] = [
    ("disproof", lambda d: {"direction": "prove"}, "verdict: certified accepted, found rejected"),
    ("disproof", lambda d: {"regions": [*d["regions"][:-1], "  exact nonsense\n"]}, "verdict: certified accepted"),
    (
        "answer",
        lambda d: {"regions": [each.replace("5", "6").replace("4", "5") for each in d["regions"]]},
        "values: certified ('5',), found ('6',)",
    ),
    ("answer", lambda d: {"regions": [each.replace("5", "2 + 3") for each in d["regions"]]}, "verdict: certified"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("which", "change", "said"), INPUTS, ids=[str(index) for index in range(len(INPUTS))])
async def test_what_was_judged_is_judged_again(
    judge: Judge, verdicts: dict[str, Verdict], which: str, change: Any, said: str
) -> None:
    data = certified(verdicts[which])
    report = await judge.verify(Certificate.from_json({**data, **change(data)}))
    assert not report.confirmed
    assert any(sentence.startswith(said) for sentence in report.differences), report.differences


@pytest.mark.slow
async def test_an_easier_statement_under_the_same_id_is_confirmed_of_itself_only(
    judge: Judge, verdicts: dict[str, Verdict]
) -> None:
    """The judgement holds; that it is about another statement is said where there is something to compare with."""
    easier = Challenge.parse(FOUR_IS_SQUARE)
    verdict = await judge.judge(easier, Submission(easier.sha256, Direction.PROVE, regions("exact ⟨2, rfl⟩")))
    assert verdict.certificate is not None
    assert (await judge.verify(verdict.certificate)).confirmed
    inputs = verdict.certificate.inputs
    catalogue = Challenge.parse(BOUNDED)
    assert catalogue.id == easier.id
    for against in (None, BOUNDED):
        identity = identify(inputs, lambda _: catalogue, against)
        assert identity.same is False
        assert "NOT" in identity.sentence
