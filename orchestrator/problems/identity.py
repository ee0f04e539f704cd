"""What names content: one digest of a statement, one of a sketch, and the form of JSON that digests are taken of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator.problems.regions import canonical_region
from orchestrator.vocabulary import Direction

JsonObject = Mapping[str, Any]


def canonical_json(value: object) -> str:
    """One text per value: sorted keys, no spaces, ASCII only; the form that digests are taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_hex(text: str) -> str:
    """SHA-256 of ``text`` in UTF-8, as 64 lower-case hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def statement_digest(text: str) -> str:
    """The identity of a frozen statement: of its UTF-8 bytes, with ``\\n`` line ends in any checkout."""
    return sha256_hex(text)


def sketch_digest(statement_sha256: str, direction: Direction, regions: Sequence[str]) -> str:
    """The identity of a sketch: the statement it belongs to, what it argues for, and its regions in file order.

    A missing last line end of a region makes no difference.
    """
    content = ["sketch", 1, statement_sha256, direction, [canonical_region(text) for text in regions]]
    return sha256_hex(canonical_json(content))
