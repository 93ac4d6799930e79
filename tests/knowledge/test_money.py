from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UsageError
from knowledge.money import decimals, round_down, round_down_to_lot, round_up, round_up_to_lot
from tests.support.settlement import amounts


def test_currencies_have_the_decimals_of_iso_4217_and_tokens_those_of_their_chain() -> None:
    assert (decimals("JPY"), decimals("KWD"), decimals("RUB"), decimals("IQD")) == (0, 3, 2, 3)
    assert (decimals("USDT", "tron"), decimals("USDT", "bsc"), decimals("BTC")) == (6, 18, 8)
    with pytest.raises(UsageError, match="not a known currency"):
        decimals("XYZ")


@given(amounts("0", "1000000", 8), st.integers(0, 8))
def test_up_and_down_enclose_the_value(value: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    assert round_down(value, places) <= value <= round_up(value, places)
    assert round_up(value, places) - round_down(value, places) in (0, unit)


@given(amounts("0", "100000", 6), st.sampled_from(["0.01", "0.00001", "1", "0.25"]))
def test_lots_enclose_the_value(value: Decimal, step: str) -> None:
    lot = Decimal(step)
    assert round_down_to_lot(value, lot) <= value <= round_up_to_lot(value, lot)
    assert round_up_to_lot(value, lot) % lot == 0
