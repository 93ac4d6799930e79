"""Updates: how long they wait, which are sent, and in what order."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx2

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi

Call = Any


def test_updates_stay_until_they_are_confirmed(chat: Chat, anna: Person, call: Call) -> None:
    anna.says(chat, "one")
    anna.says(chat, "two")
    first = call("getUpdates", limit=1)["result"]
    assert [u["message"]["text"] for u in first] == ["one"]
    assert call("getUpdates", limit=1)["result"] == first
    rest = call("getUpdates", offset=first[0]["update_id"] + 1)["result"]
    assert [u["message"]["text"] for u in rest] == ["two"]
    anna.says(chat, "three")
    assert [u["message"]["text"] for u in call("getUpdates", offset=-1)["result"]] == ["three"]


def test_a_long_poll_ends_when_something_happens(chat: Chat, anna: Person, call: Call) -> None:
    timer = threading.Timer(0.1, anna.says, (chat, "late"))
    timer.start()
    began = time.monotonic()
    assert [u["message"]["text"] for u in call("getUpdates", timeout=5)["result"]] == ["late"]
    assert 0.05 < time.monotonic() - began < 3
    timer.join()


def test_the_second_of_two_polls_ends_the_first(api: BotApi, client: httpx2.Client) -> None:
    answers: list[httpx2.Response] = []
    url = f"{api.base_url}{api.token}/getUpdates"
    first = threading.Thread(target=lambda: answers.append(httpx2.get(url, params={"timeout": 5})))
    first.start()
    api.wait(lambda: api.server.updates.waited_for)
    assert client.get(url).json() == {"ok": True, "result": []}
    first.join()
    assert answers[0].status_code == 409
    assert answers[0].json()["description"].startswith("Conflict: terminated by other getUpdates")


def test_only_the_kinds_asked_for_are_delivered(chat: Chat, anna: Person, call: Call) -> None:
    call("getUpdates", allowed_updates=["callback_query"])
    anna.says(chat, "unheard")
    assert call("getUpdates")["result"] == []
    call("getUpdates", allowed_updates=[])
    anna.says(chat, "heard")
    assert len(call("getUpdates")["result"]) == 1


def test_updates_may_come_twice_or_in_the_wrong_order(
    api: BotApi, chat: Chat, anna: Person, call: Call
) -> None:
    api.faults.repeat_updates()
    anna.says(chat, "one")
    first = call("getUpdates")["result"]
    assert call("getUpdates", offset=first[0]["update_id"] + 1)["result"] == first
    assert call("getUpdates", offset=first[0]["update_id"] + 1)["result"] == []
    api.faults.reverse_updates()
    with api.together():
        anna.says(chat, "two")
        anna.says(chat, "three")
    assert [u["message"]["text"] for u in call("getUpdates")["result"]] == ["three", "two"]
