"""The buttons under a reply."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import message
from bot.render.rails import rail_title
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.delivery.callback_data import ButtonAction

# Signs an action for one chat and user.
EncodeAction = Callable[[ButtonAction], str]
SOURCES_PER_PAGE = 5
MAX_RAIL_BUTTONS = 6
_RATEABLE = (ReplyKind.ANSWER, ReplyKind.ESTIMATE, ReplyKind.ABSTENTION)


def reply_keyboard(reply: Reply, turn: int, encode: EncodeAction) -> InlineKeyboardMarkup | None:
    """The buttons for a reply that is turn ``turn`` of its conversation; None without any."""

    def button(key: str, name: str, argument: str = "") -> InlineKeyboardButton:
        return _button(message(key, reply.language), ButtonAction(name, argument, turn), encode)

    rows: list[list[InlineKeyboardButton]] = []
    if reply.kind is ReplyKind.CLARIFICATION:
        rows += [
            [_button(choice, ButtonAction("pick", str(number), turn), encode)]
            for number, choice in enumerate(reply.choices, 1)
        ]
    if isinstance(reply, FigureReply) and reply.estimate:
        rows += _rail_rows(reply, turn, encode)
        rows.append([button("tg_refresh", "do", "refresh"), button("tg_swap", "do", "swap")])
    last = []
    if reply.citations:
        last.append(button("tg_sources", "page", "0"))
    if reply.rest:
        last.append(button("tg_more", "do", "more"))
    if reply.kind in _RATEABLE:
        last += [button("tg_up", "vote", "up"), button("tg_down", "vote", "down")]
    rows += [last] if last else []
    return InlineKeyboardMarkup(rows) if rows else None


def page_keyboard(
    count: int, page: int, language: str, turn: int, encode: EncodeAction
) -> InlineKeyboardMarkup | None:
    """The buttons under page ``page`` (from 0) of ``count`` sources; None for a single page."""
    row = []
    if page > 0:
        back = ButtonAction("page", str(page - 1), turn)
        row.append(_button(message("tg_previous", language), back, encode))
    if (page + 1) * SOURCES_PER_PAGE < count:
        forward = ButtonAction("page", str(page + 1), turn)
        row.append(_button(message("tg_next", language), forward, encode))
    return InlineKeyboardMarkup([row]) if row else None


def action_text(action: ButtonAction) -> str:
    """The message that a user could type instead of pressing the button."""
    if action.name == "do":
        return {"refresh": "refresh", "swap": "swap sides", "more": "/more"}[action.argument]
    if action.name == "rail":
        asset, _, network = action.argument.partition("-")
        return f"{asset.upper()} {network}"
    return action.argument


def _rail_rows(
    reply: FigureReply, turn: int, encode: EncodeAction
) -> list[list[InlineKeyboardButton]]:
    """Two rails a row; a rail that a country forbids is in the text, but has no button."""
    assert reply.estimate
    rails = [r for r in reply.estimate.rails if r.available and r.asset and not r.forbidden_by]
    buttons = [
        _button(rail_title(rail, reply.language), ButtonAction("rail", rail.rail, turn), encode)
        for rail in rails[:MAX_RAIL_BUTTONS]
    ]
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def _button(label: str, action: ButtonAction, encode: EncodeAction) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=encode(action))
