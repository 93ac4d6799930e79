"""The file of settings: which one is read, and what stands in it.

It is the one that a variable names, else ``.env`` in the home. One in the folder where a command is
started is not read: others may be able to write there, and it could send the bot's token, the
prices and the documents elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

from knowledge.errors import ConfigError
from knowledge.files import explain_os_error, open_regular_file
from knowledge.text.terminal import escape_line

VARIABLE = "TRADEWIND_ENV_FILE"
FILE_NAME = ".env"
# All settings with long values take some kilobytes; what is larger is another file.
MAX_BYTES = 64 << 10
_MAX_SHOWN_CHARS = 120


def expand_path(path: Path) -> Path:
    """A path with ``~`` replaced by the user's folder; ValueError for what is no path."""
    if "\0" in str(path):
        raise ValueError("a path has no NUL character")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no user {show_path(Path(path.parts[0]))}") from None


def find_env_file(home: Path) -> Path | None:
    """The file to read settings from; None when no file is named and the home has none.

    ConfigError when it cannot be read or is no text.
    """
    named = os.environ.get(VARIABLE)
    file = Path(named) if named else home / FILE_NAME
    try:
        file = expand_path(file)
        with open_regular_file(file, follow_links=True) as opened:
            content = opened.read(MAX_BYTES + 1)
        content.decode("utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        if not named:
            return None
        raise _unreadable(named, file, error) from None
    except (OSError, ValueError) as error:
        raise _unreadable(named, file, error) from None
    if len(content) > MAX_BYTES or b"\0" in content:
        raise _unreadable(named, file, ValueError("it is no file of settings"))
    return file


def read_names(file: Path | None) -> list[str]:
    """The names that a file sets; none without a file."""
    return [*dotenv_values(file)] if file else []


def find_unread_file(read: Path | None) -> Path | None:
    """The ``.env`` in the present folder when that is not the file that was read."""
    here = Path(FILE_NAME)
    is_read = read is not None and here.exists() and here.samefile(read)
    return here if here.is_file() and not is_read else None


def show_path(path: Path) -> str:
    """A path as one short line: its end, if it is long."""
    text = escape_line(str(path))
    return text if len(text) <= _MAX_SHOWN_CHARS else f"…{text[-_MAX_SHOWN_CHARS:]}"


def _unreadable(named: str | None, file: Path, error: Exception) -> ConfigError:
    reason = explain_os_error(error) if isinstance(error, OSError) else str(error)
    if isinstance(error, UnicodeError):
        reason = "it is no text in UTF-8"
    return ConfigError(
        f"{f'{VARIABLE}: ' if named else ''}{show_path(file)} cannot be read: {reason}.",
        fix="Correct it, or name another file.",
    )
