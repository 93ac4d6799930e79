"""The settings of the Telegram bot, in addition to those of every channel."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, SecretStr, model_validator

from knowledge.plain_http import is_protected
from knowledge.settings import PREFIX, SharedSettings, UserPath, read_settings

MIN_SECRET_CHARS = 32
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
# What fits into a number of 64 bits, as SQLite stores it.
_USER_ID = re.compile(r"[0-9]{1,18}")
_MAX_PORT = 65535
_SECRET = re.compile(rf"[A-Za-z0-9_-]{{{MIN_SECRET_CHARS},256}}")
_API = re.compile(r"https?://[^\s/]+(?:/\S*)?/bot/?")


class _InvalidSetting(ValueError):
    """A setting that was refused: its name, and what is wrong with it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}")


class TelegramSettings(SharedSettings):
    """The token, the Bot API's address, access, limits, and how updates arrive."""

    token: SecretStr = Field(default=SecretStr(""), validation_alias="TELEGRAM_BOT_TOKEN")
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
    webhook_listen: str = Field(default="127.0.0.1:8443", pattern=r"^.+:[0-9]{1,5}$")
    webhook_certificate: UserPath | None = None
    webhook_key: UserPath | None = None
    health_port: int = Field(default=0, ge=0, le=65535, description="port on loopback; 0 is off")

    @model_validator(mode="after")
    def _check(self) -> TelegramSettings:
        self._check_connection()
        for name in ("admins", "allowed"):
            if not all(map(_USER_ID.fullmatch, _split_ids(getattr(self, name)))):
                raise _InvalidSetting(
                    f"{PREFIX}{name.upper()}", "takes user ids separated by commas"
                )
        if int(self.webhook_listen.rpartition(":")[2]) > _MAX_PORT:
            raise _InvalidSetting("TRADEWIND_WEBHOOK_LISTEN", f"has a port over {_MAX_PORT}")
        if bool(self.webhook_certificate) != bool(self.webhook_key):
            raise _InvalidSetting(
                "TRADEWIND_WEBHOOK_CERTIFICATE", "and TRADEWIND_WEBHOOK_KEY go together"
            )
        if self.webhook_url:
            self._check_webhook()
        return self

    def _check_connection(self) -> None:
        token = self.token.get_secret_value()
        if not token:
            raise _InvalidSetting("TELEGRAM_BOT_TOKEN", "is not set: get one from @BotFather")
        if not _TOKEN.fullmatch(token):
            raise _InvalidSetting(
                "TELEGRAM_BOT_TOKEN",
                "does not look like a token, 12345:ABC…: copy it again from @BotFather",
            )
        if not _API.fullmatch(self.api):
            raise _InvalidSetting(
                "TELEGRAM_API_BASE_URL", "must look like https://api.telegram.org/bot"
            )
        # The token is in the path of every call.
        if not is_protected(self.api, self.plain_hosts):
            raise _InvalidSetting(
                "TELEGRAM_API_BASE_URL",
                "must be https, so that nobody on the way reads the token; http is for this"
                " machine and for the hosts in TRADEWIND_PLAIN_HTTP",
            )

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
        """The folder for documents that admins send: the first of the operator's own."""
        return next(iter(self.own_folders), None)

    def user_ids(self, name: str) -> frozenset[int]:
        """The user ids in ``admins`` or ``allowed``."""
        return frozenset(map(int, _split_ids(getattr(self, name))))


def _split_ids(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def load_settings() -> TelegramSettings:
    """The settings in force; ConfigError names a bad one and never shows a secret."""
    return read_settings(TelegramSettings)


# The environment variables of these settings, used to find misspelt ones.
SETTING_NAMES = frozenset(
    field.validation_alias if isinstance(field.validation_alias, str) else f"{PREFIX}{name.upper()}"
    for name, field in TelegramSettings.model_fields.items()
)
