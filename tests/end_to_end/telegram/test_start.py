"""Starting while the network is not there yet, and telling a proxy's page from Telegram's word."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.bot import LeanBot
from bot.telegram.http_client import BotApiClient
from bot.telegram.settings import TelegramSettings
from bot.telegram.updates.polling import UpdatePoller
from bot.telegram.updates.source import STALE_AFTER_S, PollingSource
from bot.telegram.updates.startup_retry import retry_until
from bot.telegram.waits import Timer
from knowledge.errors import ConfigError, UnreachableError
from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ANNA, Serve

TURKISH = "Can I pay my Turkish supplier in USDT?"
PAGE = "<html><body>Log in to this network</body></html>"


class Clock:
    """A clock that sleeping puts forward."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def insisting(*answers: TelegramError | str, patience: float = 120.0) -> tuple[Any, list[float]]:
    """What a call gives that answers so, and how long was waited between."""
    clock, left = Clock(), list(answers)

    async def call() -> str:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    return asyncio.run(retry_until(call, patience, Timer(clock, clock.sleep))), clock.slept


def test_a_first_call_is_made_again_ever_more_slowly_and_as_told() -> None:
    down = NetworkError("down")
    assert insisting("well") == ("well", [])
    assert insisting(down, down, down, "well") == ("well", [0.5, 1.0, 2.0])
    assert insisting(RetryAfter(7), "well") == ("well", [7.0])


def test_after_its_patience_the_network_is_named_and_a_refusal_at_once() -> None:
    with pytest.raises(UnreachableError, match="cannot be reached"):
        insisting(NetworkError("down"))
    with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
        insisting(InvalidToken("Unauthorized"), "well")
    with pytest.raises(ConfigError, match="bad webhook"):
        insisting(BadRequest("bad webhook"), "well")
    assert UnreachableError.exit_code != ConfigError.exit_code


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getMe", {"status": 502, "times": 2}),
        ("getMe", {"status": 401, "html": PAGE}),
        ("getMe", {"status": 404, "html": PAGE}),
        ("getMe", {"status": 200, "html": PAGE}),
        ("getMe", {"disconnect": "before"}),
        ("deleteWebhook", {"status": 502}),
        ("deleteWebhook", {"status": 409}),
        ("deleteWebhook", {"status": 429, "retry_after": 1}),
        ("getUpdates", {"status": 502}),
        ("getUpdates", {"status": 409}),
        ("getUpdates", {"status": 429, "retry_after": 1}),
    ],
    ids=str,
)
def test_what_fails_at_the_start_is_tried_again(
    api: BotApi, serve: Serve, method: str, fault: dict[str, Any]
) -> None:
    chat = api.private(anna := api.user(ANNA))
    api.faults.next(method, **fault)
    with serve():
        anna.says(chat, TURKISH)
        assert api.wait(lambda: chat.replies, 10)
    assert "cannot pay" in chat.last.text


def test_a_network_that_stays_down_is_told_in_a_sentence(serve: Serve, free_port: int) -> None:
    began = time.monotonic()
    with (
        pytest.raises(UnreachableError, match="TELEGRAM_API_BASE_URL"),
        serve(TELEGRAM_API_BASE_URL=f"http://127.0.0.1:{free_port}/bot", start_seconds=1),
    ):
        pass
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("status", [200, 401, 403, 404, 500])
@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
def test_a_proxys_page_says_nothing_about_the_token_or_the_chat(
    api: BotApi, serve: Serve, method: str, status: int
) -> None:
    chat = api.private(anna := api.user(ANNA))
    with serve():
        anna.says(chat, "hello")
        assert api.wait(lambda: chat.replies)
        api.faults.next(method, status=status, html=PAGE)
        anna.says(chat, TURKISH)
        # What wakes the question for updates that still waits for its answer.
        anna.says(chat, "thanks")
        assert api.wait(lambda: len(chat.replies) == 3, 10)
        assert api.wait(lambda: any(call.status == status for call in api.called(method)))
    assert "cannot pay" in chat.replies[1].text


