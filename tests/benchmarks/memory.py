"""What the bot and nothing else keeps in memory: after 500 questions, and after 1,000."""

from __future__ import annotations

import json
from pathlib import Path

from bot.app import build_assistant
from bot.question import Question
from bot.settings import Settings
from tests.support.paths import GOLDEN


def questions() -> list[str]:
    """All golden questions, in their files' order."""
    files = (GOLDEN / f"{name}.jsonl" for name in ("questions", "safe", "unanswerable"))
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return [json.loads(line)["text"] for line in lines]


def resident() -> int:
    """The resident memory of this process, in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def main() -> None:
    """Ask 1,000 questions in 50 chats and print the memory half-way and at the end."""
    bot = build_assistant(Settings())
    asked = questions()
    half = 0
    for i in range(1000):
        bot.answer(Question(text=asked[i % len(asked)], chat=str(i % 50)))
        if i == 499:
            half = resident()
    print(half, resident())


if __name__ == "__main__":
    main()
