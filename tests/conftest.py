"""Fixtures strategy: few and plain. An encoder that counts hashed words makes searches exact and
quick without a model; ``make_index`` builds a real index of small notes with it in a temporary
folder, ``library`` is all bundled notes indexed so. ``home`` is the one place where the real model
is exported, ``bundled_index`` the bundled notes indexed with it. What is costly and only read is
made once for the whole run, by whichever of its processes needs it first."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.encoders import WordEncoder
from tests.support.http_server import Loopback, serving
from tests.support.index import MakeIndex, rebuild
from tests.support.notes import NOTES
from tests.support.paths import ROOT
from tests.support.shared import made_once, shared_folder

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from knowledge.library import Library
    from tests.fake_telegram.server import BotApi
    from tests.support.telegram_bot import Serve

# Else python-telegram-bot warns whenever a chat is told to wait, and warnings are errors here.
os.environ.setdefault("PTB_TIMEDELTA", "1")
settings.register_profile("offline", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("offline")

# Fixtures that load the real model; a test that asks for one of them is slow.
SLOW_FIXTURES = {"home", "bundled_index"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs the real model and what plays a whole conversation.

    What needs the model comes first, and so falls to one process: the other does not wait for it.
    """
    for item in items:
        if needs_model(item) or "end_to_end" in item.path.parts:
            item.add_marker(pytest.mark.slow)
    items.sort(key=needs_model, reverse=True)


def needs_model(item: pytest.Item) -> bool:
    """Whether a test asks for one of the slow fixtures."""
    return bool(SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())))


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
def memory_path() -> Iterator[Path]:
    """A folder in memory where there is one, for what forces much to the disk."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)


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

    shared = shared_folder(tmp_path_factory)
    place = Path(os.environ.get("TRADEWIND_HOME") or shared / "home")
    made_once(shared / "exported", lambda _: encoder_export.ensure_exported(place))
    return place


@pytest.fixture(scope="session")
def bundled_index(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the bundled notes, built by the command with the real encoders: to read only."""

    def build(root: Path) -> None:
        kept = {key: value for key, value in os.environ.items() if "TRADEWIND" not in key}
        subprocess.run(
            [sys.executable, "-m", "indexer", "build", "--quiet"], cwd=ROOT, check=True,
            env=kept | {"TRADEWIND_HOME": str(home), "TRADEWIND_INDEX": str(root)},
        )  # fmt: skip

    return made_once(shared_folder(tmp_path_factory) / "bundled-index", build)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The bundled notes, indexed by the words in them: to read only."""
    from tests.support.checks import bundled_library, index_bundled_notes

    return bundled_library(
        made_once(shared_folder(tmp_path_factory) / "bundled-words", index_bundled_notes)
    )


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
