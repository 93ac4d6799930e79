"""Bitso, an exchange that is read through ccxt, played by a local server."""

from __future__ import annotations

import json
from typing import Any

from tests.support.http_server import Loopback

BOOKS = [
    {
        "book": "btc_usd", "minimum_price": "500", "maximum_price": "10000000",
        "minimum_amount": "0.00005", "maximum_amount": "500", "minimum_value": "5",
        "maximum_value": "10000000", "tick_size": "0.01",
        "fees": {"flat_rate": {"maker": "0.5", "taker": "0.65"}, "structure": []},
    }
]  # fmt: skip
TICKER = {"book": "btc_usd", "bid": "64000.10", "ask": "64010.20", "last": "64005", "high": "1",
          "low": "1", "vwap": "1", "volume": "1", "change_24": "1"}  # fmt: skip
DEPTH = {
    "bids": [{"book": "btc_usd", "price": p, "amount": "0.5"} for p in ("9999", "10000.5", "9998")],
    "asks": [{"book": "btc_usd", "price": p, "amount": "1.25"} for p in ("10001", "10002")],
}
HOURS = [{"bucket_start_time": 3600000 * i, "first_rate": "1", "min_rate": "1", "max_rate": "1",
          "last_rate": f"640{i:02}.07", "volume": "1"} for i in range(4)]  # fmt: skip


def success(payload: Any) -> str:
    """An answer of the exchange as text."""
    return json.dumps({"success": True, "payload": payload})


def play_bitso(server: Loopback, prefix: str = "") -> None:
    """Make the server answer as the exchange does about BTC/USD."""
    server.answer(f"{prefix}/api/v3/available_books", success(BOOKS))
    server.answer(f"{prefix}/api/v3/ticker", success(TICKER))
    server.answer(f"{prefix}/api/v3/order_book", success(DEPTH))
    server.answer(f"{prefix}/api/v3/ohlc", success(HOURS))
