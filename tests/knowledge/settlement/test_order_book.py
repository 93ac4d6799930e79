from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.errors import InsufficientDepthError
from knowledge.market.models import Basis, OrderBook, OtcQuote
from knowledge.settlement import order_book
from tests.support.settlement import AT, amounts, books, build_book


@given(books("USDT", "RUB"), amounts("1", "900000"))
def test_a_book_is_never_extrapolated(book: OrderBook, size: Decimal) -> None:
    held = sum(level.size for level in book.asks)
    if size <= held:
        fill = order_book.fill_buy_order(book, size)
        assert book.asks[0].price <= fill.average <= fill.worst <= book.asks[-1].price
    else:
        with pytest.raises(InsufficientDepthError) as caught:
            order_book.fill_buy_order(book, size)
        assert caught.value.largest == held


def test_an_over_the_counter_quote_is_a_market_without_spread() -> None:
    quote = OtcQuote(
        base="USDT", quote="RUB", price=Decimal("82.95"), source="your rate", said_by="you",
        as_of=AT, basis=Basis.USER,
    )  # fmt: skip
    book = quote.to_book()
    assert book.mid == Decimal("82.95")
    assert order_book.fill_buy_order(book, Decimal(10) ** 9).slippage_bps == 0


# 10 at 99, 20 at 98 and 30 at 97 are bid; 10 at 101, 20 at 102 and 30 at 103 asked.
BOOK = build_book(
    [("99", "10"), ("98", "20"), ("97", "30")], [("101", "10"), ("102", "20"), ("103", "30")]
)


def test_an_order_takes_the_best_prices_first() -> None:
    bought = order_book.fill_buy_order(BOOK, Decimal(25))
    assert (bought.worth, bought.worst, bought.best) == (10 * 101 + 15 * 102, 102, 101)
    assert (bought.levels, bought.size) == (2, 25)
    assert bought.average == Decimal("101.6")
    assert abs(bought.share - Decimal(25) / 60) < Decimal("1e-20")
    sold = order_book.fill_sell_order(BOOK, Decimal(35))
    assert (sold.worth, sold.worst, sold.best) == (10 * 99 + 20 * 98 + 5 * 97, 97, 99)
    assert sold.levels == 3


@pytest.mark.parametrize(("size", "levels"), [("10", 1), ("10.01", 2), ("30", 2), ("60", 3)])
def test_a_level_that_just_suffices_is_the_last_touched(size: str, levels: int) -> None:
    assert order_book.fill_buy_order(BOOK, Decimal(size)).levels == levels
    assert order_book.fill_sell_order(BOOK, Decimal(size)).levels == levels


def test_slippage_is_the_distance_from_the_best_price_to_either_side() -> None:
    # A hundredth of 101 is 99.0099 basis points of it.
    bought = order_book.fill_buy_order(BOOK, Decimal(20))
    assert bought.slippage_bps.quantize(Decimal("0.0001")) == Decimal("49.5050")
    sold = order_book.fill_sell_order(BOOK, Decimal(20))
    assert sold.slippage_bps.quantize(Decimal("0.0001")) == Decimal("50.5051")


@pytest.mark.parametrize(
    ("bids", "size", "is_heavy"),
    [
        # Just half of what is visible, at one price; then a little more.
        ([("99", "100")], "50", False),
        ([("99", "100")], "50.01", True),
        # Fifty basis points from the best price; then more.
        ([("100", "1"), ("99", "99")], "2", False),
        ([("100", "1"), ("98.9", "99")], "2", True),
    ],
)
def test_an_order_is_heavy_beyond_half_a_book_or_half_a_percent(
    bids: list[tuple[str, str]], size: str, is_heavy: bool
) -> None:
    book = build_book(bids, [("101", "1")])
    assert order_book.fill_sell_order(book, Decimal(size)).heavy is is_heavy


@given(books("USDT", "RUB"), amounts("1", "2000"), amounts("0.01", "2000"))
def test_more_is_dearer_to_buy_and_sells_for_less_a_piece(
    book: OrderBook, size: Decimal, more: Decimal
) -> None:
    try:
        bought = [order_book.fill_buy_order(book, each) for each in (size, size + more)]
        sold = [order_book.fill_sell_order(book, each) for each in (size, size + more)]
    except InsufficientDepthError:
        assume(False)
    # The last of 34 digits may differ.
    last = Decimal("1e-28")
    assert bought[1].average >= bought[0].average - last
    assert sold[1].average <= sold[0].average + last
    assert bought[0].average > sold[0].average


@given(books("USDT", "RUB"), amounts("1", "400000"), st.sampled_from(["0.01", "0.25", "1"]))
def test_the_size_sold_for_a_sum_is_the_least_that_brings_it(
    book: OrderBook, worth: Decimal, step: str
) -> None:
    lot = Decimal(step)
    try:
        size = order_book.find_sell_size(book, worth, lot)
        brought = order_book.fill_sell_order(book, size).worth
    except InsufficientDepthError:
        assume(False)
    assert size % lot == 0
    assert brought >= worth - Decimal("1e-20")
    if size > lot:
        assert order_book.fill_sell_order(book, size - lot).worth < worth


@given(books("USDT", "RUB"), amounts("1", "400000"), st.sampled_from(["0.01", "0.25", "1"]))
def test_the_size_bought_for_a_sum_is_the_most_that_it_pays(
    book: OrderBook, worth: Decimal, step: str
) -> None:
    lot = Decimal(step)
    try:
        size = order_book.find_buy_size(book, worth, lot)
        dearer = order_book.fill_buy_order(book, size + lot).worth
    except InsufficientDepthError:
        assume(False)
    assert size % lot == 0
    assert dearer > worth
    if size:
        assert order_book.fill_buy_order(book, size).worth <= worth + Decimal("1e-20")


def test_a_sum_beyond_the_book_names_what_there_is() -> None:
    assert order_book.find_sell_size(BOOK, Decimal(990 + 1960 + 2910), Decimal(1)) == 60
    for find in (order_book.find_sell_size, order_book.find_buy_size):
        with pytest.raises(InsufficientDepthError) as caught:
            find(BOOK, Decimal(10000), Decimal(1))
        assert caught.value.largest == 60
        assert caught.value.values["pair"] == "USDT/EUR"
