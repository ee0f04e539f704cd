"""Arguments of tools: their JSON Schema, and how a model's raw text becomes one of them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from orchestrator.errors import ToolRefused

_SHOWN_PROBLEMS: Final = 3
_MOST_ENCODINGS: Final = 3
_NUMBERED: Final = re.compile(r"\s*(?:(?:goal|region|line|number|no\.)\s*)?#?\s*(\d{1,9})\.?\s*", re.IGNORECASE)
_FENCE: Final = re.compile(r"\A```\w*\s*\n(.*?)\n?```\Z", re.DOTALL)


class Arguments(BaseModel):
    """Base of all arguments: immutable; `parse_arguments` tells of unknown fields and leaves them out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NoArguments(Arguments):
    """For tools that take none."""


A = TypeVar("A", bound=Arguments)


def parse_arguments(name: str, arguments: type[A], given: str | Mapping[str, JsonValue]) -> tuple[A, tuple[str, ...]]:
    """The arguments of tool ``name`` from the text that a model wrote, or from a parsed object.

    What models get wrong and what cannot be misread is put right: objects and lists as JSON text (also twice), ``null``
    for what may be left out, a single item for a list, fields that do not exist.

    Returns:
        The arguments, and the names of the fields that were ignored.

    Raises:
        ToolRefused: they are not JSON, or not as they must be; the message holds the first problems and the schema.
    """
    value = _object(name, arguments, given) if isinstance(given, str) else dict(given)
    ignored: list[str] = []
    plain = _fitted(value, arguments, "", ignored)
    try:
        return arguments.model_validate(plain), tuple(ignored)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'the arguments'}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False, include_context=False)[:_SHOWN_PROBLEMS]
        ]
        raise ToolRefused(
            f"the arguments of `{name}` are not as they must be ({'; '.join(problems)}); {_schema(arguments)}"
        ) from None


def note_on_ignored(name: str, ignored: Sequence[str]) -> str:
    """A line for the model about fields that its call had and the tool does not; empty if there were none."""
    if not ignored:
        return ""
    return f"({', '.join(f'`{field}`' for field in ignored)}: `{name}` has no such argument; ignored.)\n"


def _schema(arguments: type[BaseModel]) -> str:
    return f"their JSON Schema is {json.dumps(json_schema(arguments), ensure_ascii=False)}"


def _object(name: str, arguments: type[BaseModel], text: str) -> dict[str, Any]:
    """The object that a model wrote, perhaps in a code fence, encoded twice, or with the quotes of Python."""
    bare = _FENCE.sub(r"\1", text.strip())
    value: Any = bare
    for _ in range(_MOST_ENCODINGS):
        if not isinstance(value, str):
            break
        if not value.strip():
            return {}
        try:
            value = json.loads(value, strict=False)
        except (ValueError, RecursionError) as error:
            value = _python_literal(value)
            if value is None:
                raise ToolRefused(f"{_damage(name, bare, error)}; {_schema(arguments)}") from None
    if value is None:
        return {}
    if _is_all_objects(value) and (inside := _sole_list(arguments)) is not None:
        return {inside[0]: value}
    if not isinstance(value, dict):
        raise ToolRefused(
            f"the arguments of `{name}` must be a JSON object, and this is {bare[:80]!r}; {_schema(arguments)}"
        )
    return value


def _damage(name: str, text: str, error: Exception) -> str:
    at = getattr(error, "pos", 0)
    if at >= len(text.rstrip()) - 1 or "Unterminated" in str(error):
        return (
            f"the arguments of `{name}` end in the middle, so nothing was done: your answer was cut off, or a bracket "
            "or quote is missing. Send the call again, with smaller arguments"
        )
    near = text[max(0, at - 30) : at + 10]
    return f"the arguments of `{name}` are not JSON, so nothing was done ({error}; near {near!r})"


