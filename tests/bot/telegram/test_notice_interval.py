"""A notice comes once in an interval, for each user or chat."""

from __future__ import annotations

from bot.telegram.notice_interval import NoticeInterval


def test_a_notice_is_due_again_after_the_interval_and_for_each_key_by_itself() -> None:
    now = [0.0]
    notices = NoticeInterval(60.0, 10, clock=lambda: now[0])
    assert [notices.try_take(key) for key in (1, 1, 2)] == [True, False, True]
    now[0] = 60.0
    assert notices.try_take(1)
    notices.forget(1)
    assert notices.is_due(1)


def test_of_too_many_keys_the_one_told_longest_ago_is_forgotten() -> None:
    notices = NoticeInterval(60.0, 3, clock=lambda: 0.0)
    for key in (1, 2, 3, 4):
        notices.record(key)
    assert len(notices) == 3
    assert [notices.is_due(key) for key in (1, 2, 3, 4)] == [True, False, False, False]
