"""One price from several exchanges: the median, and which sources were left out and why.

Rules and limits follow price oracles (Maker's median with a quorum, Chainlink's heartbeat
checks): sources that contradict themselves or are late are rejected, then outliers, then the
spread of the rest decides how far the price can be trusted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from statistics import median

from knowledge.market.failures import build_failure
from knowledge.market.models import Failure, FigureDecimal, PriceDecimal, Ticker
from knowledge.models import Value
from knowledge.money import exact

QUORUM = 3
MAX_SPREAD_BPS = 100
MAX_AGE_S, MAX_AHEAD_S = 60, 5
# An outlier is further from the median than both of these allow.
OUTLIER_MADS, OUTLIER_BPS = 5, 100
WARN_BPS, BLOCK_BPS = 50, 200
PEG_OK_BPS, PEG_NOTICE_BPS, PEG_WARN_BPS = 25, 50, 200


class Confidence(StrEnum):
    """How far a price can be trusted; without a quorum no quote is built on it."""

    NORMAL = "normal"
    LOW = "low"
    NONE = "none"


class Consensus(Value):
    """What one unit of ``base`` costs in ``quote``, with the sources.

    ``price`` is None when no source was usable. ``rejected`` and ``failures`` name the sources
    left out. ``as_of`` is that of the oldest ticker used.
    """

    base: str
    quote: str
    price: PriceDecimal | None
    confidence: Confidence
    used: tuple[Ticker, ...] = ()
    rejected: tuple[Failure, ...] = ()
    failures: tuple[Failure, ...] = ()
    dispersion_bps: FigureDecimal = Decimal(0)
    as_of: dt.datetime | None = None

    @property
    def is_scattered(self) -> bool:
        """Whether the sources differ so much that a reply mentions it."""
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
    """The median of the usable tickers, all of which are of this pair."""
    with exact():
        flaws = [find_flaw(ticker, at) for ticker in tickers]
        sound = [ticker for ticker, flaw in zip(tickers, flaws, strict=True) if flaw is None]
        used, outliers = _split_outliers(sound)
        mids = [ticker.mid for ticker in used]
        centre = median(mids) if mids else None
        spread_bps = (max(mids) - min(mids)) / centre * 10000 if centre else Decimal(0)
        return Consensus(
            base=base,
            quote=quote,
            price=centre,
            confidence=_rate_confidence(len(used)),
            used=tuple(used),
            rejected=(*(flaw for flaw in flaws if flaw is not None), *outliers),
            failures=tuple(failures),
            dispersion_bps=spread_bps,
            as_of=min((ticker.as_of for ticker in used), default=None),
        )


def _rate_confidence(count: int) -> Confidence:
    if count >= QUORUM:
        return Confidence.NORMAL
    return Confidence.LOW if count == QUORUM - 1 else Confidence.NONE


def find_flaw(ticker: Ticker, at: dt.datetime) -> Failure | None:
    """Why a ticker cannot be used, judged by itself; None when it can."""
    if ticker.bid >= ticker.ask:
        return build_failure(ticker.source, "rejected_crossed", kind="rejected")
    spread_bps = (ticker.ask - ticker.bid) / ticker.mid * 10000
    if spread_bps > MAX_SPREAD_BPS:
        bps = f"{spread_bps:.0f}"
        return build_failure(ticker.source, "rejected_spread", kind="rejected", bps=bps)
    age_s = ticker.age_s(at)
    if age_s > MAX_AGE_S:
        seconds = f"{age_s:.0f}"
        return build_failure(ticker.source, "rejected_stale", kind="rejected", seconds=seconds)
    if age_s < -MAX_AHEAD_S:
        seconds = f"{-age_s:.0f}"
        return build_failure(ticker.source, "rejected_future", kind="rejected", seconds=seconds)
    return None


def _split_outliers(tickers: Sequence[Ticker]) -> tuple[list[Ticker], list[Failure]]:
    """The tickers near the median and the failures of the others, in a single pass.

    Fewer than ``QUORUM`` tickers have no outliers.
    """
    if len(tickers) < QUORUM:
        return list(tickers), []
    centre = median(ticker.mid for ticker in tickers)
    deviation = median(abs(ticker.mid - centre) for ticker in tickers)
    limit = max(OUTLIER_MADS * deviation, centre * OUTLIER_BPS / 10000)
    near, outliers = [], []
    for ticker in tickers:
        distance = abs(ticker.mid - centre)
        if distance <= limit:
            near.append(ticker)
            continue
        price = f"{ticker.mid.normalize():f}"
        percent = f"{distance / centre * 100:.1f}"
        outliers.append(
            build_failure(ticker.source, "outlier", kind="outlier", price=price, percent=percent)
        )
    return near, outliers


def convert_usdt_to_usd(ticker: Ticker, tether_usd: Decimal) -> Ticker:
    """A ticker against USDT as one against USD; ``tether_usd`` is the price of one USDT.

    The two are never mixed in one median without this: they part when the peg slips.
    """
    with exact():
        return ticker.model_copy(
            update={
                "quote": "USD",
                "bid": ticker.bid * tether_usd,
                "ask": ticker.ask * tether_usd,
                "note": "through USDT",
            }
        )


class PegState(StrEnum):
    """How well a stablecoin keeps to its dollar."""

    OK = "ok"
    NOTICE = "notice"
    WARN = "warn"
    BLOCK = "block"


def classify_peg(price_usd: Decimal) -> PegState:
    """The state of a stablecoin's peg; in every state the coin is priced at market."""
    distance_bps = abs(price_usd - 1) * 10000
    if distance_bps <= PEG_OK_BPS:
        return PegState.OK
    if distance_bps <= PEG_NOTICE_BPS:
        return PegState.NOTICE
    return PegState.WARN if distance_bps <= PEG_WARN_BPS else PegState.BLOCK
