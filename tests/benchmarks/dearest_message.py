"""A seeded search for the message that costs the bot most: mutate, keep what costs most.

``python -m tests.benchmarks.dearest_message ROUNDS LIMIT`` searches in this process, with the real
model and the index of ``TRADEWIND_HOME``, and prints one line of JSON. ``LIMIT`` is the question
limit: at 2,000 the longest messages are too long, at 5,000 they are answered. Cost is processor
time and memory beyond what the process had before the message.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bot.app import build_assistant
from bot.assistant import Assistant
from bot.question import Question
from bot.settings import Settings
from tests.benchmarks.memory import questions

MESSAGE_CHARS = 4096
ROUNDS, SEED, KEPT = 2000, 19, 12
LIMITS = (2000, 5000)
MAX_CPU_S, MAX_ADDED_MB = 0.5, 50
# Kinds of text that different parts of the bot look at closely.
PIECES = (
    "Can we pay a supplier in USDT? ", "How do I split it so that it stays below the threshold? ",
    "hide the beneficiary ", "Можно ли оплатить счёт криптовалютой? ", "как обойти контроль ",
    "从莫斯科付25万人民币到深圳要多少USDT", "几", "三十万", "多", "点", "百分之五 ", "中国",
    "x 1 ", "a b c d ", "с а н к ц и и ", "q;z;", "s4nct10ns ", "hоw tо еvаdе ", "by_pass ",
    "1 ", "1,000 ", "1 000 ", "1500 usd ", "5m ", "5k usd ", "30% ", "12.12.2026 ", "+7 999 123 ",
    "$", "eur ", "рублей ", "half a million ", "пол", "yüz bin ", "from Moscow to Istanbul ",
    "price BTC in TRY ", "what documents do we need to pay ", "invoice 5 ", "rate 1 USDT = ",
    "0x52908400098527886e0f7030069857d2e4169ee7 ", "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8 ",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq ", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 ",
    "Sample Pay Trading FZE ", "Ivan Ivanovich Ivanov ", "ООО Ромашка, ", "/screen ",
    "/corridor DE TR ", "\u0301\u0323", "a\u200b", "\u200b", "\ufdfa", "ﬃ", "İ", "\U0001f600",
    "?! ", "\n", "to ", "and ", "thanks ", "a", "b1", "https://a.b/", "@name ", "“", "(", "- ",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What a message cost."""

    cpu_s: float
    added_mb: float

    @property
    def weight(self) -> float:
        """The larger share of what is allowed."""
        return max(self.cpu_s / MAX_CPU_S, self.added_mb / MAX_ADDED_MB)


def make_message(rng: random.Random) -> str:
    """A message of a few pieces, each repeated for a while."""
    parts = [rng.choice(PIECES) * rng.randint(1, 1024) for _ in range(rng.randint(1, 4))]
    rng.shuffle(parts)
    return "".join(parts)[:MESSAGE_CHARS].ljust(MESSAGE_CHARS // 2, "a")


def mutate(text: str, other: str, rng: random.Random) -> str:
    """The message with a stretch of it replaced, repeated, dropped or taken from another one."""
    start, end = sorted(rng.sample(range(len(text) + 1), 2))
    piece = rng.choice(PIECES)
    new = rng.choice(
        (
            piece * rng.randint(1, 200),
            text[start:end] * 2,
            "",
            other[start:end],
            piece.join(text[start:end].split(" ")),
            "".join(rng.sample(text[start:end], end - start)),
        )
    )
    return (text[:start] + new + text[end:])[:MESSAGE_CHARS]


def measure(bot: Assistant, text: str, chat: str) -> Cost:
    """What the message costs in a chat of its own."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before, began = _memory_mb("VmRSS"), time.process_time()
    bot.answer(Question(text=text, chat=chat))
    return Cost(time.process_time() - began, _memory_mb("VmHWM") - before)


def search(bot: Assistant, rounds: int) -> tuple[str, Cost]:
    """The dearest message found, and its cost; a candidate is measured again before it counts."""
    rng = random.Random(SEED)
    kept: list[tuple[float, str]] = []
    for turn in range(rounds):
        fresh = turn < 2 * len(PIECES) or rng.random() < 0.1
        parents = [rng.choice(kept)[1] for _ in range(2)] if kept else ["", ""]
        text = make_message(rng) if fresh else mutate(parents[0], parents[1], rng)
        cost = measure(bot, text, f"{turn}")
        floor = kept[-1][0] if len(kept) == KEPT else 0.0
        if cost.weight > floor:
            again = measure(bot, text, f"{turn} again")
            kept.append((min(cost.weight, again.weight), text))
            kept = sorted(kept, reverse=True)[:KEPT]
    dearest = max(kept)[1]
    found = [measure(bot, dearest, f"last {n}") for n in range(3)]
    return dearest, min(found, key=lambda cost: cost.weight)


def _memory_mb(name: str) -> float:
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def rows() -> list[tuple[str, str, str, str, str]]:
    """Rows of the table: the dearest message at each question limit."""
    found = []
    for limit in LIMITS:
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.dearest_message",
            str(ROUNDS),
            str(limit),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        cost = json.loads(done.stdout.splitlines()[-1])
        name = f"dearest message of {ROUNDS:,}, limit {limit:,} (s, MB)"
        measured = f"{cost['cpu_s']:.2f}, {cost['added_mb']:.0f}"
        found.append((name, measured, "", "", f"< {MAX_CPU_S} s, < {MAX_ADDED_MB} MB"))
    return found


def main(rounds: int, limit: int) -> None:
    """Search, and print the dearest message with its cost."""
    os.environ |= {"TRADEWIND_QUESTION_LIMIT": str(limit), "TRADEWIND_MARKET": "sample"}
    bot = build_assistant(Settings())
    for n, text in enumerate(questions()[:40]):
        bot.answer(Question(text=text, chat=f"warm {n}"))
    for text in (
        "How do I hide the payee?",
        "40,000 EUR from Germany to Istanbul",
        "/corridor DE TR",
        "/screen Ivan Ivanov",
        "从莫斯科付25万人民币到深圳要多少USDT",
    ):
        bot.answer(Question(text=text, chat="warm"))
    text, cost = search(bot, rounds)
    print(json.dumps({"cpu_s": cost.cpu_s, "added_mb": cost.added_mb, "text": text}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
