"""Calls by JSON-RPC."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from knowledge.market.chains.rpc import call_rpc, parse_quantity
from knowledge.market.http_client import HttpClient
from tests.support.chain_answers import error_key
from tests.support.http_server import Loopback


def call(server: Loopback) -> Any:
    async def once() -> Any:
        http = HttpClient(timeout_s=1.0)
        try:
            return (await call_rpc(http, "node", server.url + "/node", "eth_call", ["latest"]))[0]
        finally:
            await http.aclose()

    return asyncio.run(once())


def test_a_call_names_its_method_and_gives_the_result(loopback: Loopback) -> None:
    received: list[Any] = []

    def answer(_: str, body: bytes) -> bytes:
        received.append(json.loads(body))
        return b'{"jsonrpc": "2.0", "id": 1, "result": "0x5"}'

    loopback.answer("/node", answer)
    assert call(loopback) == "0x5"
    assert received == [{"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": ["latest"]}]


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ([], "other_shape"),
        ({"error": {"code": -32000, "message": "header not found"}}, "error_answer"),
        ({"error": "broken"}, "error_answer"),
        ({"error": {"message": "Rate limit reached"}}, "rate_limited"),
        ({"error": {"message": "Too many requests"}}, "rate_limited"),
        ({"error": {"message": "daily quota exceeded"}}, "rate_limited"),
        ({"result": None}, "no_result"),
        ({}, "no_result"),
    ],
)
def test_a_node_without_a_result_is_an_error(loopback: Loopback, answer: Any, key: str) -> None:
    loopback.answer("/node", json.dumps(answer))
    assert error_key(lambda: call(loopback)) == key


def test_a_quantity_is_hexadecimal() -> None:
    assert parse_quantity("node", "0x3b9aca00") == 10**9
    assert parse_quantity("node", "0x0") == 0


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("wei", "unreadable_number"), (None, "unreadable_number"), (5, "unreadable_number"),
        ("-0x1", "impossible_number"), ("0x1" + "0" * 64, "unreadable_number"),
        ([], "unreadable_number"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(text: Any, key: str) -> None:
    assert error_key(lambda: parse_quantity("node", text)) == key
