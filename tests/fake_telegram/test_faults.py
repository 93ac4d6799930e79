"""What is made to go wrong."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi

Call = Any


def test_faults_come_as_often_as_asked(api: BotApi, chat: Chat, call: Call) -> None:
    api.private(api.user(2))
    api.faults.next("sendMessage", status=429, retry_after=2, times=2, chat=1)
    assert call("sendMessage", chat_id=2, text="x")["ok"]
    for _ in range(2):
        answer = call("sendMessage", chat_id=1, text="x")
        assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 2})
    assert call("sendMessage", chat_id=1, text="x")["ok"]
    assert [each.status for each in api.called("sendMessage", chat=1)] == [429, 429, 200]
    assert not api.violations
    api.faults.lacks("sendMessageDraft")
    assert call("sendMessageDraft", chat_id=1, draft_id=1, text="x")["error_code"] == 404


def test_a_broken_gateway_answers_with_a_page(api: BotApi, client: httpx2.Client) -> None:
    api.faults.next("getMe", status=502)
    answer = client.get(f"{api.base_url}{api.token}/getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert answer.text.startswith("<html>")


@pytest.mark.parametrize(("when", "sent"), [("before", 0), ("after", 1)])
def test_a_connection_may_end_before_or_after_the_work(
    api: BotApi, chat: Chat, call: Call, when: Any, sent: int
) -> None:
    api.faults.next("sendMessage", disconnect=when)
    with pytest.raises(httpx2.RemoteProtocolError):
        call("sendMessage", chat_id=1, text="x")
    assert len(chat.messages) == sent
    assert api.calls[0].status == 0


def test_a_delay_holds_an_answer_back(api: BotApi, call: Call) -> None:
    api.faults.next("getMe", delay=0.2)
    began = time.monotonic()
    assert call("getMe")["ok"]
    assert time.monotonic() - began >= 0.2
