"""Six exchanges played by one local server, from the recorded shapes in the fixtures."""

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
NAMES = ("kraken", "coinbase", "bitstamp", "binance", "okx", "bybit")
DOLLAR_PRICES = {"BTC": "64000", "ETH": "2850", "USDT": "0.9998", "USDC": "1.0001", "TRX": "0.285",
           "SOL": "165", "BNB": "610", "POL": "0.21"}  # fmt: skip
MONEY = {"USD": "1", "EUR": "0.8613", "TRY": "48.15", "USDT": "1"}
_RECORDED_PAIR = {"kraken": "XXBTZUSD", "okx": "BTC-USD", "bitstamp": "BTC/USD"}


def body(answer: Any, *, ago: float = 0.0) -> str:
    """An answer as text, with the present moment (or some seconds before) in its places."""
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return (
        text.replace("@MS@", str(int(at.timestamp() * 1000)))
        .replace("@S@", str(int(at.timestamp())))
        .replace("@ISO@", at.isoformat().replace("+00:00", "Z"))
    )


def play(server: Loopback, name: str, prefix: str = "", *, factor: str = "1") -> None:
    """Let the server answer as an exchange for every pair, its prices times ``factor``.

    An exchange of dollars trades USD and EUR, the others USDT, EUR and lira.
    """
    for what, path in RECORDED[name]["paths"].items():
        root = re.sub(r"(BTC-USD/\w+|btcusd/)$", "", path)
        if name == "coinbase":
            # The pair stands before what is asked: one answer for all three.
            server.answer(f"{prefix}/products", _coinbase(factor))
            return
        server.answer(prefix + root, _answering(name, what, factor))


def silence(server: Loopback, name: str, status: int, prefix: str = "") -> None:
    """Let the exchange answer nothing but a status."""
    server.forget(prefix + "/")
    server.answer(prefix, "", status)


def _coinbase(factor: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    kinds = {"ticker": "ticker", "book": "book", "candles": "closes"}

    def answer(path: str, sent: bytes) -> tuple[int, bytes]:
        what = kinds[path.split("?")[0].rsplit("/", 1)[1]]
        return _answering("coinbase", what, factor)(path, sent)

    return answer


def _answering(name: str, what: str, factor: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    recorded = RECORDED[name]

    def answer(path: str, _: bytes) -> tuple[int, bytes]:
        pair = _asked(path)
        quotes = ("USD", "EUR") if name in ("kraken", "coinbase", "bitstamp") else (
            "USDT", "EUR", "TRY"
        )  # fmt: skip
        ends = [(b, q) for b in DOLLAR_PRICES for q in quotes if b + q == pair and b != q]
        if not ends:
            status, unknown = recorded["unknown"]
            return status, body(unknown).encode()
        base, quote = ends[0]
        mid = Decimal(DOLLAR_PRICES[base]) * Decimal(MONEY[quote]) * Decimal(factor)
        text = body(recorded[what])
        if what != "closes":
            text = re.sub(r'"6(?:40[0-2]0|3990)\.0+"', lambda found: _moved(found[0], mid), text)
        for old in (_RECORDED_PAIR.get(name, "BTCUSD"), "BTCUSD"):
            new = {"okx": f"{base}-{quote}", "bitstamp": f"{base}/{quote}"}.get(name, pair)
            text = text.replace(f'"{old}"', f'"{new}"')
        if name == "kraken":
            own = pair.replace("BTC", "XBT")
            text = text.replace(f'"{pair}":', f'"{own}":')
        return 200, text.encode()

    return answer


def _asked(path: str) -> str:
    """The pair in a request, as two codes put together."""
    if "/products/" in path:
        raw = path.split("/products/")[1].split("/")[0]
    elif match := re.search(r"(?:pair|symbol|instId)=([\w-]+)", path):
        raw = match[1]
    else:
        raw = path.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    return raw.upper().replace("-", "").replace("XBT", "BTC")


def _moved(price: str, mid: Decimal) -> str:
    """A recorded price of about 64,005 as one about ``mid``, its distance kept."""
    ratio = Decimal(price.strip('"')) / Decimal(64005)
    return f'"{mid * ratio:.8f}"'
