"""Tool calls as models really write them: in their fields with ids and names astray, or in their text."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from fake_server import Answer, FakeServer, Raw
from llm_support import ask, make_profile

from orchestrator.models.chat_completions import ChatCompletionsModel
from orchestrator.models.messages import ChatRequest, Message, Reply, ToolSpec
from orchestrator.models.text_calls import looks_like_a_call, recover_calls, split_thinking
from orchestrator.models.tool_calls import resolve_name

NAMES = ("search_replace", "view", "try_goals")
TOOLS = tuple(ToolSpec(name=name, description="", parameters={"type": "object"}) for name in NAMES)


async def reply_to(message: dict[str, Any], finish: str = "stop", history: tuple[Message, ...] = ()) -> Reply:
    body = json.dumps({"choices": [{"message": message, "finish_reason": finish}]})
    async with FakeServer([Raw(body.encode())]) as server, ChatCompletionsModel(make_profile(server.url)) as model:
        return await model.complete(ChatRequest(call_id="e/1", messages=(*ask().messages, *history), tools=TOOLS))


def function(name: str, arguments: Any = "{}", **fields: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **fields}


@pytest.mark.parametrize(
    "written",
    [
        "functions.search_replace", "functions:search_replace", "default_api.search_replace", "tools/search_replace",
        "mcp__lean__search_replace", "search_replace<|channel|>commentary",
        "<|channel|>commentary to=functions.search_replace", "functions.search_replace:0", "search_replace()",
        "assistant<|channel|>analysis to=functions.search_replace code", " search_replace\n", '"search_replace"',
        "Search_Replace", "searchReplace", "search-replace", "search_replace<|constrain|>json",
        "functions.search_replace<|message|>", "search_replace_tool", "mcp_lean_search_replace", "lean-search_replace",
        "functions.search_replace_1", "call_search_replace", "functions->search_replace", "<tool>search_replace</tool>",
    ],
)  # fmt: skip
def test_names_are_found_behind_prefixes_and_marks(written: str) -> None:
    assert resolve_name(written, NAMES) == "search_replace"


@pytest.mark.parametrize(
    "written", ["", "prove_it", "viewer", "functions.", "search replace all", "review", "do_not_view", "view_file"]
)
def test_other_names_stay_what_they_are(written: str) -> None:
    assert resolve_name(written, NAMES) == written


async def test_ids_are_unique_within_an_answer_and_across_answers() -> None:
    first = await reply_to(
        {"tool_calls": [function("view", id="call_0"), function("view", id="call_0"), function("view")]}
    )
    ids = [call.id for call in first.message.tool_calls]
    assert len(set(ids)) == 3
    assert ids[0] == "call_0", "an id that is one stays"
    second = await reply_to({"tool_calls": [function("view", id="call_0")]}, history=(first.message,))
    assert second.message.tool_calls[0].id not in ids
    again = await reply_to({"tool_calls": [function("view", id="call_0")]}, history=(first.message,))
    assert again.message.tool_calls[0].id == second.message.tool_calls[0].id, "a recording replays"


async def test_the_old_field_a_single_object_and_a_parallel_call_are_calls() -> None:
    old = await reply_to(
        {"content": None, "function_call": {"name": "view", "arguments": '{"line": 1}'}}, "function_call"
    )
    assert [(call.name, call.arguments) for call in old.message.tool_calls] == [("view", '{"line": 1}')]
    single = await reply_to({"tool_calls": function("view")})
    assert [call.name for call in single.message.tool_calls] == ["view"]
    flat = await reply_to({"tool_calls": [{"id": "x", "name": "view", "input": {"line": 2}}]})
    assert [(call.name, call.arguments) for call in flat.message.tool_calls] == [("view", '{"line": 2}')]
    uses = [
        {"recipient_name": "functions.view", "parameters": {}},
        {"recipient_name": "functions.try_goals", "parameters": {}},
    ]
    both = await reply_to({"tool_calls": [function("multi_tool_use.parallel", json.dumps({"tool_uses": uses}))]})
    assert [call.name for call in both.message.tool_calls] == ["view", "try_goals"]


async def test_calls_go_back_in_a_form_that_servers_take() -> None:
    calls = [function("view", "", id="a"), function("no such\ntool", "{broken", id="b"), function("", "[1]", id="c")]
    first = await reply_to({"tool_calls": calls})
    results = tuple(Message(role="tool", content="x", tool_call_id=call.id) for call in first.message.tool_calls)
    async with FakeServer([Answer("ok")]) as server, ChatCompletionsModel(make_profile(server.url)) as model:
        await model.complete(ChatRequest(call_id="2", messages=(*ask().messages, first.message, *results), tools=TOOLS))
    sent = [call["function"] for call in server.received[0].body["messages"][1]["tool_calls"]]
    assert [call["name"] for call in sent] == ["view", "no_such_tool", "unnamed"]
    assert sent[0]["arguments"] == "", "empty arguments go back as they came"
    assert json.loads(sent[1]["arguments"]) == {"not_a_json_object": "{broken"}


CALL = '{"name": "search_replace", "arguments": {"edits": [{"search": "a", "replace": "b {c}"}]}}'
ARGUMENTS = '{"edits": [{"search": "a", "replace": "b {c}"}]}'
EDITS = '[{"search": "a", "replace": "b {c}"}]'
D = "｜DSML｜"
KIMI = "<|tool_calls_section_begin|><|tool_call_begin|>functions.search_replace:0<|tool_call_argument_begin|>"
IN_TEXT = {
    "Hermes, Qwen": f"<tool_call>\n{CALL}\n</tool_call>",
    "Hermes, not closed": f"<tool_call>{CALL}",
    "Llama": f"<|python_tag|>{CALL.replace('arguments', 'parameters')}",
    "Llama, function": f"<function=search_replace>{ARGUMENTS}</function>",
    "Mistral": f"[TOOL_CALLS] [{CALL}]",
    "Mistral, new": f"[TOOL_CALLS]search_replace[ARGS]{ARGUMENTS}",
    "DeepSeek": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>search_replace\n"
    f"```json\n{ARGUMENTS}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "DeepSeek, new": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>search_replace<｜tool▁sep｜>"
    f"{ARGUMENTS}<｜tool▁call▁end｜>",
    "DeepSeek, DSML": f'<{D}function_calls><{D}invoke name="search_replace">'
    f'<{D}parameter name="edits" string="false">{EDITS}</{D}parameter></{D}invoke></{D}function_calls>',
    "Kimi": f"{KIMI}{ARGUMENTS}<|tool_call_end|><|tool_calls_section_end|>",
    "gpt-oss": f"<|channel|>commentary to=functions.search_replace <|constrain|>json<|message|>{ARGUMENTS}<|call|>",
    "Claude": f'<function_calls>\n<invoke name="search_replace">\n<parameter name="edits">{EDITS}</parameter>\n'
    "</invoke>\n</function_calls>",
    "Qwen Coder": f"<tool_call>\n<function=search_replace>\n<parameter=edits>\n{EDITS}\n</parameter>\n</function>\n"
    "</tool_call>",
    "GLM": f"<tool_call>search_replace\n<arg_key>edits</arg_key>\n<arg_value>{EDITS}</arg_value>\n</tool_call>",
    "fence": f"```json\n{CALL}\n```",
    "mailbox": f"```tool search_replace\n{ARGUMENTS}\n```",
    "bare": CALL,
    "Command R": f'```json\n[{{"tool_name": "search_replace", "parameters": {ARGUMENTS}}}]\n```',
    "Granite": f"<|tool_call|>[{CALL}]",
    "MiniMax": f'<minimax:tool_call>\n<invoke name="search_replace">\n<parameter name="edits">{EDITS}</parameter>\n'
    "</invoke>\n</minimax:tool_call>",
    "Nemotron": f"<TOOLCALL>[{CALL}]</TOOLCALL>",
    "ReAct": f"Action: search_replace\nAction Input: {ARGUMENTS}",
    "Functionary": f">>>search_replace\n{ARGUMENTS}",
    "GLM, old": f"search_replace\n{ARGUMENTS}",
    "Gemma": f"```tool_code\nsearch_replace(edits={EDITS})\n```",
    "Llama 4": f"search_replace(edits={EDITS})",
    "Claude, JSON": f'{{"type": "tool_use", "id": "x", "name": "search_replace", "input": {ARGUMENTS}}}',
    "OpenAI, as text": f'{{"tool_calls": [{{"type": "function", "function": {CALL}}}]}}',
}


@pytest.mark.parametrize("family", IN_TEXT)
async def test_a_call_written_as_text_is_a_call(family: str) -> None:
    reply = await reply_to({"content": f"I change it.\n{IN_TEXT[family]}"})
    [call] = reply.message.tool_calls
    assert call.name == "search_replace"
    assert json.loads(call.arguments) == json.loads(ARGUMENTS)
    assert reply.message.content == "I change it."


@pytest.mark.parametrize(
    "text",
    [
        "The helper is proved; the target is open. What failed: omega.",
        'The set {x | x ∈ A} and {"name": "Goldbach", "arguments": {}} are not calls.',
        "I would view the file with `view`.",
        "",
    ],
)
def test_prose_is_no_call(text: str) -> None:
    assert recover_calls(text, NAMES) == (text, [])
    assert not looks_like_a_call(text, NAMES)


def test_a_sentence_that_begins_with_a_call_is_none() -> None:
    assert recover_calls("view() and try_goals(goals=[1]) told me nothing new, so I stop here.", NAMES)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>{"name": "search_replace", "arguments": {"edits": [{',
        "<function=search_replace><parameter=edits>[{",
        "search_replace(edits=[...])",
        '```tool view\nline = 1\n```',
        '[TOOL_CALLS] [{"name": "view"',
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_read_is_noticed(text: str) -> None:
    assert recover_calls(text, NAMES)[1] == []
    assert looks_like_a_call(text, NAMES)


@pytest.mark.parametrize(
    ("text", "thinking", "said"),
    [
        ("<think>hm</think>", "hm", ""),
        ("<think>hm", "hm", ""),
        ("<thinking>\nhm\n</thinking>\n\nDone.", "hm", "Done."),
        ("hm, so</think>Done.", "hm, so", "Done."),
        ("Done.", "", "Done."),
        ("[THINK]hm[/THINK]Done.", "hm", "Done."),
        ("◁think▷hm◁/think▷Done.", "hm", "Done."),
        ("<seed:think>hm</seed:think>Done.", "hm", "Done."),
        ("<scratch_pad>hm</scratch_pad>", "hm", ""),
        ("<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Done.", "hm", "Done."),
        ("<|channel|>analysis<|message|>hm", "hm", ""),
        ("[x] is proved.", "", "[x] is proved."),
    ],
)
def test_thinking_is_taken_out_of_the_text(text: str, thinking: str, said: str) -> None:
    assert split_thinking(text) == (thinking, said)


async def test_only_a_thinking_block_is_an_empty_answer() -> None:
    reply = await reply_to({"content": "<think>The induction should work.</think>"})
    assert (reply.message.content, reply.message.reasoning) == ("", "The induction should work.")
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Done."}]
    split = await reply_to({"content": parts})
    assert (split.message.content, split.message.reasoning) == ("Done.", "hm")


MORE_IN_TEXT = {
    "Grok": f'<xai:function_call name="search_replace"><parameter name="edits">{EDITS}</parameter></xai:function_call>',
    "Cline": f"<search_replace>\n<edits>{EDITS}</edits>\n</search_replace>",
    "tool_use": f"<tool_use><name>search_replace</name><arguments>{ARGUMENTS}</arguments></tool_use>",
    "use_mcp_tool": "<use_mcp_tool>\n<server_name>lean</server_name>\n<tool_name>search_replace</tool_name>\n"
    f"<arguments>\n{ARGUMENTS}\n</arguments>\n</use_mcp_tool>",
    "Claude, old": "<function_calls><invoke><tool_name>search_replace</tool_name><parameters>"
    f"<edits>{EDITS}</edits></parameters></invoke></function_calls>",
    "tag with a name": f'<tool name="search_replace">{ARGUMENTS}</tool>',
    "FunctionGemma": "<start_function_call>call:search_replace{edits:[{search:<escape>a<escape>,"
    "replace:<escape>b {c}<escape>}]}<end_function_call>",
    "the name as key": f'```json\n{{"search_replace": {ARGUMENTS}}}\n```',
    "arguments beside the name": f'```json\n{{"tool": "search_replace", "edits": {EDITS}}}\n```',
    "a last comma": f'```json\n{{"name": "search_replace", "arguments": {{"edits": {EDITS},}}}}\n```',
    "quotes of Python": "{'name': 'search_replace', 'arguments': {'edits': [{'search': 'a', 'replace': 'b {c}'}]}}",
    "function_call": f'{{"function_call": {CALL}}}',
    "functionCall": f'{{"functionCall": {CALL.replace("arguments", "args")}}}',
    "awaited": f"result = await search_replace(edits={EDITS})",
    "printed": f"```tool_code\nprint(default_api.search_replace(edits={EDITS}))\n```",
    "JavaScript": f"search_replace({ARGUMENTS})",
    "label": f"Tool: search_replace\nArguments: {ARGUMENTS}",
    "bold": f"**Action:** search_replace\n**Action Input:** {ARGUMENTS}",
    "sentence": f"Calling tool search_replace with arguments {ARGUMENTS}",
}


@pytest.mark.parametrize("family", MORE_IN_TEXT)
def test_further_families_are_read(family: str) -> None:
    _, [found] = recover_calls(f"I change it.\n{MORE_IN_TEXT[family]}", NAMES)
    assert found.name == "search_replace"
    assert json.loads(found.arguments) == json.loads(ARGUMENTS)


@pytest.mark.parametrize(
    "text",
    [
        "<<<<<<< SEARCH\n  sorry\n=======\n  omega\n>>>>>>> REPLACE",
        "```diff\n-  sorry\n+  omega\n```",
        "*** Begin Patch\n*** Update File: file.lean",
        "--- a/file.lean\n+++ b/file.lean\n@@ -1,2 +1,2 @@\n-  sorry",
        f"```json\n{ARGUMENTS}\n```",
        "```yaml\ntool: search_replace\nedits:\n```",
        "/view",
        "[view]",
        "I call `view()`",
        "<search_replace><edits>[{",
    ],
)
def test_an_edit_or_call_in_a_form_that_nothing_takes_is_noticed(text: str) -> None:
    assert recover_calls(text, NAMES)[1] == []
    assert looks_like_a_call(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "<|START_THINKING|>hm<|END_THINKING|>",
        "<antThinking>hm</antThinking>",
        "<Think>hm</Think>",
        "<|begin_of_thought|>hm<|end_of_thought|>",
        "<inner_monologue>hm</inner_monologue>",
        "<unused94>thought\nhm<unused95>",
        "<think>hm</think>\n<think>more</think>",
        "<think>hm <think>more</think> hm</think>",
        '<think duration="3">hm</think>',
        "```thinking\nhm\n```",
        '<details type="reasoning">hm</details>',
        "<|think|>hm<|/think|>",
        "analysisWe should look.assistantfinal",
    ],
)
def test_further_marks_of_thinking(text: str) -> None:
    thinking, said = split_thinking(text)
    assert thinking
    assert said == ""
    assert split_thinking(f"{text}\nDone.")[1].endswith("Done.")


@pytest.mark.parametrize("text", ["[" * 60_000, "{'name':" * 7_000, "<view>\n" * 8_000, "<think>" * 9_000])
def test_hostile_text_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    recover_calls(text, NAMES)
    looks_like_a_call(text, NAMES)
    split_thinking(text)
    assert time.process_time() - began < 5, "in processor time; it takes a tenth of a second, and took nine"
