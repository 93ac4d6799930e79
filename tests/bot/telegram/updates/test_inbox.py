"""Taking updates in: written down first, each read by itself, in queue, once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot.assistant import Assistant
from bot.telegram.store import Store
from bot.telegram.updates.conversation_queue import ConversationQueue, bypasses_queue
from bot.telegram.updates.inbox import LATE_AFTER_S, Inbox
from bot.telegram.updates.polling import OUTAGE_AFTER_S, UpdatePoller
from tests.fake_telegram.server import BotApi
from tests.fake_telegram.webhook_call import post_update
from tests.support.assistants import FakeAssistant
from tests.support.telegram_bot import ANNA, Serve, server

SECRET = "s" * 40


@pytest.fixture
def slow() -> FakeAssistant:
    return FakeAssistant(holds=lambda _: True)


def told(number: int, text: str, chat: int = ANNA, date: float = 1) -> dict[str, Any]:
    """An update with a message in a private chat."""
    user = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": int(date), "from": user, "text": text,
               "chat": {"id": chat, "type": "private"}}  # fmt: skip
    return {"update_id": number, "message": message}


class Taken:
    """What an intake hands on."""

    def __init__(self, tmp_path: Path, clock: Callable[[], float] = time.time) -> None:
        self.updates: list[Update] = []
        self.store = Store(tmp_path / "taken.sqlite")
        bot: Any = None
        self.inbox = Inbox(bot, self.store, self._put, lambda _: True, clock=clock)

    async def _put(self, update: Update) -> None:
        self.updates.append(update)

    @property
    def numbers(self) -> list[int]:
        return [update.update_id for update in self.updates]


def test_every_question_of_a_batch_is_written_down_before_telegram_forgets_it(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(slow) as service:
        with api.together():
            for i in range(3):
                anna.says(chat, f"Can I ask {i}?")
        assert api.wait(lambda: slow.asked)
        # The next question for updates has confirmed all three; one is being answered.
        assert api.wait(lambda: not api.server.updates.waiting)
        kept = [update["message"]["text"] for update in service.store.unfinished_updates()]
        assert kept == ["Can I ask 0?", "Can I ask 1?", "Can I ask 2?"]
        slow.go_on.set()
        assert api.wait(lambda: len(chat.replies) == 3)
        assert api.wait(lambda: not service.store.unfinished_updates())


def test_an_update_that_cannot_be_read_costs_no_other_and_is_named_in_the_log(
    api: BotApi, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        with api.together():
            bad = api.server.updates.push("message", {"message_id": 1, "chat": {"id": "?"}})
            anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
    assert bad
    assert f"update {bad['update_id']} cannot be read (KeyError)" in caplog.text
    with serve():
        anna.says(chat, "hello again")
        assert api.wait(lambda: len(chat.replies) == 2)


def test_updates_in_disorder_are_answered_in_order_and_none_twice(
    api: BotApi, serve: Serve, slow: FakeAssistant
) -> None:
    slow.go_on.set()
    chat = api.private(anna := api.user(ANNA))
    with serve(slow):
        api.faults.reverse_updates(1)
        with api.together():
            for i in range(5):
                anna.says(chat, f"number {i}")
        assert api.wait(lambda: len(chat.replies) == 5, 15)
        assert api.wait(lambda: not api.server.updates.waiting)
    assert [reply.text for reply in chat.replies] == [f"You said: number {i}" for i in range(5)]


@pytest.mark.parametrize("raw", [[], [None], ["?"], [{}], [{"update_id": "x"}], [{"message": 1}]])
def test_what_is_no_update_at_all_is_skipped(tmp_path: Path, raw: list[Any]) -> None:
    taken = Taken(tmp_path)
    asyncio.run(taken.inbox.receive([*raw, told(3, "three")]))
    assert taken.numbers == [3]


def test_pushed_late_only_the_newest_is_handed_on_and_with_it_what_comes_meanwhile(
    tmp_path: Path,
) -> None:
    taken = Taken(tmp_path, clock=lambda: 10_000.0)

    async def push() -> None:
        await taken.inbox.receive_pushed(told(1, "fresh", date=9_990))
        assert taken.numbers == [1]
        await taken.inbox.receive_pushed(told(2, "old", date=9_000))
        await taken.inbox.receive_pushed(told(3, "less old", date=9_100))
        await taken.inbox.receive_pushed(told(4, "/forget", date=9_200))
        await taken.inbox.receive_pushed(told(5, "fresh again", chat=5, date=9_999))
        assert taken.numbers == [1]
        await taken.inbox.flush()

    asyncio.run(push())
    assert taken.numbers == [1, 3, 4, 5]
    # What is not answered is done with; what is, stays open until it was.
    assert [update["update_id"] for update in taken.store.unfinished_updates()] == [1, 3, 4, 5]


@pytest.mark.parametrize("ahead", [-86400.0, 0.0, 86400.0])
def test_a_clock_that_is_wrong_by_a_known_time_makes_no_message_late(
    tmp_path: Path, ahead: float
) -> None:
    taken = Taken(tmp_path, clock=lambda: 100_000.0 + ahead)

    async def push() -> None:
        await taken.inbox.receive_pushed(told(1, "fresh", date=100_000.0 - LATE_AFTER_S / 2), ahead)
        assert taken.numbers == [1]

    asyncio.run(push())


def test_with_a_clock_a_day_ahead_a_webhook_answers_all_the_same(
    api: BotApi, serve: Serve, free_port: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve(
        webhook_url=f"http://127.0.0.1:{free_port}/hook", webhook_secret=SECRET,
        webhook_listen=f"127.0.0.1:{free_port}",
    ):  # fmt: skip
        anna.says(chat, "hello", ago=86400.0)
        assert api.wait(lambda: chat.replies)
        # A message that cannot be read is taken, or Telegram would send it for ever.
        url = f"http://127.0.0.1:{free_port}/hook"
        assert post_update(url, b'{"update_id": 7, "message": {"message_id": 1}}', SECRET) == 200


class Scripted:
    """A bot whose server answers as a test says, on a clock of its own."""

    def __init__(self, *answers: list[Any] | Exception | float) -> None:
        self.now, self._answers = 0.0, list(answers)
        self.offsets: list[int | None] = []

    async def get_raw_updates(self, offset: int, _limit: int, patience: int, _: Any) -> list[Any]:
        self.offsets.append(offset)
        while self._answers and isinstance(self._answers[0], float):
            self.now += self._answers.pop(0)  # type: ignore[operator]
        if not self._answers:
            raise asyncio.CancelledError
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, list)
        self.now += 0.0 if answer else patience
        return answer

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def run(self, inbox: Inbox, is_crowded: Callable[[], bool] = bool) -> UpdatePoller:
        bot: Any = self
        polling = UpdatePoller(bot, inbox, is_crowded, clock=lambda: self.now, sleep=self.sleep)

        async def go() -> None:
            with pytest.raises(asyncio.CancelledError):
                await polling.run()

        asyncio.run(go())
        return polling


def test_after_an_outage_while_it_runs_only_the_newest_is_answered(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    down = [NetworkError("down")] * 8  # half a second, one, two ... thirty: over a minute
    bot = Scripted(
        [told(1, "before")], [], [told(2, "one"), told(3, "two")],
        *down, [told(4, "waited"), told(5, "waited, too")], [], [told(6, "now"), told(7, "and")],
    )  # fmt: skip
    polling = bot.run(taken.inbox)
    assert taken.numbers == [1, 2, 3, 5, 6, 7]
    assert polling.last_answer_at == bot.now
    assert bot.now > OUTAGE_AFTER_S


def test_a_batch_in_disorder_is_confirmed_as_a_whole(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], [told(9, "nine"), {"no": "number"}, told(8, "eight")])
    bot.run(taken.inbox)
    assert taken.numbers == [8, 9]
    assert bot.offsets == [None, None, 10]


def test_while_much_is_in_hand_no_more_is_asked_for_and_what_comes_then_is_no_backlog(
    tmp_path: Path,
) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], [told(1, "one")], [told(2, "two"), told(3, "three")], [told(4, "four")])
    looks = iter([True] * 1000)
    bot.run(taken.inbox, lambda: len(taken.numbers) == 1 and next(looks, False))
    assert next(looks, None) is None
    assert bot.now > OUTAGE_AFTER_S
    assert taken.numbers == [1, 2, 3, 4]


@pytest.mark.parametrize(("chats", "each", "crowd"), [(1, 2000, False), (500, 2, True)])
def test_many_chats_are_a_crowd_and_one_that_writes_a_lot_is_none(
    chats: int, each: int, crowd: bool
) -> None:
    async def work() -> None:
        queue, leave = ConversationQueue(), asyncio.Event()
        updates = [
            Update.de_json(told(n, "hello", chat=n % chats), None) for n in range(chats * each)
        ]
        tasks = [asyncio.create_task(queue.do_process_update(u, leave.wait())) for u in updates]
        await asyncio.sleep(0)
        assert queue.is_crowded() is crowd
        leave.set()
        await asyncio.gather(*tasks)
        assert not queue.is_crowded()

    asyncio.run(work())


@pytest.mark.parametrize("text", ["/cancel", "/Cancel", "/cancel please", "/cancel@a_bot\nnow"])
def test_a_wish_to_cancel_waits_for_nothing_however_it_is_written(text: str) -> None:
    update = Update.de_json(told(1, text), None)
    other = Update.de_json(told(1, "/cancellation?"), None)
    assert update
    assert other
    assert bypasses_queue(update)
    assert not bypasses_queue(other)


@pytest.mark.parametrize(("error", "done"), [(asyncio.CancelledError(), 0), (OSError(), 1)])
def test_what_the_end_of_the_process_cuts_short_is_not_done(
    error: BaseException, done: int
) -> None:
    finished: list[Update] = []

    async def handle() -> None:
        raise error

    async def work() -> None:
        queue = ConversationQueue(on_handled=finished.append)
        with pytest.raises(type(error)):
            await queue.do_process_update(Update(5), handle())

    asyncio.run(work())
    assert len(finished) == done


def test_a_short_outage_costs_no_question(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    bot = Scripted([], *[NetworkError("down")] * 3, [told(4, "one"), told(5, "two")])
    bot.run(taken.inbox)
    assert taken.numbers == [4, 5]


def test_two_bots_with_one_token_lose_no_question_and_say_in_the_log_what_is_wrong(
    api: BotApi,
    serve: Serve,
    make_telegram_assistant: Callable[[], Assistant],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chat = api.private(anna := api.user(ANNA))
    other = server(api, tmp_path / "other", make_telegram_assistant)
    with serve() as one, other() as two:
        assert api.wait(lambda: "another process asks for this bot's updates" in caplog.text, 10)
        for number in range(3):
            anna.says(chat, f"hello {number}")
            assert api.wait(lambda number=number: len(chat.replies) > number, 20)  # type: ignore[misc]
        assert one.metrics.errors == two.metrics.errors == 0
