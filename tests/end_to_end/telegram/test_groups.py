"""Groups: whose commands are ours, our own cards, and a group that becomes a supergroup."""

from __future__ import annotations

import pytest

from tests.fake_telegram.actions import press, say
from tests.fake_telegram.chats import Chat
from tests.fake_telegram.person import Person
from tests.fake_telegram.server import BotApi
from tests.support.full_disk import full
from tests.support.telegram_bot import ADMIN, ANNA, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.user(ANNA)


@pytest.fixture
def group(api: BotApi, anna: Person) -> Chat:
    found = api.group(-92, "Desk")
    anna.adds_bot(found, "administrator")
    return found


@pytest.mark.parametrize(
    "command", ["/ban", "/start", "/stats", "/reload now", "/approve AB12CD34"]
)
def test_a_command_of_other_bots_or_of_admins_alone_is_met_with_silence(
    api: BotApi, serve: Serve, anna: Person, group: Chat, command: str
) -> None:
    with serve():
        anna.says(group, command)
        assert "cannot pay" in say(api, anna, group, f"/ask {TURKISH}").text
    assert len(group.replies) == 1


def test_a_command_with_our_name_is_ours_though_we_do_not_know_it(
    api: BotApi, serve: Serve, anna: Person, group: Chat
) -> None:
    with serve():
        assert "do not know /kick" in say(api, anna, group, "/kick@tradewind_test_bot").text


def test_an_admin_may_ask_how_it_is_in_a_group(api: BotApi, serve: Serve, group: Chat) -> None:
    admin = api.user(ADMIN)
    with serve():
        assert "Running for" in say(api, admin, group, "/stats").text


@pytest.mark.parametrize("where", ["private", "group"])
def test_our_own_card_is_no_question_to_us(
    api: BotApi, serve: Serve, anna: Person, group: Chat, where: str
) -> None:
    chat = api.private(anna) if where == "private" else group
    with serve():
        asked = anna.inline(TURKISH)
        assert api.wait(lambda: asked.answered)
        card = anna.chooses(asked, 0, chat)
        assert "cannot pay" in card.text
        assert "Ask in your own words" in say(api, anna, chat, "/help").text
    assert len(chat.replies) == 1


def test_a_group_that_became_a_supergroup_goes_on_where_it_was(
    api: BotApi, serve: Serve, anna: Person, group: Chat
) -> None:
    """Nothing is sent to the old group, which would tell where it went: the message says so."""
    with serve() as service:
        first = say(api, anna, group, f"/ask {TURKISH}")
        larger = anna.turns_into_supergroup(group, -100092)
        assert "2021" in say(api, anna, larger, "/ask since when?").text
        data = (first.reply_markup or {})["inline_keyboard"][0][2]["callback_data"]
        assert press(api, anna, larger.last, "👍", data) == "Thank you."
        assert service.store.load_session("-92") is None
        assert service.store.load_session("-100092")
    with serve():
        assert "2021" in say(api, anna, larger, "/ask and since when?").text
    assert not api.called("sendMessage", group.id)[1:]


def test_a_group_that_became_a_supergroup_is_found_again(
    api: BotApi, serve: Serve, anna: Person, group: Chat
) -> None:
    vera = api.user(STRANGER)
    with serve():
        say(api, anna, group, f"/ask {TURKISH}")
        larger = vera.turns_into_supergroup(group, -100092)
        assert "2021" in say(api, anna, larger, "/ask since when?").text
    assert len(larger.replies) == 1


def test_on_a_full_disk_a_moved_group_gets_its_answer(
    api: BotApi, serve: Serve, anna: Person, group: Chat
) -> None:
    with serve() as service:
        say(api, anna, group, f"/ask {TURKISH}")
        full(service.store)
        larger = anna.turns_into_supergroup(group, -100092)
        assert "2021" in say(api, anna, larger, "/ask since when?").text
    assert service.metrics.errors == 0


def test_an_answer_to_a_message_deleted_meanwhile_arrives_all_the_same(
    api: BotApi, serve: Serve
) -> None:
    anna = api.user(ANNA)
    group = api.group(-77, "Desk")
    anna.adds_bot(group, "administrator")
    with serve():
        with api.together():
            anna.deletes(anna.says(group, f"/ask {TURKISH}"))
        assert api.wait(lambda: group.replies)
    assert "cannot pay" in group.last.text


def test_thrown_out_of_a_group_it_goes_on_elsewhere_and_comes_back(
    api: BotApi, serve: Serve
) -> None:
    anna = api.user(ANNA)
    group, chat = api.group(-78, "Desk"), api.private(anna)
    anna.adds_bot(group, "administrator")
    with serve() as service:
        with api.together():
            anna.says(group, f"/ask {TURKISH}")
            anna.removes_bot(group)
        assert api.wait(lambda: any(call.status == 403 for call in api.called("sendMessage")))
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies)
        anna.adds_bot(group, "administrator")
        anna.says(group, f"/ask {TURKISH}")
        assert api.wait(lambda: group.replies)
    assert service.metrics.errors == 0
    assert len(group.replies) == 1
