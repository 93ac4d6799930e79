"""The limiter on a clock of its own: who waits, who does not, and what is left out."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from telegram.error import RetryAfter

from bot.telegram.bot import LeanBot
from bot.telegram.delivery.rate_limiter import (
    MAX_CHATS,
    MAX_TRIES,
    MESSAGES_PER_S,
    PRIVATE_RATE,
    ChatRateLimiter,
)
from bot.telegram.http_client import BotApiClient
from bot.telegram.priority import Priority
from tests.fake_telegram.server import BotApi
from tests.support.clocks import SharedClock
from tests.support.rate_limits import call, run


def test_a_chat_is_written_to_once_a_second_after_a_few_at_once() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        began, times = clock.now, []
        for _ in range(8):
            await call(limiter, 7, lambda: times.append(clock.now - began))
        assert times[int(PRIVATE_RATE[0]) - 1] < 0.1
        assert all(b - a > 0.9 for a, b in pairwise(times[3:]))

    run(work)


def test_a_chat_that_must_wait_delays_no_other() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        told = [RetryAfter(20)]
        began = clock.now
        done: dict[int, float] = {}

        def slow() -> None:
            if told:
                raise told.pop()
            done[42] = clock.now - began

        waiting = asyncio.ensure_future(call(limiter, 42, slow))
        await asyncio.sleep(0)
        await call(limiter, 7, lambda: done.setdefault(7, clock.now - began))
        await waiting
        assert done[7] < 0.1
        assert 20 <= done[42] < 21

    run(work)


def test_a_word_is_said_after_the_wait_and_in_order() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        told, said = [RetryAfter(7), RetryAfter(3)], []

        def speak(word: str) -> str:
            if told:
                raise told.pop(0)
            said.append(word)
            return word

        first = asyncio.ensure_future(call(limiter, 1, lambda: speak("one")))
        second = asyncio.ensure_future(call(limiter, 1, lambda: speak("two")))
        assert await asyncio.gather(first, second) == ["one", "two"]
        assert said == ["one", "two"]

    run(work)


def test_glimpses_that_are_messages_count_as_such_over_all_chats_and_typing_does_not() -> None:
    async def work(limiter: ChatRateLimiter, _: SharedClock) -> None:
        said: list[int] = []
        for chat in range(1, 101):
            await call(limiter, chat, lambda: said.append(1), Priority.DROPPABLE)
        assert 0 < len(said) <= MESSAGES_PER_S
        typed: list[int] = []
        for chat in range(101, 201):
            await call(limiter, chat, lambda: typed.append(1), Priority.DROPPABLE, "sendChatAction")
        assert len(typed) == 100

    run(work)


def test_a_glimpse_that_is_left_out_costs_the_answer_nothing() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        free = asyncio.Event()

        async def hold() -> None:
            await limiter.process_request(
                free.wait, (), {}, "sendPhoto", {"chat_id": -7}, Priority.MUST_SEND
            )

        holding = asyncio.ensure_future(hold())
        await asyncio.sleep(0)
        made: list[int] = []
        for _ in range(20):
            await call(limiter, -7, lambda: made.append(1), Priority.DROPPABLE)
        free.set()
        await holding
        began = clock.now
        await call(limiter, -7, lambda: made.append(2))
        assert made == [2]
        assert clock.now == began

    run(work)


def test_a_glimpse_is_one_for_the_library_too(api: BotApi) -> None:
    """The library passes on what a call returned only if that is true."""

    async def work() -> None:
        bot = LeanBot(
            api.token, api.base_url, request=BotApiClient(), rate_limiter=ChatRateLimiter()
        )
        await bot.initialize()
        api.faults.next("sendChatAction", status=429, retry_after=60)
        for _ in range(3):
            assert await bot.send_chat_action(1, "typing", rate_limit_args=Priority.DROPPABLE)
        await bot.shutdown()

    api.private(api.user(1))
    asyncio.run(asyncio.wait_for(work(), 20))
    # The first was refused for a minute: nobody waited for it, and no more were sent.
    assert len(api.called("sendChatAction")) == 1


def test_a_glimpse_is_left_out_rather_than_waited_for() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        told = [RetryAfter(30)]

        def refuse() -> None:
            raise told[0]

        assert await call(limiter, 1, refuse, Priority.DROPPABLE) is True
        made: list[int] = []
        before = clock.now
        assert await call(limiter, 1, lambda: made.append(1), Priority.DROPPABLE) is True
        assert not made
        assert clock.now == before
        # A word waits for the chat to open again.
        await call(limiter, 1, lambda: made.append(2))
        assert made == [2]
        assert clock.now - before >= 30

    run(work)


def test_calls_to_no_chat_never_wait() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        before = clock.now
        for _ in range(200):
            await call(limiter, None, lambda: None)
        assert clock.now == before

    run(work)


def test_all_chats_together_are_held_to_their_rate() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        times: list[float] = []
        await asyncio.gather(
            *(call(limiter, chat, lambda: times.append(clock.now)) for chat in range(1, 121))
        )
        assert len(times) == 120
        assert max(times) - min(times) >= (120 - 7) / MESSAGES_PER_S

    run(work)


@pytest.mark.parametrize("chat", [7, -7])
def test_a_refusal_of_the_third_edit_is_waited_out_and_reported_once(
    chat: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Seven seconds without an edit, one line in the log, and the final message arrives."""

    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        began, edits, tries, final = clock.now, [], [0], []
        third = asyncio.Event()

        def edit() -> None:
            tries[0] += 1
            if tries[0] == 3:
                third.set()
                raise RetryAfter(7)
            edits.append(clock.now - began)

        async def stream() -> None:
            for _ in range(20):
                await call(limiter, chat, edit, Priority.DROPPABLE, "editMessageText")
                await clock.sleep(1.0)

        streaming = asyncio.ensure_future(stream())
        await third.wait()
        refused = clock.now - began
        await call(limiter, chat, lambda: final.append(clock.now - began))
        await streaming
        assert final
        assert final[0] >= refused + 7
        assert not [at for at in edits if refused <= at < refused + 7]
        assert len([at for at in edits if at < refused]) == 2

    run(work)
    assert sum("told to wait" in record.message for record in caplog.records) == 1


