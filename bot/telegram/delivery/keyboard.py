"""The buttons under a reply: what a person would do next."""

from __future__ import annotations

from collections.abc import Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messages import message
from bot.render.estimate import rail_title
from bot.replies.figure_reply import FigureReply
from bot.replies.reply import Reply, ReplyKind
from bot.telegram.delivery.callback_data import ButtonAction

EncodeAction = Callable[[ButtonAction], str]
SOURCES_PER_PAGE = 5
MAX_RAIL_BUTTONS = 6


def reply_keyboard(reply: Reply, turn: int, seal: EncodeAction) -> InlineKeyboardMarkup | None:
    """The buttons for a reply that is the chat's turn ``turn``; None when it needs none."""

    def button(key: str, name: str, argument: str = "") -> InlineKeyboardButton:
        return InlineKeyboardButton(
            message(key, reply.language), callback_data=seal(ButtonAction(name, argument, turn))
        )

    rows: list[list[InlineKeyboardButton]] = []
    if reply.kind is ReplyKind.CLARIFICATION:
        rows += [
            [InlineKeyboardButton(choice, callback_data=seal(ButtonAction("pick", str(i), turn)))]
            for i, choice in enumerate(reply.choices, 1)
        ]
    estimate = reply.estimate if isinstance(reply, FigureReply) else None
    if estimate:
        # A rail that a country forbids is told of, and never held out to be pressed.
        rails = [r for r in estimate.rails if r.available and r.asset and not r.forbidden_by][
            :MAX_RAIL_BUTTONS
        ]
        made = [
            InlineKeyboardButton(
                rail_title(rail, reply.language),
                callback_data=seal(ButtonAction("rail", rail.rail, turn)),
            )
            for rail in rails
        ]
        rows += [made[i : i + 2] for i in range(0, len(made), 2)]
        rows.append([button("tg_refresh", "do", "refresh"), button("tg_swap", "do", "swap")])
    last = []
    if reply.citations:
        last.append(button("tg_sources", "page", "0"))
    if reply.rest:
        last.append(button("tg_more", "do", "more"))
    if reply.kind in (ReplyKind.ANSWER, ReplyKind.ESTIMATE, ReplyKind.ABSTENTION):
        last += [button("tg_up", "vote", "up"), button("tg_down", "vote", "down")]
    rows += [last] if last else []
    return InlineKeyboardMarkup(rows) if rows else None


def page_keyboard(
    count: int, page: int, language: str, turn: int, seal: EncodeAction
) -> InlineKeyboardMarkup | None:
    """The buttons under a page of sources; None when it is the only one."""
    row = []
    if page > 0:
        data = seal(ButtonAction("page", str(page - 1), turn))
        row.append(InlineKeyboardButton(message("tg_previous", language), callback_data=data))
    if (page + 1) * SOURCES_PER_PAGE < count:
        data = seal(ButtonAction("page", str(page + 1), turn))
        row.append(InlineKeyboardButton(message("tg_next", language), callback_data=data))
    return InlineKeyboardMarkup([row]) if row else None


def action_text(action: ButtonAction) -> str:
    """What a button's action would be called if it were typed."""
    if action.name == "do":
        return {"refresh": "refresh", "swap": "swap sides", "more": "/more"}[action.argument]
    if action.name == "rail":
        asset, _, network = action.argument.partition("-")
        return f"{asset.upper()} {network}"
    return action.argument
