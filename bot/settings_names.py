"""Variables that look like settings and are none: usually typing slips."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings
from bot.telegram.settings import SETTING_NAMES
from knowledge.env_file import read_names
from knowledge.settings import PREFIX, names_in_environment


def find_unknown_names(env_file: Path | None = None) -> list[str]:
    """The ``TRADEWIND_`` names in the environment and in the file that no setting has."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | SETTING_NAMES
    in_file = {name for name in read_names(env_file) if name.startswith(PREFIX)}
    return sorted({*names_in_environment(), *in_file} - known)