def test_a_bot_that_hears_nothing_from_telegram_is_not_ready() -> None:
    clock = Clock()
    nothing: Any = None
    poller = UpdatePoller(nothing, nothing)
    source = PollingSource(nothing, poller, 1.0, clock=clock)
    assert not source.is_receiving()
    poller.last_answer_at = clock.now
    clock.now = STALE_AFTER_S - 1
    assert source.is_receiving()
    clock.now = STALE_AFTER_S + 1
    assert not source.is_receiving()


def test_readiness_is_told_by_the_service(api: BotApi, serve: Serve) -> None:
    with serve() as service:
        assert api.wait(lambda: service.is_ready())
        source = service.source
        assert isinstance(source, PollingSource)
        source._poller.last_answer_at -= STALE_AFTER_S + 1
        assert not service.is_ready()


@pytest.fixture
def telegram_settings() -> Callable[..., TelegramSettings]:
    """What makes settings of a bot."""

    def make(**more: Any) -> TelegramSettings:
        return TelegramSettings.model_validate({"TELEGRAM_BOT_TOKEN": "7:" + "a" * 35, **more})

    return make


@pytest.mark.parametrize(
    ("given", "calls", "files"),
    [
        ("https://api.telegram.org/bot", "https://api.telegram.org/bot",
         "https://api.telegram.org/file/bot"),
        ("http://127.0.0.1:8081/bot/", "http://127.0.0.1:8081/bot",
         "http://127.0.0.1:8081/file/bot"),
        ("https://bot-api.internal/bot", "https://bot-api.internal/bot",
         "https://bot-api.internal/file/bot"),
        ("https://example.org/bots/bot", "https://example.org/bots/bot",
         "https://example.org/bots/file/bot"),
    ],
)  # fmt: skip
def test_files_are_fetched_from_the_server_that_is_called(
    telegram_settings: Callable[..., TelegramSettings], given: str, calls: str, files: str
) -> None:
    made = telegram_settings(TELEGRAM_API_BASE_URL=given)
    assert (made.api_url, made.file_url) == (calls, files)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TELEGRAM_API_BASE_URL": "http://host:8081"}, "TELEGRAM_API_BASE_URL"),
        ({"TELEGRAM_API_BASE_URL": "host:8081/bot"}, "TELEGRAM_API_BASE_URL"),
        ({"TELEGRAM_API_BASE_URL": "https:///bot"}, "TELEGRAM_API_BASE_URL"),
        ({"admins": "1,@anna"}, "TRADEWIND_ADMINS"),
        ({"allowed": "one"}, "TRADEWIND_ALLOWED"),
        ({"webhook_url": "https://a.example/x", "webhook_secret": "é" * 40}, "WEBHOOK_SECRET"),
        ({"webhook_url": "https://a.example/x", "webhook_secret": "s" * 257}, "WEBHOOK_SECRET"),
        ({"webhook_url": "https://a.example/x", "webhook_secret": ""}, "WEBHOOK_SECRET"),
        ({"webhook_url": "http://a.example/x", "webhook_secret": "s" * 40}, "WEBHOOK_URL"),
        ({"webhook_url": "a.example/x", "webhook_secret": "s" * 40}, "WEBHOOK_URL"),
        ({"webhook_certificate": "bot.pem"}, "TRADEWIND_WEBHOOK_KEY"),
        ({"webhook_key": "bot.key"}, "TRADEWIND_WEBHOOK_CERTIFICATE"),
    ],
    ids=str,
)
def test_a_setting_that_telegram_would_refuse_is_named_before(
    telegram_settings: Callable[..., TelegramSettings], given: dict[str, str], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        telegram_settings(**given)


class Noting(BotApiClient):
    """A wire to nowhere that notes how long it would have waited."""

    def __init__(self) -> None:
        super().__init__(connections=1)
        self.waits: list[Any] = []

    async def do_request(
        self, url: str, method: str, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        self.waits.append(kwargs["read_timeout"])
        return 200, b'{"ok": true, "result": [{"no": "update"}]}'


def test_a_dead_question_for_updates_is_noticed_five_seconds_after_it_should_have_ended() -> None:
    noting = Noting()
    bot: LeanBot = LeanBot("7:" + "a" * 35, get_updates_request=noting)
    assert asyncio.run(bot.get_raw_updates(None, 100, 30, ["message"])) == [{"no": "update"}]
    assert noting.waits == [35.0]
