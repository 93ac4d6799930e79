"""The bot as its operator runs it: a process with an exit code, stopped, killed, turned away."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.fake_telegram.chats import Chat
from tests.fake_telegram.server import BotApi
from tests.support.process import index_of, running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def index(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index_of(tmp_path_factory.mktemp("indexed"), home)


@pytest.fixture
def kept(home: Path, tmp_path: Path) -> Path:
    (tmp_path / "models").symlink_to(home / "models")
    return tmp_path


def test_a_token_that_is_revoked_while_it_runs_ends_it_with_a_sentence(
    api: BotApi, index: Path, kept: Path
) -> None:
    chat = api.private(anna := api.user(2))
    with running(api, index, kept) as process:
        anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
        api.faults.next("*", status=401, times=None)
        # What wakes the question for updates that still waits for its answer.
        anna.says(chat, "hello again")
        said, wrong = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "does not accept the token any more" in wrong
    assert "Traceback" not in said + wrong
    assert api.token not in said + wrong + (kept / "tradewind.log").read_text("utf-8")


def test_a_wrong_token_is_reported_before_anything_is_answered(
    api: BotApi, index: Path, kept: Path
) -> None:
    wrong_token = "99999:a-token-that-nobody-was-ever-given"
    with running(api, index, kept, TELEGRAM_BOT_TOKEN=wrong_token) as process:
        said, wrong = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Check TELEGRAM_BOT_TOKEN" in wrong
    assert wrong_token not in said + wrong


QUESTIONS = (
    "Can I pay my Turkish supplier in USDT?",
    "Can a Russian company pay a foreign supplier in bitcoin?",
    "thanks",
)
ANSWERS = ("cannot pay", "may pay a foreign supplier", "welcome")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=str)
def test_ended_and_started_again_it_owes_nobody_an_answer(
    api: BotApi, index: Path, kept: Path, how: signal.Signals
) -> None:
    people = [api.user(number) for number in range(2, 22)]
    chats = [api.private(person) for person in people]
    with running(api, index, kept) as process:
        with api.together():
            for question in QUESTIONS:
                for person, chat in zip(people, chats, strict=True):
                    person.says(chat, question)
        assert api.wait(lambda: any(chat.replies for chat in chats))
        # By now all are confirmed, and most wait behind another one of their chat.
        assert api.wait(lambda: not api.server.updates.waiting)
        process.send_signal(how)
        _, wrong = process.communicate(timeout=20)
    assert "Traceback" not in wrong
    if how is not signal.SIGKILL:
        assert process.returncode == 0

    def answered(chat: Chat) -> list[int]:
        """Which of the questions of a chat have their answer."""
        return [i for i, said in enumerate(ANSWERS) if any(said in m.text for m in chat.replies)]

    with running(api, index, kept):
        assert api.wait(lambda: all(answered(chat) == [0, 1, 2] for chat in chats), 30)
    twice = sum(len(chat.replies) > len(QUESTIONS) for chat in chats)
    # Killed between an answer and the note of it, it answers again; told to stop, it does not.
    assert twice <= (10 if how is signal.SIGKILL else 0)


def test_what_it_logs_is_on_standard_error_and_a_dead_network_has_a_code_of_its_own(
    api: BotApi, index: Path, kept: Path, free_port: int
) -> None:
    with running(api, index, kept) as process:
        process.send_signal(signal.SIGTERM)
        _, wrong = process.communicate(timeout=20)
    assert "from=tradewind.telegram" in wrong
    assert "ready: @tradewind_test_bot, polling, access open, index gen-" in wrong
    nowhere = f"http://127.0.0.1:{free_port}/bot"
    more = {"TELEGRAM_API_BASE_URL": nowhere, "TRADEWIND_START_SECONDS": "1"}
    with running(api, index, kept, **more) as process:
        _, wrong = process.communicate(timeout=30)
    assert process.returncode == 75
    assert "The Bot API cannot be reached" in wrong
    assert "Traceback" not in wrong
