"""The bot's settings, from the environment or a ``.env`` file; read once, passed down."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.settings import SharedSettings, read_settings


class Settings(SharedSettings):
    """All settings of the bot but those of Telegram; bad values are named."""

    language: str = Field(default="auto", pattern="^(auto|en|ru)$")
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
        """The file of the operator's rates."""
        return self.quotes or self.home / "quotes.toml"

    @property
    def audit_root(self) -> Path:
        """The folder of the audit log."""
        return self.home / "audit"


def load_settings(index: Path | None = None) -> Settings:
    """The settings in force; ``index`` from the command line wins. ConfigError names a bad one."""
    return read_settings(Settings, index)
