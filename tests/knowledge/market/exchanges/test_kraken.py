"""Kraken's adapter."""

from __future__ import annotations

import json

import pytest

from knowledge.market.exchanges.kraken import Kraken
from tests.support.exchange_contract import NamesItsPair
from tests.support.exchanges import answer_body
from tests.support.http_server import Loopback


class TestKraken(NamesItsPair):
    adapter = Kraken
    recorded_as = "kraken"
    timed = ()

    @pytest.mark.parametrize(
        ("error", "key"),
        [
            ("EService:Unavailable", "out_of_service"), ("EService:Busy", "out_of_service"),
            ("EGeneral:Rate limit exceeded", "rate_limited"),
            ("EGeneral:Internal error", "error_answer"),
        ],
    )  # fmt: skip
    def test_errors_in_an_answer_of_status_200_are_read(
        self, loopback: Loopback, error: str, key: str
    ) -> None:
        loopback.answer(self.path("ticker"), json.dumps({"error": [error]}))
        assert self.error(loopback, "ticker").key == key

    @pytest.mark.parametrize("error", [17, {"a": 1}, "EGeneral:Internal error", True])
    def test_an_error_of_another_shape_is_an_error(self, loopback: Loopback, error: object) -> None:
        loopback.answer(self.path("ticker"), json.dumps({"error": error, "result": {}}))
        assert self.error(loopback, "ticker").key == "error_answer"

    def test_a_result_without_a_pair_is_empty(self, loopback: Loopback) -> None:
        loopback.answer(self.path("closes"), '{"error": [], "result": {"last": 1}}')
        assert self.error(loopback, "closes").key == "empty_answer"

    @pytest.mark.parametrize("pair", ["XXBTZUSD", "XBTUSD", "XBTZUSD"])
    def test_a_pair_is_known_by_each_of_its_spellings(self, loopback: Loopback, pair: str) -> None:
        text = answer_body(self.recorded["ticker"]).replace("XXBTZUSD", pair)
        loopback.answer(self.path("ticker"), text)
        assert self.fetch(loopback, "ticker").bid == 64000
