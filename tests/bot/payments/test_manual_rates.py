"""Rates and tariffs given by hand, in a message or in the operator's file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.manual_rates import (
    USER_RATE_MINUTES,
    parse_rate,
    parse_tariff,
    read_rates,
)
from knowledge.errors import ConfigError
from knowledge.market.models import Basis
from knowledge.settlement.reference_data import load_bundled_reference

AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("rate 1 USDT = 82.95 RUB", "82.95"),
        ("/rate usdt = 82,95 rub.", "82.95"),
        ("курс 1 USDT = 82,95 RUB", "82.95"),
        ("rate BTC: 9 500 000 RUB", "9500000"),
        ("rate EUR to 90 RUB", "90"),
    ],
)
def test_a_rate_is_read_with_either_decimal_mark(text: str, price: str) -> None:
    rate = parse_rate(text, AT, "you")
    assert rate is not None
    assert (rate.price, rate.quote, rate.said_by) == (Decimal(price), "RUB", "you")
    assert rate.expires == AT + dt.timedelta(minutes=USER_RATE_MINUTES)


@pytest.mark.parametrize(
    "text",
    [
        "rate 1 USDT = banana",
        "rate 1 USDT = 1.000,5 RUB",
        "rate 1 USDT = 1.000.000 RUB",
        "rate 1 XXX = 5 RUB",
        "rate 1 USDT = 5 USDT",
        "rate 1 USDT = 0 RUB",
        "what is the rate",
    ],
)
def test_what_is_no_clear_rate_is_none(text: str) -> None:
    assert parse_rate(text, AT, "you") is None


@pytest.mark.parametrize(
    ("text", "value"), [("set wire.margin 0.5%", "0.005"), ("/set wire.margin = 0,005", "0.005")]
)
def test_a_tariff_replaces_the_supposed_one(text: str, value: str) -> None:
    row = parse_tariff(text, load_bundled_reference().rows, AT)
    assert row is not None
    assert (row.value, row.basis, row.as_of) == (Decimal(value), Basis.USER, AT.date())


@pytest.mark.parametrize(
    "text",
    ["set wire.margin lots", "set wire.margin 150%", "set wire.margin -1", "set no.such 1",
     "set wire.margin NaN"],
)  # fmt: skip
def test_what_is_no_tariff_is_none(text: str) -> None:
    assert parse_tariff(text, load_bundled_reference().rows, AT) is None


@given(st.text(max_size=60))
def test_any_text_is_a_rate_or_none(text: str) -> None:
    found = parse_rate(f"rate {text}", AT, "you")
    assert found is None or found.price > 0


def test_the_operators_quotes_are_read_until_they_expire(tmp_path: Path) -> None:
    file = tmp_path / "quotes.toml"
    file.write_text(
        '[[quote]]\nbase = "USDT"\nquote = "AED"\nprice = "3.68"\nfee = "0.002"\n'
        'said_by = "OTC desk"\nas_of = 2026-11-20T10:00:00Z\nvalid_until = 2026-11-20T10:05:00Z\n'
    )
    early, late = (dt.datetime(2026, 11, 20, 10, m, tzinfo=dt.UTC) for m in (4, 6))
    (quote,) = read_rates(file, early)
    assert (quote.price, quote.fee, quote.said_by) == (
        Decimal("3.68"),
        Decimal("0.002"),
        "OTC desk",
    )
    assert read_rates(file, late) == ()
    assert read_rates(tmp_path / "none.toml", early) == ()


@pytest.mark.parametrize("text", ["[[quote", '[[quote]]\nbase = "USDT"\n', "quote = 5\n", "\x00"])
def test_a_bad_file_of_quotes_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "quotes.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"quotes\.toml"):
        read_rates(file, AT)


def _quote(price: str, fee: str = "0") -> str:
    return (
        f'[[quote]]\nbase = "USDT"\nquote = "RUB"\nprice = {price}\nfee = {fee}\nsaid_by = "desk"\n'
        "as_of = 2026-11-20T10:00:00Z\nvalid_until = 2026-11-20T10:05:00Z\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 900, "\n".join(["a = " + "[" * 900] * 9), "a = " + "{b=" * 300,
        _quote('"1e999999"'), _quote("1e999999"), _quote("nan"), _quote("9" * 900), _quote("[1]"),
        _quote('"1e-999999"'), _quote("true"), _quote("80", "-1"), _quote("80", '"0e999999"'),
    ],
)  # fmt: skip
def test_a_file_that_is_deeply_nested_or_holds_no_possible_price_is_named(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "quotes.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"quotes\.toml is no list of quotes"):
        read_rates(file, AT)


@pytest.mark.parametrize("text", ["# full\n" * 40_000, ".".join("a" * 60_000) + " = 1\n"])
def test_a_file_larger_than_any_list_of_quotes_is_not_parsed(tmp_path: Path, text: str) -> None:
    file = tmp_path / "quotes.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match="too large"):
        read_rates(file, AT)


@pytest.mark.parametrize("text", ["1e999999999", "0e999999999", "1e-999999999", "NaN", "1e19"])
def test_a_tariff_that_no_figure_can_be_is_not_set(text: str) -> None:
    rows = load_bundled_reference().rows
    key = next(k for k, row in rows.items() if row.value and not row.unit.startswith("share"))
    assert parse_tariff(f"set {key} {text}", rows, AT) is None


def test_a_message_longer_than_a_rate_is_none() -> None:
    assert parse_rate("rate 1 USDT = 82.95" + " " * 300 + "RUB", AT, "you") is None
    assert parse_rate(f"rate 1 USDT = {'9' * 100} RUB", AT, "you") is None
