"""Named model profiles (``prover``, ``rater``) from a TOML file and the environment.

The file is named by ``ORCHESTRATOR_MODELS``. For a profile ``prover`` these variables override it:
``ORCHESTRATOR_PROVER_URL``, ``_MODEL``, ``_KEY``, ``_KEY_ENV``, ``_PRICE``, ``_RECORD``. See docs/models.md.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import Field, JsonValue, SecretStr, ValidationError, field_validator

from orchestrator.errors import ModelConfigError
from orchestrator.models.messages import Frozen
from orchestrator.models.prices import Price, PriceTable, make_price

FILE_VARIABLE = "ORCHESTRATOR_MODELS"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OUR_FIELDS = frozenset(
    {"model", "messages", "tools", "tool_choice", "stream", "n", "max_tokens", "max_completion_tokens", "temperature"}
)
_OVERRIDES = ("url", "model", "key_env", "record")


class Timeouts(Frozen):
    """Seconds. ``read`` is the longest silence: without streaming, a model that reasons is silent until it is done."""

    connect: float = Field(default=10.0, gt=0)
    read: float = Field(default=900.0, gt=0)
    write: float = Field(default=60.0, gt=0)
    pool: float = Field(default=60.0, gt=0)
    total: float = Field(default=1800.0, gt=0)


class RetryPolicy(Frozen):
    """How often and how patiently a failed exchange is repeated; seconds."""

    attempts: int = Field(default=6, ge=1)
    first_wait: float = Field(default=1.0, gt=0)
    longest_wait: float = Field(default=60.0, gt=0)
    longest_retry_after: float = Field(default=300.0, gt=0)
    """A ``Retry-After`` beyond this is cut down to it."""


class Profile(Frozen):
    """Everything needed to call one model."""

    name: str
    url: str
    """``https://host/v1`` (a base URL; ``/chat/completions`` is appended), ``replay:FILE`` or ``mailbox:DIR``."""

    model: str
    price: Price
    key: SecretStr | None = None
    concurrency: int = Field(default=8, ge=1, le=4096)
    """Calls in flight at once; further ones wait."""

    max_output_tokens: int = Field(default=32768, ge=1)
    """Per answer, reasoning included. It also bounds what a call can cost."""

    temperature: float | None = Field(default=None, ge=0)
    """None sends none: some reasoning models refuse the field."""

    timeouts: Timeouts = Timeouts()
    retry: RetryPolicy = RetryPolicy()
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """OpenAI's reasoning models take only ``max_completion_tokens``."""

    context_length: int | None = Field(default=None, ge=256)
    """Tokens that prompt and answer may have together; None where it is not known. Requests are fitted to it."""

    return_reasoning: bool = False
    """Send reasoning back as it came. Without it, it goes back from the first time on that the server asks for it."""

    extra_body: dict[str, JsonValue] = Field(default_factory=dict)
    """Further fields of the request body, e.g. ``reasoning_effort``; none that this program sets or bills by."""

    record: Path | None = None
    """Append all traffic to this file, for ``replay:``."""

    answer_seconds: float = Field(default=86400.0, gt=0)
    """``mailbox:`` only: how long to wait for an answer file."""

    @field_validator("extra_body")
    @classmethod
    def _leaves_ours_alone(cls, extra: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if taken := sorted(_OUR_FIELDS & extra.keys()):
            raise ValueError(f"extra_body must not hold {', '.join(taken)}")
        return extra

    @property
    def scheme(self) -> str:
        """``http``, ``https``, ``replay`` or ``mailbox``."""
        return self.url.partition(":")[0]


def is_loopback(url: str) -> bool:
    """Whether a server URL points to this machine."""
    return httpx.URL(url).host in _LOOPBACK


def load_profile(name: str, environ: Mapping[str, str] | None = None) -> Profile:
    """Read one profile.

    Args:
        name: e.g. ``prover``; the section ``[profiles.prover]`` of the file.
        environ: defaults to the process's environment.

    Raises:
        ModelConfigError: file, URL, key or price is missing or malformed; one sentence with the remedy.
    """
    environ = os.environ if environ is None else environ
    file = _read_file(environ)
    prefix = f"ORCHESTRATOR_{name.upper().replace('-', '_')}_"
    section = dict(_table(_table(file, "profiles"), name))
    section |= {field: environ[prefix + field.upper()] for field in _OVERRIDES if environ.get(prefix + field.upper())}
    if "key" in section:
        raise ModelConfigError(f"remove `key` from profile {name!r}: keys stay out of files; set {prefix}KEY instead")
    key_env, keyless = section.pop("key_env", None), section.pop("keyless", False)
    stated_price = environ.get(prefix + "PRICE") or section.pop("price", None)
    section.pop("price", None)
    if not section.get("url"):
        raise ModelConfigError(
            f"model profile {name!r} is not configured; set {prefix}URL and {prefix}MODEL, "
            f"or name a file with [profiles.{name}] in {FILE_VARIABLE}; docs/models.md shows how"
        )
    url = str(section["url"])
    local = _check_url(name, url)
    if url.startswith(("replay:", "mailbox:")):
        section.setdefault("model", url.partition(":")[0])
    if not section.get("model"):
        raise ModelConfigError(f"model profile {name!r} names no model; set {prefix}MODEL")
    try:
        price = _price(prefix, str(section["model"]), stated_price, file, free=local is None)
        key = _key(name, environ, prefix, key_env, optional=local is not False or keyless is True)
        return Profile.model_validate({**section, "name": name, "price": price, "key": key})
    except ValidationError as error:
        raise ModelConfigError(f"model profile {name!r}: {_first_problem(error)}") from None


def _read_file(environ: Mapping[str, str]) -> dict[str, Any]:
    path = environ.get(FILE_VARIABLE)
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelConfigError(f"cannot read the models file {path!r} named by {FILE_VARIABLE}: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ModelConfigError(f"the models file {path!r} is not valid TOML: {error}") from error


def _table(parent: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = parent.get(name, {})
    if not isinstance(table, dict):
        raise ModelConfigError(f"{name!r} in the models file must be a table")
    return table


def _check_url(name: str, url: str) -> bool | None:
    """Whether the server is on this machine; None for replay and mailbox, which are no servers."""
    scheme, _, rest = url.partition(":")
    if scheme in ("replay", "mailbox"):
        if not rest:
            raise ModelConfigError(f"model profile {name!r}: {scheme}: needs a path, as in {scheme}:PATH")
        return None
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ModelConfigError(
            f"model profile {name!r}: the URL must be http(s)://HOST/..., replay:FILE or mailbox:DIR"
        )
    if parsed.userinfo or parsed.query:
        # It might hold a key, and URLs are shown in errors and logs: it is not repeated here either.
        raise ModelConfigError(f"model profile {name!r}: the URL must hold no user, password or query; use the key")
    return is_loopback(url)


def _key(name: str, environ: Mapping[str, str], prefix: str, key_env: object, *, optional: bool) -> SecretStr | None:
    variable = str(key_env) if key_env and not environ.get(prefix + "KEY") else prefix + "KEY"
    key = environ.get(variable, "").strip()
    if not key:
        if key_env or not optional:
            raise ModelConfigError(
                f"model profile {name!r} has no key; set {variable}, or keyless = true if its server needs none"
            )
        return None
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ModelConfigError(f"the key in {variable} has characters that no key has; copy it again")
    return SecretStr(key)


def _price(prefix: str, model: str, stated: object, file: Mapping[str, Any], *, free: bool) -> Price:
    """The price stated for the profile, else the table's, else zero only where nothing can cost anything."""
    if isinstance(stated, dict):
        return make_price(model, stated)
    if isinstance(stated, str):
        return _price_from_text(prefix, model, stated)
    if free:
        return Price.none(model)
    table = _table(file, "prices")
    price = PriceTable.model_validate(table).price(model) if table else None
    if price is None:
        raise ModelConfigError(
            f"no price is known for model {model!r}; state it in [prices.models] of the models file "
            f"or as {prefix}PRICE=INPUT,CACHED,OUTPUT (USD per million tokens), or say {prefix}PRICE=unpriced"
        )
    return price


def _price_from_text(prefix: str, model: str, text: str) -> Price:
    if text == "unpriced":
        return Price.none(model)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise ModelConfigError(f"{prefix}PRICE must be `unpriced` or INPUT,CACHED,OUTPUT in USD per million tokens")
    return make_price(model, {"input": parts[0], "cached_input": parts[1], "output": parts[2]})


def _first_problem(error: ValidationError) -> str:
    """Place and reason of the first problem; never the value, which may be a misplaced key."""
    problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in problem["loc"]) or "price"
    return f"{place}: {problem['msg']}"
