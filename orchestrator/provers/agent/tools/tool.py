"""What a tool is: what a model is told of it, and the function that does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from orchestrator.models.messages import ToolSpec
from orchestrator.provers.agent.tools.arguments import Arguments, json_schema
from orchestrator.provers.agent.tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the episode.

    ``run`` gets the toolbox and an instance of ``arguments``, and returns the text for the model. It raises
    `ToolRefused` for what cannot be done as it was asked, `RetryError` for infrastructure failures.
    """

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Toolbox, Any], Awaitable[str]]

    @property
    def spec(self) -> ToolSpec:
        """For a request to a model."""
        return ToolSpec(name=self.name, description=self.description, parameters=json_schema(self.arguments))


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call gave; ``ok`` is False where it was refused."""

    text: str
    ok: bool
