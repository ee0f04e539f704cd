"""What tokens cost. USD per million tokens is micro-USD per token, so costs are exact integers of micro-USD.

No vendor's prices are shipped: list prices change more often than releases. They stand in the operator's models file
with a version and a date, and a run stores the snapshot that it was charged by.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from orchestrator.models.messages import Frozen, Usage

UsdPerMillion = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class Rates(Frozen):
    """USD per million tokens. A rate left out of ``cached_input`` or ``cache_write`` is that of ``input``."""

    input: UsdPerMillion
    output: UsdPerMillion
    cached_input: UsdPerMillion | None = None
    cache_write: UsdPerMillion | None = None

    def charge(self, usage: Usage) -> Decimal:
        """Micro-USD for these tokens, not yet rounded."""
        fresh = usage.input - usage.cached_input - usage.cache_write
        return (
            max(fresh, 0) * self.input
            + usage.cached_input * (self.input if self.cached_input is None else self.cached_input)
            + usage.cache_write * (self.input if self.cache_write is None else self.cache_write)
            + usage.output * self.output
        )

    def highest_charge(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Micro-USD if every input token were billed at the dearest input rate."""
        dearest = max(self.input, self.cached_input or Decimal(0), self.cache_write or Decimal(0))
        return input_tokens * dearest + output_tokens * self.output


class LongContext(Rates):
    """Other rates for the whole call once its input exceeds a number of tokens (as Gemini's Pro models have)."""

    above_input_tokens: int = Field(ge=1)


class Price(Rates):
    """The price of one model."""

    model: str
    version: str = ""
    """Version of the table it comes from."""

    as_of: date | None = None
    """The day on which the vendor's prices were read."""

    long_context: LongContext | None = None
    unpriced: bool = False
    """Stated by the operator: this model costs nothing that is to be counted (own hardware, recordings)."""

    @model_validator(mode="after")
    def _zero_is_said_aloud(self) -> Self:
        free = self.input == 0 and self.output == 0
        if free != self.unpriced:
            raise ValueError("a price of zero must be stated as unpriced = true, and only then be zero")
        return self

    @classmethod
    def none(cls, model: str) -> Price:
        """Zero, said aloud."""
        return cls(model=model, input=Decimal(0), output=Decimal(0), unpriced=True)

    def cost(self, usage: Usage) -> int:
        """What a call with this usage costs, in micro-USD, rounded up."""
        long = self.long_context
        rates = long if long is not None and usage.input > long.above_input_tokens else self
        return _up(rates.charge(usage))

    def upper_bound(self, input_tokens: int, output_tokens: int) -> int:
        """The most that a call of at most so many tokens can cost, in micro-USD; reserved before the call."""
        highest = self.highest_charge(input_tokens, output_tokens)
        if self.long_context is not None and input_tokens > self.long_context.above_input_tokens:
            highest = max(highest, self.long_context.highest_charge(input_tokens, output_tokens))
        return _up(highest)

    def snapshot(self) -> dict[str, JsonValue]:
        """This price as JSON, to be stored with a run; `Price.model_validate` reads it back."""
        return self.model_dump(mode="json", exclude_none=True)


class PriceTable(Frozen):
    """Prices by model name, as they stood on a day."""

    version: str
    as_of: date
    models: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)

    def price(self, model: str) -> Price | None:
        """The price of a model by its exact name; None if the table does not have it.

        Raises:
            pydantic.ValidationError: the entry is malformed.
        """
        entry = self.models.get(model)
        return None if entry is None else make_price(model, entry, version=self.version, as_of=self.as_of)


def make_price(model: str, entry: dict[str, JsonValue], *, version: str = "", as_of: date | None = None) -> Price:
    """A price from a TOML table such as ``{input = 2.0, output = 12.0}`` or ``{unpriced = true}``.

    Raises:
        pydantic.ValidationError: a rate is missing, negative, or zero without ``unpriced``.
    """
    zero: dict[str, JsonValue] = {"input": 0, "output": 0} if entry.get("unpriced") is True else {}
    stated: dict[str, object] = {"version": version, "as_of": as_of, **zero, **entry}
    return Price.model_validate({**stated, "model": model})


def _up(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_CEILING))
