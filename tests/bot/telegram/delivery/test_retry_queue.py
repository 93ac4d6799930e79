"""Updates whose answers are still to be delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import Update

from bot.telegram.delivery.retry_queue import MAX_AGE_S, MAX_KEPT, RetryQueue
from bot.telegram.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in which updates 5 and 6 are unfinished."""
    store = Store(tmp_path / "s.sqlite")
    for number in (5, 6):
        store.add_update(number, f'{{"update_id": {number}}}')
    yield store
    store.close()


def unfinished(store: Store) -> list[int]:
    return [update["update_id"] for update in store.unfinished_updates()]


def test_what_is_owed_is_handled_again_for_a_day_and_then_no_more(store: Store) -> None:
    now, update = [0.0], Update(5)
    retry_queue = RetryQueue(store, clock=lambda: now[0])
    retry_queue.keep(update)
    retry_queue.finish(update)
    assert unfinished(store) == [5, 6]
    assert retry_queue.take_due() == [update]
    assert retry_queue.take_due() == []
    now[0] = MAX_AGE_S + 1
    retry_queue.keep(update)
    retry_queue.finish(update)
    assert unfinished(store) == [6]
    assert retry_queue.take_due() == []


def test_what_is_owed_nothing_is_finished_and_what_is_due_comes_oldest_first(store: Store) -> None:
    retry_queue = RetryQueue(store)
    retry_queue.finish(Update(6))
    assert unfinished(store) == [5]
    for number in (9, 7, 8):
        retry_queue.keep(Update(number))
    assert [update.update_id for update in retry_queue.take_due()] == [7, 8, 9]


def test_of_too_many_answers_that_cannot_be_delivered_the_oldest_is_given_up(store: Store) -> None:
    retry_queue = RetryQueue(store)
    for number in range(5, 5 + MAX_KEPT + 1):
        retry_queue.keep(Update(number))
        retry_queue.finish(Update(number))
    assert unfinished(store) == [6]
    assert len(retry_queue._since) == len(retry_queue.take_due()) == MAX_KEPT
