"""The agent: a `Prover` that is one episode of a language model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestrator.provers.agent.conclusion import Ending, EpisodeResult, EpisodeState
from orchestrator.provers.agent.episode import Episode
from orchestrator.provers.agent.lessons import without_lessons
from orchestrator.provers.agent.prompts import Brief
from orchestrator.provers.agent.tools.toolbox import Toolbox
from orchestrator.provers.agent.workspace import Draft, Workspace
from orchestrator.provers.prover import Bench, Inspiration, ProverOutcome, ProverStatus, ProverTask
from orchestrator.vocabulary import Direction

_STATUS = {
    EpisodeState.PROVED: ProverStatus.COMPLETE,
    EpisodeState.COMPLETE: ProverStatus.COMPLETE,
    EpisodeState.PARTIAL: ProverStatus.PARTIAL,
    EpisodeState.INVALID: ProverStatus.FAILED,
}


class AgentProver:
    """Has one conversation per task; the next task of the same agent starts from what this one made."""

    @property
    def name(self) -> str:
        """See `Prover.name`."""
        return "agent"

    async def prove(self, task: ProverTask, bench: Bench) -> ProverOutcome:
        """See `Prover.prove`.

        Raises:
            RetryError: Lean or the model's server failed; the bench's transcript holds what happened until then.
            ModelConfigError: the operator must mend the model's profile.
        """
        toolbox = make_toolbox(task, bench)
        episode = Episode(
            toolbox,
            bench.model(task.profile),
            episode_id=bench.call_prefix,
            spent=bench.charged,
            transcript=bench.transcript,
            brief=Brief(task.parent is not None, _shown(task.inspirations), task.instruction, task.known),
        )
        return await outcome_of(toolbox, await episode.run(), self.name)


def _shown(inspirations: Sequence[Inspiration]) -> tuple[Inspiration, ...]:
    return tuple(replace(other, text=without_lessons(other.text, other.plan)) for other in inspirations)


def make_toolbox(task: ProverTask, bench: Bench) -> Toolbox:
    """The tools of an episode over the task's parent sketch, or over the challenge as it is."""
    start = None if task.parent is None else Draft(task.direction or Direction.PROVE, task.parent)
    workspace = Workspace(task.challenge, bench.checker, start=start, limits=task.check_limits)
    provers, cache = bench.goal_tools
    return Toolbox(
        workspace,
        bench.judge,
        provers if task.goal_provers else (),
        task.episode,
        bench.left,
        cache,
        task.goal_budget,
        blind=task.blind,
    )


async def outcome_of(toolbox: Toolbox, result: EpisodeResult, prover: str) -> ProverOutcome:
    """What an episode hands in."""
    workspace = toolbox.workspace
    checked = await workspace.check()
    return ProverOutcome(
        status=_STATUS[result.state],
        prover=prover,
        direction=workspace.direction,
        regions=workspace.draft.regions,
        plan=result.plan,
        open_goals=await workspace.open_goals(),
        checks=workspace.checks,
        seconds=result.seconds,
        messages=checked.messages,
        goes_on=result.ending not in (Ending.VERDICT, Ending.RUN_BUDGET),
        ending=result.ending.value,
        edits=result.edits,
    )
