"""The names of the commands."""

from __future__ import annotations

import re

from bot.messages import message
from bot.messages.language import LANGUAGES
from bot.telegram.commands import ADMIN_COMMANDS, COMMANDS, GROUP_COMMANDS


def test_every_command_has_a_name_that_telegram_takes_and_words_in_each_language() -> None:
    for name in (*COMMANDS, *ADMIN_COMMANDS):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        for language in LANGUAGES:
            assert 1 <= len(message(f"tg_cmd_{name}", language)) <= 256


def test_groups_have_no_commands_of_admins_and_none_about_one_person() -> None:
    assert set(GROUP_COMMANDS) < set(COMMANDS)
    assert not {"why", "reset", "privacy", "forget"} & set(GROUP_COMMANDS)
    assert not set(COMMANDS) & set(ADMIN_COMMANDS)
