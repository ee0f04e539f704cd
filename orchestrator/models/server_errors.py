"""What a server's error is: a standing refusal, a passing one, or a conversation that is too long.

Errors come under an error status, under status 200, or inside a choice, in a dozen shapes. They are told apart by
status, code and type; by the size of the request; and only where a vendor gives neither, by the words of the message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from orchestrator.models.bodies import in_words

_LONGEST_MESSAGE = 500

_PASSING_STATUS = frozenset({408, 409, 423, 424, 425, 429, 498, 499})
_QUOTA = re.compile(
    r"insufficient|current_quota|billing|arrear|balance|credit|payment|overdue|spend|hard_limit|deactivated|suspended"
)
_QUOTA_WORDS = re.compile(
    r"billing|credit|balance|payment|spending|top.?up|recharge|arrear|overdue|plan and|upgrade your|purchase|"
    r"quota (?:is |has been |was )?(?:exhausted|used up)|out of quota|余额|欠费|充值|额度"
)
_RATE = re.compile(
    r"(?<![a-z])rate|thrott|overload|capacity|too_many_requests|limit_requests|limit_tokens|busy|slow_down"
)
_PASSING = re.compile(
    r"(?<![a-z])rate|thrott|overload|capacity|too_many|busy|server_error|internal|unavailable|timeout|time_out|deadline|"
    r"resource_exhausted|api_error|upstream|bad_gateway|stream_ended|network|aborted|temporar|retry"
)
_STANDING = re.compile(
    r"auth|permission|forbidden|denied|api_key|apikey|not_found|notfound|unsupported|not_supported|invalid|"
    r"missing|required|failed_precondition|bad_?request|validation|not_implemented|unknown_|deprecated|decommission"
)
_STANDING_WORDS = re.compile(
    r"not support|unsupported|unsupport|not implemented|requires? --|--jinja|not found|does not exist|no such model|"
    r"invalid|unrecognized|unexpected field|unknown (?:parameter|field|model)|not permitted|extra inputs|"
    r"must be (?:passed|set|provided)|is (?:missing|required)|unauthori[sz]ed|forbidden|access denied|"
    r"api key|api secret|login|authentic|credential|不支持|不存在"
)
_POLICY = re.compile(
    r"content_?filter|content_policy|responsibleai|moderation|safety|invalid_prompt|data_inspection|sensitive|"
    r"prohibited|blocklist|recitation|\b1301\b"
)
_POLICY_WORDS = re.compile(
    r"content (?:filter|policy|management|exists risk)|usage polic|flagged|moderation|safety system|"
    r"(?<!case.)sensitive|不安全|敏感"
)
_OVERFLOW = re.compile(
    r"(?:context|prompt|input|request|string|token|message|payload|sequence)s?_?(?:length|size|window|tokens?|limit)?_?"
    r"(?:exceed|too_(?:long|large|big|many)|above_max|overflow|limit_exceeded)|exceeds?_(?:context|max|token)|too_many_tokens"
    r"|\b1261\b"
)
_TOO_MUCH = (
    r"exceed|too (?:long|large|big|many)|longer|greater|larger|bigger|(?:more|less|fewer) than|maximum|\bmax\b|"
    r"overflow|limit|at most|<=|should be \[|shorter|超"
)
_TOO_LONG = re.compile(
    rf"(?:(?<![a-z])tokens?|context|prompts?|inputs?|sequence|messages?|conversation|requests?)\b[^.]{{0,120}}?(?:{_TOO_MUCH})"
    rf"|(?:{_TOO_MUCH}|reduce|shorten)[^.]{{0,80}}?(?:\btokens?|context|prompts?|inputs?|sequence|length|上下文)"
    r"|超长|长度|上下文"
)
"""Something that is sent is said to be more than it may be."""
_TOO_MANY_TOOLS = re.compile(r"\btools?\b[^.]{0,30}(?:too many|maximum|at most|exceed|limit)")
_NOT_SIZE = re.compile(
    r"context (?:deadline exceeded|cancell?ed)|\brequests? (?:per|limit)|rate limit|"
    r"`?'?\"?max_(?:completion_|new_|output_)?tokens`?'?\"?|(?:completion|output) tokens"
)
_NEGATIVE_ROOM = re.compile(r"max_(?:completion_|new_)?tokens.{0,60}got -\d")
_ASKED_OF_LIMIT = re.compile(r"limit:? (\d[\d,]*).{0,80}requested:? (\d[\d,]*)", re.DOTALL)
_RETRY_DELAY = re.compile(r"retry(?:Delay|_after|-after)[\"']?\s*[:=]\s*[\"']?(\d+(?:\.\d+)?)", re.IGNORECASE)


class ErrorKind(StrEnum):
    """What follows from an error."""

    STANDING = "standing"
    """Every request would meet it: the operator must act."""
    PASSING = "passing"
    """Trying again may help: rate limits, overload, outages."""
    OVERFLOW = "overflow"
    """The conversation is too long."""
    POLICY = "policy"
    """The vendor's filter refuses what this conversation says."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """An error in a server's words. ``status`` is HTTP's, or the one that the body names, or 0 where there is none."""

    status: int
    message: str
    codes: tuple[str, ...] = ()
    """Codes, types and named parameters in lower case, as identifiers."""
    param: str = ""
    retry_after: float | None = None
    """Seconds that the server asks to wait."""

    def __str__(self) -> str:
        place = f"HTTP {self.status}" if self.status else "an error under HTTP 200"
        return f"{place}: {self.message}" if self.message else place


