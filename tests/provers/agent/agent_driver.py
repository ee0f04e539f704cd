"""Drives a stored run of agents, or a campaign, without Lean, in a process that a test may kill.

Arguments: DATABASE SERVER_URL RUN_OR_CAMPAIGN.
"""

from __future__ import annotations

import asyncio
import sys

from llm_support import make_profile
from scripted import ScriptedJudge

from orchestrator.errors import RetryError, UserError
from orchestrator.lean.fake import FakeChecker
from orchestrator.lean.judge.verdict import Verdict
from orchestrator.models.factory import open_model
from orchestrator.problems.challenge import Challenge, Submission
from orchestrator.provers.agent.agent import AgentTools
from orchestrator.provers.agent.store_ledger import StoreLedger
from orchestrator.search.agents import drive_agents
from orchestrator.search.campaign import drive_agent_campaign
from orchestrator.store import collected, open_store, owner_token


class NoJudge(ScriptedJudge):
    async def judge(self, challenge: Challenge, submission: Submission) -> Verdict:
        raise RetryError("this test has no judge")


async def main(database: str, url: str, name: str) -> None:
    async with open_store(database) as store:
        ledger = StoreLedger(store)
        async with open_model(make_profile(url, concurrency=16, max_output_tokens=512), ledger=ledger) as model:
            tools = AgentTools(
                store=store,
                checker=FakeChecker(),
                judge=NoJudge(),
                profile="prover",
                model=model,
                ledger=ledger,
            )
            if not name.startswith("c-"):
                await drive_agents(tools, name, owner_token(), heartbeat_seconds=0.2)
                return
            runs = await collected(store.runs.list, campaign_id=name, unfinished=True)
            await drive_agent_campaign(lambda _: tools, store, runs, owner_token(), at_once=4, heartbeat_seconds=0.2)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
