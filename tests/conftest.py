"""Fixtures strategy: few and plain. An encoder that counts hashed words makes searches exact and
quick without a model; ``make_index`` builds a real index of small notes with it in a temporary
folder; ``home`` is the one place where the real model is exported, once for the whole run."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

from indexer import build, corpus, publish
from knowledge.index.encoder import Encoded, EncodedQuery, Floats, Progress, Span, unit
from knowledge.index.layout import EncoderSpec
from tests.loopback import Loopback, serving

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from tests.telegram.at_work import Serve
    from tests.telegram.botapi import BotApi

# Else python-telegram-bot warns whenever a chat is told to wait, and warnings are errors here.
os.environ.setdefault("PTB_TIMEDELTA", "1")
settings.register_profile("offline", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("offline")


class WordEncoder:
    """An encoder for tests: a text is the sum of one random direction for each of its words."""

    def __init__(
        self, name: str = "main", revision: str = "1", languages: Sequence[str] = ()
    ) -> None:
        self.spec = EncoderSpec(
            name=name, model="words", revision=revision, dim=64, max_tokens=999,
            languages=tuple(languages),
        )  # fmt: skip
        self.encoded = 0

    def query(self, text: str) -> EncodedQuery:
        return EncodedQuery(unit(self._sum(text)[None])[0], np.zeros((0, 64), np.float32))

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        self.encoded += len(texts)
        vectors = unit(np.array([self._sum(text) for text in texts]))
        windows = [
            unit(np.array([self._sum(text[a:b]) for a, b in each]).reshape(len(each), 64))
            for text, each in zip(texts, spans, strict=True)
        ]
        if progress:
            progress(len(texts))
        return Encoded(vectors, windows, [np.zeros((0, 64), np.float32)] * len(texts))

    @staticmethod
    def _sum(text: str) -> Floats:
        total = np.full(64, 1e-3, np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.strip(".,?!").encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(64).astype(np.float32)
        return total


def silent(_label: str, _done: int, _total: int) -> None:
    """Progress that nobody sees."""


def note(key: str, body: str, **front: object) -> str:
    """A note's text with front matter."""
    fields: dict[str, object] = {
        "id": key, "title": key.replace("-", " ").title(), "kind": "guide", "language": "en",
        "as_of": "2026-09-01", "review_after": "2027-03-01",
        "sources": [{"title": "A law", "publisher": "A state", "url": "https://law.example/1",
                     "date": "2026-01-02", "primary": True}],
    }  # fmt: skip
    fields.update(front)
    import yaml

    return f"---\n{yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)}---\n{body}\n"


NOTES = {
    "alpha.md": note("alpha", "Apples are paid in silver.[^1] Pears are paid in gold.[^1]"),
    "beta.md": note(
        "beta", "Ships leave the harbour at dawn.[^1]\n\n## Costs\n\nA berth is 5 EUR."
    ),
    "gamma.md": note("gamma", "The tax on salt is 12 percent since 2020.[^1]"),
}

MakeIndex = Callable[..., Path]


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


def rebuild(root: Path, folder: Path, encoder: WordEncoder, *, keep: bool = True) -> Path:
    """The index after a build of the folder; ``keep`` reuses the last generation."""
    with publish.writing(root):
        last = build.last_generation(root) if keep else None
        found = corpus.read([folder], last, silent)
        build.write(root, found, [encoder], [folder], last, silent)
    return root


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
    from indexer import model

    place = Path(os.environ.get("TRADEWIND_HOME") or tmp_path_factory.mktemp("home"))
    model.exported(place)
    return place


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Bot API server on loopback."""
    from tests.telegram.botapi import BotApi

    with BotApi() as server:
        yield server


@pytest.fixture
def make_telegram_assistant(make_index: MakeIndex) -> Callable[[], Assistant]:
    """What makes the assistant that the bot of the tests asks."""
    from tests.telegram.at_work import make_assistant

    return lambda: make_assistant(make_index)


@pytest.fixture
def serve(api: BotApi, make_telegram_assistant: Callable[[], Assistant], tmp_path: Path) -> Serve:
    """What starts the bot against that server."""
    from tests.telegram.at_work import server

    return server(api, tmp_path / "kept", make_telegram_assistant)


@pytest.fixture
def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
