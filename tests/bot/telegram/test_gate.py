"""The gate: every kind of update from whoever may talk, waits to, or may not."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.reply import Question, Reply
from bot.telegram.redact import redacted
from bot.telegram.settings import NAMES, load
from knowledge.errors import ConfigError
from tests.telegram.at_work import ADMIN, ANNA, STRANGER, Serve
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person

TURKISH = "Can I pay my Turkish supplier in USDT?"


class Watched(Assistant):
    """An assistant that notes who reached it."""

    def __init__(self, inner: Assistant) -> None:
        self.__dict__.update(inner.__dict__)
        self.asked: list[str] = []

    def answer(self, question: Question) -> Reply:
        self.asked.append(question.user)
        return super().answer(question)


def message(api: BotApi, person: Person) -> None:
    person.says(api.private(person), TURKISH)


def edited(api: BotApi, person: Person) -> None:
    person.edits(person.says(api.private(person), "hello there"), TURKISH)


def inline(api: BotApi, person: Person) -> None:
    person.inline(TURKISH)


def callback(api: BotApi, person: Person) -> None:
    """A button under a message that somebody else was sent."""
    admin = api.user(ADMIN)
    desk = api.private(admin)
    admin.says(desk, TURKISH)
    assert api.wait(lambda: desk.replies)
    person.presses(
        desk.last, "More", data=desk.last.reply_markup["inline_keyboard"][0][1]["callback_data"]
    )


def group(api: BotApi, person: Person) -> None:
    room = api.group(-77, "Room")
    person.adds_bot(room, "administrator")
    person.says(room, f"/ask {TURKISH}")


def channel(api: BotApi, person: Person) -> None:
    person.posts(api.channel(-1009, "News"), TURKISH)


def business(api: BotApi, person: Person) -> None:
    api.private(person)
    person.writes_to_business(person.connects_business(), TURKISH)


def guest(api: BotApi, person: Person) -> None:
    room = api.group(-78, "Elsewhere")
    person.summons(room, TURKISH)


def join(api: BotApi, person: Person) -> None:
    room = api.group(-79, "Closed")
    person.adds_bot(room, "administrator")
    person.asks_to_join(room)


KINDS = [message, edited, inline, callback, group, channel, business, guest, join]
# What reaches the assistant when it comes from one who may talk.
ANSWERED = {message, edited, inline, group}


@pytest.mark.parametrize("who", ["allowed", "pending", "denied"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_only_those_who_may_talk_reach_the_assistant(
    api: BotApi,
    serve: Serve,
    make_telegram_assistant: Callable[[], Assistant],
    kind: Callable[[BotApi, Person], None],
    who: str,
) -> None:
    person = api.user(ANNA if who == "allowed" else STRANGER)
    watched = Watched(make_telegram_assistant())
    with serve(watched) as service:
        if who == "pending":
            person.says(api.private(person), "hello")
            assert api.wait(lambda: api.private(person).replies)
        before = service.counts.updates.total()
        kind(api, person)
        # Kinds that the bot does not even ask for never arrive.
        with suppress(AssertionError):
            quick = kind in (channel, business, guest, join)
            api.wait(lambda: service.counts.updates.total() > before, 0.4 if quick else 5)
        with suppress(AssertionError):
            meant = who == "allowed" and kind in ANSWERED
            api.wait(lambda: str(person.id) in watched.asked, 5 if meant else 0.3)
    reached = str(person.id) in watched.asked
    assert reached is (who == "allowed" and kind in ANSWERED)


def test_with_access_open_everybody_is_answered_and_nobody_is_admin(
    api: BotApi, serve: Serve
) -> None:
    vera = api.user(STRANGER)
    chat = api.private(vera)
    with serve(access="open"):
        vera.says(chat, TURKISH)
        vera.says(chat, "/stats")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" in chat.replies[0].text
    assert "do not know /stats" in chat.replies[1].text


def test_a_revoked_user_is_refused_at_the_very_next_update(api: BotApi, serve: Serve) -> None:
    vera, admin = api.user(STRANGER), api.user(ADMIN)
    chat, desk = api.private(vera), api.private(admin)
    with serve() as service:
        code = service.store.ask_in(STRANGER, "Vera", seconds=60, most=5)
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: chat.replies)
        admin.says(desk, f"/revoke {STRANGER}")
        assert api.wait(lambda: len(desk.replies) == 2)
        vera.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" not in chat.last.text


def test_a_user_has_a_budget_and_is_told_when_it_is_spent(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(per_hour=2):
        for _ in range(3):
            anna.says(chat, "hello")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "60 min" in chat.last.text


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRADEWIND_ACCESS", "everyone", "TRADEWIND_ACCESS"),
        ("TRADEWIND_ADMINS", "me", "user ids"),
        ("TRADEWIND_WEBHOOK_URL", "https://bot.example.org/hook", "32 characters"),
        ("TELEGRAM_BOT_TOKEN", None, "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "", "shape of a token"),
        ("TELEGRAM_BOT_TOKEN", "of-no-bot secret-of", "shape of a token"),
    ],
)
def test_bad_settings_are_named_and_secrets_are_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str | None, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12345:secret-of-the-token-abcdefghijklmnop")
    monkeypatch.setenv("TRADEWIND_WEBHOOK_SECRET", "too-short")
    assert name in NAMES
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load()
    assert says in str(caught.value)
    assert "secret-of" not in str(caught.value)
    assert "too-short" not in str(caught.value)


def test_logs_hold_no_token_no_address_and_no_words() -> None:
    line = (
        "POST /bot12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456/sendMessage"
        " 'text': 'pay my brother', to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
        " and 0x52908400098527886E0F7030069857D2E4169EE7"
    )
    said = redacted(line)
    assert "AAE-" not in said
    assert "brother" not in said
    assert "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" not in said
    assert "TR7N…Lj6t" in said
    assert "0x52…9EE7" in said


def test_start_up_is_quick_to_say_what_is_wrong(api: BotApi, serve: Serve) -> None:
    began = time.monotonic()
    with (
        pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"),
        serve(TELEGRAM_BOT_TOKEN="99999:a-token-that-nobody-was-ever-given"),
    ):
        pass
    assert time.monotonic() - began < 30
