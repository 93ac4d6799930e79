"""The bot's settings, from the environment or a file of settings; read once, passed down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_settings import NoDecode

from knowledge.compliance.sanctions.catalogue import LISTS
from knowledge.plain_http import is_protected
from knowledge.settings import SharedSettings, UserPath, read_settings

# A century: more days than a date can be moved back by are no length of time.
_MAX_AUDIT_DAYS = 36_500


def _parse_json(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        raise ValueError('it is no JSON such as {"kraken": "https://..."}') from None


class Settings(SharedSettings):
    """All settings of the bot but those of Telegram; bad values are named."""

    language: str = Field(default="auto", pattern="^(auto|en|ru)$")
    question_limit: int = Field(default=2000, ge=100, le=20_000, description="characters")

    market: str = Field(default="live", pattern="^(live|sample|off)$")
    hosts: Annotated[dict[str, str], NoDecode, BeforeValidator(_parse_json)] = Field(
        default_factory=dict, description="other addresses of sources"
    )
    exchanges: str = Field(default="", description="further exchanges, by their ccxt names")
    quotes: UserPath | None = Field(default=None, description="the operator's rates")
    market_seconds: float = Field(default=3.0, gt=0, le=60, description="patience for a source")

    lists_days: int = Field(default=7, ge=1, le=365, description="older lists check nothing")
    lists_required: str = Field(
        default="ofac-sdn",
        pattern=f"^({'|'.join(LISTS)})(,({'|'.join(LISTS)}))*$",
        description="lists without which nothing is checked",
    )
    audit: str = Field(default="hashed", pattern="^(hashed|full|off)$")
    audit_days: int = Field(
        default=0, ge=0, le=_MAX_AUDIT_DAYS, description="how long the log is kept, 0 for ever"
    )

    @model_validator(mode="after")
    def _check_hosts(self) -> Settings:
        for name, url in self.hosts.items():
            if not is_protected(url, self.plain_hosts):
                raise ValueError(
                    f"TRADEWIND_HOSTS: the address of {name[:40]!r} must be https; http is for this"
                    " machine and for the hosts in TRADEWIND_PLAIN_HTTP"
                )
        return self

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
