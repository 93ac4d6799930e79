"""Priorities of calls."""

from __future__ import annotations

from bot.telegram.priority import Priority


def test_no_priority_is_false_for_the_library_passes_none_such_on() -> None:
    assert all(Priority)
    assert Priority.DROPPABLE < Priority.MUST_SEND
