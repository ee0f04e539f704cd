"""Assertions in modules that hold tests but are collected elsewhere say what they compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    "agent_support", "scenarios_cheats", "scenarios_goals", "scenarios_limits", "scenarios_table"
)
