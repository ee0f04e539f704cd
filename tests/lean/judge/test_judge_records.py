"""What becomes of dying processes, verdicts and certificates, without Lean."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from suite_case import FOUR_IS_SQUARE

from orchestrator.errors import LeanCrashed, SourceError, UserError
from orchestrator.lean.embedded.host import HostEnded, Json
from orchestrator.lean.judge import elaborate
from orchestrator.lean.judge.certificate import Certificate, Certified, Inputs, outcome_differences
from orchestrator.lean.judge.certificate_file import MAX_BYTES
from orchestrator.lean.judge.hosts import BASE_IMPORTS, FreshHosts, settled
from orchestrator.lean.judge.rejection import Rejection
from orchestrator.lean.judge.stated import Source, identify
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge
from orchestrator.vocabulary import Code, Direction, TrustLevel, VerdictKind


class Scripted:
    """Hands out hosts that answer, or die, as told."""

    def __init__(self, *events: Json | HostEnded) -> None:
        self.events = list(events)
        self.alive = True

    async def stop(self) -> None:
        self.alive = False

    @asynccontextmanager
    async def host(self, imports: tuple[str, ...]) -> AsyncIterator[Scripted]:
        yield self

    async def work(self, host: Any) -> Json:
        event = self.events.pop(0)
        if isinstance(event, HostEnded):
            raise event
        return event


class TestDyingProcesses:
    async def outcome(self, hosts: Scripted) -> Code | str:
        try:
            answer = await settled(hosts, ("Init",), hosts.work, "testing")  # type: ignore[arg-type]
        except Rejection as refusal:
            return refusal.code
        return str(answer["outcome"])

    async def test_one_death_is_forgiven_and_two_are_the_text(self) -> None:
        died = HostEnded("died", {"outcome": "crash"})
        assert await self.outcome(Scripted(died, {"outcome": "exported"})) == "exported"
        assert await self.outcome(Scripted(died, died)) is Code.E_RESOURCE
        assert await self.outcome(Scripted(HostEnded("died"), HostEnded("died"))) is Code.E_RESOURCE

    async def test_a_spare_that_died_while_it_waited_is_no_attempt(self) -> None:
        """Else a judgement whose own process is killed once, after its spare was, would have no attempt left."""

        class Dying(FreshHosts):
            started = 0

            async def _start(self, imports: tuple[str, ...]) -> Any:
                self.started += 1
                if self.started in (1, 2):  # the spare, and the process of the first attempt
                    raise LeanCrashed("killed")
                return Scripted({"outcome": "exported"})

        hosts = Dying(None, memory_mib=64, ahead=1)  # type: ignore[arg-type]
        hosts.replenish()
        await asyncio.sleep(0)

        async def work(host: Any) -> Json:
            return {"outcome": "exported"}

        assert (await settled(hosts, BASE_IMPORTS, work, "testing"))["outcome"] == "exported"
        await hosts.aclose()

    async def test_a_killed_process_is_our_trouble(self) -> None:
        gone = HostEnded("gone, free memory", machine=True)
        with pytest.raises(LeanCrashed, match="while testing: gone, free memory"):
            await self.outcome(Scripted(gone, gone))

    async def test_one_killed_process_and_one_that_died_are_our_trouble(self) -> None:
        """One death says nothing about the text."""
        died, killed = HostEnded("died", {"outcome": "crash"}), HostEnded("gone", machine=True)
        for events in ((died, killed), (killed, died)):
            with pytest.raises(LeanCrashed, match="gone"):
                await self.outcome(Scripted(*events))

    @pytest.mark.parametrize("limit", ["timeout", "memory", "stack"])
    async def test_limits_are_verdicts_at_once(self, limit: str) -> None:
        assert await self.outcome(Scripted(HostEnded("ended", {"outcome": limit}))) is Code.E_RESOURCE

    async def test_the_line_of_the_command_is_told(self) -> None:
        for running, told in (([7, 0], ", at line 7"), (None, ""), ([], ""), (["x"], ""), ({"0": 1}, "")):
            for outcome in ("output", "exit"):
                hosts = Scripted(HostEnded("ended", {"outcome": outcome, "running": running}))
                with pytest.raises(Rejection) as refusal:
                    await settled(hosts, ("Init",), hosts.work, "testing")  # type: ignore[arg-type]
                assert str(refusal.value).endswith(told or ("output", "while testing"))

    async def test_a_text_that_ends_lean_is_not_elaborated(self) -> None:
        assert await self.outcome(Scripted(HostEnded("ended", {"outcome": "exit"}))) is Code.E_COMPILE


class TestVerdict:
    def test_agents_learn_no_reason(self) -> None:
        verdict = Verdict(VerdictKind.REJECTED, Code.E_AXIOM, "rests on sorryAx", TrustLevel.AUDITED, "t", ("sorryAx",))
        assert "sorryAx" not in json.dumps(verdict.for_agents())
        assert Code.E_AXIOM not in json.dumps(verdict.for_agents())
        limit = Verdict(VerdictKind.REJECTED, Code.E_RESOURCE, "x", TrustLevel.ELABORATED, "t")
        assert "hint" in limit.for_agents()

    def test_exit_statuses(self) -> None:
        statuses = [Verdict(kind, Code.ACCEPT, "", TrustLevel.REPLAYED, "t").exit_status for kind in VerdictKind]
        assert dict(zip(VerdictKind, statuses, strict=True)) == {
            VerdictKind.ACCEPTED: 0,
            VerdictKind.REJECTED: 1,
            VerdictKind.NEEDS_REVIEW: 3,
            VerdictKind.DISPUTED: 3,
            VerdictKind.INFRASTRUCTURE: 2,
        }

    def test_proved_is_said_from_replay_upwards(self) -> None:
        proved = [level for level in TrustLevel if Verdict(VerdictKind.ACCEPTED, Code.ACCEPT, "", level, "t").proved]
        assert proved == [TrustLevel.REPLAYED, TrustLevel.CROSS_CHECKED, TrustLevel.COMPARED]


class TestCertificate:
    def certificate(self) -> Certificate:
        return Certificate(
            inputs=Inputs("file", "theorem t : True := sorry\n", "t", "prove", text="theorem t : True := trivial\n"),
            source="theorem t : True := trivial\n",
            verdict=VerdictKind.ACCEPTED,
            code=Code.ACCEPT,
            trust=TrustLevel.REPLAYED,
            toolchain="embedded",
            imports=("Init",),
            axioms=(),
            values=(),
            declarations=(),
        )

    def test_files_round_trip(self, tmp_path: Any) -> None:
        written, lean = self.certificate().write(tmp_path / "proof.json")
        assert Certificate.read(written) == self.certificate()
        assert lean.read_text() == self.certificate().source

    def test_an_altered_certificate_is_noticed(self, tmp_path: Any) -> None:
        written, lean = self.certificate().write(tmp_path / "proof.json")
        data = json.loads(written.read_text())
        for change in ({"source": "x"}, {"statement": "x"}, {"format": 9}, {"mode": "other"}, {"declarations": 1}):
            with pytest.raises(SourceError):
                Certificate.from_json({**data, **change})
        lean.write_text("theorem t : True := by trivial\n")
        with pytest.raises(SourceError, match="is not the file"):
            Certificate.read(written)

    def test_it_says_nothing_that_was_not_judged(self, tmp_path: Any) -> None:
        """What a repetition does not depend on could be altered unseen: its target, a declaration."""
        written, _ = self.certificate().write(tmp_path / "proof.json")
        data = json.loads(written.read_text())
        declared = {"name": ["t"], "kind": "theorem", "digest": "00"}
        for change in ({"direction": "sideways"}, {"declarations": [declared, {**declared, "kind": "axiom"}]}):
            with pytest.raises(SourceError, match="not a proof certificate"):
                Certificate.from_json({**data, **change})
        inputs = Inputs("challenge", FOUR_IS_SQUARE, "fermat", "prove", regions=())
        with pytest.raises(SourceError, match="'fermat', its challenge for 'target_theorem_0'"):
            inputs.challenge()

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"[" * 200_000, "its brackets are nested too deep"),
            (b'{"format": ' + b"1" * 5000 + b"}", "it has a number of 5000 digits"),
            (b'{"format": NaN}', "it has NaN, which JSON does not know"),
            (b'{"format": 1,}', "it is not JSON at line 1, column 14"),
            (b"[]", "it is no JSON object"),
            (b"\xef\xbb\xbf{}", "it begins with a byte order mark; save it as UTF-8 without one"),
            ("{}".encode("utf-16"), "it is not UTF-8 at byte 0; save it as UTF-8"),
            (b'{"target": 1, "\\u0074arget": 2}', "it has the key 'target' twice"),
            (b" " * (MAX_BYTES + 1), "it has more than 64 MiB"),
        ],
        ids=["brackets", "digits", "nan", "comma", "list", "mark", "utf-16", "twice", "long"],
    )
    def test_a_file_that_is_no_certificate_is_said_to_be_none(self, content: bytes, said: str, tmp_path: Any) -> None:
        path = tmp_path / "proof.json"
        path.write_bytes(content)
        with pytest.raises(SourceError) as refused:
            Certificate.read(path)
        assert str(refused.value) == f"{path} cannot be read as a certificate: {said}"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ('{"note": 1}', "it has the unknown key 'note'"),
            ('{"format": 1}', "it has no 'mode'"),
            ('{"target": "\\ud800"}', "it has a lone surrogate"),
        ],
    )
    def test_what_else_is_wrong_with_it_is_said_without_names_of_ours(
        self, content: str, said: str, tmp_path: Any
    ) -> None:
        path = tmp_path / "proof.json"
        path.write_text(content)
        with pytest.raises(SourceError) as refused:
            Certificate.read(path)
        assert str(refused.value) == f"this is not a proof certificate: {said}"

    def test_a_device_without_end_is_not_read_to_its_end(self) -> None:
        with pytest.raises(SourceError, match="more than 64 MiB"):
            Certificate.read(Path("/dev/zero"))

    def test_its_lean_file_takes_nobodys_place(self, tmp_path: Path) -> None:
        """`--certificate goldbach.json` beside the challenge goldbach.lean wrote over the challenge."""
        certificate = self.certificate()
        mine = tmp_path / "goldbach.lean"
        mine.write_text("theorem goldbach : True := sorry\n")
        with pytest.raises(UserError, match=r"goldbach\.lean' is there and belongs to no certificate 'goldbach\.json'"):
            certificate.write(tmp_path / "goldbach.json")
        with pytest.raises(UserError, match=r"name one that ends in \.json"):
            certificate.write(mine)
        assert [path.read_text() for path in tmp_path.iterdir()] == ["theorem goldbach : True := sorry\n"]

        mine.write_bytes(certificate.source.replace("\n", "\r\n").encode())  # the very text, from another editor
        written = certificate.write(tmp_path / "goldbach.json")
        assert written == (tmp_path / "goldbach.json", mine)
        other = dataclasses.replace(certificate, source=f"{certificate.source}-- later\n")
        assert other.write(tmp_path / "goldbach.json") == written
        assert mine.read_text() == other.source

    def test_beside_a_device_nothing_is_written(self) -> None:
        assert self.certificate().write(Path("/dev/null")) == (Path("/dev/null"),)
        assert not Path("/dev/null.lean").exists()

    def test_a_pipe_beside_it_is_not_waited_for(self, tmp_path: Path) -> None:
        path, lean = self.certificate().write(tmp_path / "proof.json")
        lean.unlink()
        os.mkfifo(lean)
        with pytest.raises(SourceError, match="is no file"):
            Certificate.read(path)

    def test_differences_cannot_move_a_terminals_cursor(self) -> None:
        forged = dataclasses.replace(self.certificate(), judge_version="3\x1b[2J\x1b[Haccepted\n", toolchain="x\r")
        said = outcome_differences(forged, Verdict(VerdictKind.REJECTED, Code.E_AXIOM, "", TrustLevel.AUDITED, ""))
        assert len(said) >= 4
        assert all(line.isprintable() for line in said)

    def test_values_of_another_shape_are_refused(self, tmp_path: Any) -> None:
        written, _ = self.certificate().write(tmp_path / "proof.json")
        nameless = {"name": [[1]], "kind": "theorem", "digest": "00"}
        alone: list[dict[str, object]] = [
            {field: "\ud800"} for field in ("statement", "source", "toolchain", "judge_version", "target")
        ]
        for change in (*alone, {"declarations": [nameless]}):
            with pytest.raises(SourceError):
                Certificate.from_json({**json.loads(written.read_text()), **change})

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace('"format"', '"note": "proves Goldbach",\n "format"', 1),
            lambda text: text.replace('"target"', '"target": "goldbach",\n "target"', 1),
            lambda text: text.replace('"digest"', '"digest": "00", "digest"', 1),
            lambda text: text.replace('"digest"', '"comment": 1, "digest"', 1),
        ],
        ids=["unknown", "twice", "twice in a declaration", "unknown in a declaration"],
    )
    def test_keys_that_a_reader_could_take_for_what_is_verified_are_refused(
        self, change: Callable[[str], str], tmp_path: Any
    ) -> None:
        declarations = (Certified(("t",), "theorem", "00"),)
        path, _ = dataclasses.replace(self.certificate(), declarations=declarations).write(tmp_path / "proof.json")
        changed = change(path.read_text())
        assert changed != path.read_text()
        path.write_text(changed)
        with pytest.raises(SourceError, match=r"the (unknown )?key '\w+'"):
            Certificate.read(path)


class TestIdentity:
    """A certificate's statement against what is known of its id."""

    def inputs(self, text: str = FOUR_IS_SQUARE) -> Inputs:
        return Inputs("challenge", text, "target_theorem_0", Direction.PROVE, regions=())

    def test_the_catalogues_text_of_that_id_is_the_same_or_not(self) -> None:
        known = Challenge.parse(FOUR_IS_SQUARE)
        other = Challenge.parse(FOUR_IS_SQUARE.replace("4", "9"))
        same = identify(self.inputs(), {known.id: known}.get, None)
        assert (same.id, same.source, same.same) == (known.id, Source.CATALOGUE, True)
        differs = identify(self.inputs(), {known.id: other}.get, None)
        assert (differs.source, differs.same) == (Source.CATALOGUE, False)
        assert "NOT the catalogue's" in differs.sentence

    def test_an_id_that_nobody_registered_is_vouched_for_by_nobody(self) -> None:
        alone = identify(self.inputs(), {}.get, None)
        assert (alone.source, alone.same) == (Source.NOTHING, None)
        assert "only the certificate vouches" in alone.sentence

    def test_a_file_given_counts_before_the_catalogue(self) -> None:
        known = Challenge.parse(FOUR_IS_SQUARE.replace("4", "9"))
        for against, same in ((FOUR_IS_SQUARE, True), (FOUR_IS_SQUARE + "\n", False), ("", False)):
            found = identify(self.inputs(), {known.id: known}.get, against)
            assert (found.source, found.same) == (Source.FILE, same)

    def test_a_statement_file_has_no_id(self) -> None:
        inputs = Inputs("file", "theorem t : 1 = 1 := sorry\n", "t", Direction.PROVE, text="")
        assert identify(inputs, {}.get, None).id is None
        assert identify(inputs, {}.get, inputs.statement).same is True


