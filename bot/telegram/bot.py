"""The library's bot where it does more than we ask for, or trusts a server too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram.ext import ExtBot

from bot.telegram.delivery.rate_limiter import Priority


class LeanBot(ExtBot[Priority]):
    """The library's bot, which can also take updates and say words as the Bot API has them."""

    async def raw_updates(
        self, offset: int | None, limit: int, patience: int, kinds: Sequence[str]
    ) -> list[Any]:
        """The next updates as they were sent, after waiting so many seconds for one.

        The library reads a batch as a whole: one update that it cannot read would cost all.
        """
        data = {"offset": offset, "limit": limit, "timeout": patience,
                "allowed_updates": list(kinds)}  # fmt: skip
        found = await self._post("getUpdates", data, read_timeout=patience + 5.0)
        return found if isinstance(found, list) else []

    async def say(self, weight: Priority, **message: Any) -> Any:
        """What the server tells of a message, sent with these parameters of ``sendMessage``.

        The library would make objects of it all, on the way there and of the echo, a quarter of
        what an answer costs here: of the echo nothing is wanted but its date.
        """
        paced = self._merge_api_rl_kwargs(None, weight)
        return await self._post("sendMessage", message, api_kwargs=paced)
