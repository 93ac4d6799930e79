from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from knowledge.errors import InsufficientDepthError, RailUnavailableError
from knowledge.market.models import Basis, OrderBook, OtcQuote
from knowledge.settlement.crypto_route import RouteVenue
from knowledge.settlement.venues import (
    VenueChoice,
    choose_buying_venue,
    choose_selling_venue,
    list_venues,
)
from tests.support.settlement import AT, SAMPLE, build_book, build_context

LOT = Decimal("0.01")


def choice(
    source: str, bid: str, ask: str, *, size: str = "1000", taker: str = "0", pct: str = "0"
) -> VenueChoice:
    book = build_book([(bid, size)], [(ask, size)], source=source)
    venue = RouteVenue(book, Decimal(taker), LOT, "quote", Decimal(0), Decimal(pct))
    return VenueChoice(venue, None)


def source_of(found: VenueChoice) -> str:
    return found.venue.book.source


def with_books(*books: OrderBook) -> list[VenueChoice]:
    snapshot = SAMPLE.model_copy(update={"books": books})
    return list_venues(build_context(snapshot), "USDT", "EUR")


def test_every_fresh_market_of_the_pair_is_listed() -> None:
    found = list_venues(build_context(), "USDT", "EUR")
    assert [source_of(each) for each in found] == [
        "SAMPLE DATA: exchange A", "SAMPLE DATA: exchange B",
    ]  # fmt: skip


def test_an_exchanges_own_fee_goes_before_the_usual_one() -> None:
    one, other = with_books(
        build_book([("0.86", "10")], [("0.87", "10")], source="Binance"),
        build_book([("0.86", "10")], [("0.87", "10")], source="Nowhere"),
    )
    assert one.taker is not None
    assert other.taker is not None
    assert (one.taker.key, other.taker.key) == ("taker.binance", "taker.default")
    assert (one.venue.taker, other.venue.taker) == (Decimal("0.0010"), Decimal("0.0040"))
    assert one.payout is not None
    assert (one.payout.key, one.venue.pct) == ("payout.pct", Decimal("0.003"))
    assert (one.venue.fee_in, one.venue.flat) == ("quote", 0)


def test_the_lot_is_that_of_the_asset() -> None:
    context = build_context()
    assert {each.venue.lot for each in list_venues(context, "USDT", "EUR")} == {Decimal("0.01")}
    assert {each.venue.lot for each in list_venues(context, "BTC", "EUR")} == {Decimal("0.00001")}


def test_a_stale_book_is_left_out_and_when_all_are_stale_it_says_so() -> None:
    old = build_book(
        [("0.86", "10")], [("0.87", "10")], source="slow", as_of=AT - dt.timedelta(seconds=16)
    )
    fresh = build_book([("0.86", "10")], [("0.87", "10")], source="quick")
    assert [source_of(each) for each in with_books(old, fresh)] == ["quick"]
    with pytest.raises(RailUnavailableError) as caught:
        with_books(old)
    assert caught.value.key == "stale_book"
    assert caught.value.values == {"pair": "USDT/EUR", "source": "slow"}


def test_a_pair_that_nobody_trades_has_no_market() -> None:
    with pytest.raises(RailUnavailableError) as caught:
        list_venues(build_context(), "USDT", "NGN")
    assert caught.value.key == "no_market"
    assert caught.value.values == {"asset": "USDT", "money": "NGN"}


@pytest.mark.parametrize("basis", [Basis.USER, Basis.OPERATOR])
def test_a_rate_by_hand_has_the_fee_it_was_entered_with_and_rests_on_no_row(basis: Basis) -> None:
    quote = OtcQuote(
        base="USDT", quote="EUR", price=Decimal("0.9"), fee=Decimal("0.007"), source="dealer",
        as_of=AT, basis=basis,
    )  # fmt: skip
    other = quote.model_copy(update={"base": "USDC", "fee": Decimal("0.5")})
    (found,) = list_venues(build_context(SAMPLE.with_quotes((other, quote))), "USDT", "EUR")
    assert source_of(found) == "dealer"
    assert (found.venue.taker, found.venue.pct, found.venue.flat) == (Decimal("0.007"), 0, 0)
    assert (found.taker, found.payout) == (None, None)


def test_the_cheaper_of_two_markets_buys_and_the_dearer_sells() -> None:
    choices = [choice("low", "0.98", "0.99"), choice("high", "1.01", "1.02")]
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "low"
    assert source_of(choose_selling_venue(choices, Decimal(100))) == "high"


def test_a_fee_may_outweigh_a_better_price() -> None:
    choices = [
        choice("better price", "1.000", "1.000001", taker="0.01"),
        choice("no fee", "0.992", "1.008"),
    ]
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "no fee"
    assert source_of(choose_selling_venue(choices, Decimal(100))) == "no fee"


def test_the_payout_counts_for_selling_only() -> None:
    choices = [choice("dear payout", "1.00", "1.01", pct="0.02"), choice("free", "0.99", "1.02")]
    assert source_of(choose_selling_venue(choices, Decimal(100))) == "free"
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "dear payout"


def test_the_buying_venue_takes_no_deposit_fee_and_no_payout() -> None:
    found = choose_buying_venue([choice("one", "1.00", "1.01", taker="0.001", pct="0.02")], LOT)
    assert (found.venue.taker, found.venue.flat, found.venue.pct) == (Decimal("0.001"), 0, 0)
    assert found.payout is None


def test_a_book_too_thin_for_the_size_is_passed_over() -> None:
    choices = [choice("thin", "1.01", "1.02", size="50"), choice("deep", "0.97", "1.05")]
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "deep"
    assert source_of(choose_selling_venue(choices, Decimal(100))) == "deep"


def test_buying_needs_two_percent_to_spare_for_fees() -> None:
    choices = [choice("close", "0.98", "0.99", size="101"), choice("deep", "0.97", "1.05")]
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "deep"
    assert source_of(choose_buying_venue(choices, Decimal(99))) == "close"
    assert source_of(choose_selling_venue(choices, Decimal(101))) == "close"


def test_when_no_book_is_deep_enough_the_largest_is_named() -> None:
    choices = [choice("small", "1", "1.1", size="50"), choice("large", "1", "1.1", size="80")]
    for choose in (choose_buying_venue, choose_selling_venue):
        with pytest.raises(InsufficientDepthError) as caught:
            choose(choices, Decimal(100))
        assert (caught.value.values["venue"], caught.value.largest) == ("large", 80)


def test_of_two_equal_markets_the_first_is_taken() -> None:
    choices = [choice("first", "1", "1.1"), choice("second", "1", "1.1")]
    assert source_of(choose_buying_venue(choices, Decimal(100))) == "first"
    assert source_of(choose_selling_venue(choices, Decimal(100))) == "first"
