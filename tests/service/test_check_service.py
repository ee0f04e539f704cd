"""The check service on the real embedded Lean, asked over HTTP as existing clients ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from httpx import ASGITransport
from live_server import application, fake_lean, proving_parts, serving
from statements import VACUOUS
from waiting import eventually

from orchestrator.config import settings
from orchestrator.intake.known_statements import KnownStatements
from orchestrator.lean.fake import FakeChecker
from orchestrator.service.axle import negated_statement, with_imports_of
from orchestrator.service.launch import embedded_lean
from orchestrator.service.metrics import Metrics

STATEMENT = "theorem t (n : Nat) : n + 0 = n := by sorry"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lean_client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path_factory.mktemp("checks")
    lean = replace(
        embedded_lean(settings()),
        open_known=lambda toolchain: KnownStatements(folder, toolchain, settings().problems_dir),
    )
    async with (
        application(folder, lean=lean, workers=proving_parts(folder)) as app,
        serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=300) as client,
    ):
        yield client


async def verify(client: httpx.AsyncClient, *codes: str, **more: Any) -> list[dict[str, Any]]:
    body = {"codes": [{"custom_id": number, "proof": code} for number, code in enumerate(codes)]} | more
    answer = await client.post("/verify", json=body)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_files_are_checked_in_kiminas_format(lean_client: httpx.AsyncClient) -> None:
    good, bad, hole, foreign = await verify(
        lean_client,
        "theorem t : 1 + 1 = 2 := rfl",
        "theorem t : 1 + 1 = 3 := rfl",
        "theorem t : 1 + 1 = 2 := by sorry",
        "import Mathlib\ntheorem t : 1 + 1 = 2 := rfl",
    )
    assert good == {"custom_id": 0, "response": {"env": 0, "time": good["response"]["time"]}}
    message, *_ = bad["response"]["messages"]
    assert (message["severity"], message["pos"]["line"]) == ("error", 1)
    [sorry] = hole["response"]["sorries"]
    assert sorry["pos"] == {"line": 1, "column": 28}
    assert "⊢ 1 + 1 = 2" in sorry["goal"]
    assert "Mathlib" in foreign["response"]["messages"][0]["data"]


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_a_time_out_is_a_result_that_says_so(lean_client: httpx.AsyncClient) -> None:
    slow = "theorem t : (List.range 100000000).length = 5 := by decide +kernel"
    [result, later] = await verify(lean_client, slow, f"example : 1 = 2 := sorry\n{slow}", timeout=1)
    assert "timed out" in result["error"]
    assert "response" not in result
    assert "timed out in 1 seconds; it was at line 2" in later["error"]
    assert later["response"]["sorries"][0]["goal"] == "⊢ 1 = 2", "what was found before is not lost"


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_a_hole_whose_warning_is_swallowed_is_told(lean_client: httpx.AsyncClient) -> None:
    hidden = 'macro "z" : command => `(#guard_msgs (drop all) in example : 1 = 2 := sorry)\nz'
    named, guarded = await verify(lean_client, hidden, "#guard_msgs (drop all) in\nexample : 1 = 2 := sorry")
    assert "sorry" in named["response"]["messages"][0]["data"]
    assert guarded["response"]["sorries"][0]["pos"]["line"] == 2


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_the_newer_and_the_older_routes_answer_the_same(lean_client: httpx.AsyncClient) -> None:
    code = "example : 2 + 2 = 5 := rfl"
    body = {"snippets": [{"id": "a", "code": code}], "debug": True}
    newer = (await lean_client.post("/check", json=body)).json()["results"][0]
    body = {"codes": [{"custom_id": "a", "code": code}]}
    older = (await lean_client.post("/one_pass_verify_batch", json=body)).json()["results"][0]
    assert newer["response"]["messages"] == older["response"]["messages"]
    assert newer["diagnostics"]["repl_uuid"].startswith("embedded-")


async def verify_proof(client: httpx.AsyncClient, content: str, statement: str = STATEMENT, **more: Any) -> Any:
    answer = await client.post("/api/v1/verify_proof", json={"formal_statement": statement, "content": content} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_the_judge_answers_verify_proof(lean_client: httpx.AsyncClient) -> None:
    good = await verify_proof(lean_client, "theorem t (n : Nat) : n + 0 = n := by simp")
    assert good["okay"]
    [judgement] = good["info"]["judgements"]
    assert (judgement["verdict"], judgement["trust"]) == ("accepted", "cross-checked")
    for fraud in (
        "axiom cheat : ∀ n : Nat, n + 0 = n\ntheorem t (n : Nat) : n + 0 = n := cheat n",
        "theorem t (n : Nat) : n + 0 = n + 0 := rfl",
    ):
        answer = await verify_proof(lean_client, fraud)
        assert not answer["okay"]
        assert answer["failed_declarations"] == ["t"]


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_verify_proof_tells_a_refutation(lean_client: httpx.AsyncClient) -> None:
    statement = "theorem t (n : Nat) : n + 1 = n := by sorry"
    refutation = "theorem t : ¬ (∀ n : Nat, n + 1 = n) := fun h => absurd (h 0) (by decide)"
    answer = await verify_proof(lean_client, refutation, statement, verify_negation=True)
    assert (answer["okay"], answer["negation"]["okay"]) == (False, True)
    [judgement] = answer["negation"]["judgements"]
    assert judgement["trust"] == "cross-checked"
    disproof = "theorem t_disproof : ¬ (∀ n : Nat, n + 1 = n) := fun h => absurd (h 0) (by decide)"
    assert not (await verify_proof(lean_client, disproof, statement))["okay"], "a disproof is no proof"
    good = await verify_proof(lean_client, "theorem t (n : Nat) : n + 0 = n := by simp", verify_negation=True)
    assert (good["okay"], good["negation"]["okay"]) == (True, False)


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("theorem t : 1 = 1 := rfl", "leaves no theorem open"),
        ("theorem t : Nope := by sorry", "has an error"),
        ("import Mathlib\n" + STATEMENT, "Mathlib"),
    ],
)
async def test_a_statement_that_cannot_be_judged_by_is_the_users_error(
    lean_client: httpx.AsyncClient, statement: str, word: str
) -> None:
    answer = await verify_proof(lean_client, "theorem t : True := trivial", statement)
    assert not answer["okay"]
    assert word in answer["user_error"]


def test_the_statements_imports_replace_those_of_the_content() -> None:
    content = "import Mathlib\nimport Aesop\n\ntheorem t : True := trivial"
    assert with_imports_of("theorem t : True := by sorry", content) == "\n\n\ntheorem t : True := trivial"
    assert with_imports_of("import Std", content).startswith("import Std\n")
    assert with_imports_of("import Std", content).count("\n") == content.count("\n")
    assert (
        with_imports_of("theorem t : True := by sorry", "theorem t : True := trivial") == "theorem t : True := trivial"
    )


@pytest.mark.parametrize(
    ("statement", "negated"),
    [
        ("theorem t : P := by sorry", "theorem t : ¬ (P ) := by sorry".replace("P )", "P)")),
        ("theorem t (n : Nat) : n = n := by sorry", "theorem t : ¬ (∀ (n : Nat), (n = n)) := by sorry"),
        (
            "theorem t {a : Nat} : (fun x : Nat => x) a = a := by sorry",
            "theorem t : ¬ (∀ {a : Nat}, ((fun x : Nat => x) a = a)) := by sorry",
        ),
        ("-- theorem t : A := x\ntheorem t : P := sorry", "-- theorem t : A := x\ntheorem t : ¬ (P) := sorry"),
        ("theorem t := sorry", None),
        ("theorem s : P := sorry", None),
    ],
)
def test_statements_are_negated_as_text(statement: str, negated: str | None) -> None:
    assert negated_statement(statement, "t") == negated


async def waiting(client: httpx.AsyncClient) -> bool:
    return b"orchestrator_check_wait_seconds_count 1.0" in (await client.get("/metrics")).content


async def test_more_checks_than_may_wait_are_refused(tmp_path: Path) -> None:
    lean = fake_lean(FakeChecker(latency_seconds=30), at_once=1, waiting=2)
    async with (
        application(tmp_path, lean=lean) as app,
        serving(app) as url,
        httpx.AsyncClient(base_url=url, timeout=60) as client,
    ):
        body = {"codes": [{"custom_id": n, "code": ""} for n in range(3)]}
        held = asyncio.create_task(client.post("/verify", json=body))
        await eventually(lambda: waiting(client))
        refused = await client.post("/verify", json=body)
        held.cancel()
    assert (refused.status_code, refused.json()["retry"]) == (429, "later")


async def test_what_would_change_the_answer_and_is_not_there_is_refused(tmp_path: Path) -> None:
    body = {"codes": [{"custom_id": "a", "code": ""}], "infotree_type": "full"}
    async with application(tmp_path) as app, serving(app) as url, httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/verify", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert "returns no info trees" in answer.json()["detail"]


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_triage_looks_with_every_lint(lean_client: httpx.AsyncClient) -> None:
    report = (await lean_client.post("/api/v1/triage", json={"text": VACUOUS})).json()
    assert report["usable"], "triage is advice"
    severities = [one["severity"] for one in report["findings"]]
    assert severities[0] == "error"
    assert any("False" in one["text"] or "empty" in one["text"] for one in report["findings"]), report["findings"]
    again = (await lean_client.post("/api/v1/triage", json={"text": VACUOUS})).json()
    assert again == report
    asked = (await lean_client.get("/metrics")).text
    assert 'orchestrator_cache_asked_total{cache="triage",found="yes"} 1.0' in asked
    assert 'orchestrator_lean_hosts_replaced_total{where="checks"}' in asked


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_no_model_is_asked_about_a_broken_statement(
    lean_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URL", "http://127.0.0.1:1/v1"), ("MODEL", "m"), ("PRICE", "1,1,2")):
        monkeypatch.setenv(f"ORCHESTRATOR_PROVER_{name}", value)
    unlooked = await lean_client.post("/api/v1/problems", json={"text": VACUOUS})
    assert (unlooked.status_code, unlooked.json()["code"]) == (422, "broken-statement"), unlooked.text
    stored = (await lean_client.post("/api/v1/problems", json={"text": VACUOUS, "untriaged": True})).json()
    for strategy in ({}, {"strategy": "A"}):  # without one, money and a model make it `auto`
        body = {"problem": stored["id"], "budget": {"usd": 1}} | strategy
        refused = await lean_client.post("/api/v1/runs", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "broken-statement"), refused.text
    body = {"problem": stored["id"], "strategy": "tactics"}
    assert (await lean_client.post("/api/v1/runs", json=body)).status_code == 201, "no model, no money"
    shared = {"problems": [stored["id"]], "budget": {"usd": 1}}
    campaign = (await lean_client.post("/api/v1/campaigns", json=shared)).json()

    async def ended() -> bool:
        now = (await lean_client.get(f"/api/v1/campaigns/{campaign['id']}")).json()
        return bool(now["runs"].get("stopped"))

    await eventually(ended)
    [run] = (await lean_client.get("/api/v1/runs", params={"campaign": campaign["id"]})).json()["items"]
    assert run["detail"].startswith("not tried: triage calls the statement broken"), run
    assert (run["strategy"], run["spent"]["micro_usd"], run["spent"]["episodes"]) == ("auto", 0, 0)


MEANS_NOTHING = "means nothing to it"
NOT_KEPT: list[tuple[str, str, dict[str, Any], str]] = [
    ("1,1,2", "runs", {"strategy": "tactics", "budget": {"usd": 1}}, f"a limit in USD {MEANS_NOTHING}"),
    ("1,1,2", "runs", {"strategy": "tactics", "budget": {"tokens": 9}}, f"a limit in tokens {MEANS_NOTHING}"),
    ("1,1,2", "runs", {"strategy": "tactics", "budget": {"episodes": 9}}, f"a limit in episodes {MEANS_NOTHING}"),
    ("1,1,2", "runs", {"strategy": "tactics", "profile": "prover"}, f"a profile {MEANS_NOTHING}"),
    ("unpriced", "runs", {"strategy": "A", "budget": {"usd": 1}}, "a limit in USD cannot be kept"),
    ("1,1,2", "runs", {"strategy": "A"}, "say how much it may cost"),
    ("1,1,2", "campaigns", {"strategy": "tactics", "budget": {"usd": 1}}, f"a limit in USD {MEANS_NOTHING}"),
    ("1,1,2", "campaigns", {"strategy": "tactics", "budget": {"tokens": 9}}, f"a limit in tokens {MEANS_NOTHING}"),
    ("unpriced", "campaigns", {"strategy": "A", "budget": {"usd": 1}}, "a limit in USD cannot be kept"),
    ("unpriced", "campaigns", {"budget": {"usd": 1}}, "a limit in USD cannot be kept"),
    ("unpriced", "campaigns", {"strategy": "A", "budget_per_problem": {"usd": 1}}, "a limit in USD cannot be kept"),
    ("1,1,2", "campaigns", {"strategy": "A", "budget": {"tokens": 9}}, "say how much it may cost"),
]
"""The model's price, what is started, how it is limited, and what is said of that."""


