"""No strategy of a comparison always finds Lean warm from another's run on the same problem."""

from __future__ import annotations

from orchestrator.cli.ablate_problems import in_turn


def test_each_strategy_is_first_as_often_as_the_others() -> None:
    orders = [in_turn(("a", "b", "c"), seed) for seed in range(6)]
    assert [order[0] for order in orders] == ["a", "b", "c"] * 2
    assert all(sorted(order) == ["a", "b", "c"] for order in orders)
