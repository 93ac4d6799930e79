from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.settlement.risk import (
    NORMAL_QUANTILE_90,
    NORMAL_QUANTILE_95,
    compute_price_risk,
    estimate_volatility,
)
from tests.support.settlement import amounts

sigmas = st.integers(0, 200).map(lambda n: n / 10000)


def closes(*prices: str) -> list[Decimal]:
    return [Decimal(price) for price in prices]


def test_volatility_is_the_sample_deviation_of_the_log_returns() -> None:
    # Up by a tenth, and back: returns of ln 1.1 and -ln 1.1, whose deviation is ln 1.1 * sqrt 2.
    found = estimate_volatility(closes("100", "110", "100"), 0.001)
    assert math.isclose(found, math.log(1.1) * math.sqrt(2))
    # A fourth price as the third: returns of ln 1.1, -ln 1.1 and 0, whose deviation is ln 1.1.
    assert math.isclose(estimate_volatility(closes("100", "110", "100", "100"), 0), math.log(1.1))


def test_a_steady_rise_is_no_volatility() -> None:
    assert estimate_volatility(closes("100", "200", "400", "800"), 0.0003) == 0.0003


@pytest.mark.parametrize("prices", [(), ("100",), ("100", "200")])
def test_fewer_than_three_closes_give_the_floor(prices: tuple[str, ...]) -> None:
    assert estimate_volatility(closes(*prices), 0.004) == 0.004


def test_volatility_is_never_below_the_floor() -> None:
    assert estimate_volatility(closes("1", "1.0001", "1"), 0.01) == 0.01


def test_a_loss_is_that_of_a_lognormal_price() -> None:
    risk = compute_price_risk(Decimal(10000), 0.01, 4 * 3600)
    # Four hours at 1 % an hour are 2 %: 1 - exp(-1.2815516 * 0.02) and 1 - exp(-1.6448536 * 0.02).
    assert math.isclose(risk.sigma_window, 0.02)
    assert (risk.loss_1_in_10, risk.loss_1_in_20) == (Decimal("253.05"), Decimal("323.62"))
    assert math.isclose(risk.buffer_pct, 3.2361845, rel_tol=1e-6)
    assert (risk.sigma_hour, risk.window) == (0.01, 4 * 3600)


@pytest.mark.parametrize(("places", "loss"), [(0, "253"), (3, "253.053")])
def test_a_loss_is_rounded_to_the_decimals_of_its_money(places: int, loss: str) -> None:
    risk = compute_price_risk(Decimal(10000), 0.01, 4 * 3600, places)
    assert str(risk.loss_1_in_10) == loss


@pytest.mark.parametrize("window", [0.0, -60.0])
def test_what_is_not_exposed_loses_nothing(window: float) -> None:
    risk = compute_price_risk(Decimal(10000), 0.01, window)
    assert (risk.loss_1_in_10, risk.loss_1_in_20, risk.buffer_pct) == (0, 0, 0)


@given(amounts("1", "1000000"), sigmas, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_longer_exposure_never_loses_less_nor_more_than_the_sum(
    value: Decimal, sigma: float, window: int, more: int
) -> None:
    short = compute_price_risk(value, sigma, window)
    longer = compute_price_risk(value, sigma, window + more)
    assert 0 <= short.loss_1_in_10 <= short.loss_1_in_20 <= value
    assert short.loss_1_in_10 <= longer.loss_1_in_10
    assert short.loss_1_in_20 <= longer.loss_1_in_20


@pytest.mark.parametrize(
    ("quantile", "level"), [(NORMAL_QUANTILE_90, 0.9), (NORMAL_QUANTILE_95, 0.95)]
)
def test_the_quantiles_are_those_of_the_normal_distribution(quantile: float, level: float) -> None:
    assert math.isclose(0.5 * (1 + math.erf(quantile / math.sqrt(2))), level, abs_tol=1e-7)
