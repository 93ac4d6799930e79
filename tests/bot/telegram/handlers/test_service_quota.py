"""The quota of answers to what is no question."""

from __future__ import annotations

from bot.telegram.handlers.service_quota import MAX_USERS, SERVICE_BURST, ServiceQuota
from tests.support.clocks import Clock


def test_a_user_is_answered_a_while_and_then_slowly_and_others_all_the_same() -> None:
    quota = ServiceQuota(clock=(clock := Clock()))
    assert sum(quota.try_take(1) for _ in range(1000)) == SERVICE_BURST
    assert quota.try_take(2)
    clock.now = 3600.0
    quota.try_take(1)
    clock.now += 30.0
    assert sum(quota.try_take(1) for _ in range(1000)) == SERVICE_BURST


def test_the_users_that_are_remembered_are_bounded() -> None:
    quota = ServiceQuota(clock=Clock())
    for user in range(MAX_USERS + 10):
        assert quota.try_take(user)
    assert len(quota._buckets) == MAX_USERS
