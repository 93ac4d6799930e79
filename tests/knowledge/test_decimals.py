"""Numbers from outside stay within bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.decimals import (
    MAX_EXPONENT,
    MAX_NUMBER_CHARS,
    check_figure,
    is_price,
    parse_decimal,
)


@pytest.mark.parametrize("value", ["1.50", 7, Decimal("0.1"), "1e-8", "1.8e308", "-5", "0"])
def test_a_number_keeps_every_digit(value: object) -> None:
    assert parse_decimal(value) == Decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["NaN", "-Infinity"])
def test_what_is_not_finite_is_left_to_the_caller(text: str) -> None:
    assert not parse_decimal(text).is_finite()


@pytest.mark.parametrize(
    "value",
    [
        f"1e{MAX_EXPONENT + 1}", f"-1e-{MAX_EXPONENT + 1}", "0e999999999", "1e999999999999999999",
        "1" * (MAX_NUMBER_CHARS + 1), 10 ** (MAX_EXPONENT + 1),
        Decimal("1e999999"),
    ],
)  # fmt: skip
def test_a_number_that_would_cost_memory_later_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="too"):
        parse_decimal(value)


# Decimal() itself takes the parts of a number as a list: sign, digits, exponent.
@pytest.mark.parametrize(
    "value",
    [[0, [1], 999999999], (0, (1,), 5), 0.1, True, None, "one", "", "1e99999999999999999999999"],
)
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no number"):
        parse_decimal(value)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("1", True), ("1e13", True), ("1e-13", True), ("1.1e13", False), ("9e-14", False),
     ("0", False), ("-1", False), ("NaN", False), ("sNaN", False), ("Infinity", False),
     ("1." + "1" * 58, True), ("1." + "1" * 59, False)],
)  # fmt: skip
def test_a_price_is_positive_and_of_a_size_that_prices_have(text: str, answer: bool) -> None:
    assert is_price(Decimal(text)) is answer


@pytest.mark.parametrize("text", ["0", "-1", "1e18", "1e-80", "0.001"])
def test_a_figure_may_be_nothing_or_negative(text: str) -> None:
    assert check_figure(Decimal(text)) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["1.1e18", "-1e19", "1e999999999", "0e999999999", "1e-81", "NaN", "sNaN", "-Infinity"]
)
def test_a_figure_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"figure|finite"):
        check_figure(Decimal(text))
