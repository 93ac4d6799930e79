"""Conversations with the bot over a real Bot API server: what people type and what they see."""

from __future__ import annotations

import pytest

from tests.fake_telegram.actions import buttons, press
from tests.fake_telegram.chats import Message
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, BORIS, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"

INVOICE = "40,000 EUR invoice from Germany to Yerevan"

PNG = b"\x89PNG"


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_a_question_is_answered_with_links_to_its_sources(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA, first_name="Anna"))
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
    assert "A Turkish buyer cannot pay an invoice in crypto." in chat.last.text
    links = [e for e in chat.last.entities if e["type"] == "text_link"]
    assert links
    assert all(e["url"].startswith("https://") for e in links)
    assert buttons(chat.last) == ["Sources", "More", "👍", "👎"]


def test_typing_is_shown_before_the_answer(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
    methods = [call.method for call in api.calls if call.params.get("chat_id")]
    assert methods[0] == "sendChatAction"


def test_a_follow_up_is_understood(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 1)
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "30 April 2021" in chat.last.text


def test_an_estimate_comes_as_a_picture_with_words_and_buttons(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, INVOICE)
        assert api.wait(lambda: len(chat.replies) >= 2, 20)
        picture, words = chat.replies[:2]
        assert picture.photo
        assert picture.photo.startswith(PNG)
        assert "40,000" in picture.text
        assert "SAMPLE DATA" in words.text
        assert words.marked("pre")
        assert {"Refresh", "Swap sides", "USDC on Base"} <= set(buttons(words))
        count = len(chat.replies)
        press(api, anna, words, "USDC on Solana")
        assert api.wait(lambda: len(chat.replies) >= count + 2, 20)
        assert "Solana" in chat.last.text
        assert "earlier answer" in press(api, anna, words, "Refresh")


def test_a_rail_that_a_country_forbids_is_no_button(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, "40,000 EUR invoice from Germany to Istanbul")
        assert api.wait(lambda: len(chat.replies) >= 2, 20)
    assert "not allowed as payment: Türkiye" in chat.last.text
    assert not [word for word in buttons(chat.last) if "USD" in word]


def test_a_question_back_is_answered_by_a_button(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, "pay 1.250 EUR from Germany to Istanbul")
        assert api.wait(lambda: chat.replies)
        assert buttons(chat.last) == ["1250", "1.25"]
        press(api, anna, chat.last, "1250")
        assert api.wait(lambda: any(m.photo for m in chat.replies), 20)


def test_russian_is_answered_in_russian_with_russian_buttons(api: BotApi, serve: Serve) -> None:
    chat = api.private(boris := api.user(BORIS, language_code="ru"))
    with serve():
        boris.says(chat, "заплатить 40000 EUR из Германии в Стамбул по инвойсу")
        assert api.wait(lambda: len(chat.replies) >= 2, 20)
    assert "Поменять стороны" in buttons(chat.last)
    assert "€" in chat.last.text or "EUR" in chat.last.text


def test_an_inline_query_gets_one_cited_card(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA)
    with serve():
        asked = anna.inline("can I pay my Turkish supplier in USDT")
        assert api.wait(lambda: asked.answered)
    (card,) = asked.results
    content = card["input_message_content"]
    assert "cannot pay an invoice" in content["message_text"]
    assert any(e["type"] == "text_link" for e in content["entities"])


def test_in_a_group_it_speaks_only_when_spoken_to(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA)
    group = api.group(-500, "Treasury")
    anna.adds_bot(group, "administrator")
    name = f"@{api.me['username']}" if hasattr(api, "me") else "@tradewind_test_bot"
    with serve():
        anna.says(group, TURKISH)
        anna.says(group, "lunch?")
        anna.says(group, f"{name} {TURKISH}")
        assert api.wait(lambda: group.replies)
        first = group.replies[0]
        assert "cannot pay" in first.text
        anna.says(group, "since when?", reply_to=first)
        assert api.wait(lambda: len(group.replies) == 2)
    assert len(group.replies) == 2
    assert "2021" in group.last.text


def test_each_topic_has_a_conversation_of_its_own(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA)
    group = api.group(-501, "Desk", forum=True)
    anna.adds_bot(group, "administrator")
    one, two = anna.opens_topic(group, "Türkiye"), anna.opens_topic(group, "Other")
    with serve():
        anna.says(group, f"/ask {TURKISH}", thread=one)
        assert api.wait(lambda: len(group.replies) == 1)
        anna.says(group, "/ask since when?", thread=two)
        assert api.wait(lambda: len(group.replies) == 2)
    assert [m.message_thread_id for m in group.replies] == [one, two]
    assert "2021" in group.replies[0].text
    assert "2021" not in group.replies[1].text


def test_a_conversation_goes_on_after_a_restart(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
    old = chat.last
    with serve():
        assert "earlier answer" in press(api, anna, old, "👍")
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "30 April 2021" in chat.last.text


@pytest.mark.parametrize("sends", ["sends_sticker", "sends_location", "sends_poll"])
def test_what_is_no_text_gets_a_short_word(api: BotApi, serve: Serve, sends: str) -> None:
    chat = api.private(anna := api.user(ANNA))
    arguments = {
        "sends_sticker": ("🙂",), "sends_location": (41.0, 29.0),
        "sends_poll": ("Pay?", ("yes", "no")),
    }  # fmt: skip
    with serve():
        getattr(anna, sends)(chat, *arguments[sends])
        assert api.wait(lambda: chat.replies)
    assert "text only" in chat.last.text


def test_an_edited_question_is_answered_again(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        asked = anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
        anna.edits(asked, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" in chat.last.text


def test_the_conversations_own_commands_work_as_in_the_console(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))

    def say(text: str) -> Message:
        count = len(chat.replies)
        anna.says(chat, text)
        assert api.wait(lambda: len(chat.replies) > count)
        return chat.last

    with serve():
        nothing_yet = say("/why").text
        say(TURKISH)
        assert "Tr Goods Payment" in say("/why").text
        assert say("/more").text != nothing_yet
        assert say("/sources").marked("text_link")
        assert say("/lang xx").text.startswith("I know")
        assert say("/lang ru").text == "Теперь отвечаю по-русски."
        assert "Источники:" in say(TURKISH).text
        say("/reset")
        assert "Источники:" not in say("since when?").text
        assert "/nonsense" in say("/nonsense").text


def test_a_voice_message_gets_a_word_and_a_forwarded_text_an_answer(
    api: BotApi, serve: Serve
) -> None:
    anna, boris = api.user(ANNA), api.user(BORIS)
    chat = api.private(anna)
    with serve():
        anna.sends_voice(chat)
        anna.forwards(chat, TURKISH, boris)
        anna.forwards(chat, TURKISH, "Somebody who hides")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "text only" in chat.replies[0].text
    assert all("cannot pay" in reply.text for reply in chat.replies[1:])
