"""Which Lean a piece of work goes to."""

from __future__ import annotations

import pytest

from orchestrator.cluster.executor import environment_for
from orchestrator.errors import ImportNotAvailable
from orchestrator.lean.environment import CORE_ROOTS, Environment, LeanNeeds
from orchestrator.problems.requirement import Requirement

CORE = Environment("core-1")
MATHLIB = Environment("mathlib-1", CORE_ROOTS | {"Mathlib"})


@pytest.mark.parametrize(
    ("needs", "lacks"),
    [
        (LeanNeeds(), ""),
        (LeanNeeds(("Init.Data.List", "Std")), ""),
        (LeanNeeds(("Mathlib.Tactic",)), "it does not have Mathlib.Tactic"),
        (LeanNeeds(("Leanish",)), "it does not have Leanish"),
        (LeanNeeds().on("core-2"), "it is not core-2"),
        (LeanNeeds().on("core-1"), ""),
        (
            LeanNeeds(requirement=Requirement("lean4:v4.27.0", {"mathlib": "abc"})),
            "it is not lean lean4:v4.27.0, mathlib abc",
        ),
    ],
)
def test_what_an_environment_lacks(needs: LeanNeeds, lacks: str) -> None:
    assert CORE.lacks(needs) == lacks
    assert CORE.satisfies(needs) == (not lacks)


def test_a_native_toolchain_with_its_packages() -> None:
    native = Environment("native-1", MATHLIB.roots, provides=Requirement("lean4:v4.27.0", {"mathlib": "abc", "x": "1"}))
    assert native.satisfies(LeanNeeds(requirement=Requirement("lean4:v4.27.0", {"mathlib": "abc"})))
    assert not native.satisfies(LeanNeeds(requirement=Requirement("lean4:v4.27.0", {"mathlib": "abd"})))
    assert not native.satisfies(LeanNeeds(requirement=Requirement("lean4:v4.28.0")))


def test_the_environment_for_a_piece_of_work() -> None:
    both = (CORE, MATHLIB)
    assert environment_for(both, LeanNeeds(("Mathlib",))) is MATHLIB
    assert environment_for(both, LeanNeeds()) is CORE
    assert environment_for(both, LeanNeeds(), prefer="mathlib-1") is MATHLIB
    assert environment_for(both, LeanNeeds(), prefer="gone") is CORE
    with pytest.raises(ImportNotAvailable, match=r"core-1: it does not have Aesop; mathlib-1: it does not have Aesop"):
        environment_for(both, LeanNeeds(("Aesop",)))
