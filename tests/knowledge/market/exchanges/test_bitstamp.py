"""Bitstamp's adapter."""

from __future__ import annotations

from knowledge.market.exchanges.bitstamp import Bitstamp
from tests.support.exchange_contract import NamesItsPair
from tests.support.exchanges import answer_body
from tests.support.http_server import Loopback


class TestBitstamp(NamesItsPair):
    adapter = Bitstamp
    recorded_as = "bitstamp"
    timed = ("ticker", "book")

    def test_closes_of_another_pair_are_refused(self, loopback: Loopback) -> None:
        text = answer_body(self.recorded["closes"]).replace("BTC/USD", "ETH/USD")
        loopback.answer(self.path("closes"), text)
        assert self.error(loopback, "closes").key == "other_pair"

    def test_any_other_error_is_reported_as_such(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"status": "error", "reason": "Internal"}')
        error = self.error(loopback, "ticker")
        assert (error.key, error.values) == ("error_answer", {"error": "Internal"})
