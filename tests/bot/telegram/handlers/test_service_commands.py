"""Commands about the conversation itself."""

from __future__ import annotations

import pytest

from bot.messages import message
from tests.fake_telegram.actions import press
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_privacy_is_explained_and_forgetting_forgets(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        assert press(api, anna, chat.last, "👍") == "Thank you."
        assert service.store.count_rows("feedback") == 1
        anna.says(chat, "/privacy")
        anna.says(chat, "/forget")
        assert api.wait(lambda: len(chat.replies) == 3)
        assert service.store.count_rows("session") == service.store.count_rows("feedback") == 0
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 4)
    assert "30 days" in chat.replies[1].text
    assert chat.last.text == message("follow_what", "en")
