"""What is wired from the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import app
from bot.messages import message
from bot.payments.market_data import LiveMarketData, SnapshotMarketData, load_sample_data
from bot.question import Question
from bot.replies.reply import ReplyKind
from bot.settings import Settings
from knowledge.errors import IndexStateError
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex
from tests.support.notes import note


@pytest.fixture
def settings(make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch) -> Settings:
    root: Path = make_index({"a.md": note("a", "Apples are paid in silver.[^1]")})
    monkeypatch.setattr("knowledge.library.open_encoder", lambda *_: WordEncoder())
    return Settings(home=root, index=root, market="off")


def test_without_a_market_there_are_no_payments_and_all_else_serves(settings: Settings) -> None:
    assistant = app.build_assistant(settings)
    assert assistant.payments is None
    assert assistant.screening is not None
    assert assistant.corridors is not None
    assert assistant.answer(Question(text="hello")).kind is ReplyKind.SMALL_TALK


def test_a_market_that_is_passed_in_stands_in_for_that_of_the_settings(settings: Settings) -> None:
    assert app.build_assistant(settings, load_sample_data()).payments is not None


def test_every_reply_is_recorded_unless_the_audit_log_is_off(settings: Settings) -> None:
    app.build_assistant(settings).answer(Question(text="hello"))
    (file,) = settings.audit_root.glob("*.jsonl")
    assert json.loads(file.read_text("utf-8").splitlines()[0])["kind"] == "small_talk"
    off = settings.model_copy(update={"audit": "off", "home": settings.home / "elsewhere"})
    app.build_assistant(off).answer(Question(text="hello"))
    assert not off.audit_root.exists()


def test_the_market_is_the_live_one_or_the_sample(settings: Settings) -> None:
    assert isinstance(app.build_market_data(Settings(market="sample")), SnapshotMarketData)
    # A live market opens nothing before the first figure.
    assert isinstance(app.build_market_data(Settings(market="live")), LiveMarketData)


def test_without_an_index_there_is_no_assistant(tmp_path: Path) -> None:
    with pytest.raises(IndexStateError):
        app.build_assistant(Settings(home=tmp_path))


@pytest.mark.parametrize("what", ["a short key", "a key that cannot be read", "no folder"])
def test_an_answer_that_could_not_be_recorded_says_so_and_is_given(
    what: str, settings: Settings
) -> None:
    assistant = app.build_assistant(settings)
    said = assistant.answer(Question(text="hello"))
    assert not said.notices
    key = settings.audit_root / "key"
    key.unlink()
    if what == "a short key":
        key.write_bytes(b"short")
    elif what == "no folder":
        settings.audit_root.rename(settings.home / "elsewhere")
        settings.audit_root.touch()
    else:
        key.mkdir()
    again = app.build_assistant(settings).answer(Question(text="hello"))
    assert again.notices == (message("not_recorded", "en"),)
    assert again.body == said.body
