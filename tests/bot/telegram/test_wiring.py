"""How the settings shape the bot's parts."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from bot.telegram import wiring
from bot.telegram.settings import TelegramSettings
from bot.telegram.store import Store
from bot.telegram.timer import Timer
from bot.telegram.updates.conversation_queue import ConversationQueue
from bot.telegram.updates.source import PollingSource, WebhookSource

TOKEN = "7:" + "a" * 35
HOOK = {"webhook_url": "https://bot.example/hook", "webhook_secret": "s" * 40}


def settings(**more: Any) -> TelegramSettings:
    return TelegramSettings.model_validate({"TELEGRAM_BOT_TOKEN": TOKEN, **more})


@pytest.mark.parametrize(("more", "kind"), [({}, PollingSource), (HOOK, WebhookSource)])
def test_a_webhook_is_used_if_one_is_set(more: dict[str, str], kind: type) -> None:
    nothing: Any = None
    source = wiring.build_source(
        nothing, nothing, ConversationQueue(), nothing, settings(**more), Timer()
    )
    assert isinstance(source, kind)


def test_access_is_as_set(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    closed = wiring.build_access(store, settings(admins="1", allowed="2, 3"))
    assert [user for user in range(6) if closed.may_talk(user)] == [1, 2, 3]
    assert [user for user in range(6) if closed.is_admin(user)] == [1]
    assert wiring.build_access(store, settings(access="open")).may_talk(5)
    store.close()


def test_the_bot_calls_the_server_that_is_set() -> None:
    connection = wiring.connect(
        settings(TELEGRAM_API_BASE_URL="http://127.0.0.1:8081/bot"), Timer()
    )
    assert connection.bot.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert connection.bot.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"


def test_answers_that_wait_for_the_market_do_not_wait_for_those_that_compute() -> None:
    pools, go_on = wiring.build_pools(), threading.Event()
    pools.compute.submit(go_on.wait, 20)
    assert pools.market.submit(lambda: "done").result(5) == "done"
    go_on.set()
    pools.shutdown()
    with pytest.raises(RuntimeError):
        pools.market.submit(lambda: "too late")
