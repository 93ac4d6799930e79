"""The settings of the Telegram bot, in addition to those of every channel."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import ConfigError

MIN_SECRET_CHARS = 32
_TOKEN = re.compile(r"\d+:[\w-]+")
_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{MIN_SECRET_CHARS},256}}")
_API = re.compile(r"https?://[^\s/]+(?:/\S*)?/bot/?")


class _InvalidSetting(ValueError):
    """A setting that was refused: its name, and what is wrong with it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}")


class TelegramSettings(BaseSettings):
    """The token, the Bot API's address, access, limits, and how updates arrive."""

    model_config = SettingsConfigDict(
        env_prefix="TRADEWIND_", env_file=".env", extra="ignore", frozen=True
    )

    token: SecretStr = Field(validation_alias="TELEGRAM_BOT_TOKEN")
    api: str = Field(
        default="https://api.telegram.org/bot", validation_alias="TELEGRAM_API_BASE_URL"
    )
    access: str = Field(default="private", pattern="^(private|open)$")
    admins: str = Field(default="", description="user ids, comma-separated")
    allowed: str = Field(default="", description="user ids, comma-separated")
    answer_seconds: float = Field(default=25.0, gt=0, le=300, description="seconds for an answer")
    start_seconds: float = Field(default=120.0, ge=0, description="seconds to reach Telegram")
    a_second: float = Field(default=25.0, gt=0, le=1000, description="messages, over all chats")
    per_hour: int = Field(default=120, ge=1, description="questions of one user an hour")
    webhook_url: str = Field(default="", description="public URL; polling if empty")
    webhook_secret: SecretStr = SecretStr("")
    webhook_listen: str = Field(default="127.0.0.1:8443", pattern=r"^.+:\d+$")
    webhook_certificate: Path | None = None
    webhook_key: Path | None = None
    sources: str = Field(default="", description="admins' documents go to the first folder")
    health_port: int = Field(default=0, ge=0, le=65535, description="port on loopback; 0 is off")

    @model_validator(mode="after")
    def _check(self) -> TelegramSettings:
        if not _TOKEN.fullmatch(self.token.get_secret_value()):
            raise _InvalidSetting("TELEGRAM_BOT_TOKEN", "does not look like a token, 12345:ABC…")
        if not _API.fullmatch(self.api):
            raise _InvalidSetting(
                "TELEGRAM_API_BASE_URL", "must look like https://api.telegram.org/bot"
            )
        for name in ("admins", "allowed"):
            if not all(part.strip().isdigit() for part in getattr(self, name).split(",") if part):
                raise _InvalidSetting(
                    f"TRADEWIND_{name.upper()}", "takes user ids separated by commas"
                )
        if bool(self.webhook_certificate) != bool(self.webhook_key):
            raise _InvalidSetting(
                "TRADEWIND_WEBHOOK_CERTIFICATE", "and TRADEWIND_WEBHOOK_KEY go together"
            )
        if self.webhook_url:
            self._check_webhook()
        return self

    def _check_webhook(self) -> None:
        if not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            raise _InvalidSetting(
                "TRADEWIND_WEBHOOK_SECRET",
                f"must have at least {MIN_SECRET_CHARS} characters, at most 256, of A-Z, a-z, 0-9,"
                " _ and -",
            )
        # A self-hosted Bot API server also accepts plain http.
        plain = "" if self.api.startswith("https://api.telegram.org/") else "?"
        if not re.fullmatch(rf"https{plain}://[^\s/]+(/\S*)?", self.webhook_url):
            raise _InvalidSetting("TRADEWIND_WEBHOOK_URL", "must be a public https address")

    @property
    def api_url(self) -> str:
        """The URL before the token in method calls."""
        return self.api.rstrip("/")

    @property
    def file_url(self) -> str:
        """The URL before the token in file downloads."""
        return self.api_url.removesuffix("/bot") + "/file/bot"

    @property
    def documents_folder(self) -> Path | None:
        """The folder for documents that admins send: the first of the index's sources."""
        first = self.sources.split(os.pathsep)[0].strip()
        return Path(first) if first else None

    def user_ids(self, name: str) -> frozenset[int]:
        """The user ids in ``admins`` or ``allowed``."""
        return frozenset(int(part) for part in getattr(self, name).split(",") if part.strip())


def load_settings() -> TelegramSettings:
    """The settings from the environment; ConfigError names a bad one and never shows a secret."""
    try:
        return TelegramSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if name == "TELEGRAM_BOT_TOKEN":
            raise ConfigError(
                "TELEGRAM_BOT_TOKEN is not set.", fix="Get one from @BotFather and export it."
            ) from None
        why = str(first["msg"]).removeprefix("Value error, ")
        if not name:
            fix = "Correct it, then try again."
            if why.startswith("TELEGRAM_BOT_TOKEN"):
                fix = "Copy it again from @BotFather."
            raise ConfigError(f"{why}.", fix=fix) from None
        label = name if name.startswith("TELEGRAM") else f"TRADEWIND_{name.upper()}"
        raise ConfigError(f"{label}: {why}.", fix="Correct it, then try again.") from None


# The environment variables of these settings, used to find misspelt ones.
SETTING_NAMES = frozenset(
    field.validation_alias
    if isinstance(field.validation_alias, str)
    else f"TRADEWIND_{name.upper()}"
    for name, field in TelegramSettings.model_fields.items()
)
