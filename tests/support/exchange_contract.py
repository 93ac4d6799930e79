"""What every exchange's adapter must do, tested over real HTTP from its recorded answers.

A test module subclasses ``ExchangeContract`` and names the adapter.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from knowledge.errors import Fault, SourceError
from knowledge.market.http_client import HttpClient
from knowledge.market.sources import PriceSource
from tests.support.exchanges import RECORDED, answer_body
from tests.support.http_server import Loopback

FIGURES = ("ticker", "book", "closes")


class ExchangeContract:
    """Contract tests of one adapter.

    ``recorded_as`` is the exchange's name in the fixtures. ``timed`` lists the figures that carry
    the exchange's own time; the others are dated by receipt.
    """

    adapter: ClassVar[Callable[..., PriceSource]]
    recorded_as: ClassVar[str]
    timed: ClassVar[tuple[str, ...]] = ()

    @property
    def recorded(self) -> Any:
        return RECORDED[self.recorded_as]

    def path(self, figure: str) -> str:
        path: str = self.recorded["paths"][figure]
        return path

    def fetch(self, server: Loopback, figure: str) -> Any:
        """The figure for BTC/USD as the adapter makes it of the server's answer."""

        async def once() -> Any:
            http = HttpClient(timeout_s=1.0)
            source = type(self).adapter(http, server.url)
            try:
                return await getattr(source, f"fetch_{figure}")("BTC", "USD")
            finally:
                await http.aclose()

        return asyncio.run(once())

    def error(self, server: Loopback, figure: str) -> SourceError:
        with pytest.raises(SourceError) as caught:
            self.fetch(server, figure)
        return caught.value

    def test_a_ticker_is_read(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), answer_body(self.recorded["ticker"]))
        ticker = self.fetch(loopback, "ticker")
        assert (ticker.bid, ticker.ask) == (64000, 64010)
        assert (ticker.base, ticker.quote, ticker.max_age) == ("BTC", "USD", 15)
        assert ticker.receipt == ("ticker" not in self.timed)

    def test_a_book_is_read(self, loopback: Loopback) -> None:
        loopback.answer(self.path("book"), answer_body(self.recorded["book"]))
        book = self.fetch(loopback, "book")
        assert [level.price for level in book.bids] == [64000, 63990]
        assert [level.size for level in book.asks] == [Decimal("1.5"), Decimal(2)]
        assert book.receipt == ("book" not in self.timed)

    def test_hourly_closes_come_oldest_first_without_the_running_hour(
        self, loopback: Loopback
    ) -> None:
        loopback.answer(self.path("closes"), answer_body(self.recorded["closes"]))
        assert self.fetch(loopback, "closes").prices == (Decimal(64001), Decimal(64002))

    @pytest.mark.parametrize("figure", FIGURES)
    @pytest.mark.parametrize(
        ("status", "text", "fault"),
        [
            (429, "", Fault.RATE_LIMITED),
            (503, "", Fault.UNAVAILABLE),
            (451, "", Fault.GEO_BLOCKED),
            (403, "CloudFront: blocked in your country", Fault.GEO_BLOCKED),
            (200, "<!DOCTYPE html><title>Just a moment</title>", Fault.MALFORMED),
            (200, '{"cut": ', Fault.MALFORMED),
            (200, "17", Fault.MALFORMED),
        ],
    )
    def test_walls_and_wrecks_are_named(
        self, loopback: Loopback, figure: str, status: int, text: str, fault: Fault
    ) -> None:
        loopback.answer(self.path(figure), text, status)
        assert self.error(loopback, figure).fault is fault

    @pytest.mark.parametrize("figure", FIGURES)
    @pytest.mark.parametrize(
        ("kind", "fault"), [("unknown", Fault.UNKNOWN_PAIR), ("limited", Fault.RATE_LIMITED)]
    )
    def test_an_unknown_pair_and_a_limit_are_reported_in_the_exchanges_own_form(
        self, loopback: Loopback, figure: str, kind: str, fault: Fault
    ) -> None:
        status, answer = self.recorded[kind]
        loopback.answer(self.path(figure), answer_body(answer), status)
        assert self.error(loopback, figure).fault is fault

    @pytest.mark.parametrize("figure", ["ticker", "book"])
    @pytest.mark.parametrize(
        ("bid", "fault"),
        [
            ("NaN", Fault.ABSURD), ("-64000", Fault.ABSURD), ("0", Fault.ABSURD),
            ("Infinity", Fault.ABSURD), ("64000,5", Fault.MALFORMED), ("", Fault.MALFORMED),
            ("abc", Fault.MALFORMED),
            # Above the ask; a spread of more than one per cent.
            ("65000", Fault.ABSURD), ("60000", Fault.ABSURD),
        ],
    )  # fmt: skip
    def test_an_absurd_bid_is_refused(
        self, loopback: Loopback, figure: str, bid: str, fault: Fault
    ) -> None:
        text = answer_body(self.recorded[figure])
        text = text.replace("64000.00000", bid).replace("64000.00", bid)
        loopback.answer(self.path(figure), text)
        assert self.error(loopback, figure).fault is fault

    def test_an_empty_book_is_refused(self, loopback: Loopback) -> None:
        loopback.answer(self.path("book"), self._change_sides(lambda _: []))
        assert self.error(loopback, "book").fault is Fault.EMPTY

    def test_a_book_with_levels_out_of_order_is_refused(self, loopback: Loopback) -> None:
        loopback.answer(self.path("book"), self._change_sides(lambda side: side[::-1]))
        assert self.error(loopback, "book").key == "unordered_book"

    def test_old_figures_and_those_from_the_future_are_refused(self, loopback: Loopback) -> None:
        for figure in self.timed:
            loopback.answer(self.path(figure), answer_body(self.recorded[figure], ago_s=300))
            assert self.error(loopback, figure).key == "stale"
            loopback.answer(self.path(figure), answer_body(self.recorded[figure], ago_s=-120))
            assert self.error(loopback, figure).key == "future"

    def test_a_dropped_connection_is_named(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), drop=True)
        assert self.error(loopback, "ticker").key == "connection_broken"

    def _change_sides(self, change: Callable[[list[Any]], list[Any]]) -> str:
        """The recorded answer with both sides of its book changed."""

        def walk(node: Any) -> Any:
            if isinstance(node, dict):
                return {
                    key: change(child) if key in ("bids", "asks", "b", "a") else walk(child)
                    for key, child in node.items()
                }
            return [walk(child) for child in node] if isinstance(node, list) else node

        return json.dumps(walk(json.loads(answer_body(self.recorded["book"]))))


class NamesItsPair(ExchangeContract):
    """Contract of the adapters of exchanges whose tickers name their pair."""

    def test_an_answer_about_another_pair_is_refused(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), answer_body(self.recorded["swapped"]))
        assert self.error(loopback, "ticker").key == "other_pair"
