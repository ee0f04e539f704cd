"""The prompts say what is true: of the Lean that answers, of the tools, of the challenge."""

from __future__ import annotations

import re

import pytest
from agent_support import CHALLENGE, CHALLENGE_TEXT

from orchestrator.config import settings
from orchestrator.lean.checker import CheckRequest
from orchestrator.lean.embedded.checker import EmbeddedChecker, PoolConfig
from orchestrator.lean.embedded.install import lean_installation
from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent import prompts
from orchestrator.provers.agent.prompts.tactics import CORE_TACTICS, MATHLIB_TACTICS, REPLACEMENTS
from orchestrator.vocabulary import Direction

WITH_ANSWER = CHALLENGE_TEXT.replace("status: proved", "status: proved\nanswer: prop").replace(
    "-- EVOLVE-BLOCK-START\n-- EVOLVE-BLOCK-END\n",
    "def answer : Prop :=\n  -- EVOLVE-VALUE-START\n  True\n  -- EVOLVE-VALUE-END\n",
)


def test_a_challenge_with_an_answer_offers_no_disproof() -> None:
    system = prompts.system_prompt(Challenge.parse(WITH_ANSWER), "embedded-4.28.0-pre+0123")
    assert "Never copy the question into the answer" in system
    assert "_disproof" not in system


def test_only_the_version_of_the_toolchain_is_shown() -> None:
    one, other = (prompts.system_prompt(CHALLENGE, f"embedded-4.28.0-pre+{d}") for d in ("aaaa", "bbbb"))
    assert one == other, "a rebuilt library must not break recordings"


def test_with_mathlib_its_tactics_are_not_denied() -> None:
    challenge = Challenge.parse(CHALLENGE_TEXT.replace("set_option", "import Mathlib\n\nset_option", 1))
    system = prompts.system_prompt(challenge, "native-4.27.0+0123")
    assert "do NOT exist" not in system
    assert "the module Mathlib loaded" in system


def test_the_version_names_the_content() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", prompts.PROMPT_VERSION)
    assert prompts.prompt_version() == prompts.PROMPT_VERSION


@pytest.mark.lean
@pytest.mark.slow
async def test_the_tactics_are_those_that_exist() -> None:
    async with await EmbeddedChecker.open(lean_installation(settings().cache_dir), PoolConfig(spare=False)) as checker:
        for tactic in (*CORE_TACTICS, *{*MATHLIB_TACTICS, *REPLACEMENTS}):
            result = await checker.check(CheckRequest(f"example : True := by\n  {tactic} \n", goals=False))
            unknown = any(m.text == "unknown tactic" or "Tactic.unknown" in m.kind for m in result.messages)
            assert unknown == (tactic not in CORE_TACTICS), (tactic, [m.text for m in result.messages])


def test_what_may_give_the_outcome_away_can_be_left_out() -> None:
    told = CHALLENGE_TEXT.replace("title: Doubling", "title: Doubling (false)").replace(
        "informal:", "note:\n  It fails at 7.\ninformal:"
    )
    challenge = Challenge.parse(told)
    plain, blind = (
        prompts.episode_prompt(challenge, Direction.PROVE, "the file", "ok", brief=prompts.Brief(), blind=blind)
        for blind in (False, True)
    )
    assert "(false)" in plain
    assert "fails at 7" in plain
    assert "(false)" not in blind
    assert "fails at 7" not in blind
    assert "status" not in plain


def test_instructions_for_coding_agents_fit_clients_that_cut_them() -> None:
    text = prompts.mcp_instructions(CHALLENGE, "embedded-4.28.0-pre+0123")
    assert len(text.encode()) < 2000
    assert "`finish`" in text
    assert "The contract" in prompts.mcp_view(CHALLENGE, "embedded-4.28.0-pre+0123")


def test_nothing_is_advised_that_does_not_work_here() -> None:
    system = prompts.system_prompt(CHALLENGE, "embedded-4.28.0-pre+0123")
    assert "by `#eval`" not in system
    assert "may call several tools" in system
