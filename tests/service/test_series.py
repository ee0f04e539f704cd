"""What a run's page draws over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from orchestrator.service.series import fewest_open

BEGAN = datetime(2026, 11, 27, tzinfo=UTC)


def test_what_is_proved_later_was_open_before() -> None:
    at = [BEGAN + timedelta(seconds=number) for number in range(4)]
    sketches = [(at[0], [at[1], None, at[3]]), (at[2], [None, at[3]]), (at[3], [])]
    assert [fewest_open(sketches, made) for made in (1, 2, 3)] == [3, 2, 1]
    assert fewest_open([(at[0], [])], 1) is None
