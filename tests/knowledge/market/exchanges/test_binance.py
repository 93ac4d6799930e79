"""Binance's adapter."""

from __future__ import annotations

from knowledge.market.exchanges.binance import Binance
from tests.support.exchange_contract import NamesItsPair
from tests.support.http_server import Loopback


class TestBinance(NamesItsPair):
    adapter = Binance
    recorded_as = "binance"
    timed = ()

    def test_any_other_error_is_reported_as_such(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"code": -1100, "msg": "Illegal characters"}', 400)
        error = self.error(loopback, "ticker")
        assert (error.key, error.values) == ("error_answer", {"error": "Illegal characters"})
