"""An inbox whose updates a test looks at, and what comes into it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from telegram import Update

from bot.telegram.store import Store
from bot.telegram.updates.inbox import MAX_HELD, Inbox
from tests.support.telegram_bot import ANNA


def text_update(number: int, text: str, chat: int = ANNA, date: float = 1) -> dict[str, Any]:
    """An update with a message in a private chat; ``date`` is in epoch seconds."""
    user = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": int(date), "from": user, "text": text,
               "chat": {"id": chat, "type": "private"}}  # fmt: skip
    return {"update_id": number, "message": message}


class InboxRecorder:
    """An inbox, its store, and the updates that it handed on."""

    def __init__(
        self, tmp_path: Path, clock: Callable[[], float] = time.time, max_held: int = MAX_HELD
    ) -> None:
        self.updates: list[Update] = []
        self.store = Store(tmp_path / "taken.sqlite")
        bot: Any = None
        self.inbox = Inbox(
            bot, self.store, self._put, lambda _: True, clock=clock, max_held=max_held
        )

    async def _put(self, update: Update) -> None:
        self.updates.append(update)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the updates handed on."""
        return [update.update_id for update in self.updates]
