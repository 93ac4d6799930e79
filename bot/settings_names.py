"""Variables of the environment that look like settings and are none: usually typing slips."""

from __future__ import annotations

from bot.settings import Settings
from bot.telegram.settings import SETTING_NAMES
from knowledge.settings import PREFIX, names_in_environment


def find_unknown_names() -> list[str]:
    """The ``TRADEWIND_`` names in the environment that no setting has."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | SETTING_NAMES
    return [name for name in names_in_environment() if name not in known]
