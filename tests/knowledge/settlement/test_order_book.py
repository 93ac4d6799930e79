from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from knowledge.errors import InsufficientDepthError
from knowledge.market.models import Basis, OrderBook, OtcQuote
from knowledge.settlement import order_book
from tests.support.settlement import AT, amounts, books


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
