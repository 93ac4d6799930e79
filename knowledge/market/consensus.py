"""One price out of several exchanges': the median, with whoever was left out and why.

Rules and limits follow what price oracles do (Maker's median with a quorum, Chainlink's heartbeat
checks): sources that contradict themselves or are late are rejected, then outliers, then the
spread of the rest decides how far the figure can be trusted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from statistics import median

from knowledge.market.models import Failure, Ticker
from knowledge.models import Value
from knowledge.money import exact

QUORUM = 3
MAX_SPREAD_BPS = 100
MAX_AGE_S, MAX_AHEAD_S = 60, 5
OUTLIER_MADS, OUTLIER_BPS = 5, 100
WARN_BPS, BLOCK_BPS = 50, 200


class Confidence(StrEnum):
    """How far a price can be trusted; without a quorum no quote is built on it."""

    NORMAL = "normal"
    LOW = "low"
    NONE = "none"


class Consensus(Value):
    """What one unit of ``base`` costs in ``quote``, and who said so.

    ``price`` is None when nobody could be believed. ``rejected`` and ``failures`` name the
    sources left out. ``as_of`` is the oldest figure used.
    """

    base: str
    quote: str
    price: Decimal | None
    confidence: Confidence
    used: tuple[Ticker, ...] = ()
    rejected: tuple[Failure, ...] = ()
    failures: tuple[Failure, ...] = ()
    dispersion_bps: Decimal = Decimal(0)
    as_of: dt.datetime | None = None

    @property
    def is_scattered(self) -> bool:
        """Whether the sources differ enough to say so."""
        return self.dispersion_bps > WARN_BPS

    @property
    def is_quotable(self) -> bool:
        """Whether a quote may be built on it."""
        return self.confidence is Confidence.NORMAL and self.dispersion_bps <= BLOCK_BPS


def compute_consensus(
    base: str,
    quote: str,
    tickers: Sequence[Ticker],
    at: dt.datetime,
    failures: Sequence[Failure] = (),
) -> Consensus:
    """The median of the sources that hold up. All tickers are of this pair."""
    with exact():
        sound, rejected = [], []
        for ticker in tickers:
            why = find_flaw(ticker, at)
            if why:
                rejected.append(Failure(source=ticker.source, sentence=why, kind="rejected"))
            else:
                sound.append(ticker)
        sound, far = _split_outliers(sound)
        rejected += far
        mids = [ticker.mid for ticker in sound]
        centre = median(mids) if mids else None
        confidence = (
            Confidence.NORMAL
            if len(sound) >= QUORUM
            else Confidence.LOW
            if len(sound) == QUORUM - 1
            else Confidence.NONE
        )
        spread = (max(mids) - min(mids)) / centre * 10000 if centre else Decimal(0)
        return Consensus(
            base=base,
            quote=quote,
            price=centre,
            confidence=confidence,
            used=tuple(sound),
            rejected=tuple(rejected),
            failures=tuple(failures),
            dispersion_bps=spread,
            as_of=min((ticker.as_of for ticker in sound), default=None),
        )


def find_flaw(ticker: Ticker, at: dt.datetime) -> str | None:
    """What is wrong with a source's price in itself, or None."""
    if ticker.bid >= ticker.ask:
        return "its bid is not below its ask"
    spread = (ticker.ask - ticker.bid) / ticker.mid * 10000
    if spread > MAX_SPREAD_BPS:
        return f"its spread is {spread:.0f} basis points"
    age = ticker.age_s(at)
    if age > MAX_AGE_S:
        return f"its price is {age:.0f} s old"
    if age < -MAX_AHEAD_S:
        return f"its price is {-age:.0f} s in the future"
    return None


def _split_outliers(tickers: Sequence[Ticker]) -> tuple[list[Ticker], list[Failure]]:
    """The tickers near the median, and those that are not; one pass."""
    if len(tickers) < QUORUM:
        return list(tickers), []
    centre = median(ticker.mid for ticker in tickers)
    deviation = median(abs(ticker.mid - centre) for ticker in tickers)
    limit = max(OUTLIER_MADS * deviation, centre * OUTLIER_BPS / 10000)
    kept, far = [], []
    for ticker in tickers:
        off = abs(ticker.mid - centre)
        if off > limit:
            percent = off / centre * 100
            sentence = f"its price {ticker.mid.normalize():f} is {percent:.1f} % off the others'"
            far.append(Failure(source=ticker.source, sentence=sentence, kind="outlier"))
        else:
            kept.append(ticker)
    return kept, far


def convert_usdt_to_usd(ticker: Ticker, tether: Decimal) -> Ticker:
    """A price in USDT as one in USD, by what a USDT costs in dollars.

    The two are never mixed in one median without this: they part when the peg slips.
    """
    with exact():
        return ticker.model_copy(
            update={
                "quote": "USD",
                "bid": ticker.bid * tether,
                "ask": ticker.ask * tether,
                "note": "through USDT",
            }
        )


class PegState(StrEnum):
    """How well a stablecoin keeps to its dollar."""

    OK = "ok"
    NOTICE = "notice"
    WARN = "warn"
    BLOCK = "block"


def classify_peg(price: Decimal) -> PegState:
    """The state of a stablecoin by what it costs in dollars; it is priced at market all along."""
    off = abs(price - 1) * 10000
    if off <= 25:
        return PegState.OK
    if off <= 50:
        return PegState.NOTICE
    return PegState.WARN if off <= 200 else PegState.BLOCK
