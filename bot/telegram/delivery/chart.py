"""The chart of an estimate, sent before its text. The text says the same without it."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from functools import partial

from telegram.error import TelegramError

from bot.logs import get_logger
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply
from bot.telegram.chat_address import ChatAddress
from bot.telegram.delivery.sender import Sender

_LOG = get_logger(__name__)
# The text waits for the chart, but not for long.
CHART_TIMEOUT_S = 8.0


class ChartSender:
    """Draws and sends charts; any failure is logged, because the text must still be sent."""

    def __init__(self, sender: Sender, pool: Executor, timeout_s: float = CHART_TIMEOUT_S) -> None:
        """Draw in ``pool`` and give up after ``timeout_s``."""
        self._sender, self._pool, self._timeout_s = sender, pool, timeout_s

    async def send_chart(self, to: ChatAddress, reply: Reply) -> None:
        """Send the chart of a reply, if it is an estimate."""
        if not isinstance(reply, FigureReply) or not reply.estimate or not reply.estimate.cheapest:
            return
        try:
            png = await asyncio.wait_for(self._draw(reply), self._timeout_s)
            await self._sender.send_photo(to, png, reply.opening)
        except TelegramError as error:
            _LOG.warning("no chart: %s", error.message)
        except TimeoutError:
            _LOG.warning("no chart within %s s", self._timeout_s)
        except Exception:  # noqa: BLE001 (the text must be sent whatever happens here)
            _LOG.exception("no chart")

    async def _draw(self, reply: FigureReply) -> bytes:
        from bot.render import chart

        assert reply.estimate
        draw = partial(chart.chart_png, reply.estimate, reply.language)
        return await asyncio.get_running_loop().run_in_executor(self._pool, draw)
