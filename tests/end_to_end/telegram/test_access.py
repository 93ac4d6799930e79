"""Who may talk to the bot: let in by a code, revoked, or everybody."""

from __future__ import annotations

import pytest

from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, STRANGER, Serve


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


TURKISH = "Can I pay my Turkish supplier in USDT?"


def test_a_name_of_half_a_letter_gets_its_code_and_no_answer(api: BotApi, serve: Serve) -> None:
    vera = api.user(STRANGER, first_name="V\ud800ra")
    chat = api.private(vera)
    with serve():
        vera.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
    assert "your code is" in chat.last.text


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
        code = service.store.request_code(STRANGER, "Vera", lifetime_s=60, max_pending=5)
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: chat.replies)
        admin.says(desk, f"/revoke {STRANGER}")
        assert api.wait(lambda: len(desk.replies) == 2)
        vera.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" not in chat.last.text


def test_a_stranger_is_let_in_by_a_code_that_works_once(api: BotApi, serve: Serve) -> None:
    admin, stranger = api.user(ADMIN), api.user(STRANGER, first_name="Vera")
    desk, door = api.private(admin), api.private(stranger)
    with serve():
        stranger.says(door, TURKISH)
        assert api.wait(lambda: door.replies)
        assert "cannot pay" not in door.last.text
        code = door.last.text.split("code is ")[1].split(":")[0]
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: desk.replies and len(door.replies) == 2)
        stranger.says(door, TURKISH)
        assert api.wait(lambda: len(door.replies) == 3)
        assert "cannot pay" in door.last.text
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: len(desk.replies) == 2)
        assert "not valid" in desk.last.text
        admin.says(desk, f"/revoke {STRANGER}")
        assert api.wait(lambda: len(desk.replies) == 3)
        stranger.says(door, TURKISH)
        assert api.wait(lambda: len(door.replies) == 4)
        assert "private" in door.last.text


def test_a_document_of_somebody_else_is_no_more_than_its_caption(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.sends_document(chat, b"Rules.", "rules.txt", caption=TURKISH)
        anna.sends_document(chat, b"Rules.", "rules.txt")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" in chat.replies[0].text
    assert "text only" in chat.replies[1].text
