from __future__ import annotations

from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import UsageError
from knowledge.money import (
    decimals,
    exact,
    is_crypto,
    is_national,
    round_down,
    round_down_to_lot,
    round_half_up,
    round_significant,
    round_up,
    round_up_to_lot,
)
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


signed = st.decimals("-1000000", "1000000", places=9, allow_nan=False, allow_infinity=False)


@given(signed, st.integers(0, 8))
def test_rounding_up_is_rounding_down_seen_from_the_other_side(value: Decimal, places: int) -> None:
    """So a negative cost, a saving, is never shown larger than it is."""
    assert round_up(value, places) == -round_down(-value, places)


@given(signed, st.integers(0, 8))
def test_a_rounded_value_has_its_decimals_and_is_near(value: Decimal, places: int) -> None:
    for rounding in (round_up, round_down, round_half_up):
        rounded = rounding(value, places)
        assert rounded.as_tuple().exponent == -places
        assert rounding(rounded, places) == rounded
        assert abs(rounded - value) < Decimal(1).scaleb(-places)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2.345", "2.35"), ("2.3449", "2.34"), ("-2.345", "-2.35"), ("2.335", "2.34"), ("2", "2.00")],
)
def test_half_a_unit_is_shown_as_a_whole_one(value: str, shown: str) -> None:
    assert str(round_half_up(Decimal(value), 2)) == shown


@pytest.mark.parametrize(
    ("value", "digits", "places", "shown"),
    [
        ("0.0000332178", 3, 4, "0.0000332"),
        ("0.0000332178", 2, 0, "0.000033"),
        ("82.95151", 5, 0, "82.952"),
        ("82.95151", 5, 4, "82.9515"),
        # Whole digits are never cut.
        ("26340.4", 3, 0, "26340"),
        ("0.99995", 4, 0, "1.0000"),
    ],
)
def test_a_small_rate_keeps_its_digits(value: str, digits: int, places: int, shown: str) -> None:
    assert str(round_significant(Decimal(value), digits, places=places)) == shown


@pytest.mark.parametrize(
    ("value", "lot", "down", "up"),
    [
        ("10.37", "0.25", "10.25", "10.50"),
        ("10.25", "0.25", "10.25", "10.25"),
        ("7", "5", "5", "10"),
    ],
)
def test_an_order_is_a_whole_number_of_lots(value: str, lot: str, down: str, up: str) -> None:
    assert round_down_to_lot(Decimal(value), Decimal(lot)) == Decimal(down)
    assert round_up_to_lot(Decimal(value), Decimal(lot)) == Decimal(up)


def test_rounding_keeps_to_34_digits_whatever_the_context_around_it() -> None:
    value = Decimal("1234567890123456789.123456789")
    with localcontext(prec=5):
        assert str(round_down(value, 6)) == "1234567890123456789.123456"
        assert str(round_up_to_lot(value, Decimal("0.01"))) == "1234567890123456789.13"


def test_exact_arithmetic_has_34_digits_and_ends_with_its_block() -> None:
    before = getcontext().prec
    with exact() as context:
        assert context.prec == 34
        assert str(Decimal(1) / 3) == "0." + "3" * 34
        assert round(Decimal("0.5")) == 0
    assert getcontext().prec == before


def test_coins_and_national_money_are_distinguished() -> None:
    assert [code for code in ("USDT", "BTC", "EUR", "XYZ") if is_crypto(code)] == ["USDT", "BTC"]
    assert [code for code in ("USDT", "BTC", "EUR", "XYZ") if is_national(code)] == ["EUR"]
    # Gold has a code of ISO 4217 and no minor unit.
    assert not is_national("XAU")


def test_an_unknown_currency_is_named_in_the_error_no_longer_than_twelve_letters() -> None:
    with pytest.raises(UsageError) as caught:
        decimals("DOUBLOONS-AND-DUCATS")
    assert (caught.value.key, caught.value.values) == ("currency_unknown", {"code": "DOUBLOONS-AN"})
