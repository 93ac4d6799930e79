"""Receiving updates: each is stored before Telegram may forget it, and then queued.

Telegram forgets an update once the next ones are asked for, or a webhook has answered 200.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.logs import get_logger
from bot.telegram.store import Store, best_effort
from bot.telegram.timer import wait_or_timeout
from bot.telegram.updates.authorization import UPDATE_KINDS
from bot.telegram.updates.backlog import select_answerable
from bot.telegram.updates.update_shape import check_shape, is_update_id

_LOG = get_logger(__name__)
# A pushed message that is older than this belongs to a backlog. It is held until no late one has
# come for a while, at the latest until the maximum.
LATE_AFTER_S, SETTLE_S, MAX_HOLD_S = 120.0, 1.0, 10.0
# Held updates, of some 10 kB each: a longer backlog is released in pieces.
MAX_HELD = 2000

PutUpdate = Callable[[Update], Awaitable[None]]


class Inbox:
    """Parses updates one by one, stores each once, and puts them into the queue."""

    def __init__(
        self,
        bot: ExtBot[Any],
        store: Store,
        put: PutUpdate,
        expects_answer: Callable[[Update], bool],
        *,
        clock: Callable[[], float] = time.time,
        max_held: int = MAX_HELD,
    ) -> None:
        """Put updates by ``put``; of a backlog only those for which ``expects_answer`` holds."""
        self._max_held = max_held
        self._bot, self._store, self._put = bot, store, put
        self._expects_answer, self._clock = expects_answer, clock
        self._held: list[Update] = []
        self._release: asyncio.Task[None] | None = None
        self._flushing = asyncio.Event()
        self._last_late = 0.0

    async def receive(self, raw: Iterable[Any]) -> None:
        """Queue new updates in the order of their ids, whatever their order in the batch."""
        for update in self._parse_new(raw):
            await self._put(update)

    async def resume(self, raw: Iterable[Any]) -> None:
        """Queue updates that were stored before a restart and never finished."""
        for data in raw:
            parsed = self._parse(data)
            if parsed:
                await self._put(parsed[0])
            else:
                self._drop(data["update_id"])

    def hold(self, raw: Iterable[Any]) -> bool:
        """Store updates of a backlog, to be queued by ``release_held``.

        True when it is time for that, as no more may be held.
        """
        self._held += self._parse_new(raw)
        return len(self._held) >= self._max_held

    def has_room(self) -> bool:
        """Whether more updates may be held."""
        return len(self._held) < self._max_held

    async def release_held(self) -> None:
        """Queue those held updates that are still answered, and finish the others."""
        held, self._held = self._held, []
        selected = select_answerable(held, self._expects_answer)
        ids = {update.update_id for update in selected}
        for update in held:
            if update.update_id not in ids:
                self._drop(update.update_id)
        for update in selected:
            await self._put(update)

    async def receive_pushed(self, raw: Any, clock_ahead_s: float = 0.0) -> None:
        """Queue an update from the webhook; a late one is held with those that come after it.

        ``clock_ahead_s`` is how far our clock is ahead of Telegram's.
        """
        updates, now = self._parse_new([raw]), self._clock() - clock_ahead_s
        is_late = any(now - message_time(update) > LATE_AFTER_S for update in updates)
        if is_late or self._held:
            self._held += updates
            self._last_late = time.monotonic() if is_late else self._last_late
            if self._release is None or self._release.done():
                self._release = asyncio.create_task(self._release_once_settled())
            return
        for update in updates:
            await self._put(update)

    async def flush(self) -> None:
        """Queue what is held without waiting any longer."""
        self._flushing.set()
        if self._release:
            await asyncio.wait([self._release])
        await self.release_held()

    async def _release_once_settled(self) -> None:
        until = time.monotonic() + MAX_HOLD_S
        while (left := min(until, self._last_late + SETTLE_S) - time.monotonic()) > 0:
            if await wait_or_timeout(self._flushing, left):
                break
        await self.release_held()

    def _parse_new(self, raw: Iterable[Any]) -> list[Update]:
        """The readable updates that were not stored before, by their ids; stores them."""
        parsed = [pair for data in raw if (pair := self._parse(data))]
        parsed.sort(key=lambda pair: pair[0].update_id)
        return [update for update, text in parsed if self._add(update.update_id, text)]

    def _parse(self, data: Any) -> tuple[Update, str] | None:
        """An update and the text to store of it; None if it cannot be read."""
        try:
            check_shape(data)
            known = {key: data[key] for key in ("update_id", *UPDATE_KINDS) if key in data}
            return Update.de_json(known, self._bot), json.dumps(known)
        except Exception as error:  # noqa: BLE001 (one unreadable update must not cost the others)
            number = data.get("update_id") if isinstance(data, dict) else None
            shown = number if is_update_id(number) else "without a number"
            _LOG.error("update %s cannot be read (%s) and is skipped", shown, type(error).__name__)
            return None

    def _add(self, number: int, text: str) -> bool:
        """Store an update; False when it is not new. If storing fails, it counts as new."""
        is_new = True
        with best_effort("that an update came"):
            is_new = self._store.add_update(number, text)
        return is_new  # noqa: RET504 (the block may end early)

    def _drop(self, number: int) -> None:
        with best_effort("that an update is not answered"):
            self._store.finish_update(number)


def message_time(update: Update) -> float:
    """When a message was written or edited, in Unix seconds; infinity for other updates."""
    message = update.message or update.edited_message
    when = message and (message.edit_date or message.date)
    return when.timestamp() if when else float("inf")
