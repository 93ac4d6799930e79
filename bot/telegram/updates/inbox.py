"""Taking updates in: each is written down before Telegram may forget it, and then has its turn.

Telegram forgets an update once the next ones are asked for, or a webhook has said 200.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.telegram.store import Store, best_effort
from bot.telegram.updates.backlog import select_answerable
from bot.telegram.waits import wait_or_timeout

_LOG = logging.getLogger("tradewind.telegram")
# A message that is on its way for longer has waited for us. Once no more such come for a while,
# or at the latest after a longer one, the newest of each conversation are answered. Seconds.
LATE_AFTER_S, SETTLE_S, MAX_HOLD_S = 120.0, 1.0, 10.0

PutUpdate = Callable[[Update], Awaitable[None]]


class Inbox:
    """Reads updates one by one, each once, and hands them on."""

    def __init__(
        self,
        bot: ExtBot[Any],
        store: Store,
        put: PutUpdate,
        meant: Callable[[Update], bool],
        *,
        crowded: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Hand on to ``put``; after a pause only what is ``meant`` for us, the newest of it.

        While it is ``crowded`` no more should be asked for.
        """
        self.crowded = crowded
        self._bot, self._store, self._put, self._meant = bot, store, put, meant
        self._clock = clock
        self._held: list[Update] = []
        self._release: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self._last_late = 0.0

    async def take(self, raw: Iterable[Any]) -> None:
        """Take updates in the order of their numbers, whatever order they came in."""
        for update in self._new(raw):
            await self._put(update)

    async def again(self, raw: Iterable[Any]) -> None:
        """Take up what was taken before, and never finished."""
        for told in raw:
            update = self._read(told)
            if update:
                await self._put(update)
            else:
                self._drop(told["update_id"])

    def hold(self, raw: Iterable[Any]) -> None:
        """Take updates that waited for us; ``release`` says when these were all."""
        self._held += self._new(raw)

    async def release(self) -> None:
        """Hand on what is worth an answer of the updates that waited."""
        held, self._held = self._held, []
        chosen = select_answerable(held, self._meant)
        ids = {update.update_id for update in chosen}
        for update in held:
            if update.update_id not in ids:
                self._drop(update.update_id)
        for update in chosen:
            await self._put(update)

    async def pushed(self, raw: Any, ahead: float = 0.0) -> None:
        """Take an update that was pushed to us; a late one waits for others that are late.

        ``ahead`` is by how much our clock is ahead of Telegram's.
        """
        found = self._new([raw])
        late = any(self._clock() - ahead - message_time(update) > LATE_AFTER_S for update in found)
        if late or self._held:
            self._held += found
            self._last_late = time.monotonic() if late else self._last_late
            if self._release is None or self._release.done():
                self._release = asyncio.create_task(self._release_once_settled())
            return
        for update in found:
            await self._put(update)

    async def settle(self) -> None:
        """Hand on what is held, without waiting any longer."""
        self._hurry.set()
        if self._release:
            await asyncio.wait([self._release])
        await self.release()

    async def _release_once_settled(self) -> None:
        until = time.monotonic() + MAX_HOLD_S
        while (left := min(until, self._last_late + SETTLE_S) - time.monotonic()) > 0:
            if await wait_or_timeout(self._hurry, left):
                break
        await self.release()

    def _new(self, raw: Iterable[Any]) -> list[Update]:
        """The updates that can be read and did not come before, by their numbers."""
        found = [(update, told) for told in raw if (update := self._read(told))]
        found.sort(key=lambda each: each[0].update_id)
        return [update for update, told in found if self._first_time(update.update_id, told)]

    def _read(self, told: Any) -> Update | None:
        try:
            update = Update.de_json(told, self._bot)
            return update if update and isinstance(update.update_id, int) else None
        except Exception as error:  # noqa: BLE001 (one of them must not cost the others)
            number = told.get("update_id") if isinstance(told, dict) else None
            _LOG.error("update %s cannot be read (%s) and is skipped", number, type(error).__name__)
            return None

    def _first_time(self, number: int, told: Any) -> bool:
        # Without a place to write that down it may answer twice, but it answers.
        again = False
        with best_effort("that an update came"):
            again = not self._store.begin(number, json.dumps(told))
        return not again

    def _drop(self, number: int) -> None:
        with best_effort("that an update is not answered"):
            self._store.finish(number)


def message_time(update: Update) -> float:
    """When a message was written or changed; of another update, at the end of time."""
    asked = update.message or update.edited_message
    when = asked and (asked.edit_date or asked.date)
    return when.timestamp() if when else float("inf")
