"""Speed of prices and estimates, for ``make bench``: against a local server, never the market."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from multiprocessing.connection import Connection

from knowledge.market import live
from knowledge.market.snapshot import Snapshot, SnapshotRequest
from knowledge.settlement import crypto_rail
from knowledge.settlement.context import EstimateContext
from knowledge.settlement.estimate import estimate
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import PaymentRequest
from tests.support.http_server import serving

SLOW = 0.2
NAMES = ("kraken", "coinbase", "bitstamp", "binance", "okx", "bybit", "cbr", "ecb", "tcmb",
         "frankfurter", "mempool", "esplora", "tron", "solana", "ethereum", "base", "arbitrum",
         "polygon", "bsc")  # fmt: skip
BOOK = {"error": [], "result": {"XXBTZUSD": {"a": ["64010", "1", "1"], "b": ["64000", "1", "1"]}}}

HOURLY = {"error": [], "result": {"XXBTZUSD": [[i, "1", "1", "1", "64000"] for i in range(9)]}}


def from_snapshot() -> tuple[float, float]:
    """Milliseconds for all rails from a snapshot, and for one rail by itself."""
    snapshot = Snapshot.load(REFERENCE_FOLDER / "sample_snapshot.json")
    request = PaymentRequest(
        amount=Decimal(40000), payer="EUR", payee="BRL", from_country="DE", to_country="BR"
    )
    context = EstimateContext(request, snapshot, load_bundled_reference())
    whole, one = [], []
    for i in range(60):
        began = time.perf_counter()
        # Another sum each time, as another user would have.
        sum_ = request.model_copy(update={"amount": Decimal(40000 + i)})
        estimate(sum_, snapshot, load_bundled_reference())
        middle = time.perf_counter()
        crypto_rail.estimate_crypto_rail(context, "USDT", "tron")
        one.append(time.perf_counter() - middle)
        whole.append(middle - began)
    return statistics.median(whole) * 1000, statistics.median(one) * 1000


def hosts(url: str) -> dict[str, str]:
    """Every source at the server."""
    return dict.fromkeys(NAMES, url)


def serve(answers: dict[str, bytes], delay: float, told: Connection) -> None:
    """Answer by path from a process of its own, as fast as can be: only we are to be measured."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(65536):
            if not head.startswith((b"GET ", b"POST ")):
                continue  # a body that came by itself
            path = head.split(b" ", 2)[1].decode()
            await asyncio.sleep(delay)
            body = answers[max(filter(path.startswith, answers), key=len)]
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)

    async def all_of_them() -> None:
        server = await asyncio.start_server(one, "127.0.0.1", 0, backlog=256)
        told.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        await server.serve_forever()

    asyncio.run(all_of_them())


@contextmanager
def apart(answers: dict[str, bytes], delay: float) -> Iterator[str]:
    """The address of a server that runs apart for as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=serve, args=(answers, delay, theirs))
    child.start()
    try:
        yield ours.recv()
    finally:
        child.kill()
        child.join()


def live_estimate() -> float:
    """Seconds beyond the slowest source for a snapshot whose sources all take ``SLOW``."""
    answers = {
        "/": json.dumps(BOOK).encode(),
        "/0/public/OHLC": json.dumps(HOURLY).encode(),
        "/v1/fees/precise": b'{"fastestFee": 3, "halfHourFee": 2}',
    }
    with apart(answers, SLOW) as url:

        async def gather() -> float:
            market = live.build_market(hosts=hosts(url), timeout_s=5.0)
            need = SnapshotRequest(payer="EUR", payee="USD", assets=("BTC",), networks=("bitcoin",))
            began = time.perf_counter()
            await market.fetch_snapshot(need)
            spent = time.perf_counter() - began
            await market.aclose()
            return spent

        # The first one of a process loads code as well; a bot that runs has loaded it.
        asyncio.run(gather())
        return asyncio.run(gather()) - SLOW


def thousand_questions() -> int:
    """The most calls that any one path saw while 1,000 asked for one price at once."""
    with serving() as server:
        server.answer("/0/public/Ticker", json.dumps(BOOK), delay_s=0.05)

        async def ask() -> None:
            market = live.build_market(hosts=hosts(server.url), timeout_s=2.0)
            await asyncio.gather(*(market.fetch_price("BTC", "USD") for _ in range(1000)))
            await market.aclose()

        asyncio.run(ask())
        return max(server.requested.count(path) for path in set(server.requested))


def longest_block() -> float:
    """Milliseconds that the event loop was held at most while every source hung."""
    with apart({"/": b""}, 1.5) as url:
        worst = 0.0

        async def run() -> None:
            nonlocal worst
            market = live.build_market(hosts=hosts(url), timeout_s=0.5)
            need = SnapshotRequest(
                payer="EUR", payee="USD", assets=("BTC", "USDT"), networks=("tron",)
            )
            task = asyncio.create_task(market.fetch_snapshot(need))
            while not task.done():
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                worst = max(worst, time.perf_counter() - began - 0.005)
            await market.aclose()

        asyncio.run(run())
    return worst * 1000


def import_cost() -> tuple[float, float]:
    """Seconds and megabytes that importing the market's code adds to a bare interpreter."""
    code = """
import sys, time
import pydantic, numpy
def rss():
    lines = open('/proc/self/status').read().splitlines()
    return int(next(line for line in lines if line.startswith('VmRSS')).split()[1])
before, began = rss(), time.perf_counter()
import knowledge.market.live
print(time.perf_counter() - began, (rss() - before) / 1024)
"""
    runs = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        runs.append([float(x) for x in done.stdout.split()])
    return statistics.median(r[0] for r in runs), statistics.median(r[1] for r in runs)


def rows() -> list[tuple[str, str, str, str, str]]:
    """Lines for the table: what, ours, baseline, ratio, aim."""
    whole, one = from_snapshot()
    seconds, megabytes = import_cost()
    beyond = live_estimate() * 1000
    return [
        ("estimate, all rails from a snapshot (ms; one rail)", f"{whole:.1f}", f"{one:.2f}",
         f"{whole / one:.1f}x", "< 50 ms"),
        ("snapshot beyond its slowest source (ms)", f"{beyond:.0f}", f"{SLOW * 1000:.0f}",
         f"{1 + beyond / SLOW / 1000:.2f}x", "< 50 ms"),
        ("calls of one source for 1,000 price questions", f"{thousand_questions()}", "1000", "",
         "1"),
        ("event loop held, every source hanging (ms)", f"{longest_block():.0f}", "", "", "< 50 ms"),
        ("importing the market (s; MB)", f"{seconds:.2f}; {megabytes:.0f}", "", "",
         "< 0.2 s, 30 MB"),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
