"""The arguments of each tool, their JSON Schema, and how a model's raw text becomes one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from orchestrator.errors import ToolRefused

_SHOWN_PROBLEMS: Final = 3


class Arguments(BaseModel):
    """Base of all arguments: immutable, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EditArguments(Arguments):
    """One replacement."""

    search: str = Field(max_length=50_000, description="Text that occurs exactly once in the editable regions.")
    replace: str = Field(max_length=200_000, description="What takes its place.")


class SearchReplaceArguments(Arguments):
    """Arguments of ``search_replace``."""

    edits: list[EditArguments] = Field(
        min_length=1, max_length=40, description="Applied in order, each to the result of the ones before; all or none."
    )


class ViewArguments(Arguments):
    """Arguments of ``view``."""

    first_line: int = Field(default=1, ge=1, description="First line to show.")
    last_line: int | None = Field(default=None, ge=1, description="Last line to show; left out: as far as fits.")


class CheckArguments(Arguments):
    """Arguments of ``check``."""

    direction: Literal["prove", "disprove"] | None = Field(
        default=None, description="Go to the file of the proof or of the disproof first; left out: stay."
    )


class TryGoalsArguments(Arguments):
    """Arguments of ``try_goals``."""

    goals: list[int] | None = Field(
        default=None, max_length=64, description="Numbers of goals as `check` lists them; left out: all."
    )


class SearchLibraryArguments(Arguments):
    """Arguments of ``search_library``; exactly one of them is given."""

    name: str | None = Field(
        default=None, max_length=300, description="Parts of a name, all of which must occur: `Nat mul mod`."
    )
    goal: int | None = Field(default=None, ge=1, description="Number of an open goal: what would prove or reduce it.")
    statement: str | None = Field(
        default=None, max_length=5_000, description="A proposition in Lean: what would prove or reduce it."
    )


class NoArguments(Arguments):
    """For tools that take none."""


class SubmitArguments(Arguments):
    """Arguments of ``submit``."""

    direction: Literal["prove", "disprove", "answer"] = Field(
        description="What the file proves: the target, its negation, or the target with the answer you chose."
    )


A = TypeVar("A", bound=Arguments)


def parse_arguments(name: str, arguments: type[A], given: str | Mapping[str, JsonValue]) -> A:
    """The arguments of tool ``name`` from the text that a model wrote, or from a parsed object.

    Raises:
        ToolRefused: they are not JSON, or not as they must be; the message holds the first problems and the schema.
    """
    try:
        if isinstance(given, str):
            return arguments.model_validate_json(given.strip() or "{}")
        return arguments.model_validate(given)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'the arguments'}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False, include_context=False)[:_SHOWN_PROBLEMS]
        ]
        schema = json.dumps(json_schema(arguments), ensure_ascii=False)
        reason = f"the arguments of `{name}` are not as they must be ({'; '.join(problems)})"
        raise ToolRefused(f"{reason}; their JSON Schema is {schema}") from None


def json_schema(arguments: type[BaseModel]) -> dict[str, JsonValue]:
    """JSON Schema without ``$ref`` and titles: some servers take no references."""
    schema = arguments.model_json_schema()
    definitions = schema.pop("$defs", {})

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            if "$ref" in node:
                return plain(definitions[node["$ref"].rpartition("/")[2]])
            return {key: plain(value) for key, value in node.items() if key != "title" or not isinstance(value, str)}
        return [plain(item) for item in node] if isinstance(node, list) else node

    result: dict[str, JsonValue] = plain(schema)
    result.pop("description", None)
    return result
