"""The Telegram bot under load, as a process of its own: ``make bench``.

500 chats send ten messages each; then fifty ask at once, against the console's time.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import build_assistant
from bot.question import Question
from bot.render import plain_text
from bot.settings import Settings
from tests.benchmarks.memory import questions
from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi

CHATS, ROUNDS = 50, 9
_MARK = re.compile(r"/mark(\d+)")


@dataclass(frozen=True)
class Load:
    """What a run under load showed."""

    seconds: float
    lost: int
    disorder: int
    megabytes: int
    bilingual: int


@contextmanager
def running(api: BotApi) -> Iterator[int]:
    """The bot as its operator starts it, open to everybody; the id of its process."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Settings()
        home = Path(folder)
        (home / "models").symlink_to(kept.home / "models")
        environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_BASE_URL": api.base_url,
            "TRADEWIND_ACCESS": "open", "TRADEWIND_A_SECOND": "1000",
            "TRADEWIND_PER_HOUR": "100000", "TRADEWIND_HOME": folder,
            "TRADEWIND_INDEX": str(kept.index_root), "TRADEWIND_MARKET": "sample",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "telegram"], env=environment, stdout=subprocess.PIPE
        )
        try:
            assert process.stdout
            process.stdout.readline()
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def resident(pid: int) -> int:
    """The most memory that a process has held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def marks(room: Chat) -> list[tuple[int, int]]:
    """At which place of a chat's answers each mark came back, and which mark it was."""
    return [
        (place, int(mark))
        for place, reply in enumerate(room.replies)
        for mark in _MARK.findall(reply.text)
    ]


def load(chats: int = 500, each: int = 10) -> Load:
    """Many chats at once, each with several questions; every one must be answered in order.

    All ask in English, as many as there are at the same time; then each once in Russian, which
    needs another encoder.
    """
    asked = [text for text in questions() if text.isascii()]
    russian = [text for text in questions() if not text.isascii()]
    with BotApi() as api:
        people = [api.user(n) for n in range(1, chats + 1)]
        rooms = [api.private(person) for person in people]
        with running(api) as pid:
            began = time.monotonic()
            for turn in range(each):
                for n, (person, room) in enumerate(zip(people, rooms, strict=True)):
                    # A command nobody knows shows the order; a question costs what it costs.
                    word = asked[(n + turn) % len(asked)] if turn % 2 else f"/mark{turn}"
                    person.says(room, word)
            api.wait(lambda: sum(len(room.replies) for room in rooms) >= chats * each, 900)
            seconds = time.monotonic() - began
            megabytes = resident(pid)
            lost = sum(max(0, each - len(room.replies)) for room in rooms)
            disorder = sum(marks(room) != [(n, n) for n in range(0, each, 2)] for room in rooms)
            for n, (person, room) in enumerate(zip(people, rooms, strict=True)):
                person.says(room, russian[n % len(russian)])
            api.wait(lambda: sum(len(room.replies) for room in rooms) >= chats * (each + 1), 300)
            bilingual = resident(pid)
    return Load(seconds, lost, disorder, megabytes, bilingual)


def one_by_one() -> None:
    """Answer what the fifty ask as a console does, once for each line read; print the seconds."""
    bot, asked = build_assistant(Settings()), typed()
    for turn, _ in enumerate(sys.stdin):
        began = time.perf_counter()
        for n, text in enumerate(asked):
            plain_text.render_text(bot.answer(Question(text=text, chat=f"{turn} {n}")))
        print(time.perf_counter() - began, flush=True)


@contextmanager
def console() -> Iterator[Callable[[], float]]:
    """Seconds that the console takes for the questions, measured at each call.

    In a process of its own, as it is used; so this one, which plays Telegram, has no more to do.
    """
    call = "from tests.benchmarks.telegram import one_by_one; one_by_one()"
    with subprocess.Popen(
        [sys.executable, "-c", call], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        put, taken = process.stdin, process.stdout

        def seconds() -> float:
            print(file=put, flush=True)
            return float(taken.readline())

        yield seconds
        put.close()


def typed(chats: int = CHATS) -> list[str]:
    """What the people in that number of chats ask."""
    return [text for text in questions() if text.isascii()][:chats]


def latency() -> tuple[float, float, float]:
    """Seconds to the last one's first sign and to the last answer, with all asking at once.

    And the console's for the same questions one after the other, as one person would ask them. They
    take turns: a machine that is busy with something else is so for both.
    """
    asked = typed()
    signs, last, alone = [], [], []
    with BotApi() as api, console() as seconds, running(api):
        for turn in range(ROUNDS):
            # Other people each time: nobody's question is to be a follow-up.
            people = [api.user(turn * CHATS + n) for n in range(1, CHATS + 1)]
            rooms = [api.private(person) for person in people]
            alone.append(seconds())
            time.sleep(1)
            api.calls.clear()
            began = time.monotonic()
            with api.together():
                for person, room, text in zip(people, rooms, asked, strict=True):
                    person.says(room, text)
            api.wait(lambda rooms=rooms: all(room.replies for room in rooms), 60)
            last.append(time.monotonic() - began)
            seen: dict[int, float] = {}
            for call in api.calls:
                seen.setdefault(call.params.get("chat_id", 0), call.at - began)
            # Each of them was promised a sign: the one who waited longest counts.
            signs.append(max(seen[room.id] for room in rooms))
    # The first round loads what the others find loaded, here as there.
    sign, answer, by_one = (statistics.median(taken[1:]) for taken in (signs, last, alone))
    return sign, answer, by_one


def rows() -> list[tuple[str, str, str, str, str]]:
    """Lines for the table: what, ours, baseline, ratio, aim."""
    sign, last, alone = latency()
    run = load()
    return [
        ("Telegram: last first sign, 50 chats at once (ms)", f"{sign * 1000:.0f}", "", "",
         "< 100 ms"),
        ("Telegram: 50 answers at once (s; console one by one)", f"{last:.2f}", f"{alone:.2f}",
         f"{last / alone:.2f}x", "<= 1.2x"),
        ("Telegram: 5,000 updates of 500 chats (s)", f"{run.seconds:.0f}", "", "",
         f"lost {run.lost}, disorder {run.disorder}"),
        ("Telegram: most memory under that load (MB)", f"{run.megabytes}", "", "", "< 350 MB"),
        ("Telegram: the same, then asked in Russian, too (MB)", f"{run.bilingual}", "", "", ""),
    ]  # fmt: skip


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
