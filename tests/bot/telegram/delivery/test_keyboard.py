"""The buttons under replies."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import InlineKeyboardMarkup

from bot.replies.reply import Reply, ReplyKind
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.delivery.keyboard import (
    SOURCES_PER_PAGE,
    action_text,
    page_keyboard,
    reply_keyboard,
)


def encode(action: ButtonAction) -> str:
    return f"{action.name}:{action.argument}:{action.turn}"


def actions(markup: InlineKeyboardMarkup | None) -> list[list[object]]:
    return (
        [[button.callback_data for button in row] for row in markup.inline_keyboard]
        if markup
        else []
    )


def reply(kind: ReplyKind, **more: Any) -> Reply:
    return Reply(kind=kind, language="en", **more)


def test_small_talk_has_no_buttons() -> None:
    assert reply_keyboard(reply(ReplyKind.SMALL_TALK, opening="Hello"), 3, encode) is None


def test_an_answer_can_be_rated_and_its_choices_picked() -> None:
    answer = reply_keyboard(reply(ReplyKind.ANSWER), 3, encode)
    assert actions(answer) == [["vote:up:3", "vote:down:3"]]
    asked = reply_keyboard(reply(ReplyKind.CLARIFICATION, choices=("1250", "1.25")), 3, encode)
    assert actions(asked) == [["pick:1:3"], ["pick:2:3"]]
    assert asked
    assert [row[0].text for row in asked.inline_keyboard] == ["1250", "1.25"]


@pytest.mark.parametrize(
    ("page", "expected"),
    [(0, [["page:1:3"]]), (1, [["page:0:3", "page:2:3"]]), (2, [["page:1:3"]])],
)
def test_pages_lead_to_those_beside_them(page: int, expected: list[list[object]]) -> None:
    assert actions(page_keyboard(SOURCES_PER_PAGE * 2 + 1, page, "en", 3, encode)) == expected


def test_one_page_needs_no_buttons() -> None:
    assert page_keyboard(SOURCES_PER_PAGE, 0, "en", 3, encode) is None


@pytest.mark.parametrize(
    ("name", "argument", "text"),
    [
        ("do", "swap", "swap sides"),
        ("do", "refresh", "refresh"),
        ("do", "more", "/more"),
        ("rail", "usdc-base", "USDC base"),
        ("pick", "2", "2"),
    ],
)
def test_a_button_says_what_could_be_typed(name: str, argument: str, text: str) -> None:
    assert action_text(ButtonAction(name, argument, 1)) == text
