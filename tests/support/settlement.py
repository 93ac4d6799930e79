"""Books, routes and the sample market for the tests of what payments cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from knowledge.market.consensus import compute_consensus
from knowledge.market.models import OrderBook, PriceLevel, Ticker
from knowledge.market.snapshot import Snapshot
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.crypto_route import AssetTransfer, CryptoRoute, RouteVenue
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import PaymentRequest

SAMPLE = Snapshot.load(REFERENCE_FOLDER / "sample_snapshot.json")
AT = SAMPLE.taken_at


def build_request(**changes: Any) -> PaymentRequest:
    """A payment of 20,000 reais from Germany to Brazil, with some fields changed."""
    fields = {"amount": "20000", "payer": "EUR", "payee": "BRL", "from_country": "DE",
              "to_country": "BR"} | changes  # fmt: skip
    return PaymentRequest.model_validate(fields)


def build_context(snapshot: Snapshot = SAMPLE, **changes: Any) -> EstimateContext:
    """What such a payment is estimated from."""
    return EstimateContext(build_request(**changes), snapshot, load_bundled_reference())


def with_prices(asset: str, *mids: str) -> Snapshot:
    """The sample with other prices of an asset, one for each source."""
    tickers = [
        Ticker(
            source=f"exchange {i}", base=asset, quote="USD", as_of=AT,
            bid=Decimal(mid) * Decimal("0.9999"), ask=Decimal(mid) * Decimal("1.0001"),
        )
        for i, mid in enumerate(mids)
    ]  # fmt: skip
    others = tuple(p for p in SAMPLE.prices if p.base != asset)
    return SAMPLE.model_copy(
        update={"prices": (*others, compute_consensus(asset, "USD", tickers, AT))}
    )


def build_book(
    bids: list[tuple[str, str]],
    asks: list[tuple[str, str]],
    *,
    pair: tuple[str, str] = ("USDT", "EUR"),
    source: str = "exchange",
    as_of: dt.datetime = AT,
) -> OrderBook:
    """A book of levels, each a price and a size."""

    def levels(side: list[tuple[str, str]]) -> tuple[PriceLevel, ...]:
        return tuple(PriceLevel(price=Decimal(p), size=Decimal(s)) for p, s in side)

    return OrderBook(
        source=source, as_of=as_of, max_age=15, base=pair[0], quote=pair[1],
        bids=levels(bids), asks=levels(asks),
    )  # fmt: skip


def amounts(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Amounts of money between two bounds."""
    return st.decimals(low, high, places=places, allow_nan=False, allow_infinity=False)


@st.composite
def books(draw: st.DrawFn, base: str, quote: str) -> OrderBook:
    """Books of three to eight levels on each side of a spread."""
    mid = draw(amounts("0.5", "500", 4))
    half = mid * draw(st.integers(1, 40)) / 10000
    sizes = draw(st.lists(amounts("500", "90000"), min_size=3, max_size=8))

    def side(sign: int) -> tuple[PriceLevel, ...]:
        step = mid / 2000
        prices = [mid + sign * (half + i * step) for i in range(len(sizes))]
        return tuple(
            PriceLevel(price=price, size=size) for price, size in zip(prices, sizes, strict=True)
        )

    return OrderBook(source="t", as_of=AT, base=base, quote=quote, bids=side(-1), asks=side(1))


@st.composite
def routes(draw: st.DrawFn) -> CryptoRoute:
    """Routes from roubles through USDT to yuan, with every sort of fee."""
    share = st.integers(0, 90).map(lambda n: Decimal(n) / 10000)
    on = RouteVenue(
        draw(books("USDT", "RUB")), draw(share), Decimal("0.01"),
        draw(st.sampled_from(["base", "quote"])), draw(amounts("0", "30")), draw(share),
    )  # fmt: skip
    off = RouteVenue(
        draw(books("USDT", "CNY")), draw(share), Decimal("0.01"), "quote",
        draw(amounts("0", "30")), draw(share),
    )  # fmt: skip
    transfer = AssetTransfer(
        draw(amounts("0", "5")), draw(amounts("0", "0.01", 6)), draw(amounts("0", "3000"))
    )
    return CryptoRoute("RUB", "CNY", "USDT", "tron", transfer, on, off)
