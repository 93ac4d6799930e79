"""Editing messages."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi
from tests.support.pictures import png

Call = Any


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


def test_a_message_is_edited_only_when_it_changes(api: BotApi, chat: Chat, call: Call) -> None:
    number = call("sendMessage", chat_id=1, text="one")["result"]["message_id"]
    same = refused(call("editMessageText", chat_id=1, message_id=number, text="one"))
    assert same.startswith("Bad Request: message is not modified")
    edited = call("editMessageText", chat_id=1, message_id=number, text="two")["result"]
    assert edited["edit_date"]
    assert (chat.last.text, chat.last.edited, len(chat.messages)) == ("two", True, 1)
    gone = refused(call("editMessageText", chat_id=1, message_id=99, text="two"))
    assert gone == "Bad Request: message to edit not found"
    assert len(api.violations) == 2


def test_the_bot_edits_only_what_is_its_own(chat: Chat, anna: Person, call: Call) -> None:
    theirs = anna.says(chat, "mine")
    said = refused(call("editMessageText", chat_id=1, message_id=theirs.id, text="x"))
    assert said == "Bad Request: message can't be edited"
    said = refused(call("deleteMessage", chat_id=1, message_id=99))
    assert said == "Bad Request: message to delete not found"
    assert call("deleteMessage", chat_id=1, message_id=theirs.id)["ok"]
    assert (chat.messages, chat.deleted) == ([], [theirs])


def test_a_photo_is_kept_and_its_caption_edited(
    api: BotApi, chat: Chat, client: httpx2.Client, call: Call
) -> None:
    url = f"{api.base_url}{api.token}/sendPhoto"
    picture = png(3, 5) + b"\r\n--x\r\n\x00"
    files = {"photo": ("chart.png", picture, "image/png")}
    sent = client.post(url, data={"chat_id": 1, "caption": "a"}, files=files).json()["result"]
    assert (sent["photo"][0]["width"], sent["photo"][0]["height"]) == (3, 5)
    assert (chat.last.photo, chat.last.text) == (picture, "a")
    assert "no text" in refused(call("editMessageText", chat_id=1, message_id=1, text="b"))
    assert call("editMessageCaption", chat_id=1, message_id=1, caption="b")["ok"]
    assert chat.last.text == "b"
    long = refused(call("editMessageCaption", chat_id=1, message_id=1, caption="b" * 1025))
    assert long == "Bad Request: message caption is too long"
    path = call("getFile", file_id=sent["photo"][0]["file_id"])["result"]["file_path"]
    assert client.get(f"{api.base_file_url}{api.token}/{path}").content == picture
    files = {"photo": ("chart.png", b"no picture", "image/png")}
    said = client.post(url, data={"chat_id": 1}, files=files).json()
    assert refused(said) == "Bad Request: IMAGE_PROCESS_FAILED"


def test_a_message_chosen_inline_is_edited_by_its_own_number(
    api: BotApi, anna: Person, call: Call
) -> None:
    group = api.group(-3, "Traders")
    asked = anna.inline("rate")
    result = {
        "type": "article",
        "id": "1",
        "title": "T",
        "input_message_content": {"message_text": "wait"},
        "reply_markup": {"inline_keyboard": [[{"text": "Go", "callback_data": "g"}]]},
    }
    call("answerInlineQuery", inline_query_id=asked.id, results=[result])
    message = anna.chooses(asked, 0, group)
    told = call("getUpdates")["result"]
    key = told[1]["chosen_inline_result"]["inline_message_id"]
    assert call("editMessageText", inline_message_id=key, text="92")["result"] is True
    assert (message.text, group.last) == ("92", message)
    anna.presses(message, "Go", data="g")
    assert call("getUpdates")["result"][-1]["callback_query"]["inline_message_id"] == key
    assert not api.violations
