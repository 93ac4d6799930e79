"""Conversations with the bot over a real Bot API server: what people type and what they see."""

from __future__ import annotations

import pytest

from tests.fake_telegram.actions import buttons, press
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"
INVOICE = "40,000 EUR invoice from Germany to Tbilisi"
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


def test_a_stranger_is_let_in_by_a_code_that_works_once(api: BotApi, serve: Serve) -> None:
    admin, stranger = api.user(ADMIN), api.user(STRANGER, first_name="Vera")
    desk, door = api.private(admin), api.private(stranger)
    with serve():
        stranger.says(door, TURKISH)
        assert api.wait(lambda: door.replies)
        assert "cannot pay" not in door.last.text
        code = door.last.text.split("code is ")[1].split(":")[0]
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: desk.replies and len(door.replies) == 2)
        stranger.says(door, TURKISH)
        assert api.wait(lambda: len(door.replies) == 3)
        assert "cannot pay" in door.last.text
        admin.says(desk, f"/approve {code}")
        assert api.wait(lambda: len(desk.replies) == 2)
        assert "not valid" in desk.last.text
        admin.says(desk, f"/revoke {STRANGER}")
        assert api.wait(lambda: len(desk.replies) == 3)
        stranger.says(door, TURKISH)
        assert api.wait(lambda: len(door.replies) == 4)
        assert "private" in door.last.text


def test_commands_are_listed_for_each_language_and_sort_of_chat(api: BotApi, serve: Serve) -> None:
    with serve():
        kept = {key: [row["command"] for row in rows] for key, rows in api.server.commands.items()}
    languages = {language for _, language in kept}
    # What is told in Russian is listed in Russian, too.
    assert languages == {"", "ru", "be", "kk", "ky", "uk"}
    assert len(kept) == 3 * len(languages)
    for (scope, _), names in kept.items():
        assert {"ask", "estimate", "screen", "corridor", "help"} <= set(names)
        assert ("forget" in names) is ("group" not in scope)
    said = {rows[0]["description"] for rows in api.server.commands.values()}
    assert len(said) == 2


def test_an_admin_has_their_commands_in_the_menu_once_they_wrote(api: BotApi, serve: Serve) -> None:
    admin, anna = api.user(ADMIN), api.user(ANNA)
    desk, chat = api.private(admin), api.private(anna)
    with serve():
        admin.says(desk, "hello")
        anna.says(chat, "hello")
        assert api.wait(lambda: desk.replies and chat.replies)
        mine = f"chat_id={ADMIN} type=chat"
        assert api.wait(lambda: (mine, "uk") in api.commands)
    assert "approve" in {row["command"] for row in api.commands[mine, ""]}
    assert not [scope for scope, _ in api.commands if f"chat_id={ANNA}" in scope]


def test_a_document_of_somebody_else_is_no_more_than_its_caption(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.sends_document(chat, b"Rules.", "rules.txt", caption=TURKISH)
        anna.sends_document(chat, b"Rules.", "rules.txt")
        assert api.wait(lambda: len(chat.replies) == 2)
    assert "cannot pay" in chat.replies[0].text
    assert "text only" in chat.replies[1].text


def test_admins_see_how_it_is_and_others_do_not(api: BotApi, serve: Serve) -> None:
    admin, anna = api.user(ADMIN), api.user(ANNA)
    desk, chat = api.private(admin), api.private(anna)
    with serve():
        admin.says(desk, "/stats")
        admin.says(desk, "/reload")
        anna.says(chat, "/stats")
        assert api.wait(lambda: len(desk.replies) == 2 and chat.replies)
    assert "gen-000001" in desk.replies[0].text
    assert "newest index" in desk.replies[1].text
    assert "do not know /stats" in chat.last.text


def test_privacy_is_told_and_forgetting_forgets(api: BotApi, serve: Serve) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve() as service:
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        assert press(api, anna, chat.last, "👍") == "Thank you."
        assert service.store.count_rows("feedback") == 1
        anna.says(chat, "/privacy")
        anna.says(chat, "/forget")
        assert api.wait(lambda: len(chat.replies) == 3)
        assert service.store.count_rows("session") == service.store.count_rows("feedback") == 0
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 4)
    assert "30 days" in chat.replies[1].text
    assert "To what?" in chat.last.text


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


def test_an_admins_document_is_kept_after_a_yes(
    api: BotApi, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sources")
    admin = api.user(ADMIN)
    desk = api.private(admin)
    with serve(sources=str(folder)):
        admin.sends_document(desk, b"Crypto rules of 2026.", "../rules of 2026.txt")
        assert api.wait(lambda: desk.replies)
        assert not list(folder.iterdir())
        admin.presses(desk.last, "Store")
        assert api.wait(lambda: len(desk.replies) == 2)
        admin.sends_document(desk, b"MZ", "virus.exe")
        assert api.wait(lambda: len(desk.replies) == 3)
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == b"Crypto rules of 2026."
    assert ".." not in kept.name
    assert "I store" in desk.last.text
