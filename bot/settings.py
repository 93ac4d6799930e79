"""What the operator may set, from the environment or a ``.env`` file; read once, passed down."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.errors import ConfigError
from knowledge.paths import default_home


class Settings(BaseSettings):
    """All settings of the bot; unknown ``TRADEWIND_`` names are refused, bad values named."""

    model_config = SettingsConfigDict(
        env_prefix="TRADEWIND_", env_file=".env", extra="ignore", frozen=True
    )

    home: Path = Field(default_factory=default_home, description="models and the index live here")
    index: Path | None = Field(default=None, description="the index, if not under home")
    language: str = Field(default="auto", pattern="^(auto|en|ru)$")
    threads: int = Field(default=2, ge=1, le=64, description="cores that an encoder may use")
    question_limit: int = Field(default=2000, ge=100, le=20_000, description="characters")

    market: str = Field(default="live", pattern="^(live|sample|off)$")
    hosts: dict[str, str] = Field(default_factory=dict, description="other addresses of sources")
    exchanges: str = Field(default="", description="further exchanges, by their ccxt names")
    quotes: Path | None = Field(default=None, description="the operator's rates")
    market_seconds: float = Field(default=3.0, gt=0, le=60, description="patience for a source")

    lists_days: int = Field(default=7, ge=1, le=365, description="older lists check nothing")
    lists_required: str = Field(
        default="ofac-sdn",
        pattern=f"^({'|'.join(LISTS)})(,({'|'.join(LISTS)}))*$",
        description="lists without which nothing is checked",
    )
    audit: str = Field(default="hashed", pattern="^(hashed|full|off)$")
    audit_days: int = Field(default=0, ge=0, description="how long the log is kept, 0 for ever")

    @property
    def quotes_file(self) -> Path:
        """Where the operator's rates are."""
        return self.quotes or self.home / "quotes.toml"

    @property
    def lists_root(self) -> Path:
        """Where the compiled sanctions lists are."""
        return self.home / "lists"

    @property
    def audit_root(self) -> Path:
        """Where the audit log is."""
        return self.home / "audit"

    @property
    def index_root(self) -> Path:
        """The folder of the index."""
        return self.index or self.home / "index"


def load(index: Path | None = None) -> Settings:
    """The settings in force; ``index`` from the command line wins. ConfigError names a bad one."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "TRADEWIND_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name}: {first['msg']}.", fix="Correct it, then try again.") from None
    return settings.model_copy(update={"index": index}) if index else settings


def unknown_names() -> list[str]:
    """Environment variables that look like settings but are none: usually a typing slip."""
    from bot.telegram.settings import SETTING_NAMES

    known = {f"TRADEWIND_{name.upper()}" for name in Settings.model_fields} | OTHERS | SETTING_NAMES
    return sorted(
        name for name in os.environ if name.startswith("TRADEWIND_") and name not in known
    )


# Read by the indexer, which shares the environment.
OTHERS = {"TRADEWIND_SOURCES", "TRADEWIND_MODEL"}
