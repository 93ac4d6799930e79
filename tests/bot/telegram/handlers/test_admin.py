"""The admins' commands."""

from __future__ import annotations

import pytest

from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, Serve


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
