"""The bot as a process of its own, over the notes of the tests and the model that ships."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.__main__ import main as index_notes
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import NOTES


def index_of(folder: Path, home: Path, *, review_after: str = "2027-03-01") -> Path:
    """The index of the tests' notes, due for review on a day, made by the model in ``home``."""
    (notes := folder / "notes").mkdir()
    for name, text in NOTES.items():
        due = text.replace("review_after: '2027-03-01'", f"review_after: '{review_after}'")
        assert review_after in due
        (notes / name).write_text(due, "utf-8")
    root = folder / "served" / "index"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRADEWIND_HOME", str(home))
        build = ["build", "--index", str(root), "--sources", str(notes), "--quiet"]
        assert index_notes(build) == 0
    return root


@contextmanager
def running(api: BotApi, index: Path, kept: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The bot, listening; ended with the block if it has not ended by itself."""
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_BASE_URL": api.base_url,
        "TRADEWIND_ACCESS": "open", "TRADEWIND_HOME": str(kept), "TRADEWIND_INDEX": str(index),
        "TRADEWIND_MARKET": "sample", **more,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "telegram"], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    try:
        if not more:
            assert "is listening" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()
