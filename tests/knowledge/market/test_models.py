"""The figures of the market: what they hold, refuse and leave out of JSON."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from knowledge.market.models import (
    Basis,
    Failure,
    HourlyCloses,
    Observation,
    OrderBook,
    OtcQuote,
    PriceLevel,
    Rate,
    RateNote,
    Ticker,
    utc_now,
)

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def observation(**more: Any) -> Observation:
    return Observation(source="X", as_of=AT, key="tron.energy_price", value=Decimal(100), **more)


def book(bids: list[str], asks: list[str], **more: Any) -> OrderBook:
    sides = {
        side: tuple(PriceLevel(price=Decimal(p), size=Decimal(1)) for p in prices)
        for side, prices in (("bids", bids), ("asks", asks))
    }
    return OrderBook(source="X", as_of=AT, base="BTC", quote="USD", **sides, **more)


def later(seconds: float) -> dt.datetime:
    return AT + dt.timedelta(seconds=seconds)


def test_now_is_in_utc() -> None:
    assert utc_now().tzinfo is dt.UTC


def test_a_figure_is_fresh_up_to_its_age() -> None:
    assert observation(max_age=60).is_fresh(later(60))
    assert not observation(max_age=60).is_fresh(later(60.1))
    assert observation().is_fresh(later(10**9))
    assert observation(max_age=60).is_fresh(later(-5))


def test_a_figure_with_an_expiry_is_stale_from_that_moment() -> None:
    assert observation(expires=later(5)).is_fresh(later(4.9))
    assert not observation(expires=later(5)).is_fresh(later(5))


def test_the_age_of_a_figure_is_in_seconds() -> None:
    assert observation().age_s(later(90)) == 90
    assert observation().age_s(later(-1)) == -1


def test_a_figure_needs_a_source_and_a_time_with_a_zone() -> None:
    with pytest.raises(ValidationError):
        Observation(source="", as_of=AT, key="k", value=Decimal(1))
    with pytest.raises(ValidationError):
        Observation(source="X", as_of=AT.replace(tzinfo=None), key="k", value=Decimal(1))


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "Infinity"])
def test_a_price_is_positive_and_finite(price: str) -> None:
    with pytest.raises(ValidationError):
        Ticker(source="X", as_of=AT, base="A", quote="B", bid=Decimal(price), ask=Decimal(1))


def test_the_middle_lies_between_the_best_prices() -> None:
    ticker = Ticker(source="X", as_of=AT, base="A", quote="B", bid=Decimal(99), ask=Decimal(101))
    assert ticker.mid == 100
    assert book(["99", "98"], ["102", "103"]).mid == Decimal("100.5")


@pytest.mark.parametrize(
    ("bids", "asks", "kind"),
    [
        ([], ["101"], "too_short"), (["99"], [], "too_short"),
        (["98", "99"], ["101"], "unordered_book"), (["99"], ["102", "101"], "unordered_book"),
        (["102"], ["101"], "crossed_book"), (["101"], ["101"], "crossed_book"),
    ],
)  # fmt: skip
def test_a_book_that_is_empty_unordered_or_crossed_is_refused(
    bids: list[str], asks: list[str], kind: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        book(bids, asks)
    assert caught.value.errors()[0]["type"] == kind


@pytest.mark.parametrize("basis", [Basis.OPERATOR, Basis.USER])
def test_both_sides_of_a_persons_quote_may_meet(basis: Basis) -> None:
    assert book(["101"], ["101"], basis=basis).mid == 101
    with pytest.raises(ValidationError):
        book(["102"], ["101"], basis=basis)


def test_hourly_closes_are_at_least_two() -> None:
    with pytest.raises(ValidationError):
        HourlyCloses(source="X", as_of=AT, base="A", quote="B", prices=(Decimal(1),))


def test_a_quote_is_a_book_that_is_deep_enough_for_any_sum() -> None:
    quote = OtcQuote(
        source="dealer", as_of=AT, max_age=900, basis=Basis.OPERATOR, base="USDT", quote="RUB",
        price=Decimal("81.5"), said_by="Anna", note="by phone",
    )  # fmt: skip
    deal = quote.to_book()
    assert (deal.bids, deal.asks[0].price) == (deal.asks, Decimal("81.5"))
    assert deal.asks[0].size >= 10**15
    assert (deal.source, deal.max_age, deal.note) == ("dealer (Anna)", 900, "by phone")
    assert quote.model_copy(update={"said_by": ""}).to_book().source == "dealer"


def test_the_json_of_a_failure_without_a_key_is_as_it_was_before_there_were_keys() -> None:
    old = {"source": "X", "sentence": "sent no valid JSON", "kind": "malformed"}
    assert Failure.model_validate(old).model_dump(mode="json") == old
    new = Failure(**old, key="no_json", values={"a": "b"})
    assert new.model_dump(mode="json") == old | {"key": "no_json", "values": {"a": "b"}}


def test_the_json_of_a_rate_without_notes_is_as_it_was_before_there_were_notes() -> None:
    rate = Rate(source="X", as_of=AT, base="USD", quote="RUB", value=80, day=AT.date())
    assert "notes" not in rate.model_dump(mode="json")
    noted = rate.model_copy(update={"notes": (RateNote(key="peg"),)})
    assert Rate.model_validate_json(noted.model_dump_json()) == noted
