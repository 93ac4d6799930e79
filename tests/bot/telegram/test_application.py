"""The running bot."""

from __future__ import annotations

import urllib.request

from bot.telegram.updates.source import STALE_AFTER_S, PollingSource
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


def test_health_and_counts_are_served_on_loopback(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(health_port=free_port):
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        base = f"http://127.0.0.1:{free_port}"
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as answer:
            assert answer.read() == b"ok\n"
        with urllib.request.urlopen(f"{base}/metrics", timeout=5) as answer:
            told = answer.read().decode()
    assert 'tradewind_updates_total{kind="message"} 1' in told
    assert 'tradewind_replies_total{kind="answer"} 1' in told


def test_readiness_is_reported_by_the_service(api: BotApi, serve: Serve) -> None:
    with serve() as service:
        assert api.wait(lambda: service.is_ready())
        source = service.source
        assert isinstance(source, PollingSource)
        source._poller.last_answer_at -= STALE_AFTER_S + 1
        assert not service.is_ready()
