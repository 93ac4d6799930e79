"""The quota of each user."""

from __future__ import annotations

from bot.telegram.access import SHARED_IDS
from bot.telegram.handlers.user_quota import (
    HOUR_S,
    MAX_TIMES,
    MAX_USERS,
    NOTICE_INTERVAL_S,
    UserQuota,
    quota_holder,
    quota_text,
)
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve


def test_a_user_has_a_budget_and_learns_when_it_is_spent(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(per_hour=2):
        for _ in range(3):
            anna.says(chat, "hello")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "60 min" in chat.last.text


def test_questions_count_for_an_hour_and_each_user_by_themselves() -> None:
    now = [0.0]
    quota = UserQuota(2, clock=lambda: now[0])
    assert quota.acquire(1) == 0.0
    now[0] = 600.0
    assert quota.acquire(1) == 0.0
    now[0] = 1200.0
    assert quota.acquire(1) == HOUR_S - 1200.0
    assert quota.acquire(2) == 0.0
    # What was refused does not count; the first question is an hour old now, the second is not.
    now[0] = HOUR_S
    assert quota.acquire(1) == 0.0
    assert quota.acquire(1) == 600.0


def test_who_asked_longest_ago_is_forgotten_first() -> None:
    quota = UserQuota(1, clock=lambda: 0.0)
    for user in range(MAX_USERS + 1):
        assert quota.acquire(user) == 0.0
    assert quota.acquire(1) > 0
    assert quota.acquire(0) == 0.0


def test_the_times_that_are_remembered_are_bounded_over_all_users() -> None:
    quota = UserQuota(MAX_TIMES, clock=lambda: 0.0)
    for user in range(100):
        for _ in range(MAX_TIMES // 50):
            quota.acquire(user)
    assert sum(map(len, quota._asked_at.values())) <= MAX_TIMES + 1


def test_who_goes_on_beyond_the_limit_is_reminded_once_a_minute() -> None:
    now = [0.0]
    quota = UserQuota(1, clock=lambda: now[0])
    reminded = [quota.may_notify(user) for user in (1, 1, 2)]
    assert reminded == [True, False, True]
    now[0] = NOTICE_INTERVAL_S
    assert quota.may_notify(1)


def test_who_writes_in_the_name_of_a_group_or_channel_shares_the_quota_of_that_chat_only() -> None:
    for shared in SHARED_IDS:
        assert quota_holder(shared, -1005) == -1005
    assert quota_holder(5, -1005) == 5


def test_minutes_are_never_none() -> None:
    assert "1 min" in quota_text(3.0, "en")
    assert "60 min" in quota_text(HOUR_S, "en")
