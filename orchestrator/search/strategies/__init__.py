"""One file a strategy, one line here. Each is pure: `orchestrator.search.strategy` says what that means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from orchestrator.errors import UserError
from orchestrator.search.strategies.auto import Auto
from orchestrator.search.strategies.best import Best
from orchestrator.search.strategies.graph import Graph
from orchestrator.search.strategies.independent import Independent
from orchestrator.search.strategies.population import Population
from orchestrator.search.strategies.single import Single
from orchestrator.search.strategies.tactics import Tactics
from orchestrator.search.strategy import Strategy

STRATEGIES: Mapping[str, Callable[[Mapping[str, Any]], Strategy[Any]]] = {
    "A": Independent.from_config,
    "B": lambda config: Independent.from_config({**config, "name": "B"}),
    "C": Population.c_from_config,
    "D": Population.d_from_config,
    "auto": Auto.from_config,
    "best": Best.from_config,
    "external": Single.from_config,
    "graph": Graph.from_config,
    "tactics": Tactics.from_config,
}


def make_strategy(name: str, config: Mapping[str, Any]) -> Strategy[Any]:
    """The strategy ``name`` with a stored or given configuration.

    Raises:
        UserError: there is no such strategy, or it does not know a key of ``config``.
    """
    make = STRATEGIES.get(name)
    if make is None:
        raise UserError(f"there is no strategy {name!r}; known are {', '.join(sorted(STRATEGIES))}")
    try:
        return make(config)
    except TypeError as error:
        raise UserError(f"strategy {name} does not take this configuration: {error}") from error
