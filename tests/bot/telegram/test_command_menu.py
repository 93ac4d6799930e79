"""The command menu."""

from __future__ import annotations

import pytest

from tests.fake_telegram.server import BotApi
from tests.support.telegram_bot import ADMIN, ANNA, Serve


@pytest.fixture(autouse=True)
def nothing_sent_against_the_rules(api: BotApi) -> object:
    yield
    assert not api.violations


def test_commands_are_listed_for_each_language_and_sort_of_chat(api: BotApi, serve: Serve) -> None:
    with serve():
        kept = {key: [row["command"] for row in rows] for key, rows in api.server.commands.items()}
    languages = {language for _, language in kept}
    # What is told in Russian is listed in Russian, too.
    assert languages == {"", "ru", "be", "kk", "ky", "uk"}
    assert len(kept) == 3 * len(languages)
    for (scope, _), names in kept.items():
        assert {"ask", "estimate", "screen", "corridor", "help"} <= set(names)
        assert ("forget" in names) is ("group" not in scope)
    said = {rows[0]["description"] for rows in api.server.commands.values()}
    assert len(said) == 2


def test_an_admin_has_their_commands_in_the_menu_once_they_wrote(api: BotApi, serve: Serve) -> None:
    admin, anna = api.user(ADMIN), api.user(ANNA)
    desk, chat = api.private(admin), api.private(anna)
    with serve():
        admin.says(desk, "hello")
        anna.says(chat, "hello")
        assert api.wait(lambda: desk.replies and chat.replies)
        mine = f"chat_id={ADMIN} type=chat"
        assert api.wait(lambda: (mine, "uk") in api.commands)
    assert "approve" in {row["command"] for row in api.commands[mine, ""]}
    assert not [scope for scope, _ in api.commands if f"chat_id={ANNA}" in scope]
