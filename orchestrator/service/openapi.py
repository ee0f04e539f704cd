"""The OpenAPI document: FastAPI's, with the schema of errors, the ways to authenticate, an example for every body."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from orchestrator.api.problem_details import ProblemDetails
from orchestrator.service.access import COOKIE

DEEPEST = 7


def document_of(app: FastAPI) -> dict[str, Any]:
    """The document of an application."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["ProblemDetails"] = schema
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation, schemas)
    return document


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    if "x-role" in operation:
        operation["security"] = [{"key": []}, {"session": []}]
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        for content in body.get("content", {}).values():
            if "schema" in content and "example" not in content and "examples" not in content:
                content["example"] = sample(content["schema"], schemas)


def sample(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits ``schema``: its own example where it has one, else put together from its parts."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
    if "example" in schema:
        return schema["example"]
    if schema.get("examples"):
        return schema["examples"][0]
    if "default" in schema:
        return schema["default"]
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return sample(choices[0], schemas, depth + 1)
    match schema.get("type"):
        case "object":
            return {} if depth > DEEPEST else _object(schema, schemas, depth)
        case "array":
            return [] if depth > DEEPEST else [sample(schema.get("items", {}), schemas, depth + 1)]
        case "string":
            return "2026-11-27T03:00:00Z" if schema.get("format") == "date-time" else "text"
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "number":
            return 1.5
        case "boolean":
            return True
    return None


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    made = {name: sample(part, schemas, depth + 1) for name, part in schema.get("properties", {}).items()}
    more = schema.get("additionalProperties")
    names = schema.get("propertyNames", {})
    if isinstance(more, dict) and not made:
        name = sample(names, schemas, depth + 1) if names else "key"
        made[str(name)] = sample(more, schemas, depth + 1)
    return made
