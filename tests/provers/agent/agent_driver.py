"""Drives a stored run of agents, or a campaign, without Lean, in a process that a test may kill.

Arguments: DATABASE SERVER_URL RUN_OR_CAMPAIGN.
"""

from __future__ import annotations

import asyncio
import sys

from llm_support import make_profile
from scripted import ScriptedJudge

from orchestrator.cluster.local import LocalExecutor
from orchestrator.cluster.parts import WorkerParts
from orchestrator.errors import RetryError, UserError
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.models.factory import open_model
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.registry import raters
from orchestrator.search.campaigns import drive_campaign
from orchestrator.search.driver.driver import drive_run
from orchestrator.search.driver.parts import DriverParts
from orchestrator.search.driver.spending import StoreLedger
from orchestrator.store import collected, open_store, owner_token


class NoJudge(ScriptedJudge):
    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        raise RetryError("this test has no judge")


async def no_lean() -> FakeChecker:
    return FakeChecker()


async def no_judge() -> NoJudge:
    return NoJudge()


async def main(database: str, url: str, name: str) -> None:
    workers = WorkerParts(no_lean, no_judge)
    async with open_store(database) as store, LocalExecutor(workers, 4) as executor:
        ledger = StoreLedger(store)
        profile = make_profile(url, concurrency=16, max_output_tokens=512)
        async with open_model(profile, ledger=ledger) as model:
            parts = DriverParts(store, executor, ledger, {"prover": model}, raters=raters(), heartbeat_seconds=0.2)
            if not name.startswith("c-"):
                await drive_run(parts, name, owner_token())
                return
            runs = await collected(store.runs.list, campaign_id=name, unfinished=True)
            await drive_campaign(parts, runs, owner_token(), at_once=4)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
