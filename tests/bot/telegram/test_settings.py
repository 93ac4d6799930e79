"""The settings of the bot: what Telegram would refuse is named before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.settings import SETTING_NAMES, TelegramSettings, load_settings
from knowledge.errors import ConfigError


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
        ({"admins": "²"}, "TRADEWIND_ADMINS"),
        ({"admins": "٤٢"}, "TRADEWIND_ADMINS"),
        ({"allowed": "1" * 30}, "TRADEWIND_ALLOWED"),
        ({"admins": "-5"}, "TRADEWIND_ADMINS"),
        ({"TELEGRAM_API_BASE_URL": "http://api.example/bot"}, "must be https"),
        ({"TELEGRAM_API_BASE_URL": "http://10.0.0.5:8081/bot"}, "TRADEWIND_PLAIN_HTTP"),
        ({"TELEGRAM_API_BASE_URL": "http://127.0.0.1@evil.example/bot"}, "must be https"),
        ({"TELEGRAM_BOT_TOKEN": "٧:" + "a" * 35}, "TELEGRAM_BOT_TOKEN"),
        ({"webhook_listen": "127.0.0.1:99999"}, "WEBHOOK_LISTEN"),
        ({"webhook_listen": "127.0.0.1:٨٤"}, "webhook_listen"),
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


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRADEWIND_ACCESS", "everyone", "TRADEWIND_ACCESS"),
        ("TRADEWIND_ADMINS", "me", "user ids"),
        ("TRADEWIND_WEBHOOK_URL", "https://bot.example.org/hook", "32 characters"),
        ("TELEGRAM_BOT_TOKEN", None, "BotFather"),
        ("TELEGRAM_BOT_TOKEN", "", "is not set"),
        ("TELEGRAM_BOT_TOKEN", "of-no-bot secret-of", "look like a token"),
    ],
)
def test_bad_settings_are_named_and_secrets_are_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str | None, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12345:secret-of-the-token-abcdefghijklmnop")
    monkeypatch.setenv("TRADEWIND_WEBHOOK_SECRET", "too-short")
    assert name in SETTING_NAMES
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert says in str(caught.value)
    assert "secret-of" not in str(caught.value)
    assert "too-short" not in str(caught.value)


def test_a_bot_api_without_tls_serves_where_the_operator_names_its_host(
    telegram_settings: Callable[..., TelegramSettings],
) -> None:
    given = {"TELEGRAM_API_BASE_URL": "http://bot-api:8081/bot", "plain_http": "other, Bot-API"}
    assert telegram_settings(**given).api_url == "http://bot-api:8081/bot"


def test_ids_are_numbers_and_blanks_between_commas_are_none(
    telegram_settings: Callable[..., TelegramSettings],
) -> None:
    made = telegram_settings(admins=" 42, 43 ,,", allowed=" ")
    assert made.user_ids("admins") == {42, 43}
    assert made.user_ids("allowed") == frozenset()


def test_the_user_s_folder_is_put_in_place_of_its_sign(
    telegram_settings: Callable[..., TelegramSettings],
) -> None:
    made = telegram_settings(webhook_certificate="~/a.pem", webhook_key="~/a.key", sources="~/docs")
    assert made.webhook_certificate == Path.home() / "a.pem"
    assert made.webhook_key == Path.home() / "a.key"
    assert made.documents_folder == Path.home() / "docs"
