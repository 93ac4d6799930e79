"""Screening and corridor briefs as people meet them in a chat: commands, words, buttons, log."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import build_recorder
from bot.audit.log import AuditLog
from bot.settings import Settings
from knowledge.library import Library
from tests.fake_telegram.server import BotApi
from tests.support.checks import assistant_of
from tests.support.sanctions import LISTED, UNLISTED, put_all
from tests.support.telegram_bot import ANNA, BORIS, Serve

HIT = LISTED["ofac-sdn"][0]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    put_all(root := tmp_path_factory.mktemp("lists"))
    return root


def test_a_brief_arrives_whole_with_a_link_for_every_source(
    api: BotApi, serve: Serve, library: Library, lists: Path
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant_of(library, lists)):
        anna.says(chat, "/corridor RU CN 250000 CNY USDT")
        anna.says(chat, "thanks")
        assert api.wait(lambda: "welcome" in (chat.last.text if chat.replies else ""), 20)
    said = "\n".join(m.text for m in chat.replies)
    assert "282-FZ" in said
    assert "24 September 2021" in said or "Yinfa" in said
    bullets = [line for line in said.split("\n") if line.startswith("•")]
    assert len(bullets) > 20
    assert all("[" in line or "No source on" in line for line in bullets)
    assert not api.violations


def test_an_address_in_a_message_gets_its_verdict_before_anything_else(
    api: BotApi, serve: Serve, library: Library, lists: Path
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant_of(library, lists)):
        anna.says(chat, f"Please pay 40,000 EUR in USDT to {HIT} by Friday")
        assert api.wait(lambda: chat.replies, 20)
    assert chat.replies[0].text.startswith("HIT")


def test_who_speaks_russian_reads_the_verdict_on_a_bare_address_in_russian(
    api: BotApi, serve: Serve, library: Library, lists: Path
) -> None:
    chat = api.private(boris := api.user(BORIS, language_code="ru"))
    with serve(assistant_of(library, lists)):
        boris.says(chat, UNLISTED)
        assert api.wait(lambda: chat.replies, 20)
    assert chat.last.text.startswith("НЕТ СОВПАДЕНИЙ")


def test_a_thumb_stands_in_the_audit_log_with_the_question_that_it_is_about(
    api: BotApi, serve: Serve, library: Library, lists: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    chat = api.private(anna := api.user(ANNA))
    with serve(assistant_of(library, lists, record=build_recorder(settings))):
        anna.says(chat, "Can a Turkish buyer pay my invoice in crypto?")
        assert api.wait(lambda: chat.replies)
        pressed = anna.presses(chat.last, "👎")
        assert api.wait(lambda: pressed.answered)
    log = AuditLog(settings.audit_root)
    answer, thumb = log.lines()
    assert (thumb["kind"], thumb["thumb"]) == ("feedback", "down")
    assert (thumb["user"], thumb["question"]) == (answer["user"], answer["question"])
    assert log.verify().faults == ()
