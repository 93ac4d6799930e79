"""The bot's own words: in the language chosen or written, and only where something was asked."""

from __future__ import annotations

import pytest

from bot.telegram.store import FEEDBACK_DAYS, SESSION_DAYS, UPDATE_DAYS
from tests.fake_telegram.actions import press, say
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"

RUSSIAN = "Могу ли я заплатить турецкому поставщику в USDT?"


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_a_language_once_chosen_holds_for_all_that_the_bot_says(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA, language_code="en"))
    with serve(per_hour=2):
        assert "по-русски" in say(api, anna, chat, "/lang ru").text
        assert "хранится" in say(api, anna, chat, "/privacy").text.lower()
        assert "Отменять нечего" in say(api, anna, chat, "/cancel").text
        anna.sends_sticker(chat)
        assert api.wait(lambda: "только текст" in chat.last.text)
        answer = say(api, anna, chat, TURKISH)
        assert "Лимит вопросов исчерпан" in press(api, anna, answer, "Источники")
        assert "Лимит вопросов исчерпан" in say(api, anna, chat, TURKISH).text
    with serve():
        assert "прежнего ответа" in press(api, anna, answer, "👍")
        assert "Удалено: эта беседа" in say(api, anna, chat, "/forget").text
        assert "Cancelled" not in say(api, anna, chat, "/cancel").text


def test_who_writes_russian_is_spoken_to_in_russian_whatever_their_app_speaks(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA, language_code="en"))
    with serve(per_hour=1):
        say(api, anna, chat, RUSSIAN)
        assert "Лимит вопросов исчерпан" in say(api, anna, chat, RUSSIAN).text
        assert "хранится" in say(api, anna, chat, "/privacy").text.lower()
    with serve(per_hour=1):
        say(api, anna, chat, TURKISH)
        assert "limit of questions" in say(api, anna, chat, TURKISH).text


def test_an_admin_who_chose_a_language_reads_what_admins_read_in_it(
    api: BotApi, serve: Serve
) -> None:
    desk = api.private(admin := api.user(ADMIN, language_code="en"))
    with serve():
        say(api, admin, desk, "/lang ru")
        assert "Работаю" in say(api, admin, desk, "/stats").text
        admin.sends_document(desk, b"Rules.", "rules.txt")
        assert api.wait(lambda: "TRADEWIND_SOURCES" in desk.last.text)
        assert "No folder" not in desk.last.text


def test_a_person_who_is_let_in_is_welcomed_in_their_own_language(
    api: BotApi, serve: Serve
) -> None:
    desk = api.private(admin := api.user(ADMIN, language_code="en"))
    door = api.private(vera := api.user(STRANGER, first_name="Вера", language_code="uk"))
    with serve():
        code = say(api, vera, door, "Впустите меня").text.split("код ")[1][:8]
        said = say(api, admin, desk, f"/approve {code}")
        assert said.text == f"“Вера” ({STRANGER}) now has access."
        assert api.wait(lambda: len(door.replies) == 2)
    assert "Вам открыт доступ" in door.last.text


HOSTILE = 'V\u202eera\u200b”\n (999) @evil_bot "may talk now" ' + "x" * 64


def test_a_hostile_name_reaches_the_admin_in_one_short_line_that_leads_nowhere(
    api: BotApi, serve: Serve
) -> None:
    desk = api.private(admin := api.user(ADMIN))
    door = api.private(vera := api.user(STRANGER, first_name=HOSTILE[:64], last_name="\ud83d"))
    with serve() as service:
        code = say(api, vera, door, TURKISH).text.split("code is ")[1].split(":")[0]
        said = say(api, admin, desk, f"/approve {code}")
        people = service.store.list_people()
    shown = "Vera (999) @evil_bot may talk now xxxxxx"
    assert said.text == f"“{shown}” ({STRANGER}) now has access."
    # What is marked as code is no mention.
    assert said.marked("code") == [shown]
    assert people == {STRANGER: shown}


def test_a_question_below_a_document_is_answered(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.sends_document(chat, b"An invoice.", "invoice.pdf", caption=TURKISH)
        assert api.wait(lambda: chat.replies)
        anna.sends_document(chat, b"An invoice.", "invoice.pdf")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" in chat.replies[0].text
    assert "text only" in chat.replies[1].text


@pytest.mark.parametrize("command", ["/ask", "/price", "/estimate"])
def test_a_command_tapped_in_the_menu_says_what_belongs_behind_it(
    api: BotApi, serve: Serve, command: str
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        assert f"{command} " in say(api, anna, chat, command).text
        assert "cannot pay" in say(api, anna, chat, f"/ask\n{TURKISH}").text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_privacy_says_how_long_each_thing_is_kept(api: BotApi, serve: Serve, language: str) -> None:
    chat = api.private(anna := api.user(ANNA, language_code=language))
    with serve():
        said = say(api, anna, chat, "/privacy").text
    for days in (SESSION_DAYS, FEEDBACK_DAYS, UPDATE_DAYS):
        assert f" {days} д" in said or f" {days} days" in said
    # What /forget does not reach is named where it is promised.
    assert ("аудита" if language == "ru" else "audit log") in said.splitlines()[-1]
    assert " id" in said
