"""Circuit breakers on a clock of their own."""

from __future__ import annotations

import math

import pytest

from knowledge.errors import SourceError
from knowledge.market.circuit_breaker import CircuitBreaker
from knowledge.market.failures import build_source_error


def error(key: str = "out_of_service", retry_after: float | None = None) -> SourceError:
    return build_source_error("X", key, retry_after=retry_after)


def opened(at: float = 0.0) -> CircuitBreaker:
    """A breaker that three failures opened."""
    breaker = CircuitBreaker()
    for _ in range(3):
        breaker.record_failure(error(), at)
    return breaker


def test_two_failures_leave_it_closed_and_the_third_opens_it() -> None:
    breaker = CircuitBreaker()
    for i in range(2):
        breaker.record_failure(error(), i)
        assert breaker.state(i) == "closed"
        assert breaker.try_acquire(i)
    breaker.record_failure(error(), 2)
    assert breaker.state(2) == "open"
    assert not breaker.try_acquire(2)


def test_after_a_minute_one_probe_may_pass() -> None:
    breaker = opened()
    assert not breaker.try_acquire(59.9)
    assert breaker.state(60) == "half-open"
    assert breaker.try_acquire(60)
    assert not breaker.try_acquire(60)


def test_a_probe_that_succeeds_closes_it() -> None:
    breaker = opened()
    assert breaker.try_acquire(60)
    breaker.record_success()
    assert (breaker.state(60), breaker.probing, breaker.last_error) == ("closed", False, None)
    assert breaker.try_acquire(60)


def test_a_later_pause_begins_with_a_minute_again_after_a_success() -> None:
    breaker = opened()
    assert breaker.try_acquire(60)
    breaker.record_failure(error(), 60)
    breaker.record_success()
    for _ in range(3):
        breaker.record_failure(error(), 1000)
    assert breaker.open_until == 1060


def test_a_probe_may_pass_again_after_each_pause() -> None:
    breaker = opened()
    assert breaker.try_acquire(60)
    breaker.record_success()
    for _ in range(3):
        breaker.record_failure(error(), 100)
    assert breaker.try_acquire(160)


def test_each_failed_probe_doubles_the_pause_up_to_a_quarter_of_an_hour() -> None:
    breaker, now, pauses = opened(), 0.0, []
    for _ in range(7):
        pauses.append(breaker.open_until - now)
        now = breaker.open_until
        assert breaker.try_acquire(now)
        breaker.record_failure(error(), now)
    assert pauses == [60, 120, 240, 480, 900, 900, 900]


@pytest.mark.parametrize(("apart", "state"), [(30.0, "open"), (30.1, "closed")])
def test_failures_add_up_within_a_minute_only(apart: float, state: str) -> None:
    breaker = CircuitBreaker()
    for i in range(3):
        breaker.record_failure(error(), i * apart)
    assert breaker.state(2 * apart) == state


def test_a_source_that_says_when_to_come_back_is_obeyed() -> None:
    breaker = CircuitBreaker()
    breaker.record_failure(error("rate_limited", 7), 100)
    assert not breaker.try_acquire(106.9)
    assert breaker.try_acquire(107)


def test_a_limit_without_a_time_counts_like_any_failure() -> None:
    breaker = CircuitBreaker()
    breaker.record_failure(error("rate_limited"), 0)
    assert breaker.state(0) == "closed"


def test_a_country_wall_opens_it_for_good_however_often_it_is_met() -> None:
    breaker = CircuitBreaker()
    for i in range(5):
        breaker.record_failure(error("geo_blocked"), i)
        assert breaker.open_until == math.inf
    assert not breaker.try_acquire(10**9)


def test_a_pair_that_is_not_traded_is_no_failure() -> None:
    breaker = CircuitBreaker()
    for i in range(50):
        breaker.record_failure(build_source_error("X", "unknown_pair", pair="A/B"), i)
    assert breaker.state(50) == "closed"
    assert breaker.last_error is None


def test_a_probe_that_meets_an_unknown_pair_closes_it() -> None:
    breaker = opened()
    assert breaker.try_acquire(60)
    breaker.record_failure(build_source_error("X", "unknown_pair", pair="A/B"), 60)
    assert breaker.state(60) == "closed"


def test_it_knows_the_last_error() -> None:
    last = build_source_error("X", "timeout", seconds=3)
    breaker = opened()
    breaker.record_failure(last, 1)
    assert breaker.last_error is last
