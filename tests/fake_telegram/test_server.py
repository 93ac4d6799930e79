"""The Bot API server of the tests, asked by a plain HTTP client."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.people import Person
from tests.fake_telegram.server import BotApi
from tests.support.pictures import png

Call = Any


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5.0, trust_env=False) as line:
        yield line


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.user(1, first_name="Anna", language_code="ru")


@pytest.fixture
def chat(api: BotApi, anna: Person) -> Chat:
    return api.private(anna)


@pytest.fixture
def call(api: BotApi, client: httpx.Client) -> Call:
    def ask(method: str, **params: Any) -> dict[str, Any]:
        told: dict[str, Any] = client.post(
            f"{api.base_url}{api.token}/{method}", json=params
        ).json()
        return told

    return ask


def refused(answer: dict[str, Any]) -> str:
    assert not answer["ok"]
    return str(answer["description"])


def test_a_wrong_token_is_refused_as_telegram_does(api: BotApi, client: httpx.Client) -> None:
    answer = client.get(f"{api.base_url}1:wrong/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_an_unknown_method_is_not_found_and_recorded(api: BotApi, call: Call) -> None:
    assert call("sendMesage")["error_code"] == 404
    assert [v.reason for v in api.violations] == ["unknown method"]


def test_the_three_ways_to_send_a_call_are_the_same_call(
    api: BotApi, chat: Chat, client: httpx.Client
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


def test_a_text_of_exactly_the_greatest_length_is_sent(chat: Chat, call: Call) -> None:
    assert call("sendMessage", chat_id=1, text="😀" * 2048)["ok"]


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ({"type": "bold", "offset": 0, "length": 4}, "ends after the end of the text at UTF-16"),
        ({"type": "bold", "offset": 1, "length": 1}, "in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 2}, "ENTITY_BOUNDS_INVALID"),
        ({"type": "shout", "offset": 0, "length": 2}, "Unsupported type specified"),
        ({"type": "text_link", "offset": 0, "length": 2}, 'field "url" must be given'),
        ({"type": "text_link", "offset": 0, "length": 2, "url": "http://localhost/x"},
         "Wrong HTTP URL"),
        ({"type": "bold", "offset": 0}, 'field "length" must be given'),
    ],
)  # fmt: skip
def test_entities_must_lie_within_the_text(
    api: BotApi, chat: Chat, call: Call, entity: dict[str, Any], said: str
) -> None:
    assert said in refused(call("sendMessage", chat_id=1, text="😀b", entities=[entity]))
    assert len(api.violations) == 1


def test_entities_move_with_a_text_whose_white_space_is_cut_off(chat: Chat, call: Call) -> None:
    bold = {"type": "bold", "offset": 2, "length": 3}
    assert call("sendMessage", chat_id=1, text="\n  hey ", entities=[bold])["ok"]
    assert (chat.last.text, chat.last.marked("bold")) == ("hey", ["he"])


def test_entities_that_cross_are_noted_but_sent(api: BotApi, chat: Chat, call: Call) -> None:
    crossing = [{"type": "bold", "offset": 0, "length": 3},
                {"type": "italic", "offset": 2, "length": 3}]  # fmt: skip
    assert call("sendMessage", chat_id=1, text="abcdef", entities=crossing)["ok"]
    assert "crosses" in api.violations[0].reason
    many = [{"type": "bold", "offset": 0, "length": 1}] * 101
    assert "ENTITIES_TOO_LONG" in refused(call("sendMessage", chat_id=1, text="a", entities=many))


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ({"text": "Go", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "Go"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "Text must be non-empty"),
        ({"text": "Go", "url": "ftp://x"}, "URL 'ftp://x' is invalid: Wrong HTTP URL"),
        ({"text": "Go", "callback_data": "x", "url": "https://a.example"}, "exactly one"),
    ],
)
def test_buttons_have_limits(
    chat: Chat, call: Call, button: dict[str, Any], said: str
) -> None:  # fmt: skip
    markup = {"inline_keyboard": [[button]]}
    assert said in refused(call("sendMessage", chat_id=1, text="x", reply_markup=markup))


def test_a_misspelt_field_of_a_button_is_recorded(api: BotApi, chat: Chat, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "x", "colour": "red"}]]}
    assert call("sendMessage", chat_id=1, text="x", reply_markup=markup)["ok"]
    assert [v.reason for v in api.violations] == ["unknown field InlineKeyboardButton.colour"]


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
    api: BotApi, chat: Chat, client: httpx.Client, call: Call
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


def test_the_second_of_two_polls_ends_the_first(api: BotApi, client: httpx.Client) -> None:
    answers: list[httpx.Response] = []
    url = f"{api.base_url}{api.token}/getUpdates"
    first = threading.Thread(target=lambda: answers.append(httpx.get(url, params={"timeout": 5})))
    first.start()
    api.wait(lambda: api.server.updates.waited_for)
    assert client.get(url).json() == {"ok": True, "result": []}
    first.join()
    assert answers[0].status_code == 409
    assert answers[0].json()["description"].startswith("Conflict: terminated by other getUpdates")


def test_only_the_kinds_asked_for_are_told(chat: Chat, anna: Person, call: Call) -> None:
    call("getUpdates", allowed_updates=["callback_query"])
    anna.says(chat, "unheard")
    assert call("getUpdates")["result"] == []
    call("getUpdates", allowed_updates=[])
    anna.says(chat, "heard")
    assert len(call("getUpdates")["result"]) == 1


def test_a_press_is_answered_once(chat: Chat, anna: Person, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    call("sendMessage", chat_id=1, text="Sure?", reply_markup=markup)
    press = anna.presses(chat.last, "Yes")
    query = call("getUpdates")["result"][0]["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (press.id, "y", 1)
    assert not press.answered
    assert call("answerCallbackQuery", callback_query_id=press.id, text="Good")["ok"]
    assert press.answer == {"callback_query_id": press.id, "text": "Good"}
    again = refused(call("answerCallbackQuery", callback_query_id=press.id))
    assert again.startswith("Bad Request: query is too old")
    with pytest.raises(AssertionError, match="no button 'No'"):
        anna.presses(chat.last, "No")


def test_inline_results_are_checked_and_recorded(chat: Chat, anna: Person, call: Call) -> None:
    def article(key: int) -> dict[str, Any]:
        return {"type": "article", "id": str(key), "title": "T",
                "input_message_content": {"message_text": "m"}}  # fmt: skip

    asked = anna.inline("usdt")
    many = refused(call("answerInlineQuery", inline_query_id=asked.id,
                        results=[article(n) for n in range(51)]))  # fmt: skip
    assert many == "Bad Request: RESULTS_TOO_MUCH"
    twice = call("answerInlineQuery", inline_query_id=asked.id, results=[article(1), article(1)])
    assert refused(twice) == "Bad Request: RESULT_ID_DUPLICATE"
    assert call("answerInlineQuery", inline_query_id=asked.id, results=[article(1)])["ok"]
    assert [each["title"] for each in asked.results] == ["T"]
    assert anna.chooses(asked, 0, chat).text == "m"


def test_an_old_or_forged_button_can_still_be_pressed(chat: Chat, anna: Person, call: Call) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    call("sendMessage", chat_id=1, text="Sure?", reply_markup=markup)
    asked = chat.last
    call("editMessageReplyMarkup", chat_id=1, message_id=asked.id)
    assert asked.buttons == []
    anna.presses(asked, "Yes", data="y")
    anna.deletes(asked)
    anna.presses(asked, "Yes", data="forged")
    first, second = [u["callback_query"] for u in call("getUpdates")["result"]]
    assert (first["data"], first["message"]["text"]) == ("y", "Sure?")
    assert (second["data"], second["message"]["date"]) == ("forged", 0)


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


def test_whoever_blocks_the_bot_hears_no_more(
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


def test_a_broken_gateway_answers_with_a_page(api: BotApi, client: httpx.Client) -> None:
    api.faults.next("getMe", status=502)
    answer = client.get(f"{api.base_url}{api.token}/getMe")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert answer.text.startswith("<html>")


@pytest.mark.parametrize(("when", "sent"), [("before", 0), ("after", 1)])
def test_a_connection_may_end_before_or_after_the_work(
    api: BotApi, chat: Chat, call: Call, when: Any, sent: int
) -> None:
    api.faults.next("sendMessage", disconnect=when)
    with pytest.raises(httpx.RemoteProtocolError):
        call("sendMessage", chat_id=1, text="x")
    assert len(chat.messages) == sent
    assert api.calls[0].status == 0


def test_a_delay_holds_an_answer_back(api: BotApi, call: Call) -> None:
    api.faults.next("getMe", delay=0.2)
    began = time.monotonic()
    assert call("getMe")["ok"]
    assert time.monotonic() - began >= 0.2


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


def test_privacy_keeps_the_talk_of_a_group_from_the_bot(client: httpx.Client) -> None:
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
