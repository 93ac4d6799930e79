"""Taking updates in: written down first, each read by itself, in queue, once."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.updates.inbox import LATE_AFTER_S
from tests.support.inboxes import InboxRecorder, text_update


@pytest.mark.parametrize("raw", [[], [None], ["?"], [{}], [{"update_id": "x"}], [{"message": 1}]])
def test_what_is_no_update_at_all_is_skipped(tmp_path: Path, raw: list[Any]) -> None:
    taken = InboxRecorder(tmp_path)
    asyncio.run(taken.inbox.receive([*raw, text_update(3, "three")]))
    assert taken.numbers == [3]


def test_pushed_late_only_the_newest_is_handed_on_and_with_it_what_comes_meanwhile(
    tmp_path: Path,
) -> None:
    taken = InboxRecorder(tmp_path, clock=lambda: 10_000.0)

    async def push() -> None:
        await taken.inbox.receive_pushed(text_update(1, "fresh", date=9_990))
        assert taken.numbers == [1]
        await taken.inbox.receive_pushed(text_update(2, "old", date=9_000))
        await taken.inbox.receive_pushed(text_update(3, "less old", date=9_100))
        await taken.inbox.receive_pushed(text_update(4, "/forget", date=9_200))
        await taken.inbox.receive_pushed(text_update(5, "fresh again", chat=5, date=9_999))
        assert taken.numbers == [1]
        await taken.inbox.flush()

    asyncio.run(push())
    assert taken.numbers == [1, 3, 4, 5]
    # What is not answered is done with; what is, stays open until it was.
    assert [update["update_id"] for update in taken.store.unfinished_updates()] == [1, 3, 4, 5]


@pytest.mark.parametrize("ahead", [-86400.0, 0.0, 86400.0])
def test_a_clock_that_is_wrong_by_a_known_time_makes_no_message_late(
    tmp_path: Path, ahead: float
) -> None:
    taken = InboxRecorder(tmp_path, clock=lambda: 100_000.0 + ahead)

    async def push() -> None:
        await taken.inbox.receive_pushed(
            text_update(1, "fresh", date=100_000.0 - LATE_AFTER_S / 2), ahead
        )
        assert taken.numbers == [1]

    asyncio.run(push())


def test_a_webhook_has_room_for_a_bounded_backlog(tmp_path: Path) -> None:
    taken = InboxRecorder(tmp_path, clock=lambda: 100_000.0, max_held=50)

    async def push() -> None:
        for number in range(50):
            assert taken.inbox.has_room()
            await taken.inbox.receive_pushed(text_update(number, "old", chat=number + 1))
        assert not taken.inbox.has_room()
        await taken.inbox.flush()
        assert taken.inbox.has_room()

    asyncio.run(push())
    assert len(taken.updates) == 50


@pytest.mark.parametrize(
    "number", [2**63, -1, 10**400, True, 1.5], ids=lambda number: f"{number!r:.20}"
)
def test_a_number_that_is_none_of_telegrams_costs_no_other_update(
    tmp_path: Path, number: Any
) -> None:
    taken = InboxRecorder(tmp_path)
    odd = text_update(1, "odd") | {"update_id": number}
    asyncio.run(taken.inbox.receive([odd, text_update(3, "three")]))
    assert taken.numbers == [3]


def test_an_update_that_is_nested_too_deeply_costs_no_other_update(tmp_path: Path) -> None:
    taken, deep = InboxRecorder(tmp_path), []
    for _ in range(sys.getrecursionlimit()):
        deep = [deep]
    odd = text_update(1, "odd")
    odd["message"]["of_next_year"] = deep
    asyncio.run(taken.inbox.receive([odd, text_update(3, "three")]))
    assert taken.numbers == [3]


def test_of_a_kind_that_was_not_asked_for_nothing_is_read_or_stored(tmp_path: Path) -> None:
    taken = InboxRecorder(tmp_path)
    asyncio.run(taken.inbox.receive([{"update_id": 1, "poll": {"id": [], "question": "secret"}}]))
    assert taken.store.unfinished_updates() == [{"update_id": 1}]
