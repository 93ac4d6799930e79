"""Which messages are meant for the bot."""

from __future__ import annotations

from typing import Any

import pytest

from bot.telegram.addressed_text import is_foreign_command, text_for_bot
from tests.support.telegram_updates import BOT_USER, GROUP_JSON, message_of

NAME = "@tradewind_bot"
FORWARD = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
CHANNEL_JSON = {"id": -1009, "type": "channel", "title": "News"}


def mention(text: str) -> dict[str, Any]:
    entity = {"type": "mention", "offset": text.index("@"), "length": len(NAME)}
    return {"entities": [entity]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it allowed?", "is it allowed?"),
        (f"/ask{NAME} is it?", "/ask is it?"),
        (f"/ASK{NAME.upper()} is it?", "/ASK is it?"),
        ("/ask@other_bot is it?", "/ask@other_bot is it?"),
        ("", ""),
    ],
)
def test_in_private_everything_is(text: str, expected: str) -> None:
    assert text_for_bot(message_of(text), BOT_USER) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lunch?", None),
        ("/ask is it?", "/ask is it?"),
        (f"/ask{NAME} is it?", "/ask is it?"),
        (f"/nonsense{NAME}", "/nonsense"),
        ("/nonsense", None),
        ("/ask@other_bot is it?", None),
        ("/stats", None),
    ],
)
def test_in_a_group_only_commands_that_can_be_its_own_are(text: str, expected: str | None) -> None:
    assert text_for_bot(message_of(text, GROUP_JSON), BOT_USER) == expected


def test_a_mention_is_taken_out_of_the_text() -> None:
    text = f"so {NAME} is it  allowed?"
    message = message_of(text, GROUP_JSON, **mention(text))
    assert text_for_bot(message, BOT_USER) == "so is it allowed?"
    other = text.replace(NAME, "@another_1_bot")
    assert text_for_bot(message_of(other, GROUP_JSON, **mention(other)), BOT_USER) is None


def test_an_answer_to_the_bots_own_message_is_meant_for_it() -> None:
    for sender, expected in ((7, "since when?"), (8, None)):
        original = {"message_id": 1, "date": 1, "chat": GROUP_JSON,
                    "from": {"id": sender, "is_bot": True, "first_name": "T"}}  # fmt: skip
        message = message_of("since when?", GROUP_JSON, reply_to_message=original)
        assert text_for_bot(message, BOT_USER) == expected


def test_its_own_inline_cards_and_channels_are_not() -> None:
    own = {"id": BOT_USER.id, "is_bot": True, "first_name": "Tradewind"}
    assert text_for_bot(message_of("a card", via_bot=own), BOT_USER) is None
    assert text_for_bot(message_of("news", CHANNEL_JSON), BOT_USER) is None


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("/forget", {}, False),
        ("/forget", {"via_bot": {"id": 9, "is_bot": True, "first_name": "Other"}}, True),
        (" /forget", {"forward_origin": FORWARD}, True),
        ("forget", {"forward_origin": FORWARD}, False),
    ],
    ids=["typed", "by another bot", "forwarded", "a forwarded question"],
)  # fmt: skip
def test_a_command_that_its_sender_has_not_typed_is_known(
    text: str, more: dict[str, Any], expected: bool
) -> None:
    assert is_foreign_command(message_of(text, **more)) is expected


@pytest.mark.parametrize("text", ["\ud83d@", "😀 hello", ""])
@pytest.mark.parametrize("span", [(1, 1), (0, 1), (-3, 2), (5, 10**6), (2**40, -1)])
def test_a_mention_that_cuts_a_letter_or_lies_elsewhere_mentions_nobody(
    text: str, span: tuple[int, int]
) -> None:
    entity = {"type": "mention", "offset": span[0], "length": span[1]}
    assert text_for_bot(message_of(text, GROUP_JSON, entities=[entity]), BOT_USER) is None
