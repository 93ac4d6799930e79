"""The running bot."""

from __future__ import annotations

import datetime as dt
import io
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bot.assistant import Assistant
from bot.telegram.updates.source import STALE_AFTER_S, PollingSource
from knowledge.index.update_record import UpdateRecord, write_update_record
from tests.fake_telegram.server import BotApi
from tests.support.log_files import logging_to
from tests.support.telegram_bot import ADMIN, ANNA, Serve

AT = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)
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


def test_a_bot_starts_on_what_is_good_after_an_update_that_failed(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant], tmp_path: Path,
    free_port: int,
) -> None:  # fmt: skip
    assistant = make_telegram_assistant()
    reason = "No space is left for the index in /srv/anna."
    record = UpdateRecord(at=AT, outcome="failed", reason=reason)
    write_update_record(tmp_path / "index", record)
    desk = api.private(admin := api.user(ADMIN))
    log = io.StringIO()
    with logging_to(tmp_path, log), serve(assistant, health_port=free_port):
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/readyz", timeout=5) as answer:
            ready = answer.read().decode()
        admin.says(desk, "/health")
        assert api.wait(lambda: desk.replies)
    said = "the last update failed at 2026-11-29 03:00 UTC; serving gen-000001 of "
    assert ready.startswith(f"ok\n{said}")
    assert "The last update of the index did not end well" in desk.last.text
    assert said in log.getvalue()
    assert "anna" not in ready + desk.last.text + log.getvalue()


def test_readiness_is_reported_by_the_service(api: BotApi, serve: Serve) -> None:
    with serve() as service:
        assert api.wait(lambda: service.is_ready())
        source = service.source
        assert isinstance(source, PollingSource)
        source._poller.last_answer_at -= STALE_AFTER_S + 1
        assert not service.is_ready()
