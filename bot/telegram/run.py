"""``tradewind telegram``: the bot as a process, from its start to a signal that ends it."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from contextlib import suppress

from bot import logs
from bot.settings import Settings
from bot.telegram.application import BotApplication
from bot.telegram.settings import TelegramSettings

# How long a thread may hold the interpreter while another waits for it.
SWITCH_INTERVAL_S = 0.0005
# glibc's number for the maximum of heaps that threads may have (malloc.h).
_M_ARENA_MAX = -8


async def _serve(application: BotApplication) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    try:
        await application.start()
        print(f"@{application.app.bot.username} is listening. Ctrl-C ends it.", flush=True)
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


def _share_one_heap() -> None:
    """Let all threads share one heap, which saves 15 MB: a thread's own heap never shrinks."""
    # Other C libraries have no such option and do not need it.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def run_bot(settings: Settings, telegram: TelegramSettings) -> int:
    """Serve until a signal; the exit code 0."""
    logs.log_to_stderr()
    _share_one_heap()
    # Answers are made in threads beside the one that talks to Telegram, which must not wait long.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    asyncio.run(_serve(BotApplication(settings, telegram)))
    return 0
