"""Requests of exchanges that answer 404 about an unknown pair."""

from __future__ import annotations

import asyncio

import pytest

from knowledge.errors import SourceError
from knowledge.market.exchanges.requests import get_pair
from knowledge.market.http_client import HttpClient, HttpResponse
from tests.support.http_server import Loopback


def fetch(server: Loopback) -> HttpResponse:
    async def once() -> HttpResponse:
        http = HttpClient(timeout_s=1.0)
        try:
            return await get_pair(http, "Coinbase", server.url + "/x", {"level": 2}, "BTC", "USD")
        finally:
            await http.aclose()

    return asyncio.run(once())


def test_an_answer_is_given_as_it_came(loopback: Loopback) -> None:
    loopback.answer("/x", "{}")
    assert fetch(loopback).body == b"{}"
    assert loopback.requested == ["/x?level=2"]


@pytest.mark.parametrize(("status", "key"), [(404, "unknown_pair"), (503, "server_error")])
def test_only_404_means_that_the_pair_is_not_traded(
    loopback: Loopback, status: int, key: str
) -> None:
    loopback.answer("/x", "", status)
    with pytest.raises(SourceError) as caught:
        fetch(loopback)
    assert caught.value.key == key
