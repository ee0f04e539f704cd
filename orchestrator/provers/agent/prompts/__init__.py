"""The prompts: Jinja files beside this module, under one version that is stored with every episode."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined

from orchestrator.problems.challenge import Challenge
from orchestrator.provers.agent.prompts.tactics import CORE_TACTICS, MATHLIB_TACTICS
from orchestrator.provers.prover import Inspiration
from orchestrator.vocabulary import Direction


@cache
def _texts() -> dict[str, str]:
    folder = resources.files(__package__)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".j2")), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def prompt_version() -> str:
    """Names the content of all prompts: 12 hexadecimal digits of their SHA-256."""
    tactics = " ".join([*CORE_TACTICS, "/", *MATHLIB_TACTICS])
    content = "".join(f"{name}\0{text}\0" for name, text in _texts().items()) + tactics
    return hashlib.sha256(content.encode()).hexdigest()[:12]


PROMPT_VERSION: Final = prompt_version()


@cache
def _environment() -> Environment:
    # Prompts are plain text for a model, never HTML.
    environment = Environment(loader=FunctionLoader(_texts().get), undefined=StrictUndefined, autoescape=False)
    environment.filters["code"] = lambda text: f"`{text}`"
    return environment


def _render(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values).strip() + "\n"


def system_prompt(challenge: Challenge, toolchain: str) -> str:
    """What holds for every episode on a challenge: contract, Lean, advice. The tools describe themselves.

    Args:
        challenge: the problem.
        toolchain: of the checker; only the version in it is shown, so that a recording outlives a rebuilt library.
    """
    return _cached("system.j2", *_facts(challenge, toolchain).items())


def _facts(challenge: Challenge, toolchain: str) -> dict[str, object]:
    """What the contract speaks of."""
    mathlib = any(module.partition(".")[0] == "Mathlib" for module in challenge.imports)
    return {
        "target": challenge.target,
        "disproof": challenge.disproof,
        "values": tuple(str(grammar) for _, grammar in challenge.answers),
        "lean_version": toolchain.partition("+")[0].partition("-")[2] or toolchain,
        "library": f"the module{'s' * (len(challenge.imports) != 1)} {', '.join(challenge.imports)} loaded"
        if challenge.imports
        else "its core library `Init`",
        "mathlib": mathlib,
    }


@lru_cache(maxsize=128)
def _cached(template: str, *values: tuple[str, object]) -> str:
    """Every episode on a challenge begins with the same one."""
    return _render(template, tactics=CORE_TACTICS, missing_tactics=MATHLIB_TACTICS, **dict(values))


@dataclass(frozen=True, slots=True)
class Brief:
    """What a model is told besides the problem and the file."""

    continued: bool = False
    """Whether the file is an earlier episode's sketch."""
    inspirations: tuple[Inspiration, ...] = ()
    instruction: str = ""
    known: tuple[str, ...] = ()
    """What was found out about goals, a line each."""


def episode_prompt(
    challenge: Challenge, direction: Direction, view: str, report: str, *, brief: Brief, blind: bool = False
) -> str:
    """What an episode starts from: the problem in words, the file, what Lean says of it, and what to do with it.

    Args:
        brief: what else there is.
        blind: leave out what may give the outcome away: notes, and "(false)" in a title.
    """
    return _render(
        "episode.j2",
        metadata=challenge.metadata,
        title=title(challenge, blind=blind),
        blind=blind,
        direction=direction,
        view=view,
        report=report,
        continued=brief.continued,
        inspirations=brief.inspirations,
        instruction=brief.instruction,
        known=brief.known,
    )


def title(challenge: Challenge, *, blind: bool) -> str:
    """The problem's title, without the outcome that some titles tell."""
    text = challenge.metadata.title
    return re.sub(r"\s*\((?:false|true|refuted|disproved|proved|open)\)", "", text, flags=re.I) if blind else text


def empty_turn_prompt() -> str:
    """Said after an answer with neither text nor tool calls."""
    return _render("empty_turn.j2")


def cut_off_prompt() -> str:
    """Said after an answer that hit its length limit before it called a tool."""
    return _render("cut_off.j2")


def cut_off_call_prompt(tool: str) -> str:
    """The result of a call that was cut off in the middle of its arguments."""
    return _render("cut_off_call.j2", tool=tool)


def call_as_text_prompt() -> str:
    """Said after an answer that holds a tool call as text which could not be read."""
    return _render("call_as_text.j2")


def announced_step_prompt() -> str:
    """Said after an answer that announces a step and calls no tool."""
    return _render("announced_step.j2")


def code_as_text_prompt() -> str:
    """Said once after an answer that holds Lean code and calls no tool."""
    return _render("code_as_text.j2")


def unfinished_prompt() -> str:
    """Said once, when a model would end its work on a file with errors."""
    return _render("unfinished.j2")


def mcp_instructions(challenge: Challenge, toolchain: str) -> str:
    """The instructions that the MCP server gives a coding agent: short, since some clients cut them at 2 kB."""
    return _cached("mcp_instructions.j2", *_facts(challenge, toolchain).items())


def mcp_view(challenge: Challenge, toolchain: str, *, blind: bool = False) -> str:
    """What a coding agent's first `view` begins with: contract, Lean, and the problem in words."""
    return _render(
        "mcp_view.j2",
        tactics=CORE_TACTICS,
        missing_tactics=MATHLIB_TACTICS,
        metadata=challenge.metadata,
        title=title(challenge, blind=blind),
        blind=blind,
        **_facts(challenge, toolchain),
    )
