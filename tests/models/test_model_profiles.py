"""Profiles from file and environment; each mistake is one sentence with its remedy, and shows no key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from orchestrator.errors import ModelConfigError
from orchestrator.models.factory import open_model
from orchestrator.models.profiles import Profile, load_profile
from orchestrator.models.redaction import Redactor

FILE = """
[profiles.prover]
url = "https://api.example.com/v1"
model = "big"
key_env = "EXAMPLE_KEY"
concurrency = 3
timeouts = { total = 60.0 }
extra_body = { reasoning_effort = "high" }

[profiles.rater]
url = "http://localhost:11434/v1"
model = "small"
price = { unpriced = true }

[prices]
version = "1"
as_of = 2026-01-02
[prices.models.big]
input = 2.0
cached_input = 0.2
output = 12.0
long_context = { above_input_tokens = 200000, input = 4.0, output = 18.0 }
"""
SECRET = "sk-0123456789abcdef"


def load(tmp_path: Path, name: str = "prover", file: str = FILE, **environ: str) -> Profile:
    path = tmp_path / "models.toml"
    path.write_text(file)
    return load_profile(name, {"ORCHESTRATOR_MODELS": str(path), **environ})


def test_file_and_named_key(tmp_path: Path) -> None:
    profile = load(tmp_path, EXAMPLE_KEY=SECRET)
    assert profile.key is not None
    assert profile.key.get_secret_value() == SECRET
    assert (profile.concurrency, profile.timeouts.total, profile.timeouts.connect) == (3, 60.0, 10.0)
    assert profile.price.snapshot()["version"] == "1"
    assert profile.price.long_context is not None
    assert SECRET not in repr(profile) + profile.model_dump_json()


def test_environment_overrides_the_file(tmp_path: Path) -> None:
    profile = load(
        tmp_path,
        ORCHESTRATOR_PROVER_MODEL="other",
        ORCHESTRATOR_PROVER_KEY=SECRET,
        ORCHESTRATOR_PROVER_PRICE="1, 0.1, 3",
        ORCHESTRATOR_PROVER_RECORD="traffic.jsonl",
    )
    assert (profile.model, profile.price.model, profile.record) == ("other", "other", Path("traffic.jsonl"))
    assert profile.price.upper_bound(10, 10) == 40


def test_local_servers_need_no_key(tmp_path: Path) -> None:
    profile = load(tmp_path, "rater")
    assert profile.key is None
    assert profile.price.unpriced


@pytest.mark.parametrize("url", ["replay:traffic.jsonl", "mailbox:letters"])
def test_recordings_and_mailboxes_need_nothing_else(url: str) -> None:
    profile = load_profile("prover", {"ORCHESTRATOR_PROVER_URL": url})
    assert profile.price.unpriced
    assert profile.model == profile.scheme


REMOTE = {"ORCHESTRATOR_PROVER_URL": "https://h/v1", "ORCHESTRATOR_PROVER_MODEL": "m"}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "set ORCHESTRATOR_PROVER_URL"),
        ({"ORCHESTRATOR_PROVER_URL": "https://h/v1"}, "set ORCHESTRATOR_PROVER_MODEL"),
        (REMOTE | {"ORCHESTRATOR_PROVER_PRICE": "unpriced"}, "has no key; set ORCHESTRATOR_PROVER_KEY"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY_ENV": "X", "ORCHESTRATOR_PROVER_PRICE": "unpriced"}, "set X"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY": SECRET}, "no price is known for model 'm'"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY": SECRET, "ORCHESTRATOR_PROVER_PRICE": "1,2"}, "INPUT,CACHED,OUTPUT"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY": SECRET, "ORCHESTRATOR_PROVER_PRICE": "0,0,0"}, "unpriced"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY": SECRET, "ORCHESTRATOR_PROVER_PRICE": "1,x,2"}, "cached_input"),
        (REMOTE | {"ORCHESTRATOR_PROVER_KEY": SECRET + "\nX: y", "ORCHESTRATOR_PROVER_PRICE": "1,1,2"}, "characters"),
        ({"ORCHESTRATOR_PROVER_URL": f"https://u:{SECRET}@h/v1"}, "no user, password or query"),
        ({"ORCHESTRATOR_PROVER_URL": f"https://h/v1?key={SECRET}"}, "no user, password or query"),
        ({"ORCHESTRATOR_PROVER_URL": "ftp://h/v1"}, "mailbox:DIR"),
        ({"ORCHESTRATOR_PROVER_URL": "https://h:port/v1"}, "mailbox:DIR"),
        ({"ORCHESTRATOR_PROVER_URL": "replay:"}, "needs a path"),
        ({"ORCHESTRATOR_MODELS": "does-not-exist.toml"}, "cannot read the models file"),
    ],
)
def test_mistakes_in_the_environment(environ: dict[str, str], said: str) -> None:
    with pytest.raises(ModelConfigError) as caught:
        load_profile("prover", environ)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (f'key = "{SECRET}"', "keys stay out of files"),
        (f'api_key = "{SECRET}"', "api_key"),
        (f'concurrency = "{SECRET}"', "concurrency"),
        ("concurrency = 0", "concurrency"),
        ("timeouts = { read = -1 }", "timeouts.read"),
        ("extra_body = { n = 4 }", "must not hold n"),
        ("not toml", "not valid TOML"),
    ],
)
def test_mistakes_in_the_file(tmp_path: Path, section: str, said: str) -> None:
    file = f'[profiles.prover]\nurl = "http://localhost/v1"\nmodel = "m"\nprice = {{ unpriced = true }}\n{section}\n'
    with pytest.raises(ModelConfigError) as caught:
        load(tmp_path, file=file)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)


def test_an_unknown_scheme_is_refused_by_the_factory() -> None:
    profile = load_profile("prover", {"ORCHESTRATOR_PROVER_URL": "replay:x"}).model_copy(update={"url": "smoke:x"})
    with pytest.raises(ModelConfigError, match="smoke"):
        open_model(profile, ledger=None)


KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=1000, exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(KEYS, TEXTS, TEXTS)
def test_no_redacted_text_holds_the_key(key: str, before: str, after: str) -> None:
    redactor = Redactor([SecretStr(key)])
    texts = (before + key + after, json.dumps({before: key + after}), key * 3, key[:-1] + key)
    for text in texts:
        assert key not in redactor.text(text).replace("[key removed]", "\0")
    value = redactor.value({before + key: [key, {"x": before + key + after}], "n": 1})
    assert key not in str(value).replace("[key removed]", "\0")
    assert key not in repr(redactor)


def test_a_placeholder_key_is_an_ordinary_word() -> None:
    assert Redactor([SecretStr("ollama"), None]).text("ollama") == "ollama"