async def test_a_limit_that_cannot_be_kept_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = application(tmp_path, workers=proving_parts(tmp_path))
    async with engine as app, httpx.AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        problem = (await client.post("/api/v1/problems", json={"text": VACUOUS})).json()["id"]
        for price, kind, limits, said in NOT_KEPT:
            for name, value in (("URL", "http://127.0.0.1:1/v1"), ("MODEL", "m"), ("PRICE", price)):
                monkeypatch.setenv(f"ORCHESTRATOR_PROVER_{name}", value)
            named = {"problem": problem} if kind == "runs" else {"problems": [problem]}
            refused = await client.post(f"/api/v1/{kind}", json=limits | named)
            assert refused.status_code == 409, (limits, refused.text)
            assert said in refused.json()["detail"]
            assert (await client.get(f"/api/v1/{kind}")).json()["items"] == [], "nothing was begun"


async def test_a_campaign_is_not_given_a_limit_that_its_runs_cannot_keep(tmp_path: Path) -> None:
    engine = application(tmp_path, workers=proving_parts(tmp_path))
    async with engine as app, httpx.AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        stored = (await client.post("/api/v1/problems", json={"text": VACUOUS})).json()
        body = {"problems": [stored["id"]], "strategy": "tactics", "budget": {"seconds": 50}}
        campaign = (await client.post("/api/v1/campaigns", json=body)).json()
        refused = await client.post(f"/api/v1/campaigns/{campaign['id']}/extend", json={"usd": 5})
        assert (refused.status_code, "means nothing" in refused.json()["detail"]) == (409, True), refused.text
        longer = await client.post(f"/api/v1/campaigns/{campaign['id']}/extend", json={"seconds": 60})
        assert (longer.status_code, longer.json()["limits"]["seconds"]) == (200, 60.0)


