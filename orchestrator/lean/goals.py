"""Goals as Lean prints them, taken apart into hypotheses and target with what the host knows of the local context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from orchestrator.lean.checker import Goal, Hypothesis

_CASE = re.compile(r"\Acase ([^\n]+)\n")
_NAME = re.compile(r"(?:«[^»\n]*»|[^\s«»])+")
_OPENING, _CLOSING = "([{⟨⟪", ")]}⟩⟫"
TURNSTILE = "⊢"


def parse_goal(
    pretty: str, digest: str = "", lets: Sequence[bool] | None = None, unused: Sequence[bool] | None = None
) -> Goal:
    """One printed goal as data.

    Lean prints every hypothesis and the target on a line of its own that starts in column 0; what is broken over lines
    is indented. So a line tells where a part starts, and no sign inside a type or a string is taken for one. Whether a
    hypothesis has a value is not read off the print, where ``:=`` may belong to its type: ``lets`` says it.

    Args:
        pretty: the print of one goal.
        digest: of its elaborated form.
        lets: for each hypothesis of the local context, in its order, whether it has a value; None takes none for one.
        unused: for each of them, whether it has no part in the digest; None takes none for one.

    Returns:
        The goal; a text that is not one printed goal is kept whole as the target.
    """
    case = _CASE.match(pretty)
    body = pretty[case.end() :] if case else pretty
    blocks = list(_blocks(body))
    named = case[1] if case else None
    if not blocks or not blocks[-1].startswith(TURNSTILE) or any(b.startswith(TURNSTILE) for b in blocks[:-1]):
        return Goal(target=body, case=named, pretty=pretty, digest=digest)
    hypotheses: list[Hypothesis] = []
    for block in blocks[:-1]:
        names, type_text = _names_and_type(block)
        at = len(hypotheses)
        valued = lets is not None and len(names) == 1 and at < len(lets) and lets[at]
        type_text, value = _split_value(type_text) if valued else (type_text, None)
        idle = unused[at : at + len(names)] if unused is not None else []
        hypotheses += [
            Hypothesis(name, type_text, value, bool(out)) for name, out in zip_longest(names, idle[: len(names)])
        ]
    target = blocks[-1].removeprefix(TURNSTILE).strip()
    return Goal(target=target, hypotheses=tuple(hypotheses), case=named, pretty=pretty, digest=digest)


def _blocks(body: str) -> Iterator[str]:
    """The text from each line that starts in column 0 up to the next one."""
    block: list[str] = []
    for line in body.splitlines():
        if block and line[:1] not in ("", " ", "\t"):
            yield "\n".join(block)
            block = []
        block.append(line)
    if block:
        yield "\n".join(block)


def _names_and_type(block: str) -> tuple[list[str], str]:
    """The names before the first colon that stands by itself, and what follows; a block without one has no name."""
    names: list[str] = []
    at = 0
    while match := _NAME.match(block, at):
        at = match.end()
        if match[0] == ":":
            return names, block[at:].strip()
        names.append(match[0])
        while block[at : at + 1].isspace():
            at += 1
    return [""], block


def _split_value(text: str) -> tuple[str, str | None]:
    """Type and value of a ``let``: the first ``:=`` outside of brackets and strings is the one between them."""
    depth, quoted, at = 0, False, 0
    while at < len(text):
        sign = text[at]
        if quoted:
            at += sign == "\\"  # what follows is escaped
            quoted = sign != '"'
        elif sign == '"':
            quoted = True
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth == 0 and text.startswith(":=", at):
            return text[:at].strip(), text[at + 2 :].strip()
        at += 1
    return text, None
