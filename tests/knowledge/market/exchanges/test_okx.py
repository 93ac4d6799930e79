"""OKX's adapter."""

from __future__ import annotations

from knowledge.errors import Fault
from knowledge.market.exchanges.okx import Okx
from tests.support.exchange_contract import NamesItsPair
from tests.support.http_server import Loopback


class TestOkx(NamesItsPair):
    adapter = Okx
    recorded_as = "okx"
    timed = ("ticker", "book")

    def test_an_answer_without_data_is_empty(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"code": "0", "msg": "", "data": []}')
        assert self.error(loopback, "ticker").fault is Fault.EMPTY

    def test_any_other_error_is_reported_as_such(self, loopback: Loopback) -> None:
        loopback.answer(self.path("ticker"), '{"code": "50001", "msg": "Service off", "data": []}')
        error = self.error(loopback, "ticker")
        assert (error.key, error.values) == ("error_answer", {"error": "Service off"})
