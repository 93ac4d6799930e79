"""Asks the assistant through ``python -m bot ask``: the indexer imports nothing of the bot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import TradewindError

Reply = dict[str, Any]
# The reply to the last line of each conversation.
Ask = Callable[[Sequence[Sequence[str]]], list[Reply]]


def ask_in_process(root: Path, home: Path) -> Ask:
    """An ``Ask`` that puts all conversations to one process over the index in ``root``."""

    def ask(conversations: Sequence[Sequence[str]]) -> list[Reply]:
        lines, last = write_lines(conversations)
        replies = _run_bot(lines, root, home)
        return [replies[place] for place in last]

    return ask


def write_lines(conversations: Sequence[Sequence[str]]) -> tuple[list[str], list[int]]:
    """The lines to type, each conversation after a ``/reset``, and the places of its last one."""
    lines: list[str] = []
    last: list[int] = []
    for turns in conversations:
        lines += ["/reset", *(" ".join(turn.split()) or "?" for turn in turns)]
        last.append(len(lines) - 1)
    return lines, last


def _run_bot(lines: Sequence[str], root: Path, home: Path) -> list[Reply]:
    environment = os.environ | {
        "TRADEWIND_INDEX": str(root),
        "TRADEWIND_HOME": str(home),
        # Answers from the notes are measured, not the market.
        "TRADEWIND_MARKET": "off",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "--session", "-"],
        input="\n".join(lines).encode(), capture_output=True, env=environment, check=False,
    )  # fmt: skip
    if done.returncode:
        raise TradewindError(f"tradewind ask failed: {done.stderr.decode()[-300:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