@dataclass(frozen=True, slots=True)
class RequestSize:
    """Estimated tokens of the prompt, and the model's context as the profile states it (None: unknown)."""

    prompt: int
    output: int
    context: int | None

    @property
    def fills_context(self) -> bool:
        """Whether the request takes most of the context, so that an unexplained refusal is one of its length."""
        return self.context is not None and self.prompt + self.output >= 0.8 * self.context


def error_in(body: JsonValue) -> JsonValue:
    """The error that a body under status 200 holds instead of, or beside, an answer; None if there is none."""
    if isinstance(body, list) and body and isinstance(body[0], dict):
        body = body[0]
    if not isinstance(body, dict):
        return None
    if body.get("error"):
        return body
    choices = body.get("choices")
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict) and choice.get("error"):
            return choice
    if isinstance(choices, list) and choices:
        return None
    status = body.get("base_resp")
    if isinstance(status, dict) and status.get("status_code"):
        return {"error": {"code": status["status_code"], "message": status.get("status_msg")}}
    feedback = body.get("promptFeedback")
    if isinstance(feedback, dict) and feedback.get("blockReason"):  # Gemini says so of a prompt that it will not answer
        return {"error": {"code": "content_filter", "message": str(feedback["blockReason"])}}
    named = "error" in (body.get("object"), body.get("type"), body.get("status")) or False in (
        body.get("success", True),
        body.get("ok", True),
    )
    speaks = any(body.get(key) for key in ("detail", "errors", "error_msg", "msg", "error_message"))
    coded = bool(body.get("code")) and isinstance(body.get("message"), str)
    return body if named or speaks or coded else None