def _python_literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _fitted(value: dict[str, Any], arguments: type[BaseModel], place: str, ignored: list[str]) -> dict[str, Any]:
    """``value`` with its fields in the form that ``arguments`` has."""
    fields = arguments.model_fields
    if not (fields.keys() & value.keys()) and len(value) == 1:
        # Some models wrap their arguments once more, in a field of their own making.
        [inner] = value.values()
        inner = decoded(inner)
        if isinstance(inner, dict) and fields.keys() & inner.keys():
            value = inner
    if (inside := _sole_list(arguments)) is not None and not (fields.keys() & value.keys()):
        listed, item = inside
        if item.model_fields.keys() & value.keys():
            value = {listed: [value]}  # one item, without the list that it belongs into
    if len(value) == 1 and not (fields.keys() & value.keys()) and (sole := _sole_text(arguments)) is not None:
        [given] = value.values()
        if isinstance(given, str) or _is_all_texts(given):  # a name that can mean nothing else
            value = {sole: given}
    fitted = {}
    for key, given in value.items():
        field = fields.get(key)
        if field is None:
            ignored.append(f"{place}{key}")
        elif _says_nothing(given, field.annotation) and not field.is_required():
            continue
        elif given is not None or field.is_required():
            fitted[key] = _fitted_value(given, field.annotation, f"{place}{key}.", ignored)
    return fitted


def _is_all_objects(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(item, dict) for item in value)


def _is_all_texts(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(item, str) for item in value)


def _sole_list(arguments: type[BaseModel]) -> tuple[str, type[BaseModel]] | None:
    """The required field that is a list of objects, if it is the only required one, and what these are."""
    required = [(name, field.annotation) for name, field in arguments.model_fields.items() if field.is_required()]
    if len(required) == 1 and get_origin(required[0][1]) is list:
        [item] = get_args(required[0][1])
        if isinstance(item, type) and issubclass(item, BaseModel):
            return required[0][0], item
    return None


def _sole_text(arguments: type[BaseModel]) -> str | None:
    """The required field, if there is only one and it is a text."""
    required = [(name, field.annotation) for name, field in arguments.model_fields.items() if field.is_required()]
    return required[0][0] if len(required) == 1 and required[0][1] is str else None


def _says_nothing(given: Any, kind: Any) -> bool:
    """Whether a text stands for an argument that was left out, where a text cannot be meant."""
    takes_text = kind is str or str in get_args(kind)
    return isinstance(given, str) and not takes_text and given.strip().lower() in ("", "null", "none", "all")


def _fitted_value(given: Any, kind: Any, place: str, ignored: list[str]) -> Any:
    options = [option for option in get_args(kind) if option is not type(None)]
    if get_origin(kind) in (UnionType, Union) and len(options) == 1:
        kind = options[0]
    if get_origin(kind) is Literal and isinstance(given, str):
        return next((word for word in get_args(kind) if word == given.strip().strip("\"'`").lower()), given)
    if get_origin(kind) is list:
        [item] = get_args(kind)
        value = decoded(given)
        if isinstance(value, str) and item is not str:
            parts = [part for part in re.split(r"[\s,;\[\]#]+|\band\b|\bgoals?\b", value) if part]
            value = parts if parts and all(part.isdigit() for part in parts) else value
        values = value if isinstance(value, list) else [value]
        return [_fitted_value(one, item, f"{place}{number}.", ignored) for number, one in enumerate(values)]
    if kind is str and isinstance(given, list) and len(given) == 1:
        given = given[0]
    if kind is str and isinstance(given, int | float) and not isinstance(given, bool):
        return str(given)
    if kind is int and isinstance(given, str) and (numbered := _NUMBERED.fullmatch(given)):
        return int(numbered[1])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        value = decoded(given)
        return _fitted(value, kind, place, ignored) if isinstance(value, dict) else value
    return given


def decoded(value: Any) -> Any:
    """A list or object that came as JSON text, encoded once or twice."""
    decoded = value
    for _ in range(_MOST_ENCODINGS):
        if not isinstance(decoded, str) or not decoded.strip():
            break
        try:
            decoded = json.loads(decoded, strict=False)
        except (ValueError, RecursionError):
            decoded = _python_literal(decoded)
    return decoded if isinstance(decoded, list | dict | int) else value


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
