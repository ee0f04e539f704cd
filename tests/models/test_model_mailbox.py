"""The mailbox, with the test as the person."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llm_support import VIEW, MemoryLedger, ask

from orchestrator.errors import ModelConfigError, ModelUnavailable
from orchestrator.models.factory import open_model
from orchestrator.models.mailbox import AnswerError, MailboxModel, parse_json_answer, parse_markdown_answer
from orchestrator.models.messages import ChatRequest, FinishReason, Message, ToolCall, UsageSource
from orchestrator.models.profiles import load_profile

ANSWER = """\
I shall split the goal.

```tool search_replace
[[edits]]
search = '''
  sorry'''
replace = '''
  constructor
  · exact h "x"'''
```

Then check.

````tool check
{"incremental": true, "note": "```"}
````
```tool submit
```
"""


def listing(directory: Path, pattern: str = "*") -> list[str]:
    """Names of the files in a folder, sorted."""
    return sorted(path.name for path in directory.glob(pattern))


def person(directory: Path, *visits: Callable[[], None]) -> Callable[[float], Awaitable[None]]:
    """A sleep during which a person does the next thing; after the last they only wait."""
    todo = list(visits)

    async def visit(_: float) -> None:
        if todo and listing(directory, "*.request.md"):
            todo.pop(0)()
        await asyncio.sleep(0)

    return visit


def mailbox(directory: Path, *visits: Callable[[], None]) -> MailboxModel:
    return MailboxModel(directory, answer_seconds=30, sleep=person(directory, *visits))


async def test_a_person_answers_with_text_and_tool_calls(tmp_path: Path) -> None:
    model = mailbox(tmp_path, lambda: (tmp_path / "0001.answer.md").write_text(ANSWER) and None)
    reply = await model.complete(ask("prove ∀ x", tools=(VIEW,)))
    assert reply.message.content == "I shall split the goal.\n\n\n\nThen check."
    replace, check, submit = reply.message.tool_calls
    assert json.loads(replace.arguments) == {
        "edits": [{"search": "  sorry", "replace": '  constructor\n  · exact h "x"'}]
    }
    assert json.loads(check.arguments) == {"incremental": True, "note": "```"}
    assert (submit.name, submit.arguments) == ("submit", "{}")
    assert len({call.id for call in reply.message.tool_calls}) == 3
    assert reply.finish_reason is FinishReason.TOOL_CALLS
    assert reply.usage.source is UsageSource.ESTIMATED
    asked = (tmp_path / "0001.request.md").read_text()
    assert "prove ∀ x" in asked
    assert "0001.answer.md" in asked
    assert VIEW.description in asked
    assert (
        ChatRequest.model_validate_json((tmp_path / "0001.request.json").read_text()).messages
        == ask("prove ∀ x").messages
    )
    assert listing(tmp_path) == [
        "0001.answer.md",
        "0001.request.json",
        "0001.request.md",
    ]


async def test_a_half_written_or_wrong_answer_is_explained_and_awaited_again(tmp_path: Path) -> None:
    answer, problem = tmp_path / "0001.answer.md", tmp_path / "0001.problem.txt"
    explained: list[str] = []

    def nothing() -> None:
        pass

    def look() -> None:
        explained.append(problem.read_text())

    steps = [
        lambda: answer.write_text(" \n") and None,
        lambda: answer.write_text("```tool view\nx = \n```\n") and None,
        nothing,
        look,
        lambda: answer.write_text("```tool view\nx = 1\n") and None,
        nothing,
        look,
        lambda: answer.write_text("still typ") and None,
        lambda: answer.write_text("still typing, now done") and None,
    ]
    reply = await mailbox(tmp_path, *steps).complete(ask())
    assert reply.message.content == "still typing, now done"
    assert "neither TOML nor JSON" in explained[0]
    assert "not closed" in explained[1]


async def test_an_answer_that_came_before_its_request_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    early, empty = tmp_path / "early", tmp_path / "empty"
    early.mkdir()
    for number in ("0001", "0002"):
        (early / f"{number}.answer.md").write_text("too early")
    reply = await mailbox(early, lambda: (early / "0003.answer.md").write_text("done") and None).complete(ask())
    assert reply.message.content == "done"
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "0001.answer.md and 1 more before a request of that number: not read" in caplog.text
    assert "the request to answer is 0003" in caplog.text
    caplog.clear()
    await mailbox(empty, lambda: (empty / "0001.answer.md").write_text("done") and None).complete(ask())
    assert not caplog.records


async def test_numbers_go_on_and_are_not_shared(tmp_path: Path) -> None:
    (tmp_path / "10041.answer.md").touch()

    def answer_all() -> None:
        for path in tmp_path.glob("*.request.json"):
            content = ChatRequest.model_validate_json(path.read_text()).messages[0].content
            path.with_name(path.name.replace("request", "answer")).write_text(json.dumps({"content": f"to {content}"}))

    one, two = mailbox(tmp_path, *[answer_all] * 99), mailbox(tmp_path, *[answer_all] * 99)
    texts = [str(n) for n in range(12)]
    replies = await asyncio.gather(*((one, two)[n % 2].complete(ask(text)) for n, text in enumerate(texts)))
    assert [reply.message.content for reply in replies] == [f"to {text}" for text in texts]
    numbers = sorted(int(name.partition(".")[0]) for name in listing(tmp_path, "*.request.md"))
    assert numbers == list(range(10042, 10054))


async def test_cancellation_removes_nothing_and_time_outs_cost_nothing(tmp_path: Path) -> None:
    posted = asyncio.Event()
    waiting = MailboxModel(tmp_path, answer_seconds=30, sleep=person(tmp_path, posted.set))
    call = asyncio.create_task(waiting.complete(ask()))
    await posted.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert listing(tmp_path) == ["0001.request.json", "0001.request.md"]

    profile = load_profile("prover", {"ORCHESTRATOR_PROVER_URL": f"mailbox:{tmp_path}"})
    ledger = MemoryLedger()
    async with open_model(profile.model_copy(update={"answer_seconds": 0.01}), ledger=ledger) as model:
        with pytest.raises(ModelUnavailable, match=r"no answer came to .*0002.request.md"):
            await model.complete(ask())
    assert ledger.released == ["call"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelConfigError, match="cannot make the mailbox"):
        MailboxModel(tmp_path / "file" / "box", answer_seconds=1)


@pytest.mark.parametrize(
    "text", ["", "[]", "7", '{"tool_calls": [{}]}', '{"tool_calls": 3}', '{"content": 4}', '{"tool_calls": ["x"]}']
)
def test_json_answers_of_another_shape(text: str) -> None:
    with pytest.raises(AnswerError):
        parse_json_answer(text, "0001")


def test_a_program_may_play_a_model_that_writes_nonsense() -> None:
    answer = parse_json_answer('{"tool_calls": [{"name": "view", "arguments": "{oops", "id": "a"}]}', "0001")
    assert answer.tool_calls == (ToolCall(id="a", name="view", arguments="{oops"),)


@settings(deadline=None)
@given(
    st.text(max_size=300) | st.lists(st.sampled_from(["```", "tool", " x", "\n", "{", "}", "a=1", "````"])).map("".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        answer = parse_markdown_answer(text, "0001")
    except AnswerError:
        return
    assert isinstance(answer, Message)
    assert all(isinstance(json.loads(call.arguments), dict) for call in answer.tool_calls)
    if "```" not in text:
        assert answer.content == text.strip()
