"""Bybit's adapter."""

from __future__ import annotations

from knowledge.market.exchanges.bybit import Bybit
from tests.support.exchange_contract import NamesItsPair
from tests.support.exchanges import answer_body
from tests.support.http_server import Loopback


class TestBybit(NamesItsPair):
    adapter = Bybit
    recorded_as = "bybit"
    timed = ("book",)

    def test_a_book_of_another_pair_is_refused(self, loopback: Loopback) -> None:
        text = answer_body(self.recorded["book"]).replace("BTCUSD", "ETHUSD")
        loopback.answer(self.path("book"), text)
        assert self.error(loopback, "book").key == "other_pair"

    def test_any_other_error_is_reported_as_such(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"retCode": 10016, "retMsg": "Server error"}')
        error = self.error(loopback, "ticker")
        assert (error.key, error.values) == ("error_answer", {"error": "Server error"})
