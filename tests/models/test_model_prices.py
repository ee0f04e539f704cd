"""Costs in integer micro-USD, and bounds that hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from orchestrator.models.messages import Usage
from orchestrator.models.prices import LongContext, Price, PriceTable, make_price

PRICE = Price(
    model="m",
    input=Decimal(2),
    cached_input=Decimal("0.25"),
    cache_write=Decimal("2.5"),
    output=Decimal(10),
    long_context=LongContext(above_input_tokens=1000, input=Decimal(4), output=Decimal(15)),
)


@pytest.mark.parametrize(
    ("usage", "micro_usd"),
    [
        (Usage(input=100, output=10), 300),
        (Usage(input=100, output=10, cached_input=40), 60 * 2 + 10 + 100),
        (Usage(input=100, output=10, cached_input=1), 299),  # 99 * 2 + 0.25 + 100 = 298.25, rounded up
        (Usage(input=100, output=0, cache_write=100), 250),
        (Usage(input=1000, output=1), 2010),
        (Usage(input=1001, output=1), 4019),
    ],
)
def test_costs(usage: Usage, micro_usd: int) -> None:
    assert PRICE.cost(usage) == micro_usd


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 3000), st.data())
def test_the_bound_holds_for_all_smaller_usages(input_bound: int, output_bound: int, data: st.DataObject) -> None:
    used = data.draw(st.integers(0, input_bound))
    cached = data.draw(st.integers(0, used))
    written = data.draw(st.integers(0, used - cached))
    output = data.draw(st.integers(0, output_bound))
    usage = Usage(input=used, cached_input=cached, cache_write=written, output=output)
    assert PRICE.cost(usage) <= PRICE.upper_bound(input_bound, output_bound)


def test_a_zero_price_must_be_said_aloud() -> None:
    with pytest.raises(ValidationError, match="unpriced"):
        Price(model="m", input=Decimal(0), output=Decimal(0))
    with pytest.raises(ValidationError, match="unpriced"):
        Price(model="m", input=Decimal(1), output=Decimal(0), unpriced=True)
    assert Price.none("m").cost(Usage(input=10**6, output=10**6)) == 0
    assert make_price("m", {"unpriced": True}) == Price.none("m")


def test_a_table_prices_by_exact_name_and_its_snapshot_reads_back() -> None:
    table = PriceTable(version="7", as_of=date(2026, 1, 2), models={"a": {"input": 0.1, "output": 0.4}})
    price = table.price("a")
    assert price is not None
    assert price.input == Decimal("0.1")
    assert table.price("a-mini") is None
    snapshot = price.snapshot()
    assert (snapshot["version"], snapshot["as_of"], snapshot["model"]) == ("7", "2026-01-02", "a")
    assert Price.model_validate(snapshot) == price
