"""What a run's page draws over time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.service.series import fewest_open

BEGAN = datetime(2026, 11, 27, tzinfo=UTC)


def test_what_is_proved_later_was_open_before() -> None:
    at = [BEGAN + timedelta(seconds=number) for number in range(4)]
    sketches = [(at[0], [at[1], None, at[3]]), (at[2], [None, at[3]]), (at[3], [])]
    assert fewest_open(sketches) == [3, 2, 1]
    assert fewest_open([(at[0], [])]) == [None]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.lists(st.none() | st.integers(0, 12), max_size=4)), max_size=8).map(
        lambda found: sorted(found, key=lambda one: one[0])
    )
)
def test_the_best_is_that_of_a_count_made_anew(made: list[tuple[int, list[int | None]]]) -> None:
    def at(second: int) -> datetime:
        return BEGAN + timedelta(seconds=second)

    sketches = [(at(now), [None if end is None else at(end) for end in goals]) for now, goals in made]
    for number, fewest in enumerate(fewest_open(sketches), 1):
        now = made[number - 1][0]
        counts = [sum(end is None or end > now for end in goals) for _, goals in made[:number]]
        assert fewest == min((count for count in counts if count), default=None)
