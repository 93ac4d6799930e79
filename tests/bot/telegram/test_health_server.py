"""Health and metrics over HTTP."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request

import pytest

from bot.telegram.health_server import start_health_server
from bot.telegram.metrics import Metrics


def get(port: int, path: str, *, ready: bool, trouble: str = "") -> tuple[int, str]:
    """Status and body of an answer."""

    def ask() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    async def work() -> tuple[int, str]:
        metrics = Metrics()
        metrics.updates["message"] += 1
        server = start_health_server(port, metrics, lambda: ready, lambda: trouble)
        try:
            return await asyncio.to_thread(ask)
        finally:
            server.stop()

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("path", "ready", "status", "body"),
    [
        ("/healthz", False, 200, "ok\n"),
        ("/readyz", True, 200, "ok\n"),
        ("/readyz", False, 503, "not ready\n"),
    ],
)
def test_a_process_lives_before_it_can_answer(
    free_port: int, path: str, ready: bool, status: int, body: str
) -> None:
    assert get(free_port, path, ready=ready) == (status, body)


def test_an_index_that_may_be_out_of_date_is_ready_and_says_so(free_port: int) -> None:
    trouble = "the last update failed at 2026-11-29 03:00 UTC; serving gen-000004 of 2026-11-28"
    assert get(free_port, "/readyz", ready=True, trouble=trouble) == (200, f"ok\n{trouble}\n")
    assert "tradewind_index_trouble 1\n" in get(free_port, "/metrics", ready=True, trouble="x")[1]
    assert "tradewind_index_trouble 0\n" in get(free_port, "/metrics", ready=True)[1]


def test_metrics_are_served_and_nothing_else(free_port: int) -> None:
    status, body = get(free_port, "/metrics", ready=False)
    assert status == 200
    assert 'tradewind_updates_total{kind="message"} 1' in body
    assert get(free_port, "/secrets", ready=True)[0] == 404
