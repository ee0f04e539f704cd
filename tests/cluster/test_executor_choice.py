"""Which executor is taken where none is named."""

from __future__ import annotations

import pytest

from orchestrator.cluster.choice import ExecutorChoice, ExecutorName


@pytest.mark.parametrize(
    ("choice", "problems", "ray"),
    [
        (ExecutorChoice(ExecutorName.AUTO, 2), 1, False),
        (ExecutorChoice(ExecutorName.AUTO, 2), 1000, False),
        (ExecutorChoice(ExecutorName.AUTO, 8), 15, False),
        (ExecutorChoice(ExecutorName.AUTO, 8), 16, True),
        (ExecutorChoice(ExecutorName.AUTO, 1, "auto"), 1, True),
        (ExecutorChoice(ExecutorName.RAY, 1), 1, True),
        (ExecutorChoice(ExecutorName.LOCAL, 64, "auto"), 1000, False),
    ],
)
def test_ray_is_for_a_cluster_or_for_much_work(choice: ExecutorChoice, problems: int, ray: bool) -> None:
    assert choice.wants_ray(problems) == ray
