"""The Bot API server of the tests, asked by a plain HTTP client."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi

Call = Any


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


def test_a_wrong_token_is_refused_as_telegram_does(api: BotApi, client: httpx2.Client) -> None:
    answer = client.get(f"{api.base_url}1:wrong/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_an_unknown_method_is_not_found_and_recorded(api: BotApi, call: Call) -> None:
    assert call("sendMesage")["error_code"] == 404
    assert [v.reason for v in api.violations] == ["unknown method"]


def test_the_three_ways_to_send_a_call_are_the_same_call(
    api: BotApi, chat: Chat, client: httpx2.Client
) -> None:
    url = f"{api.base_url}{api.token}/sendMessage"
    bold = '[{"type": "bold", "offset": 0, "length": 2}]'
    client.get(url, params={"chat_id": "1", "text": "hi", "entities": bold})
    client.post(url, data={"chat_id": "1", "text": "hi", "entities": bold})
    client.post(url, data={"chat_id": "1", "text": "hi", "entities": bold}, files={"x": b"y"})
    client.post(url, json={"chat_id": 1, "text": "hi", "entities": [
        {"type": "bold", "offset": 0, "length": 2}]})  # fmt: skip
    assert [m.text for m in chat.messages] == ["hi"] * 4
    assert [m.marked("bold") for m in chat.messages] == [["hi"]] * 4
    assert [v.reason for v in api.violations] == ["unknown parameter x"]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": " \n"}, "message text is empty"),
        ({"chat_id": 77, "text": "x"}, "chat not found"),
        ({"chat_id": [], "text": "x"}, "invalid chat_id specified"),
        ({"chat_id": 1, "text": "x", "disable_notification": "often"},
         "invalid disable_notification specified"),
        ({"chat_id": 1, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 1, "text": "x", "entities": "bold"}, "can't parse entities JSON object"),
        ({"chat_id": 1, "text": "x", "parse_mode": "HTML"}, "unsupported parse_mode"),
        ({"chat_id": 1, "text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 5}},
         "message to be replied not found"),
    ],
)  # fmt: skip
def test_a_call_against_the_documentation_is_refused_and_recorded(
    api: BotApi, chat: Chat, call: Call, params: dict[str, Any], said: str
) -> None:
    assert refused(call("sendMessage", **params)) == f"Bad Request: {said}"
    assert [v.reason for v in api.violations] == [f"Bad Request: {said}"]
    assert not chat.messages


def test_a_draft_is_shown_until_the_answer_comes(chat: Chat, api: BotApi, call: Call) -> None:
    for text in ("", "One", "One two"):
        assert call("sendMessageDraft", chat_id=1, draft_id=7, text=text)["ok"]
    assert chat.draft == chat.drafts[-1]
    assert not chat.messages
    call("sendMessage", chat_id=1, text="One two three")
    assert [chat.draft, chat.last.text] == [None, "One two three"]
    assert [each.text for each in chat.drafts] == ["", "One", "One two"]
    api.group(-5, "Group")
    said = refused(call("sendMessageDraft", chat_id=-5, draft_id=7, text="x"))
    assert said == "Bad Request: TEXTDRAFT_PEER_INVALID"


def test_a_webhook_elsewhere_must_be_https(call: Call) -> None:
    said = refused(call("setWebhook", url="http://bot.example/in"))
    assert said == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert call("setWebhook", url="https://bot.example/in")["ok"]
    assert call("getWebhookInfo")["result"]["url"] == "https://bot.example/in"
    assert call("deleteWebhook")["ok"]
    assert call("getUpdates")["result"] == []


def test_an_answer_in_a_topic_goes_to_that_topic(api: BotApi, anna: Person, call: Call) -> None:
    forum = api.group(-1001, "Traders", forum=True)
    topic = anna.opens_topic(forum, "Rates")
    asked = anna.says(forum, "rate?", thread=topic)
    reply = {"message_id": asked.id}
    params = {"chat_id": -1001, "message_thread_id": topic, "reply_parameters": reply}
    told = call("sendMessage", text="92", **params)["result"]
    assert (told["is_topic_message"], told["message_thread_id"]) == (True, topic)
    assert (forum.last.message_thread_id, forum.last.reply_to) == (topic, asked)


def test_a_person_who_blocks_the_bot_hears_no_more(
    api: BotApi, chat: Chat, anna: Person, call: Call
) -> None:
    anna.blocks()
    answer = call("sendMessage", chat_id=1, text="x")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    group = api.group(-10, "Traders")
    anna.removes_bot(group)
    assert "kicked from the group chat" in refused(call("sendMessage", chat_id=-10, text="x"))
    told = [u["my_chat_member"]["new_chat_member"]["status"] for u in call("getUpdates")["result"]]
    assert told == ["kicked", "kicked"]
    anna.unblocks()
    assert call("sendMessage", chat_id=1, text="x")["ok"]
    assert not api.violations


def test_a_stranger_cannot_be_written_to_first(api: BotApi, anna: Person, call: Call) -> None:
    chat = api.private(anna, started=False)
    assert "can't initiate conversation" in refused(call("sendMessage", chat_id=1, text="x"))
    anna.says(chat, "/start")
    assert call("sendMessage", chat_id=1, text="x")["ok"]


def test_a_group_that_grew_says_where_it_went(api: BotApi, anna: Person, call: Call) -> None:
    old = api.group(-10, "Traders")
    new = anna.turns_into_supergroup(old, -100777)
    answer = call("sendMessage", chat_id=-10, text="x")
    assert (answer["error_code"], answer["parameters"]) == (400, {"migrate_to_chat_id": -100777})
    assert call("sendMessage", chat_id=-100777, text="x")["ok"]
    assert new.last.text == "x"
    assert not api.violations


def test_commands_are_kept_by_place_and_language(api: BotApi, call: Call) -> None:
    menu = [{"command": "ask", "description": "Ask"}]
    assert call("setMyCommands", commands=menu, language_code="ru")["ok"]
    assert call("getMyCommands")["result"] == []
    assert call("getMyCommands", language_code="ru")["result"] == menu
    assert api.commands == {("type=default", "ru"): menu}
    bad = call("setMyCommands", commands=[{"command": "Ask", "description": "Ask"}])
    assert refused(bad) == "Bad Request: BOT_COMMAND_INVALID"
    assert call("deleteMyCommands", language_code="ru")["ok"]
    assert api.commands == {}


def test_privacy_keeps_the_talk_of_a_group_from_the_bot(client: httpx2.Client) -> None:
    with BotApi(privacy=True) as api:
        anna = api.user(1)
        group = api.group(-1, "Traders")
        for text in ("hello all", "/ask@tradewind_test_bot x", "hi @tradewind_test_bot"):
            anna.says(group, text)
        told = client.get(f"{api.base_url}{api.token}/getUpdates").json()["result"]
        assert len(told) == 2
        assert [e["type"] for e in told[0]["message"]["entities"]] == ["bot_command"]


def test_a_file_that_is_too_big_is_not_given_out(chat: Chat, anna: Person, call: Call) -> None:
    sent = anna.sends_document(chat, b"x", "big.pdf", size=30 << 20)
    key = sent.more["document"]["file_id"]
    assert refused(call("getFile", file_id=key)) == "Bad Request: file is too big"


def test_waiting_in_vain_tells_what_was_called(api: BotApi, call: Call) -> None:
    call("getMe")
    with pytest.raises(AssertionError, match="getMe 200"):
        api.wait(lambda: False, seconds=0.01)
