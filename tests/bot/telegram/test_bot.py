"""The direct calls of the bot."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.telegram.bot import LeanBot
from bot.telegram.http_client import BotApiClient


class Noting(BotApiClient):
    """A client without a server, which notes how long it would have waited."""

    def __init__(self) -> None:
        super().__init__(connections=1)
        self.waits: list[Any] = []

    async def do_request(
        self, url: str, method: str, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        self.waits.append(kwargs["read_timeout"])
        return 200, b'{"ok": true, "result": [{"no": "update"}]}'


def test_a_dead_question_for_updates_is_noticed_five_seconds_after_it_should_have_ended() -> None:
    noting = Noting()
    bot: LeanBot = LeanBot("7:" + "a" * 35, get_updates_request=noting)
    assert asyncio.run(bot.get_raw_updates(None, 100, 30, ["message"])) == [{"no": "update"}]
    assert noting.waits == [35.0]