def failed(text: str) -> Json:
    return {"messages": [{"severity": "error", "text": text, "start": [4, 2], "kind": ""}], "refused": []}


@pytest.mark.parametrize(
    "use", ["  bv_decide", "  first\n  | bv_decide", 'macro "bits" : tactic => `(tactic| bv_check "x")']
)
@pytest.mark.parametrize(
    "said", ["read-only file system (error code: 44)", "cannot compute parent directory of `<input>`"]
)
def test_a_solver_that_is_not_here_is_no_fault_of_the_proof(use: str, said: str) -> None:
    sentence = elaborate._no_solver(failed(said), f"theorem target : True := by\n{use}\n")
    assert sentence is not None
    assert sentence.startswith("line 4 asks for `bv_")
    assert "no SAT solver: that says nothing against the proof" in sentence
    assert "Lean.ofReduceBool" in sentence


def test_a_definition_without_a_body_is_told_behind_the_error() -> None:
    told = elaborate._first_error(failed("Type mismatch") | {"stuck": ["Nat.repr", "List.mergeSort"]})
    assert told is not None
    assert told.startswith("line 4: Type mismatch (`Nat.repr`, `List.mergeSort` have no body in this Lean: ")
    assert elaborate._first_error(failed("Type mismatch") | {"stuck": []}) == "line 4: Type mismatch"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theorem target : True := by simp\n", "read-only file system"),  # of something else
        ("-- bv_decide\ntheorem target : True := by simp\n", "read-only file system"),
        ("theorem target : x = y := by bv_decide\n", "The prover found a counterexample: x = 0x1#8"),
    ],
)
def test_other_errors_are_told_as_they_are(text: str, said: str) -> None:
    assert elaborate._no_solver(failed(said), text) is None
