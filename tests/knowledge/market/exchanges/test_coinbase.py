"""Coinbase's adapter."""

from __future__ import annotations

import pytest

from knowledge.market.exchanges.coinbase import Coinbase
from tests.support.exchange_contract import ExchangeContract
from tests.support.exchanges import answer_body
from tests.support.http_server import Loopback


class TestCoinbase(ExchangeContract):
    adapter = Coinbase
    recorded_as = "coinbase"
    timed = ("book",)

    @pytest.mark.parametrize("text", ["yesterday", "0001-01-01T00:00:00+14:00", 5, None])
    def test_a_time_that_is_none_is_refused(self, loopback: Loopback, text: object) -> None:
        answer = {**self.recorded["book"], "time": text}
        loopback.answer(self.path("book"), answer_body(answer))
        assert self.error(loopback, "book").key == "unreadable_time"

    def test_any_other_error_is_reported_as_such(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"message": "Internal error"}')
        error = self.error(loopback, "ticker")
        assert (error.key, error.values) == ("error_answer", {"error": "Internal error"})
