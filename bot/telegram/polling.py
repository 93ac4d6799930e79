"""Asking Telegram for updates, for as long as the bot runs.

What waits at the start may be days old: of each conversation only the newest message is still
worth an answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from telegram import Update
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.gate import KINDS
from bot.telegram.order import place
from knowledge.errors import ConfigError

_LOG = logging.getLogger("tradewind.telegram")
AT_ONCE, PATIENCE = 100, 30
LEAST_WAIT, MOST_WAIT = 0.5, 30.0

Take = Callable[[Update], Awaitable[None]]


class Polling:
    """Takes updates from Telegram, one batch after the other."""

    def __init__(self, bot: ExtBot[Any], take: Take) -> None:
        """Hand every update to ``take``."""
        self._bot, self._take = bot, take
        self._next: int | None = None

    async def catch_up(self) -> None:
        """Take what waited: each conversation's newest message, and every button."""
        found: list[Update] = []
        while batch := await self._ask(0):
            found += batch
        for update in newest(found):
            await self._take(update)

    async def run(self) -> None:
        """Take updates until cancelled; ConfigError when Telegram does not want us any more."""
        wait = LEAST_WAIT
        while True:
            try:
                began = time.monotonic()
                batch = await self._ask(PATIENCE)
                for update in batch:
                    await self._take(update)
                wait = LEAST_WAIT
                # A server that does not wait with its answer must not be asked without a pause.
                if batch or time.monotonic() - began > LEAST_WAIT:
                    continue
            except (InvalidToken, Forbidden):
                raise ConfigError(
                    "Telegram does not accept the token any more.",
                    mend="Get a new one from @BotFather and start again.",
                ) from None
            except Conflict:
                _LOG.error("another process asks for this bot's updates; stop one of the two")
            except RetryAfter as told:
                after = told.retry_after
                wait = float(after if isinstance(after, (int, float)) else after.total_seconds())
            except TelegramError as error:
                _LOG.warning("no updates (%s); asking again in %.1f s", error.message, wait)
            await asyncio.sleep(wait)
            wait = min(max(wait, LEAST_WAIT) * 2, MOST_WAIT)

    async def leave(self) -> None:
        """Tell Telegram what was taken, so that it is not sent again."""
        if self._next is not None:
            await self._bot.get_updates(offset=self._next, limit=1, timeout=0)

    async def _ask(self, patience: int) -> tuple[Update, ...]:
        batch = await self._bot.get_updates(
            offset=self._next, limit=AT_ONCE, timeout=patience, allowed_updates=list(KINDS),
            read_timeout=patience + 5,
        )  # fmt: skip
        if batch:
            self._next = batch[-1].update_id + 1
        return batch


def newest(updates: Iterable[Update]) -> list[Update]:
    """The last message of each conversation in the order of their coming, and every button.

    Buttons say themselves that they are stale; inline queries are long gone.
    """
    last: dict[str, Update] = {}
    kept = []
    for update in updates:
        if update.callback_query or update.my_chat_member:
            kept.append(update)
        elif update.message or update.edited_message:
            last[place(update)] = update
    return sorted([*kept, *last.values()], key=lambda update: update.update_id)
