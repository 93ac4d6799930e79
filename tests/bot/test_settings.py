"""The bot's settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from knowledge.errors import ConfigError


def test_the_files_of_the_bot_lie_under_home_unless_they_are_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.quotes_file == tmp_path / "quotes.toml"
    assert settings.audit_root == tmp_path / "audit"
    assert Settings(home=tmp_path, quotes=Path("own.toml")).quotes_file == Path("own.toml")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANGUAGE", "tlh"),
        ("MARKET", "sometimes"),
        ("AUDIT", "perhaps"),
        ("AUDIT_DAYS", "-1"),
        ("QUESTION_LIMIT", "50"),
        ("MARKET_SECONDS", "0"),
        ("MARKET_SECONDS", "nan"),
        ("AUDIT_DAYS", "9" * 30),
        ("HOSTS", "{"),
        ("HOSTS", "[" * 3000),
        ("HOSTS", '{"kraken": 7}'),
        ("HOSTS", '{"kraken": "http://kraken.example"}'),
        ("HOSTS", '{"kraken": "file:///etc/passwd"}'),
        ("LISTS_REQUIRED", "ofac-sdn,no-such-list"),
    ],
)
def test_a_bad_value_is_refused_with_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TRADEWIND_{name}", value)
    with pytest.raises(ConfigError, match=f"TRADEWIND_{name}"):
        load_settings()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEWIND_MARKET", "")
    assert load_settings().market == "live"


def test_other_addresses_are_https_or_on_this_machine_or_of_hosts_that_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hosts = {"a": "https://a.example", "b": "http://127.0.0.1:8000", "c": "http://mirror:80/x"}
    monkeypatch.setenv("TRADEWIND_HOSTS", json.dumps(hosts))
    with pytest.raises(ConfigError, match="address of 'c' must be https"):
        load_settings()
    monkeypatch.setenv("TRADEWIND_PLAIN_HTTP", "mirror")
    assert load_settings().hosts == hosts
