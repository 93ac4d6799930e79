"""How long a payment takes: legs as distributions of time, and their sum.

A leg that is given by three quantiles is a two-piece lognormal through them. Sums are convolved on
a grid of quantiles, because on payment legs adding medians is 12-44 % too low and adding 90th
percentiles up to 17 % too high.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

# Seconds at each of the GRID_POINTS levels, shape (GRID_POINTS,).
QuantileGrid = npt.NDArray[np.float64]

GRID_POINTS = 201
_LEVELS: tuple[float, ...] = tuple((i + 0.5) / GRID_POINTS for i in range(GRID_POINTS))
_Z90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class DurationRange:
    """A duration by its 10th, 50th and 90th percentiles, in seconds."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class PaymentLeg:
    """One step of a payment.

    ``exposed``: the price can move against the payer while it lasts. A leg of ``blocks`` random
    blocks, ``block_seconds`` apart on average, is an Erlang distribution; others go by ``span``.
    """

    name: str
    span: DurationRange
    exposed: bool = False
    blocks: int = 0
    block_seconds: float = 0.0

    @property
    def grid(self) -> QuantileGrid:
        """The leg's quantiles, in seconds."""
        if self.blocks:
            return erlang_grid(self.blocks, self.block_seconds)
        return _lognormal_grid(self.span.p10, self.span.p50, self.span.p90)


def build_block_leg(name: str, count: int, mean: float, *, exposed: bool = True) -> PaymentLeg:
    """The wait for ``count`` blocks that come at random, ``mean`` seconds apart on average."""
    return PaymentLeg(name, range_of_grid(erlang_grid(count, mean)), exposed, count, mean)


def sum_legs(legs: Sequence[PaymentLeg]) -> DurationRange | None:
    """How long the legs take one after another; None without legs."""
    if not legs:
        return None
    keys = tuple((x.span.p10, x.span.p50, x.span.p90, x.blocks, x.block_seconds) for x in legs)
    return _sum_legs_cached(keys)


@lru_cache(maxsize=512)
def _sum_legs_cached(keys: tuple[tuple[float, float, float, int, float], ...]) -> DurationRange:
    legs = [
        PaymentLeg("", DurationRange(a, b, c), blocks=n, block_seconds=mean)
        for a, b, c, n, mean in keys
    ]
    grid = legs[0].grid
    for leg in legs[1:]:
        grid = _convolve(grid, leg.grid)
    return range_of_grid(grid)


def range_of_grid(grid: QuantileGrid) -> DurationRange:
    """The 10th, 50th and 90th percentiles of a grid."""
    low, middle, high = np.interp([0.1, 0.5, 0.9], _LEVELS, grid)
    return DurationRange(float(low), float(middle), float(high))


def _convolve(one: QuantileGrid, other: QuantileGrid) -> QuantileGrid:
    """The quantiles of the sum of two independent durations.

    The sums of all pairs of grid points are sorted and cut into GRID_POINTS equal parts, of which
    each gives its median.
    """
    sums = np.sort(np.add.outer(one, other), axis=None)
    out: QuantileGrid = sums.reshape(GRID_POINTS, GRID_POINTS)[:, GRID_POINTS // 2]
    return out


@lru_cache(maxsize=256)
def _lognormal_grid(p10: float, p50: float, p90: float) -> QuantileGrid:
    """The quantiles of the two-piece lognormal through three percentiles, in seconds."""
    if not 0 <= p10 <= p50 <= p90:
        raise ValueError(f"a leg's quantiles must rise: {p10}, {p50}, {p90}")
    if p10 <= 0:
        # A leg may take no time at all (a same-day credit), where a logarithm fails: linear pieces.
        return np.interp(_LEVELS, [0.0, 0.1, 0.5, 0.9, 1.0], [0.0, p10, p50, p90, 1.25 * p90])
    z = np.array([NormalDist().inv_cdf(level) for level in _LEVELS])
    below = (math.log(p50) - math.log(p10)) / _Z90
    above = (math.log(p90) - math.log(p50)) / _Z90
    out: QuantileGrid = np.exp(math.log(p50) + np.where(z < 0, below, above) * z)
    return out


@lru_cache(maxsize=128)
def erlang_grid(count: int, mean: float) -> QuantileGrid:
    """The quantiles of the time until the ``count``-th random event, ``mean`` seconds apart.

    The cumulative distribution is inverted by bisection at all levels at once.
    """
    levels = np.array(_LEVELS)
    low, high = (
        np.zeros(GRID_POINTS),
        np.full(GRID_POINTS, mean * (count + 12 * math.sqrt(count) + 24)),
    )
    for _ in range(60):
        middle = (low + high) / 2
        under = _erlang_cdf(count, middle / mean) < levels
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    out: QuantileGrid = (low + high) / 2
    return out


def _erlang_cdf(count: int, x: QuantileGrid) -> QuantileGrid:
    """The probability that ``count`` events of rate 1 have come by time ``x``."""
    term = np.exp(-x)
    survival = term.copy()
    for k in range(1, count):
        term = term * x / k
        survival += term
    out: QuantileGrid = 1.0 - survival
    return out
