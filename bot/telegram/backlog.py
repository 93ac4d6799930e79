"""What waits at the start: of each chat only the newest message is still worth an answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.telegram.gate import KINDS
from bot.telegram.order import place

_LOG = logging.getLogger("tradewind.telegram")
AT_ONCE = 100


async def waiting(bot: ExtBot[Any]) -> list[Update]:
    """Every update that Telegram holds for us; it drops them once we ask for the next."""
    found: list[Update] = []
    offset = None
    while True:
        batch = await bot.get_updates(
            offset=offset, limit=AT_ONCE, timeout=0, allowed_updates=list(KINDS)
        )
        found += batch
        if not batch:
            return found
        offset = batch[-1].update_id + 1


def newest(updates: Iterable[Update]) -> list[Update]:
    """The last message of each conversation, in the order of their coming; buttons all.

    Buttons cost nothing and say themselves that they are stale; inline queries are long gone.
    """
    last: dict[str, Update] = {}
    pressed = []
    for update in updates:
        if update.callback_query:
            pressed.append(update)
        elif update.message or update.edited_message:
            last[place(update)] = update
    return sorted([*pressed, *last.values()], key=lambda update: update.update_id)
