"""How long a payment takes: legs as ranges, summed as distributions.

A leg given by three quantiles is a two-piece lognormal through them. Sums are convolved on a grid
of quantiles: adding medians comes out 12-44 % low on payment legs, adding 90th percentiles up to
17 % high.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]

POINTS = 201
_LEVELS: tuple[float, ...] = tuple((i + 0.5) / POINTS for i in range(POINTS))
_Z90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Span:
    """A duration in seconds: one in ten is shorter than ``p10``, half than ``p50``."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Leg:
    """One step of a payment. ``exposed``: the price can move against somebody while it lasts."""

    name: str
    span: Span
    exposed: bool = False
    blocks: int = 0
    block_seconds: float = 0.0

    @property
    def grid(self) -> Grid:
        """The leg's quantiles at ``POINTS`` levels."""
        if self.blocks:
            return erlang(self.blocks, self.block_seconds)
        return _lognormal(self.span.p10, self.span.p50, self.span.p90)


def blocks(name: str, count: int, mean: float, *, exposed: bool = True) -> Leg:
    """The wait for ``count`` blocks that come at random, ``mean`` seconds apart: an Erlang."""
    return Leg(name, span(erlang(count, mean)), exposed, count, mean)


def total(legs: Sequence[Leg]) -> Span | None:
    """How long the legs take one after another; None when there are none."""
    if not legs:
        return None
    keys = tuple((x.span.p10, x.span.p50, x.span.p90, x.blocks, x.block_seconds) for x in legs)
    return _total(keys)


@lru_cache(maxsize=512)
def _total(keys: tuple[tuple[float, float, float, int, float], ...]) -> Span:
    legs = [Leg("", Span(a, b, c), blocks=n, block_seconds=mean) for a, b, c, n, mean in keys]
    grid = legs[0].grid
    for leg in legs[1:]:
        grid = _convolve(grid, leg.grid)
    return span(grid)


def span(grid: Grid) -> Span:
    """The three quantiles that are shown."""
    low, middle, high = np.interp([0.1, 0.5, 0.9], _LEVELS, grid)
    return Span(float(low), float(middle), float(high))


def _convolve(one: Grid, other: Grid) -> Grid:
    """Quantiles of the sum: of all pairs of grid points in order, the middle of each 201st part."""
    sums = np.sort(np.add.outer(one, other), axis=None)
    out: Grid = sums.reshape(POINTS, POINTS)[:, POINTS // 2]
    return out


@lru_cache(maxsize=256)
def _lognormal(p10: float, p50: float, p90: float) -> Grid:
    if not 0 <= p10 <= p50 <= p90:
        raise ValueError(f"a leg's quantiles must rise: {p10}, {p50}, {p90}")
    if p10 <= 0:
        # Something may take no time at all (money that arrives the same day): straight pieces.
        return np.interp(_LEVELS, [0.0, 0.1, 0.5, 0.9, 1.0], [0.0, p10, p50, p90, 1.25 * p90])
    z = np.array([NormalDist().inv_cdf(level) for level in _LEVELS])
    below = (math.log(p50) - math.log(p10)) / _Z90
    above = (math.log(p90) - math.log(p50)) / _Z90
    out: Grid = np.exp(math.log(p50) + np.where(z < 0, below, above) * z)
    return out


@lru_cache(maxsize=128)
def erlang(count: int, mean: float) -> Grid:
    """Quantiles of the time until the ``count``-th of events that come at random."""
    levels = np.array(_LEVELS)
    low, high = np.zeros(POINTS), np.full(POINTS, mean * (count + 12 * math.sqrt(count) + 24))
    for _ in range(60):
        middle = (low + high) / 2
        under = _erlang_cdf(count, middle / mean) < levels
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    out: Grid = (low + high) / 2
    return out


def _erlang_cdf(count: int, x: Grid) -> Grid:
    term = np.exp(-x)
    left = term.copy()
    for k in range(1, count):
        term = term * x / k
        left += term
    out: Grid = 1.0 - left
    return out
