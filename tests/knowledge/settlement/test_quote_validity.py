from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.market.models import Observation
from knowledge.settlement.quote_validity import (
    MAX_VALIDITY_S,
    MIN_VALIDITY_S,
    QuoteValidity,
    Status,
    build_quote_id,
    compute_drift_seconds,
    compute_validity,
)
from tests.support.settlement import AT

# At this volatility the price drifts a quarter of a percent in three hours.
CALM, TOLERANCE = 0.0008, 0.0025


def figure(*, expires_s: float | None = None, age_s: int = 0, max_age_s: int = 60) -> Observation:
    return Observation(
        key="figure", value=Decimal(1), source="test", as_of=AT - dt.timedelta(seconds=age_s),
        max_age=max_age_s,
        expires=None if expires_s is None else AT + dt.timedelta(seconds=expires_s),
    )  # fmt: skip


def validity(sigma: float = CALM, **inputs: Observation) -> QuoteValidity:
    return compute_validity(AT, TOLERANCE, sigma, inputs)


def test_a_quote_stands_for_a_quarter_of_an_hour_at_most() -> None:
    found = validity(price=figure())
    assert (found.status, found.seconds, found.limited_by) == (Status.OK, MAX_VALIDITY_S, "cap")
    assert found.valid_until == AT + dt.timedelta(minutes=15)
    assert found.stale == ()


def test_drift_ends_a_quote_of_a_volatile_price() -> None:
    found = validity(0.004)
    # 3600 * (0.0025 / (1.6448536 * 0.004)) ** 2 = 519.8
    assert (found.seconds, found.limited_by, found.status) == (519, "drift", Status.OK)
    assert found.drift_seconds == 519
    assert found.valid_until == AT + dt.timedelta(seconds=519)


def test_an_input_that_expires_first_ends_the_quote_in_whole_seconds() -> None:
    found = validity(price=figure(), rate=figure(expires_s=120.9), fee=figure(expires_s=500))
    assert (found.seconds, found.limited_by) == (120, "input:rate")
    assert found.valid_until == AT + dt.timedelta(seconds=120)
    assert found.drift_seconds > MAX_VALIDITY_S


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(MIN_VALIDITY_S, Status.OK), (29, Status.INDICATIVE), (30, Status.OK), (1, Status.INDICATIVE)],
)
def test_a_quote_of_less_than_half_a_minute_is_indicative_only(
    seconds: int, status: Status
) -> None:
    assert validity(rate=figure(expires_s=seconds)).status is status


def test_a_stale_input_must_be_refreshed_first() -> None:
    found = validity(price=figure(), fee=figure(age_s=61), rate=figure(expires_s=0))
    assert (found.status, found.seconds, found.valid_until) == (Status.REFRESH, 0, AT)
    assert (found.limited_by, found.stale) == ("input:fee", ("fee", "rate"))


def test_an_input_is_fresh_to_the_end_of_its_age() -> None:
    assert validity(fee=figure(age_s=60)).status is Status.OK


@pytest.mark.parametrize("sigma", [0.0, -1.0])
def test_without_volatility_drift_is_no_limit(sigma: float) -> None:
    assert compute_drift_seconds(TOLERANCE, sigma) == MAX_VALIDITY_S


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_livelier_price_ends_a_quote_no_later(basis_points: int, more: int) -> None:
    sigma = basis_points / 10000
    seconds = compute_drift_seconds(TOLERANCE, sigma)
    assert compute_drift_seconds(TOLERANCE, sigma + more / 10000) <= seconds
    # In that time the price moves past the tolerance at most once in twenty times.
    assert 1.6448536 * sigma * (seconds / 3600) ** 0.5 <= TOLERANCE


def test_equal_inputs_give_equal_ids_whatever_their_order() -> None:
    one = build_quote_id({"amount": "1", "payer": "EUR"})
    assert one == build_quote_id({"payer": "EUR", "amount": "1"})
    assert one != build_quote_id({"amount": "2", "payer": "EUR"})
    assert re.fullmatch(r"Q-[0-9A-F]{12}", one)


def test_an_id_stays_the_same_over_versions() -> None:
    assert build_quote_id({"to": "Шэньчжэнь", "amount": 1}) == "Q-32D73BE5D707"
