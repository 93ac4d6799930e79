"""Commands about the conversation itself."""

from __future__ import annotations

import pytest

from bot.messages import message
from bot.telegram.handlers.service_quota import SERVICE_BURST
from tests.fake_telegram.actions import press, say
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


def test_beyond_the_quota_nothing_is_answered_and_forgetting_still_forgets(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(a_second=1000) as service:
        say(api, anna, chat, TURKISH)
        for _ in range(int(SERVICE_BURST) + 5):
            anna.says(chat, "/cancel")
        assert api.wait(lambda: len(chat.replies) >= 1 + SERVICE_BURST, 20)
        assert service.store.count_rows("session") == 1
        anna.says(chat, "/forget")
        assert api.wait(lambda: service.store.count_rows("session") == 0)
        # Questions have a quota of their own.
        assert "cannot pay" in say(api, anna, chat, TURKISH).text
    assert len(chat.replies) <= 1 + SERVICE_BURST + 2


def test_who_has_no_access_any_more_may_still_have_everything_deleted(
    api: BotApi, serve: Serve
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        say(api, anna, chat, TURKISH)
    with serve(allowed="") as service:
        assert service.store.count_rows("session") == 1
        assert say(api, anna, chat, "/forget").text == message("tg_forgotten", "en")
        assert service.store.count_rows("session") == 0
