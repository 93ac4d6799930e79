"""A full disk, a wrong clock, a taken port, a chat that is gone: an answer, or a clear word."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from knowledge.errors import ConfigError
from tests.fake_telegram.chats import Message
from tests.fake_telegram.server import BotApi
from tests.support.full_disk import full
from tests.support.telegram_bot import ADMIN, ANNA, BORIS, STRANGER, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"
SECRET = "s" * 40


def test_a_full_disk_costs_no_answer_and_no_word_too_many(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    anna, vera = api.user(ANNA), api.user(STRANGER)
    chat, door = api.private(anna), api.private(vera)
    with serve() as service:
        full(service.store)
        anna.says(chat, TURKISH)
        assert api.wait(lambda: len(chat.replies) == 1)
        pressed = anna.presses(chat.last, "👍")
        assert api.wait(lambda: pressed.answered)
        anna.says(chat, "since when?")
        assert api.wait(lambda: len(chat.replies) == 2)
        vera.says(door, "let me in")
        assert api.wait(lambda: door.replies)
        anna.says(chat, "/forget")
        assert api.wait(lambda: len(chat.replies) == 3)
    assert "cannot pay" in chat.replies[0].text
    assert "30 April 2021" in chat.replies[1].text
    assert "private" in door.last.text
    assert "full" in caplog.text
    assert service.metrics.errors == 0


@pytest.mark.parametrize("ago", [-86400.0, 86400.0 * 400], ids=["future", "long ago"])
def test_a_wrong_clock_at_either_end_costs_no_answer(api: BotApi, serve: Serve, ago: float) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, TURKISH, ago=ago)
        assert api.wait(lambda: chat.replies)
    assert "cannot pay" in chat.last.text


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


def test_an_estimate_fits_an_inline_card(api: BotApi, serve: Serve) -> None:
    anna = api.user(ANNA)
    with serve():
        asked = anna.inline("12000 USDT to VND")
        assert api.wait(lambda: asked.answered, 15)
        nothing = anna.inline("hi")
        assert api.wait(lambda: nothing.answered)
    (card,) = asked.results
    assert card["title"] == "12000 USDT to VND"
    assert "VND" in card["input_message_content"]["message_text"]
    assert "SAMPLE DATA" in card["input_message_content"]["message_text"]
    assert nothing.results == []
    assert not api.violations


@pytest.mark.parametrize(
    ("body", "folder", "said"),
    [
        (b"Rules.", "a-file", "cannot be written"),
        (b"x" * (11 << 20), "sources", "at most 10 MB"),
    ],
)
def test_a_document_that_cannot_be_kept_is_told_of(
    api: BotApi, serve: Serve, tmp_path: Path, body: bytes, folder: str, said: str
) -> None:
    (tmp_path / "a-file").touch()
    admin = api.user(ADMIN)
    desk = api.private(admin)
    with serve(sources=str(tmp_path / folder)) as service:
        admin.sends_document(desk, body, "rules.txt", size=6)
        assert api.wait(lambda: desk.replies)
        admin.presses(desk.last, "Store")
        assert api.wait(lambda: len(desk.replies) == 2)
    assert said in desk.last.text
    assert service.metrics.errors == 0


@pytest.mark.parametrize("what", ["webhook", "health"])
def test_a_port_that_is_taken_is_named_at_the_start(
    api: BotApi, serve: Serve, what: str, free_port: int
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        settings: dict[str, object] = {"health_port": free_port}
        if what == "webhook":
            settings = {
                "webhook_url": f"http://127.0.0.1:{free_port}/hook", "webhook_secret": SECRET,
                "webhook_listen": f"127.0.0.1:{free_port}",
            }  # fmt: skip
        with pytest.raises(ConfigError, match=str(free_port)), serve(**settings):
            pass


def test_a_certificate_that_is_none_is_named_at_the_start(
    api: BotApi, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    file = tmp_path / "bot.pem"
    file.write_text("no certificate")
    with (
        pytest.raises(ConfigError, match="certificate"),
        serve(
            webhook_url=f"https://127.0.0.1:{free_port}/hook", webhook_secret=SECRET,
            webhook_listen=f"127.0.0.1:{free_port}", webhook_certificate=file, webhook_key=file,
        ),
    ):  # fmt: skip
        pass
