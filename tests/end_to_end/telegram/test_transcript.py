"""A whole conversation as people see it, in English and Russian, kept as a text to be read.

When what people see is meant to change, run this file once with WRITE_GOLDEN=1 and read the
difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fake_telegram.server import BotApi
from tests.fake_telegram.transcript import Transcript
from tests.support.paths import GOLDEN
from tests.support.process import index_of, running
from tests.support.sanctions import LISTED, UNLISTED
from tests.support.telegram_bot import ANNA, BORIS, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


def conversation(api: BotApi, *, checks: bool) -> list[str]:
    """What Anna, Boris and a group go through; ``checks`` where lists are at hand."""
    anna = api.user(ANNA, first_name="Anna")
    boris = api.user(BORIS, first_name="Boris", language_code="ru")
    english, russian = api.private(anna), api.private(boris)
    group = api.group(-900, "Treasury")
    anna.adds_bot(group, "administrator")
    told = Transcript(api)

    told.heading("English")
    told.says(anna, english, TURKISH)
    told.says(anna, english, "since when?")
    told.presses(anna, english, "Sources")
    told.says(anna, english, "40,000 EUR invoice from Germany to Istanbul", 2)
    told.says(anna, english, "what if 5k to Yerevan?", 2)
    told.presses(anna, english, "USDC on Base", 2)
    told.presses(anna, english, "Swap sides", 2)
    told.says(anna, english, "BTC price in TRY")
    told.says(anna, english, "pay 1.250 EUR from Germany to Yerevan")
    told.presses(anna, english, "1250", 2)
    if checks:
        told.says(anna, english, f"/screen {LISTED['eu'][0]}")
        told.says(anna, english, "/screen Sample Pay Trading")

    told.heading("Russian")
    told.says(boris, russian, "/help")
    told.says(boris, russian, "заплатить 40000 EUR из Германии в Стамбул", 2)
    told.presses(boris, russian, "Обновить", 2)
    told.says(boris, russian, "/sources")
    if checks:
        told.says(boris, russian, f"/screen {UNLISTED}")

    told.heading("A group")
    told.says(anna, group, f"@tradewind_test_bot {TURKISH}")
    told.says(anna, group, "since when?", answering=True)
    told.presses(anna, group, "Sources")

    told.heading("Inline")
    told.asks_inline(anna, "can I pay my Turkish supplier in USDT")
    told.asks_inline(boris, "12000 USDT в VND")
    assert not api.violations
    return told.lines


def kept(golden: Path, lines: list[str]) -> list[str]:
    """The transcript that was kept; this one, if it is to be kept from now on."""
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text("\n".join(lines) + "\n", "utf-8")
    return golden.read_text("utf-8").splitlines()


def test_the_conversation_reads_as_it_was_kept(api: BotApi, serve: Serve) -> None:
    with serve():
        lines = conversation(api, checks=True)
    assert lines == kept(GOLDEN / "telegram.txt", lines)


@pytest.mark.slow
def test_the_process_that_operators_start_holds_the_conversation_that_was_kept(
    api: BotApi, home: Path, tmp_path: Path
) -> None:
    """By its command alone, with its own model, sample prices and no lists."""
    # Notes that are never due for review: this process looks at the real calendar.
    index = index_of(tmp_path, home, review_after="2999-01-01")
    (folder := tmp_path / "kept").mkdir()
    (folder / "models").symlink_to(home / "models")
    with running(api, index, folder):
        lines = conversation(api, checks=False)
    assert lines == kept(GOLDEN / "telegram_process.txt", lines)
