"""Drives one stored run of agents without Lean, in a process that a test may kill: DATABASE SERVER_URL RUN_ID."""

from __future__ import annotations

import asyncio
import sys

from llm_support import make_profile

from orchestrator.errors import RetryError, UserError
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.llm.agent import AgentTools
from orchestrator.provers.llm.factory import open_model
from orchestrator.provers.llm.store_ledger import StoreLedger
from orchestrator.search.agents import drive_agents
from orchestrator.store import open_store, owner_token


async def nobody_judges(challenge: Challenge, submission: Submission) -> Verdict:
    raise RetryError("this test has no judge")


async def main(database: str, url: str, run_id: str) -> None:
    async with open_store(database) as store:
        ledger = StoreLedger(store)
        async with open_model(make_profile(url, concurrency=16, max_output_tokens=512), ledger=ledger) as model:
            tools = AgentTools(
                store=store,
                checker=FakeChecker(),
                judge=nobody_judges,
                profile="prover",
                model=model,
                ledger=ledger,
            )
            await drive_agents(tools, run_id, owner_token(), heartbeat_seconds=0.2)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