def read_error(status: int, text: str, parsed: JsonValue = None) -> ServerError:
    """An error from an HTTP status (200 for one in a good answer) and its body, parsed if it is JSON."""
    if parsed is None:
        try:
            parsed = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            parsed = None
    fields = list(_objects(parsed))
    message = _first(fields, "message", "msg", "detail", "error", "error_msg", "error_message", "status_msg", "title")
    raw = _first(fields, "raw")
    if raw and raw != message:  # OpenRouter wraps what the vendor behind it says
        message = f"{message}: {raw}"
    codes = [
        value
        for one in fields
        for key in ("code", "type", "status", "error_code", "errorCode", "reason", "name", "error", "object")
        if isinstance(value := one.get(key), str | int) and not isinstance(value, bool)
    ]
    named = [code for code in codes if not (isinstance(code, str) and " " in code.strip())]
    return ServerError(
        status=status if status != 200 else _status_of(named),
        message=" ".join((message or in_words(text)).split())[:_LONGEST_MESSAGE],
        codes=tuple(re.sub(r"[.\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(code))).lower() for code in named),
        param=str(_first(fields, "param", "parameter")),
        retry_after=float(match[1]) if (match := _RETRY_DELAY.search(text)) else None,
    )


def kind_of(error: ServerError, size: RequestSize) -> ErrorKind:
    """What follows from an error; ``error.retry_after`` counts as a sign that it passes."""
    codes, words = " ".join(error.codes), error.message.lower()
    if _POLICY.search(codes) or (error.status in (0, 400, 403, 422, 451) and _POLICY_WORDS.search(words)):
        return ErrorKind.POLICY
    if _is_overflow(error, codes, words, size):
        return ErrorKind.OVERFLOW
    if _QUOTA.search(codes) or error.status == 402:
        return ErrorKind.STANDING
    if error.status == 429 or _RATE.search(codes):
        waits = error.retry_after is not None or _RATE.search(codes) is not None
        return ErrorKind.PASSING if waits or not _QUOTA_WORDS.search(words) else ErrorKind.STANDING
    if error.status in _PASSING_STATUS:
        return ErrorKind.PASSING
    if _TIMED_OUT.search(codes):
        return ErrorKind.PASSING
    if 300 <= error.status < 500 or error.status in (501, 505):
        return ErrorKind.STANDING
    if error.status >= 500:
        standing = re.search(r"unsupported|not_supported|not_implemented|invalid_request", codes)
        return ErrorKind.STANDING if standing or _STANDING_5XX.search(words) else ErrorKind.PASSING
    if _PASSING.search(codes):
        return ErrorKind.PASSING
    standing_here = _STANDING.search(codes) or _STANDING_WORDS.search(words) or _QUOTA_WORDS.search(words)
    return ErrorKind.STANDING if standing_here else ErrorKind.PASSING


_TIMED_OUT = re.compile(r"time_?d?_?out|deadline_exceeded")
_STANDING_5XX = re.compile(r"does not support|not supported|unsupported|requires? --|--jinja|not implemented")


def remedy(error: ServerError) -> str:
    """What an operator can do about a standing refusal."""
    words = f"{error.message} {error.param} {' '.join(error.codes)}".lower()
    if error.status == 402 or _QUOTA.search(" ".join(error.codes)) or _QUOTA_WORDS.search(words):
        return "its quota or credit is used up; top up the account, or name another model"
    if error.status in (401, 403, 407):
        return "it rejects the key or account; check both"
    if "max_completion_tokens" in words:
        return 'set max_tokens_field = "max_completion_tokens" in the profile'
    if re.search(r"max_(?:output_|new_)?tokens|completion tokens|output tokens", words):
        return "set max_output_tokens in the profile to what the model can write"
    if re.search(r"reasoning|thinking|thought", words):
        return "set return_reasoning = true in the profile if it wants the reasoning back, or look into extra_body"
    if "temperature" in words:
        return "take temperature out of the profile"
    if re.search(r"\btools?\b|\bfunction.?call|tool.?(?:choice|call)", words):
        return "agents need a model and a server with tool calling; switch it on there, or name another model"
    if error.status in (404, 405, 410) or 300 <= error.status < 400 or re.search(r"model\b.*\bnot\b", words):
        return "check the URL and the model's name"
    return "correct the model profile, since every request would be refused like this one"


def _is_overflow(error: ServerError, codes: str, words: str, size: RequestSize) -> bool:
    if error.status in (401, 402, 403, 404, 405, 407, 408) or _TIMED_OUT.search(codes):
        return False
    asked = _ASKED_OF_LIMIT.search(words)
    if asked and "used" not in asked[0]:
        limit, requested = (int(number.replace(",", "")) for number in asked.groups())
        if requested > limit:  # also as 429: no waiting makes such a request fit
            return True
    if error.status == 429 or _QUOTA.search(codes):
        return False
    if error.status == 413 or _OVERFLOW.search(codes) or _NEGATIVE_ROOM.search(words):
        return True
    bare = _NOT_SIZE.sub(" ", words)
    named = error.param.startswith("max_") or _QUOTA_WORDS.search(words) or _TOO_MANY_TOOLS.search(bare)
    if _TOO_LONG.search(bare) and not named:
        return True
    # A refusal that nothing explains, of a request that takes the whole context.
    return error.status in (400, 422) and size.fills_context and not error.param


def _objects(value: JsonValue, depth: int = 0) -> Iterator[dict[str, JsonValue]]:
    """The objects that may describe an error, inner ones first: they are the more exact."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:20]:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        for key in ("error", "errors", "detail", "details", "metadata", "base_resp", "response", "innererror"):
            yield from _objects(value.get(key), depth + 1)
        yield value


def _first(fields: list[dict[str, JsonValue]], *keys: str) -> str:
    for key in keys:
        for one in fields:
            value = one.get(key)
            if isinstance(value, str) and value.strip():
                return value
    return ""


def _status_of(codes: list[str | int]) -> int:
    """A code that is an HTTP error status; 0 if there is none."""
    numbers = [int(code) for code in codes if re.fullmatch(r"[45]\d\d", str(code))]
    return numbers[0] if numbers else 0
