"""Fixtures strategy: few and plain. An encoder that counts hashed words makes searches exact and
quick without a model; ``make_index`` builds a real index of small notes with it in a temporary
folder; ``home`` is the one place where the real model is exported, once for the whole run."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.encoders import WordEncoder
from tests.support.http_server import Loopback, serving
from tests.support.index import MakeIndex, rebuild
from tests.support.notes import NOTES

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from tests.fake_telegram.server import BotApi
    from tests.support.telegram_bot import Serve

# Else python-telegram-bot warns whenever a chat is told to wait, and warnings are errors here.
os.environ.setdefault("PTB_TIMEDELTA", "1")
settings.register_profile("offline", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("offline")


@pytest.fixture
def make_index(tmp_path: Path) -> MakeIndex:
    """A function that builds an index of notes (file name -> text) and gives its folder."""

    def make(notes: dict[str, str] | None = None, encoder: WordEncoder | None = None) -> Path:
        folder = tmp_path / "notes"
        folder.mkdir(exist_ok=True)
        for name, text in (NOTES if notes is None else notes).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return rebuild(tmp_path / "index", folder, encoder or WordEncoder(), keep=False)

    return make


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    """A real HTTP server that says what the test tells it to say."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the real model is exported.

    ``TRADEWIND_HOME`` is used when set, so that a run of all checks exports only once.
    """
    from indexer.build import encoder_export

    place = Path(os.environ.get("TRADEWIND_HOME") or tmp_path_factory.mktemp("home"))
    encoder_export.exported(place)
    return place


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API server on loopback."""
    from tests.fake_telegram.server import BotApi

    with BotApi() as server:
        yield server


@pytest.fixture
def make_telegram_assistant(make_index: MakeIndex) -> Callable[[], Assistant]:
    """What makes the assistant that the bot of the tests asks."""
    from tests.support.telegram_bot import make_assistant

    return lambda: make_assistant(make_index)


@pytest.fixture
def serve(api: BotApi, make_telegram_assistant: Callable[[], Assistant], tmp_path: Path) -> Serve:
    """What starts the bot against that server."""
    from tests.support.telegram_bot import server

    return server(api, tmp_path / "kept", make_telegram_assistant)


@pytest.fixture
def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
