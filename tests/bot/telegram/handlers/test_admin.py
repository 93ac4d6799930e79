"""The admins' commands."""

from __future__ import annotations

import pytest

from bot.messages import message
from tests.fake_telegram.actions import say
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, STRANGER, Serve


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_admins_see_how_it_is_and_others_do_not(api: BotApi, serve: Serve) -> None:
    admin, anna = api.user(ADMIN), api.user(ANNA)
    desk, chat = api.private(admin), api.private(anna)
    with serve():
        admin.says(desk, "/stats")
        admin.says(desk, "/reload")
        anna.says(chat, "/stats")
        assert api.wait(lambda: len(desk.replies) == 2 and chat.replies)
    assert "gen-000001" in desk.replies[0].text
    assert "newest index" in desk.replies[1].text
    assert "do not know /stats" in chat.last.text


def test_with_open_access_somebody_is_shut_out_and_let_in_again(api: BotApi, serve: Serve) -> None:
    admin, vera = api.user(ADMIN), api.user(STRANGER)
    desk, chat = api.private(admin), api.private(vera)
    with serve(access="open"):
        assert say(api, vera, chat, "hello")
        assert "is banned" in say(api, admin, desk, f"/ban {STRANGER}").text
        vera.says(chat, "hello")
        assert say(api, admin, desk, "/ban").text == f"Banned: 1. The latest: {STRANGER}."
        assert "1 banned" in say(api, admin, desk, "/stats").text
        assert len(chat.replies) == 1
    with serve(access="open"):
        vera.says(chat, "hello")
        assert "not banned any more" in say(api, admin, desk, f"/unban {STRANGER}").text
        assert say(api, vera, chat, "hello")
        assert "Nobody is banned" in say(api, admin, desk, "/ban").text
    assert len(chat.replies) == 2


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"/revoke {ANNA}", f"{ANNA} no longer has access. A setting (TRADEWIND_ALLOWED"),
        (f"/revoke {ADMIN}", f"{ADMIN} is in TRADEWIND_ADMINS"),
        (f"/revoke {STRANGER}", f"{STRANGER} had no access"),
        ("/revoke ²", "“²” is not an id"),
        ("/revoke 1" + "0" * 30, "“10000000000000000000” is not an id"),
        ("/revoke", "“” is not an id"),
        ("/unban 5", "5 was not banned"),
        (f"/ban {ADMIN}", "outweighs a ban"),
        ("/ban -1001234567890", "-1001234567890 is banned"),
    ],
)
def test_each_change_of_access_says_what_holds_now(
    api: BotApi, serve: Serve, command: str, expected: str
) -> None:
    admin = api.user(ADMIN)
    with serve() as service:
        assert expected in say(api, admin, api.private(admin), command).text
    assert service.metrics.errors == 0


def test_an_admins_command_that_was_forwarded_or_sent_by_another_bot_is_not_obeyed(
    api: BotApi, serve: Serve
) -> None:
    admin, vera = api.user(ADMIN), api.user(STRANGER)
    desk = api.private(admin)
    other = {"id": 99, "is_bot": True, "first_name": "Other"}
    with serve() as service:
        admin.forwards(desk, f"/ban {STRANGER}", vera)
        admin.forwards(desk, "/lang ru", "Somebody who hides")
        admin.says(desk, f"/ban {STRANGER}", via_bot=other)
        assert api.wait(lambda: len(desk.replies) == 3)
        assert service.store.list_bans() == []
        assert {reply.text for reply in desk.replies} == {message("tg_forwarded_command", "en")}
