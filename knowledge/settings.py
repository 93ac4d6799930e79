"""Settings that the bot and the indexer share, from the environment or a file of settings.

Nothing else in the package reads the environment for settings: what one command sets, the other
sees, too.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.env_file import VARIABLE, expand_path, find_env_file, find_unread_file
from knowledge.errors import ConfigError
from knowledge.files import restrict_to_owner

PREFIX = "TRADEWIND_"
# The notes that come with Tradewind.
BUNDLED_NOTES = Path(__file__).parent / "sources"
# A path of the system itself has few parts, such as "/", "var", "lib".
_SYSTEM_FOLDER_PARTS = 3
# A path in which ``~`` is the user's folder.
UserPath = Annotated[Path, AfterValidator(expand_path)]


def _split_folders(text: str) -> list[Path]:
    """The folders that a setting names, separated as in PATH."""
    return [expand_path(Path(part)) for part in text.split(os.pathsep) if part.strip()]


def _check_folders(text: str) -> str:
    _split_folders(text)
    return text


def _expand_name(name: str) -> str:
    """A name as it is, or the path that it is when it begins with ``~``."""
    return str(expand_path(Path(name))) if name.startswith("~") else name


def default_home() -> Path:
    """The user's data folder, by the convention of the operating system."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "tradewind"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "tradewind"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "tradewind"


class SharedSettings(BaseSettings):
    """What bot and indexer must agree on. A variable of the environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, env_file_encoding="utf-8",
        extra="ignore", frozen=True,
    )  # fmt: skip

    env_file: UserPath | None = Field(default=None, description="the file of settings")
    home: UserPath = Field(default_factory=default_home, description="models and the index")
    index: UserPath | None = Field(default=None, description="the index, if not under home")
    sources: Annotated[str, AfterValidator(_check_folders)] = Field(
        default="", description="folders of documents, separated as in PATH"
    )
    model: Annotated[str, AfterValidator(_expand_name)] = Field(
        default="", description="the encoder, if not the default one"
    )
    threads: int = Field(default=2, ge=1, le=64, description="cores that an encoder may use")
    plain_http: str = Field(default="", description="hosts that may be called without TLS")

    @property
    def origin(self) -> str:
        """Where the settings are from, in words."""
        return f"the environment and {self.env_file}" if self.env_file else "the environment"

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
        return [BUNDLED_NOTES, *self.own_folders]

    @property
    def own_folders(self) -> list[Path]:
        """The folders of the operator's documents; those of admins go to the first."""
        return _split_folders(self.sources)

    @property
    def plain_hosts(self) -> frozenset[str]:
        """The hosts that may be called over plain HTTP, beside this machine."""
        return frozenset(host.strip().lower() for host in self.plain_http.split(","))

    def close_home(self) -> None:
        """Make the home, if there is one, its owner's alone; not a folder that holds more.

        That is the user's own folder and those above it and, for root, such as /etc or /var/lib.
        """
        home, user = self.home.resolve(), Path.home().resolve()
        is_system = os.access("/", os.W_OK) and len(home.parts) <= _SYSTEM_FOLDER_PARTS
        if home not in (user, *user.parents) and not is_system:
            restrict_to_owner(home)


_FIX = "Correct it, then try again."
SettingsType = TypeVar("SettingsType", bound=SharedSettings)


def read_settings(model: type[SettingsType], index: Path | None = None) -> SettingsType:
    """The settings in force; ``index`` from the command line wins. ConfigError names a bad one.

    ``env_file`` is the file that was read, or None.
    """
    try:
        home = expand_path(Path(os.environ.get(f"{PREFIX}HOME") or default_home()))
    except ValueError as error:
        raise ConfigError(f"{PREFIX}HOME: {error}.", fix=_FIX) from None
    file = find_env_file(home)
    try:
        settings = model(_env_file=file)
    except ValidationError as error:
        raise _explain(model, error, find_unread_file(file)) from None
    update = {"env_file": file, "index": index and index.expanduser()}
    return settings.model_copy(update=update if index else {"env_file": file})


def _explain(
    model: type[SharedSettings], error: ValidationError, unread: Path | None
) -> ConfigError:
    """The first fault that was found, in a sentence that names the variable and no value.

    It may be that the right value stands in ``unread``, the file in this folder that is not read.
    """
    fix = _FIX
    if unread:
        fix += f" The {unread} in this folder is not read; to use it, set {VARIABLE}={unread}"
    first = error.errors()[0]
    why = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return ConfigError(f"{why}.", fix=fix)
    name = str(first["loc"][0])
    field = model.model_fields.get(name)
    alias = field.validation_alias if field else name
    variable = alias if isinstance(alias, str) else f"{PREFIX}{name.upper()}"
    return ConfigError(f"{variable}: {why}.", fix=fix)


def names_in_environment() -> list[str]:
    """The names in the environment that begin as those of settings do, in order."""
    return sorted(name for name in os.environ if name.startswith(PREFIX))
