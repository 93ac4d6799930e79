"""The picture of an estimate; without one the words say it all."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from functools import partial

from telegram.error import TelegramError

from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply
from bot.telegram.delivery.sender import Address, Sender

_LOG = logging.getLogger("tradewind.telegram")
# The words wait for the picture, and not for long.
CHART_TIMEOUT_S = 8.0


class ChartSender:
    """Draws estimates and sends them, or does not: nothing here may cost the words."""

    def __init__(self, delivery: Sender, pool: Executor, seconds: float = CHART_TIMEOUT_S) -> None:
        """Draw in ``pool``, and give up after so many seconds."""
        self._delivery, self._pool, self._seconds = delivery, pool, seconds

    async def show(self, to: Address, reply: Reply) -> None:
        """Send the picture of a reply that has one."""
        if not isinstance(reply, FigureReply) or not reply.estimate or not reply.estimate.cheapest:
            return
        try:
            png = await asyncio.wait_for(self._drawn(reply), self._seconds)
            await self._delivery.photo(to, png, reply.opening)
        except TelegramError as error:
            _LOG.warning("no picture: %s", error.message)
        except TimeoutError:
            _LOG.warning("no picture within %s s", self._seconds)
        except Exception:  # noqa: BLE001 (whatever it is, the words go on)
            _LOG.exception("no picture")

    async def _drawn(self, reply: FigureReply) -> bytes:
        from bot.render import chart

        assert reply.estimate
        draw = partial(chart.chart_png, reply.estimate, reply.language)
        return await asyncio.get_running_loop().run_in_executor(self._pool, draw)
