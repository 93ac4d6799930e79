"""A webhook: nothing lost while it stops, strangers refused, a certificate of its own."""

from __future__ import annotations

import http.client
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from knowledge.errors import ConfigError
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.webhook_call import post_update
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


def told(number: int, text: str = TURKISH) -> bytes:
    user = {"id": ANNA, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": 4_000_000_000, "from": user, "text": text,
               "chat": {"id": ANNA, "type": "private"}}  # fmt: skip
    return json.dumps({"update_id": number, "message": message}).encode()


def settings(port: int, **more: Any) -> dict[str, Any]:
    return {
        "webhook_url": f"http://127.0.0.1:{port}/hook", "webhook_secret": SECRET,
        "webhook_listen": f"127.0.0.1:{port}", **more,
    }  # fmt: skip


SECRET = "s" * 40


def test_with_a_clock_a_day_ahead_a_webhook_answers_all_the_same(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(
        webhook_url=f"http://127.0.0.1:{free_port}/hook", webhook_secret=SECRET,
        webhook_listen=f"127.0.0.1:{free_port}",
    ):  # fmt: skip
        anna.says(chat, "hello", ago=86400.0)
        assert api.wait(lambda: chat.replies)
        # A message that cannot be read is taken, or Telegram would send it for ever.
        url = f"http://127.0.0.1:{free_port}/hook"
        assert post_update(url, b'{"update_id": 7, "message": {"message_id": 1}}', SECRET) == 200


def test_while_it_stops_a_kept_connection_is_asked_to_come_again(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant], free_port: int
) -> None:
    slow = FakeAssistant(make_telegram_assistant(), holds=lambda _: True)
    chat = api.private(api.user(ANNA))
    line = http.client.HTTPConnection("127.0.0.1", free_port, timeout=10)

    def send(number: int) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        line.request("POST", "/hook", told(number), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status

    statuses: list[int] = []

    def stop_midway() -> None:
        """Ask over the connection kept, once the bot takes nothing new."""
        while service.is_ready():
            stopping.wait(0.01)
        statuses.append(send(2))
        slow.go_on.set()

    stopping = threading.Event()
    with serve(slow, **settings(free_port)) as service:
        statuses.append(send(1))
        assert slow.at_work.wait(5)
        asking = threading.Thread(target=stop_midway)
        asking.start()
    asking.join(20)
    line.close()
    # The first is answered before the end; the second was never taken, and Telegram knows it.
    assert statuses == [200, 503]
    assert len(chat.replies) == 1
    with serve(**settings(free_port)):
        assert post_update(f"http://127.0.0.1:{free_port}/hook", told(2), SECRET) == 200
        assert api.wait(lambda: len(chat.replies) == 2)


def test_a_question_that_was_taken_is_written_down_before_telegram_hears_so(
    api: BotApi, serve: Serve, make_telegram_assistant: Callable[[], Assistant], free_port: int
) -> None:
    slow = FakeAssistant(make_telegram_assistant(), holds=lambda _: True)
    api.private(api.user(ANNA))
    with serve(slow, **settings(free_port)) as service:
        for number in (1, 2, 2):
            assert post_update(f"http://127.0.0.1:{free_port}/hook", told(number), SECRET) == 200
        assert [kept["update_id"] for kept in service.store.unfinished_updates()] == [1, 2]
        slow.go_on.set()


def test_an_address_that_telegram_refuses_is_explained_in_a_sentence(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    api.faults.next(
        "setWebhook", status=400, description="Bad Request: bad webhook: IP address 10.0.0.1"
    )
    with pytest.raises(ConfigError, match="Bad webhook"), serve(**settings(free_port)):
        pass


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_with_a_certificate_of_its_own_it_needs_no_proxy(
    api: BotApi, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "bot.pem", tmp_path / "bot.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    chat = api.private(api.user(ANNA))
    url = f"https://127.0.0.1:{free_port}/hook"
    trusted = ssl.create_default_context(cafile=str(certificate))
    with serve(
        **settings(free_port) | {"webhook_url": url},
        webhook_certificate=certificate, webhook_key=key,
    ):  # fmt: skip
        # Telegram has been sent the certificate, to trust it.
        assert api.server.webhook.own_certificate
        (call,) = api.called("setWebhook")
        assert call.params["certificate"].body == certificate.read_bytes()
        assert post_update(url, told(1), SECRET, trusted) == 200
        assert post_update(url, told(2), "s" * 39 + "x", trusted) == 403
        assert api.wait(lambda: chat.replies)
    assert "cannot pay" in chat.last.text
    assert not api.violations


def test_a_webhook_takes_updates_only_with_the_secret(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    url = f"http://127.0.0.1:{free_port}/hook"
    with serve(
        webhook_url=url, webhook_secret=SECRET, webhook_listen=f"127.0.0.1:{free_port}"
    ) as service:
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        before = service.metrics.updates.total()
        update = json.dumps({"update_id": 999999}).encode()
        assert post_update(url, update, None) == 403
        assert post_update(url, update, "s" * 39 + "x") == 403
        assert post_update(url, b"no json", SECRET) == 400
        assert post_update(url.replace("hook", "other"), update, SECRET) == 404
        assert service.metrics.updates.total() == before
    assert "cannot pay" in chat.last.text
