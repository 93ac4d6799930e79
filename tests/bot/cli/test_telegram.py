"""``tradewind telegram``: what is wrong before the bot starts is said in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.__main__ import main


def test_without_a_token_the_bot_does_not_start_and_says_where_to_get_one(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    # So that what the command sets ends with the test.
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", os.environ.get("OPENBLAS_NUM_THREADS", "1"))
    monkeypatch.chdir(empty_home)
    assert main(["telegram"]) == 2
    assert "@BotFather" in capsys.readouterr().err
