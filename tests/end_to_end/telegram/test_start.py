"""Starting while the network is not there yet, and telling a proxy's page from Telegram's word."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import ConfigError, UnreachableError
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve

SECRET = "s" * 40

TURKISH = "Can I pay my Turkish supplier in USDT?"

PAGE = "<html><body>Log in to this network</body></html>"


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getMe", {"status": 502, "times": 2}),
        ("getMe", {"status": 401, "html": PAGE}),
        ("getMe", {"status": 404, "html": PAGE}),
        ("getMe", {"status": 200, "html": PAGE}),
        ("getMe", {"disconnect": "before"}),
        ("deleteWebhook", {"status": 502}),
        ("deleteWebhook", {"status": 409}),
        ("deleteWebhook", {"status": 429, "retry_after": 1}),
        ("getUpdates", {"status": 502}),
        ("getUpdates", {"status": 409}),
        ("getUpdates", {"status": 429, "retry_after": 1}),
    ],
    ids=str,
)
def test_what_fails_at_the_start_is_tried_again(
    api: BotApi, serve: Serve, method: str, fault: dict[str, Any]
) -> None:
    chat = api.private(anna := api.user(ANNA))
    api.faults.next(method, **fault)
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies, 10)
    assert "cannot pay" in chat.last.text


def test_a_network_that_stays_down_is_explained_in_a_sentence(serve: Serve, free_port: int) -> None:
    began = time.monotonic()
    with (
        pytest.raises(UnreachableError, match="TELEGRAM_API_BASE_URL"),
        serve(TELEGRAM_API_BASE_URL=f"http://127.0.0.1:{free_port}/bot", start_seconds=1),
    ):
        pass
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("status", [200, 401, 403, 404, 500])
@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
def test_a_proxys_page_says_nothing_about_the_token_or_the_chat(
    api: BotApi, serve: Serve, method: str, status: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
        api.faults.next(method, status=status, html=PAGE)
        anna.says(chat, TURKISH)
        # What wakes the question for updates that still waits for its answer.
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 3, 10)
        assert api.wait(lambda: any(call.status == status for call in api.called(method)))
    assert "cannot pay" in chat.replies[1].text


def test_start_up_is_quick_to_say_what_is_wrong(api: BotApi, serve: Serve) -> None:
    began = time.monotonic()
    with (
        pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"),
        serve(TELEGRAM_BOT_TOKEN="99999:a-token-that-nobody-was-ever-given"),
    ):
        pass
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("what", ["webhook", "health"])
def test_a_port_that_is_taken_is_named_at_the_start(
    api: BotApi, serve: Serve, what: str, free_port: int
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        settings: dict[str, object] = {"health_port": free_port}
        if what == "webhook":
            settings = {
                "webhook_url": f"http://127.0.0.1:{free_port}/hook", "webhook_secret": SECRET,
                "webhook_listen": f"127.0.0.1:{free_port}",
            }  # fmt: skip
        with pytest.raises(ConfigError, match=str(free_port)), serve(**settings):
            pass


def test_a_certificate_that_is_none_is_named_at_the_start(
    api: BotApi, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    file = tmp_path / "bot.pem"
    file.write_text("no certificate")
    with (
        pytest.raises(ConfigError, match="certificate"),
        serve(
            webhook_url=f"https://127.0.0.1:{free_port}/hook", webhook_secret=SECRET,
            webhook_listen=f"127.0.0.1:{free_port}", webhook_certificate=file, webhook_key=file,
        ),
    ):  # fmt: skip
        pass
