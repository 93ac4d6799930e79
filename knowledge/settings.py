"""Settings that the bot and the indexer share, from the environment or a ``.env`` file.

Nothing else in the package reads the environment for settings: what one command sets, the other
sees, too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import ConfigError

PREFIX = "TRADEWIND_"
# The notes that come with Tradewind.
BUNDLED_NOTES = Path(__file__).parent / "sources"


def default_home() -> Path:
    """The user's data folder, by the convention of the operating system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tradewind"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "tradewind"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tradewind"


class SharedSettings(BaseSettings):
    """What bot and indexer must agree on. A variable of the environment wins over ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(default_factory=default_home, description="models and the index live here")
    index: Path | None = Field(default=None, description="the index, if not under home")
    sources: str = Field(default="", description="folders of documents, separated as in PATH")
    model: str = Field(default="", description="the encoder, if not the default one")
    threads: int = Field(default=2, ge=1, le=64, description="cores that an encoder may use")

    @property
    def index_root(self) -> Path:
        """The folder of the index."""
        return self.index or self.home / "index"

    @property
    def lists_root(self) -> Path:
        """The folder of the compiled sanctions lists."""
        return self.home / "lists"

    @property
    def source_folders(self) -> list[Path]:
        """The bundled notes, and the folders that ``sources`` names."""
        own = (part for part in self.sources.split(os.pathsep) if part)
        return [BUNDLED_NOTES, *(Path(part).expanduser() for part in own)]


SettingsType = TypeVar("SettingsType", bound=SharedSettings)


def read_settings(model: type[SettingsType], index: Path | None = None) -> SettingsType:
    """The settings in force; ``index`` from the command line wins. ConfigError names a bad one."""
    try:
        settings = model()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name}: {first['msg']}.", fix="Correct it, then try again.") from None
    return settings.model_copy(update={"index": index}) if index else settings


def names_in_environment() -> list[str]:
    """The names in the environment that begin as those of settings do, in order."""
    return sorted(name for name in os.environ if name.startswith(PREFIX))
