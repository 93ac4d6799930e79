"""What piled up while nobody listened: which of it is answered, and that nothing is undone."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import Update, User

from bot.telegram.access import Access
from bot.telegram.updates.backlog import expects_answer, select_answerable


class Bot:
    bot = User(7, "Tradewind", is_bot=True, username="tradewind_bot")


GROUP = {"id": -5, "type": "group", "title": "Desk"}


OTHER_BOT = {"id": 9, "is_bot": True, "first_name": "Other"}


def told(number: int, text: str, chat: dict[str, Any] | None = None, **more: Any) -> Update:
    """An update with a message of user 2, in private unless another chat is given."""
    user = {"id": 2, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": number, "date": 1, "chat": chat or {"id": 2, "type": "private"},
               "from": user, **({"text": text} if text else {}), **more}  # fmt: skip
    update = Update.de_json({"update_id": number, "message": message}, None)
    assert update
    return update


def left(updates: list[Update], *, everybody: bool = True) -> list[int]:
    bot: Any = Bot()
    no_store: Any = SimpleNamespace(list_people=dict, list_bans=list)
    access = Access(no_store, frozenset(), frozenset(), everybody=everybody)
    found = select_answerable(updates, partial(expects_answer, bot, access))
    return [update.update_id for update in found]


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        ([told(1, "one"), told(2, "two")], [2]),
        ([told(1, "/ask two", GROUP), told(2, "lunch?", GROUP)], [1]),
        ([told(1, "/forget"), told(2, "hello")], [1, 2]),
        ([told(1, "/FORGET@tradewind_bot"), told(2, "hello")], [1, 2]),
        ([told(1, "/forget", via_bot=OTHER_BOT), told(2, "hello")], [2]),
        ([told(1, "/ban 5"), told(2, "/unban 6"), told(3, "/stats")], [1, 2, 3]),
        ([told(1, "/approve 1"), told(2, "/approve 2"), told(3, "/stats")], [1, 2, 3]),
        ([told(1, "", document={"file_id": "f", "file_unique_id": "u"}), told(2, "so?")], [1, 2]),
        ([told(1, "a question"), told(2, "", sticker=None)], [1]),
        ([told(1, ""), told(2, "")], [1]),
        ([told(1, "", GROUP, migrate_to_chat_id=-1005), told(2, "/ask x", GROUP)], [1, 2]),
        ([told(1, "/price BTC"), told(2, "/price ETH")], [2]),
        ([], []),
    ],
    ids=["newest", "not for us", "forget", "in capitals", "not typed", "bans", "admin", "document",
         "sticker", "only wordless", "moved", "questions", "none"],
)  # fmt: skip
def test_of_what_waited_the_newest_question_and_all_effects_are_kept(
    updates: list[Update], expected: list[int]
) -> None:
    assert left(updates) == expected


def test_who_may_not_talk_takes_no_answer_from_others_in_a_group_and_is_informed_in_private() -> (
    None
):
    assert left([told(1, "/ask x", GROUP)], everybody=False) == []
    assert left([told(1, "let me in")], everybody=False) == [1]