def test_replaced_hosts_are_counted_once_also_when_a_worker_starts_anew() -> None:
    metrics = Metrics()
    for total in (2, 2, 3, 1):  # the last one is that of a new worker in the same place
        metrics.replaced("workers", 0, total)
    assert b'orchestrator_lean_hosts_replaced_total{where="workers"} 4.0' in metrics.text()


@pytest.mark.lean
@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_submission_is_the_same_as_is_told_at_every_door(
    lean_client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`erdos/242-even` in other names, then that again in others."""
    left = "2 * a * ((a + 1) * (a * (a + 1)) + a * (a * (a + 1)) + a * (a + 1))"
    first = VACUOUS.replace("∀ n : Nat, n < 0 → n * n = 17", f"∀ a : Nat, {left} = 4 * (a * (a + 1) * (a * (a + 1)))")
    first = first.replace("held/vacuous", "held/again")
    report = (await lean_client.post("/api/v1/triage", json={"text": first})).json()
    same = [one["text"] for one in report["findings"] if one["text"].startswith("duplicates: ")]
    assert [one.partition(" (")[0] for one in same] == [
        "duplicates: the elaborated statement is that of erdos/242-even"
    ]
    stored = (await lean_client.post("/api/v1/problems", json={"text": first})).json()
    assert stored["findings"] == report["findings"]
    again = first.replace("held/again", "held/third").replace("a : Nat", "b : Nat").replace("a ", "b ")
    told = (await lean_client.post("/api/v1/problems", json={"text": again.replace(" a)", " b)")})).json()["findings"]
    assert any("that of erdos/242-even, held/again" in one["text"] for one in told), told
    for name, value in (("URL", "http://127.0.0.1:1/v1"), ("MODEL", "m"), ("PRICE", "1,1,2")):
        monkeypatch.setenv(f"ORCHESTRATOR_PROVER_{name}", value)
    shared = {"problems": [stored["id"]], "budget": {"usd": 1}}
    campaign = (await lean_client.post("/api/v1/campaigns", json=shared)).json()

    async def noted() -> bool:
        runs = (await lean_client.get("/api/v1/runs", params={"campaign": campaign["id"]})).json()["items"]
        events = (await lean_client.get(f"/api/v1/runs/{runs[0]['id']}/events")).json()["items"] if runs else []
        return any("suspicious" in one["payload"].get("text", "") for one in events if one["kind"] == "note")

    await eventually(noted)
    await lean_client.post(f"/api/v1/campaigns/{campaign['id']}/cancel")
