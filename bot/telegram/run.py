"""``tradewind telegram``: the bot as a process, from its start to a signal that ends it."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from contextlib import suppress

from bot.settings import Settings
from bot.telegram import log_setup
from bot.telegram.application import BotApplication
from bot.telegram.settings import TelegramSettings

# Seconds that a thread may keep the interpreter while another waits for it.
SWITCH_INTERVAL_S = 0.0005
# glibc's name for: how many heaps the threads of a process share (malloc.h).
_M_ARENA_MAX = -8


async def _serve(service: BotApplication) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    try:
        await service.start()
        print(f"@{service.app.bot.username} is listening. Ctrl-C ends it.", flush=True)
        waiting = {asyncio.create_task(told.wait()), asyncio.create_task(service.ended())}
        done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        for task in done:
            task.result()
    finally:
        await service.stop()


def _share_one_heap() -> None:
    """Let all threads share one heap: each keeps for itself what it once took, 15 MB in all."""
    # Another C library has no such word, and needs none.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def run_bot(settings: Settings, telegram: TelegramSettings) -> int:
    """Serve until told to stop; 0."""
    log_setup.begin()
    _share_one_heap()
    # Answers are made in threads beside the one that talks to Telegram: it must not wait for long.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    asyncio.run(_serve(BotApplication(settings, telegram)))
    return 0
