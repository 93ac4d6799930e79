"""The bot's settings."""

from __future__ import annotations

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
