"""Prices and network fees in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.payments.market_data import load_sample_data
from bot.render.price import render_network_fees, render_price
from knowledge.market.models import Failure
from knowledge.settlement.network_fee import ChainTransferFee

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
FEE = ChainTransferFee(
    network="tron", asset="USDT", case="holder", coin="TRX", amount=Decimal("6.40"),
    dollars=Decimal("1.79"), source="TronGrid", as_of=NOW,
)  # fmt: skip


def test_a_price_has_its_sources_and_says_that_it_is_a_sample() -> None:
    sample, line, basis = render_price(load_sample_data().fetch_price("BTC", "USD"), "en")
    assert sample.startswith("SAMPLE DATA of ")
    assert line.startswith("1 BTC = ")
    assert basis.startswith("Median of ")


def test_a_price_through_an_official_rate_names_it() -> None:
    basis = render_price(load_sample_data().fetch_price("BTC", "TRY"), "en")[-1]
    assert "At the official rate of " in basis


def test_without_a_price_that_is_said_with_who_failed() -> None:
    price = load_sample_data().fetch_price("BTC", "USD")
    none = price.model_copy(update={"value": None, "failures": ()})
    assert render_price(none, "en") == [
        "I cannot price BTC in USD now: fewer than two sources answered."
    ]
    failure = Failure(source="Kraken", sentence="no answer in time")
    failed = price.model_copy(update={"value": None, "failures": (failure,)})
    assert render_price(failed, "en")[1].startswith("No answer from: Kraken")


def test_a_fee_is_in_the_coin_and_in_dollars() -> None:
    first, note = render_network_fees([FEE], "en", sample=False)
    assert (
        first == "Tron: sending USDT costs 6.4 TRX (1.79 USD) now (TronGrid, 2026-11-20 12:00 UTC)."
    )
    assert "withdrawal fee" in note


def test_a_fee_that_nobody_gives_is_said_to_be_missing_once() -> None:
    missing = ChainTransferFee(
        network="tron", asset="USDT", case="new", coin="TRX", amount=None, dollars=None,
        source="TronGrid", as_of=NOW,
    )  # fmt: skip
    sample, first, _ = render_network_fees([missing, missing], "en", sample=True)
    assert sample.startswith("SAMPLE DATA")
    assert first == "No fee figures from Tron now."
