"""``orchestrator formalise``: what it may cost is settled before a model or Lean is asked."""

from __future__ import annotations

import pytest
from command_line import CommandLine

WORDS = ("formalise", "Every even number is the sum of two odd ones.", "--id", "made/two-odd")


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model at an address where nothing listens: to ask it would fail otherwise than these tests say."""
    monkeypatch.setenv("ORCHESTRATOR_PROVER_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ORCHESTRATOR_PROVER_MODEL", "m")


@pytest.mark.parametrize("usd", ["1", "0.5", "0"])
def test_a_limit_in_usd_is_refused_where_the_model_has_no_price(
    usd: str, orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROVER_PRICE", "unpriced")
    done = orchestrator(*WORDS, "--usd", usd)
    assert (done.code, done.out) == (2, "")
    assert "'prover' has no price, so a limit in USD cannot be kept" in done.sentence
    assert "tokens" in done.sentence


def test_a_model_that_costs_wants_a_limit(orchestrator: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRATOR_PROVER_PRICE", "1,0.1,5")
    done = orchestrator(*WORDS)
    assert done.code == 2
    assert "say how much it may cost: --usd 1" in done.sentence


def test_a_model_without_any_price_is_one_sentence(orchestrator: CommandLine) -> None:
    done = orchestrator(*WORDS, "--usd", "1")
    assert done.code == 2
    assert "no price is known for model 'm'" in done.sentence
