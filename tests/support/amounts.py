"""Amounts found in a text."""

from __future__ import annotations

from bot.understand.amounts.find import Amount, find_amounts
from bot.understand.text.parsed_message import parse_message


def amounts_in(text: str, language: str | None = None) -> tuple[Amount, ...]:
    return find_amounts(parse_message(text, language))
