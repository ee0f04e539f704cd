"""Arguments of tools as models really write them: what cannot be misread is put right, the rest is explained."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.errors import ToolRefused
from orchestrator.provers.agent.episode import announces_a_step
from orchestrator.provers.agent.tools.arguments import note_on_ignored, parse_arguments
from orchestrator.provers.agent.tools.check import CheckArguments
from orchestrator.provers.agent.tools.evaluate import EvaluateArguments
from orchestrator.provers.agent.tools.lookup import LookupArguments
from orchestrator.provers.agent.tools.search_replace import SearchReplaceArguments
from orchestrator.provers.agent.tools.submit import SubmitArguments
from orchestrator.provers.agent.tools.try_goals import TryGoalsArguments
from orchestrator.provers.agent.tools.view import ViewArguments

EDIT = {"search": "a\n", "replace": '"b"'}


def edits(given: Any) -> list[dict[str, str]]:
    parsed, _ = parse_arguments("search_replace", SearchReplaceArguments, given)
    return [edit.model_dump() for edit in parsed.edits]


@pytest.mark.parametrize(
    "given",
    [
        json.dumps({"edits": [EDIT]}),
        json.dumps({"edits": json.dumps([EDIT])}),
        json.dumps({"edits": json.dumps(json.dumps([EDIT]))}),
        json.dumps(json.dumps({"edits": [EDIT]})),
        json.dumps({"edits": [json.dumps(EDIT)]}),
        json.dumps({"edits": EDIT}),
        json.dumps({"edits": json.dumps(EDIT)}),
        json.dumps({"arguments": {"edits": [EDIT]}}),
        json.dumps({"input": json.dumps({"edits": [EDIT]})}),
        f"```json\n{json.dumps({'edits': [EDIT]})}\n```",
        repr({"edits": [EDIT]}),
        '{"edits": [{"search": "a\n", "replace": "\\"b\\""}]}',
        {"edits": [EDIT]},
        {"edits": json.dumps([EDIT])},
        json.dumps(EDIT),
        json.dumps([EDIT]),
    ],
    ids=str,
)
def test_edits_arrive_however_they_are_wrapped(given: Any) -> None:
    assert edits(given) == [EDIT]


def test_text_that_is_json_stays_text() -> None:
    quoted = {"search": '["x"]', "replace": '{"a": 1}'}
    assert edits({"edits": [quoted]}) == [quoted]


@pytest.mark.parametrize(
    ("given", "goals"),
    [
        ('{"goals": "[1]"}', [1]),
        ('{"goals": "[1, 2]"}', [1, 2]),
        ('{"goals": "1, 2"}', [1, 2]),
        ('{"goals": "3"}', [3]),
        ('{"goals": 3}', [3]),
        ('{"goals": ["1", "2"]}', [1, 2]),
        ('{"goals": "\\"[1]\\""}', [1]),
        ('{"goals": null}', None),
        ('{"goals": "all"}', None),
        ('{"goals": ""}', None),
        ('{"goals": "none"}', None),
        ('{"goals": "#1 and #2"}', [1, 2]),
        ('{"goals": "goals 1; 2"}', [1, 2]),
        ("null", None),
        ("", None),
        ("  ", None),
        ("{}", None),
        ('""', None),
    ],
)
def test_numbers_of_goals(given: str, goals: list[int] | None) -> None:
    parsed, _ = parse_arguments("try_goals", TryGoalsArguments, given)
    assert parsed.goals == goals


@pytest.mark.parametrize("given", ["Prove", "PROVE ", '"prove"', "`prove`"])
def test_a_word_of_a_few_is_taken_in_any_spelling(given: str) -> None:
    assert parse_arguments("submit", SubmitArguments, {"direction": given})[0].direction == "prove"
    assert parse_arguments("check", CheckArguments, {"direction": given})[0].direction == "prove"
    assert parse_arguments("check", CheckArguments, {"direction": ""})[0].direction is None


def test_a_number_with_its_word_is_a_number() -> None:
    parsed, _ = parse_arguments("view", ViewArguments, {"first_line": "line 3", "last_line": "#7"})
    assert (parsed.first_line, parsed.last_line) == (3, 7)


def test_null_is_left_out_where_a_field_is_optional() -> None:
    parsed, _ = parse_arguments("view", ViewArguments, '{"first_line": null, "last_line": null}')
    assert (parsed.first_line, parsed.last_line) == (1, None)
    with pytest.raises(ToolRefused, match="direction"):
        parse_arguments("submit", SubmitArguments, '{"direction": null}')


def test_unknown_fields_are_ignored_and_named() -> None:
    given = {"edits": [EDIT | {"why": "because"}], "explanation": "x", "thought": None}
    parsed, ignored = parse_arguments("search_replace", SearchReplaceArguments, given)
    assert [edit.model_dump() for edit in parsed.edits] == [EDIT]
    assert ignored == ("edits.0.why", "explanation", "thought")
    assert "`explanation`" in note_on_ignored("search_replace", ignored)
    assert note_on_ignored("search_replace", ()) == ""


@pytest.mark.parametrize("given", ['{"edits": [{"search": "a', '{"edits": [{"search": "a"', "{", '{"edits":'])
def test_arguments_that_end_in_the_middle_are_called_so(given: str) -> None:
    with pytest.raises(ToolRefused, match="end in the middle"):
        edits(given)


@pytest.mark.parametrize(
    ("given", "reason"),
    [('{"edits": []}', "edits"), ("[1]", "JSON object"), ("view it", "not JSON"), ('{"edits": "none"}', "edits")],
)
def test_the_rest_is_explained(given: str, reason: str) -> None:
    with pytest.raises(ToolRefused, match=reason):
        edits(given)


@pytest.mark.parametrize(
    "text",
    [
        "Let me look at the file.",
        "The goal is linear.\n\nNow I'll try omega:",
        "First, let me view the file",
        "I will state a helper.",
    ],
)
def test_an_announcement_is_no_summary(text: str) -> None:
    assert announces_a_step(text)


@pytest.mark.parametrize(
    "text",
    ["The helper is proved, the target is open.", "Enough.", "Let me sum up. The target is open.", "I did my best."],
)
def test_a_summary_is_no_announcement(text: str) -> None:
    assert not announces_a_step(text)


@pytest.mark.parametrize(
    "given",
    [{"name": "Nat.add_comm"}, {"name": ["Nat.add_comm"]}, {"names": "Nat.add_comm"}, {"constant": "Nat.add_comm"}],
    ids=str,
)
def test_the_only_text_that_a_tool_wants_is_found(given: dict[str, Any]) -> None:
    assert parse_arguments("lookup", LookupArguments, given)[0].name == "Nat.add_comm"
    assert parse_arguments("evaluate", EvaluateArguments, {"expression": 12})[0].expression == "12"


@pytest.mark.parametrize(
    "given",
    [
        {"name": ["Nat.a", "Nat.b"]},
        {"names": ["Nat.a", "Nat.b"]},
        {"name": '["Nat.a", "Nat.b"]'},
        {"names": "['Nat.a', 'Nat.b']"},
        {"name": "Nat.a Nat.b"},
    ],
    ids=str,
)
def test_several_names_may_be_looked_up_at_once(given: dict[str, Any]) -> None:
    assert parse_arguments("lookup", LookupArguments, given)[0].name.split() == ["Nat.a", "Nat.b"]


@pytest.mark.parametrize("given", [{"name": ["a", 1]}, {"name": None}, {"x": "a", "y": "b"}, {"x": 1}, {}], ids=str)
def test_what_may_be_misread_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ToolRefused, match="name"):
        parse_arguments("lookup", LookupArguments, given)
