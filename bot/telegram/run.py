"""``tradewind telegram``: the bot as a process, from its start to a signal that ends it."""

from __future__ import annotations

import asyncio
import signal

from bot import logs, runtime
from bot.settings import Settings
from bot.telegram.application import BotApplication
from bot.telegram.settings import TelegramSettings
from knowledge.text.terminal import print_text

_LOG = logs.get_logger(__name__)


async def _serve(application: BotApplication) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await application.start()
        print_text(f"@{application.app.bot.username} is listening. Ctrl-C ends it.", flush=True)
        waiting = {
            asyncio.create_task(stopped.wait()),
            asyncio.create_task(application.wait_until_rejected()),
        }
        done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()
    finally:
        await application.stop()


def run_bot(settings: Settings, telegram: TelegramSettings) -> int:
    """Serve until a signal; the exit code 0."""
    logs.log_to_stderr()
    _LOG.info("settings from %s", telegram.origin)
    runtime.use_one_heap()
    runtime.shorten_thread_turns()
    asyncio.run(_serve(BotApplication(settings, telegram)))
    return 0
