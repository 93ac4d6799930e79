"""Damaged answers of every source, damaged snapshots and damaged files of rates by hand.

    python -m tests.fuzz.market --rounds 2000 --seed 1

The answers go over HTTP from a local server to the market, as all sources' do; the figures that
are left go into an estimate and its text. Anything but figures, failures with a key of their own,
and our own errors is a finding. A round depends on the seed and its number only.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import faulthandler
import importlib.util
import json
import resource
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.payments.manual_rates import read_rates
from bot.render.estimate import render_estimate, render_request
from bot.render.price import render_price
from knowledge.assets import load_assets
from knowledge.market import live
from knowledge.market.models import OtcQuote
from knowledge.market.pricing import compute_price
from knowledge.market.snapshot import Snapshot, SnapshotRequest
from knowledge.settlement.estimate import estimate
from knowledge.settlement.reference_data import REFERENCE_FOLDER, load_bundled_reference
from knowledge.settlement.request import PaymentRequest
from tests.fuzz.mutations import mutate, nudge
from tests.fuzz.rounds import print_report, run_rounds
from tests.support.bitso import play_bitso
from tests.support.http_server import Loopback, serving
from tests.support.live_market import build_hosts, play_sources

SAMPLE = REFERENCE_FOLDER / "sample_snapshot.json"
# A round that takes longer, or takes so much memory, is a finding: the slowest good one takes 2 s
# and the largest needs 0.8 GB, most of it for the damage. A source that hangs is a finding, too;
# that the machine is busy is none.
MAX_ROUND_S = 60
MAX_MEMORY_BYTES = 3 * 2**30
TIMEOUT_S = 30.0
DAMAGED_SHARE = 0.4
NEED = SnapshotRequest(
    payer="EUR", payee="TRY", assets=("BTC", "USDT"), networks=load_assets().fee_networks,
    coins=("TRX",),
)  # fmt: skip
PAYMENTS = (
    PaymentRequest(
        amount=Decimal(40000), payer="EUR", payee="TRY", from_country="DE", to_country="TR"
    ),
    PaymentRequest(
        amount=Decimal("0.5"), payer="USD", payee="BRL", from_country="US", to_country="BR"
    ),
)
QUOTES = b"""[[quote]]
base = "USDT"
quote = "TRY"
price = "48.15"
fee = 0.002
said_by = "OTC desk"
as_of = 2026-11-20T10:00:00Z
valid_until = 2036-11-20T10:05:00Z

[[quote]]
base = "BTC"
quote = "EUR"
price = 55000.5
said_by = "dealer"
as_of = 2026-11-20T10:00:00Z
valid_until = 2036-11-20T10:05:00Z
"""
Round = Callable[[Random], str]


def use_figures(snapshot: Snapshot) -> None:
    """Do with a snapshot what the bot does: save and load it, prices, estimates, their text."""
    assert Snapshot.model_validate_json(snapshot.model_dump_json()) == snapshot
    for base, quote in (("BTC", "USD"), ("TRY", "BTC"), ("BTC", "ETH"), ("EUR", "TRY")):
        price = compute_price(snapshot.prices, snapshot.rates, base, quote, snapshot.taken_at)
        render_price(price, "en")
    for payment in PAYMENTS:
        found = estimate(payment, snapshot, load_bundled_reference())
        render_request(found, "en")
        render_estimate(found, "ru")
        found.model_dump_json()


def fuzz_answers(server: Loopback, rng: Random) -> str:
    """Fetch a snapshot while the server damages some answers; how it ended."""
    seed, damage = rng.getrandbits(64), rng.choice((mutate, mutate, nudge))

    def change(path: str, body: bytes) -> bytes:
        # By the path, as the sources' requests come in any order.
        own = Random(f"{seed}:{path}")
        return damage(own, body) if own.random() < DAMAGED_SHARE else body

    async def fetch() -> Snapshot:
        market = live.build_market(
            hosts=build_hosts(server), exchanges=EXCHANGES, timeout_s=TIMEOUT_S
        )
        try:
            return await market.fetch_snapshot(NEED)
        finally:
            await market.aclose()

    server.change = change
    snapshot = asyncio.run(fetch())
    keys = Counter(failure.key for failure in snapshot.failures)
    rejected = [failure for price in snapshot.prices for failure in price.failures]
    unexpected = [f for f in (*snapshot.failures, *rejected) if f.key in ("unexpected", "timeout")]
    assert not unexpected, f"{unexpected[0].source} {unexpected[0].sentence}"
    use_figures(snapshot)
    return f"{min(len(keys), 6)} kinds of failure"


def fuzz_snapshot(folder: Path, rng: Random) -> str:
    """Load a damaged snapshot and use its figures; how it ended."""
    file = folder / "snapshot.json"
    file.write_bytes(rng.choice((mutate, nudge, nudge))(rng, SNAPSHOT))
    use_figures(Snapshot.load(file))
    return "loaded"


def fuzz_quotes(folder: Path, rng: Random) -> str:
    """Read a damaged file of rates by hand and use them; how it ended."""
    file = folder / "quotes.toml"
    file.write_bytes(rng.choice((mutate, nudge, nudge))(rng, QUOTES))
    quotes: tuple[OtcQuote, ...] = read_rates(file, dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    use_figures(Snapshot.load(SAMPLE).with_quotes(quotes))
    return f"{len(quotes)} quotes"


# The sample without the space between its fields, as most of it would be damaged otherwise.
SNAPSHOT = json.dumps(json.loads(SAMPLE.read_text("utf-8"))).encode()
EXCHANGES = ("bitso",) if importlib.util.find_spec("ccxt") else ()


def run(kind: str, rounds: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How the rounds ended, with the number of each ending; and the findings, each with a trace."""
    with serving() as server, TemporaryDirectory() as folder:
        play_sources(server)
        play_bitso(server)
        kinds: dict[str, Round] = {
            "answers": lambda rng: fuzz_answers(server, rng),
            "snapshots": lambda rng: fuzz_snapshot(Path(folder), rng),
            "quotes": lambda rng: fuzz_quotes(Path(folder), rng),
        }
        return run_rounds(kinds[kind], rounds, seed)


def main() -> int:
    """Run all kinds; 1 when there are findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=("answers", "snapshots", "quotes"))
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    failed = 0
    for kind in [arguments.kind] if arguments.kind else ["answers", "snapshots", "quotes"]:
        faulthandler.dump_traceback_later(MAX_ROUND_S * arguments.rounds / 20, exit=True)
        endings, findings = run(kind, arguments.rounds, arguments.seed)
        faulthandler.cancel_dump_traceback_later()
        failed |= print_report(kind, arguments.rounds, endings, findings)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
