"""Six exchanges played by a local server, from the recorded answers in the fixtures."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.support.http_server import Loopback
from tests.support.paths import FIXTURES

RECORDED: dict[str, Any] = json.loads((FIXTURES / "market" / "exchanges.json").read_text("utf-8"))
EXCHANGES = ("kraken", "coinbase", "bitstamp", "binance", "okx", "bybit")
PRICES_USD = {"BTC": "64000", "ETH": "2850", "USDT": "0.9998", "USDC": "1.0001", "TRX": "0.285",
           "SOL": "165", "BNB": "610", "POL": "0.21", "TON": "3.1"}  # fmt: skip
QUOTE_RATES = {"USD": "1", "EUR": "0.8613", "TRY": "48.15", "USDT": "1"}
_RECORDED_PRICE = re.compile(r'"6(?:40[0-2]0|3990)\.0+"')
_RECORDED_PAIR = {"kraken": "XXBTZUSD", "okx": "BTC-USD", "bitstamp": "BTC/USD"}


def answer_body(answer: Any, *, ago_s: float = 0.0) -> str:
    """An answer as text, with the time of ``ago_s`` seconds ago in place of the marks."""
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago_s)
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return (
        text.replace("@MS@", str(int(at.timestamp() * 1000)))
        .replace("@S@", str(int(at.timestamp())))
        .replace("@ISO@", at.isoformat().replace("+00:00", "Z"))
    )


def play(server: Loopback, name: str, prefix: str = "", *, factor: str = "1") -> None:
    """Make the server answer as an exchange for every pair, with its prices times ``factor``.

    Dollar exchanges trade USD and EUR, the others USDT, EUR and lira.
    """
    for what, path in RECORDED[name]["paths"].items():
        root = re.sub(r"(BTC-USD/\w+|btcusd/)$", "", path)
        if name == "coinbase":
            # The pair stands before what is asked: one answer for all three.
            server.answer(f"{prefix}/products", _coinbase(factor))
            return
        server.answer(prefix + root, _build_answer(name, what, factor))


def silence(server: Loopback, name: str, status: int, prefix: str = "") -> None:
    """Make the exchange answer every request with a status and nothing else."""
    server.forget(prefix + "/")
    server.answer(prefix, "", status)


def _coinbase(factor: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    kinds = {"ticker": "ticker", "book": "book", "candles": "closes"}

    def answer(path: str, body: bytes) -> tuple[int, bytes]:
        what = kinds[path.split("?")[0].rsplit("/", 1)[1]]
        return _build_answer("coinbase", what, factor)(path, body)

    return answer


def _build_answer(name: str, what: str, factor: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    recorded = RECORDED[name]

    def answer(path: str, _: bytes) -> tuple[int, bytes]:
        pair = _requested_pair(path)
        quotes = ("USD", "EUR") if name in ("kraken", "coinbase", "bitstamp") else (
            "USDT", "EUR", "TRY"
        )  # fmt: skip
        pairs = [(b, q) for b in PRICES_USD for q in quotes if b + q == pair and b != q]
        if not pairs:
            status, unknown = recorded["unknown"]
            return status, answer_body(unknown).encode()
        base, quote = pairs[0]
        mid = Decimal(PRICES_USD[base]) * Decimal(QUOTE_RATES[quote]) * Decimal(factor)
        text = answer_body(recorded[what])
        if what != "closes":
            text = re.sub(
                r'"6(?:40[0-2]0|3990)\.0+"', lambda match: _scale_price(match[0], mid), text
            )
        for old in (_RECORDED_PAIR.get(name, "BTCUSD"), "BTCUSD"):
            new = {"okx": f"{base}-{quote}", "bitstamp": f"{base}/{quote}"}.get(name, pair)
            text = text.replace(f'"{old}"', f'"{new}"')
        if name == "kraken":
            own = pair.replace("BTC", "XBT")
            text = text.replace(f'"{pair}":', f'"{own}":')
        return 200, text.encode()

    return answer


def _requested_pair(path: str) -> str:
    """The pair in a request, as two codes put together."""
    if "/products/" in path:
        raw = path.split("/products/")[1].split("/")[0]
    elif match := re.search(r"(?:pair|symbol|instId)=([\w-]+)", path):
        raw = match[1]
    else:
        raw = path.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    return raw.upper().replace("-", "").replace("XBT", "BTC")


def _scale_price(price: str, mid: Decimal) -> str:
    """A recorded price near 64,005 as one near ``mid``, at the same relative distance."""
    ratio = Decimal(price.strip('"')) / Decimal(64005)
    return f'"{mid * ratio:.8f}"'
