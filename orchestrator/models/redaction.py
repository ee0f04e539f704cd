"""Keeps keys out of texts that leave this package: error messages, log lines, recordings, raw answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from pydantic import JsonValue, SecretStr

REDACTED = "[key removed]"

SHORTEST_SECRET = 8
"""Shorter "keys" are placeholders such as ``ollama`` that keyless servers want to see; they are ordinary words."""


class Redactor:
    """Replaces secrets, also in their JSON-escaped and URL-quoted spellings. Its own repr shows none."""

    def __init__(self, secrets: Iterable[SecretStr | None]) -> None:
        spellings: set[str] = set()
        for secret in secrets:
            value = "" if secret is None else secret.get_secret_value()
            if len(value) >= SHORTEST_SECRET:
                spellings |= {value, json.dumps(value)[1:-1], quote(value, safe=""), quote_plus(value)}
        # Longest first: a spelling that contains another one must go as a whole.
        self._spellings = tuple(sorted(spellings, key=len, reverse=True))

    def text(self, text: str) -> str:
        """The text without secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, REDACTED)
        return text

    def value(self, value: JsonValue) -> JsonValue:
        """A JSON value without secrets in any string or key, and without lone surrogates (they cannot be stored)."""
        if isinstance(value, str):
            return self.text(value.encode("utf-8", "replace").decode() if not value.isascii() else value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self.text(key.encode("utf-8", "replace").decode()): self.value(item) for key, item in value.items()}
        return value

    def __repr__(self) -> str:
        return "Redactor(...)"