@pytest.mark.parametrize("endpoint", ["editMessageText", "sendMessageDraft"])
def test_five_thousand_tokens_are_at_most_a_glimpse_a_second_and_end_in_the_whole_answer(
    endpoint: str,
) -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        shown: list[tuple[float, str]] = []
        text = ""
        for number in range(5000):
            text += f"{number} "
            await call(
                limiter, 7, lambda text=text: shown.append((clock.now, text)),  # type: ignore[misc]
                Priority.DROPPABLE, endpoint,
            )  # fmt: skip
            clock.now += 0.02
        await call(limiter, 7, lambda: shown.append((clock.now, text)))
        assert 50 < len(shown) <= 102
        assert all(b - a >= 0.99 for (a, _), (b, _) in pairwise(shown[:-1]))
        assert shown[-1][1] == text

    run(work)


@pytest.mark.parametrize(("chat", "burst", "rate"), [(7, 3, 1.0), (-7, 6, 1 / 3)])
def test_telegrams_limits_for_a_private_chat_and_for_a_group(
    chat: int, burst: int, rate: float
) -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        began, times = clock.now, []
        for _ in range(burst + 2):
            await call(limiter, chat, lambda: times.append(clock.now - began))
        assert times[burst - 1] == 0.0
        assert times[burst] == pytest.approx(1 / rate, abs=0.05)
        assert times[burst + 1] == pytest.approx(2 / rate, abs=0.05)

    run(work)


@pytest.mark.parametrize(("messages_per_s", "burst"), [(4.0, 4), (1000.0, 250)])
def test_all_chats_have_a_burst_of_a_quarter_second_and_of_four_at_least(
    messages_per_s: float, burst: int
) -> None:
    async def work() -> None:
        clock = SharedClock()
        limiter = ChatRateLimiter(messages_per_s=messages_per_s, clock=clock, sleep=clock.sleep)
        for chat in range(1, burst + 1):
            await call(limiter, chat, lambda: None)
        assert limiter.waited == 0
        await call(limiter, burst + 1, lambda: None)
        assert limiter.waited == 1

    asyncio.run(work())


def test_a_chat_opens_again_exactly_when_its_wait_is_over() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        def refuse() -> None:
            raise RetryAfter(5)

        await call(limiter, 7, refuse, Priority.DROPPABLE, "sendChatAction")
        shown: list[float] = []
        for clock.now in (1005.0, 1005.1):
            await call(
                limiter, 7, lambda: shown.append(clock.now), Priority.DROPPABLE, "sendChatAction"
            )
        assert shown == [1005.1]

    run(work)


def test_a_droppable_message_takes_a_token_of_its_chat_and_typing_takes_none() -> None:
    async def work(limiter: ChatRateLimiter, clock: SharedClock) -> None:
        shown: list[str] = []
        for endpoint in ("sendChatAction", "sendMessage"):
            for _ in range(5):
                await call(
                    limiter, 7, lambda e=endpoint: shown.append(e),  # type: ignore[misc]
                    Priority.DROPPABLE, endpoint,
                )  # fmt: skip
        assert shown == ["sendChatAction"] * 5 + ["sendMessage"] * 3

    run(work)


def test_after_eight_refusals_the_error_is_the_callers() -> None:
    async def work(limiter: ChatRateLimiter, _: SharedClock) -> None:
        tries = [0]

        def refuse() -> None:
            tries[0] += 1
            raise RetryAfter(1)

        with pytest.raises(RetryAfter):
            await call(limiter, 7, refuse)
        assert tries[0] == MAX_TRIES == 8

    run(work)


def test_of_too_many_chats_the_oldest_is_forgotten_unless_it_is_written_to() -> None:
    async def work(limiter: ChatRateLimiter, _: SharedClock) -> None:
        for chat in range(1, MAX_CHATS + 2):
            await call(limiter, chat, lambda: None, Priority.DROPPABLE, "sendChatAction")
        assert len(limiter._chats) == MAX_CHATS
        assert "1" not in limiter._chats
        async with limiter._chats["2"].turn:
            await call(limiter, 1, lambda: None, Priority.DROPPABLE, "sendChatAction")
            assert "2" in limiter._chats
            # One chat that is written to for long does not keep the others from being forgotten.
            for chat in range(MAX_CHATS + 2, MAX_CHATS + 100):
                await call(limiter, chat, lambda: None, Priority.DROPPABLE, "sendChatAction")
            assert len(limiter._chats) == MAX_CHATS

    run(work)
