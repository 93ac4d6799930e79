"""Chooses the amount that a message is about, or the question to ask where it is not plain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from bot.understand.amounts.find import Amount
from bot.understand.text.parsed_message import ParsedMessage
from bot.understand.text.phrases import phrase_keys, search_phrase

AmountQuestion = Literal["amount", "currency", "confirm_amount", "purpose"]
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")
_MAX_CHOICES = 4
# With more amounts than this a message is about no single one, and the rest is not compared.
_MAX_DISTINCT = 20


@dataclass(frozen=True)
class AmountChoice:
    """The amount that is meant, or None, and the question to ask with its choices, if any."""

    amount: Amount | None = None
    question: AmountQuestion | None = None
    choices: tuple[str, ...] = ()


def choose_amount(message: ParsedMessage, amounts: tuple[Amount, ...]) -> AmountChoice:
    """The amount that is meant; None and a question where it may be several."""
    distinct = _distinct(amounts)
    if not distinct:
        return AmountChoice()
    if len(distinct) == 1:
        return _choose_only(message, distinct[0], _share_phrase(message))
    part = _stated_share(message, distinct)
    if part:
        return _choose_only(message, part, "")
    return AmountChoice(None, "amount", _format_choices(distinct))


def _share_phrase(message: ParsedMessage) -> str:
    """The kind of phrase that says the amount is paid several times, or only a part of it."""
    for key in phrase_keys("share"):
        if key != "charge" and search_phrase("share", key, message.normalized):
            return key
    percent = any(number.kind == "percent" for number in message.non_money_numbers)
    return "percent" if percent and not search_phrase("share", "charge", message.normalized) else ""


def format_digits(value: Decimal) -> str:
    """A value in plain digits, without trailing zeros after the point."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _choose_only(message: ParsedMessage, amount: Amount, share: str) -> AmountChoice:
    if amount.value is None or not amount.value:
        return AmountChoice(None, "amount")
    values: tuple[Decimal, ...]
    if amount.alternatives:
        values = amount.alternatives
    elif share == "percent":
        values = (*filter(None, _percentages_of(message, amount.value)), amount.value)
    elif amount.ambiguous or share:
        values = (amount.value,)
    else:
        return AmountChoice(amount)
    return AmountChoice(amount, "confirm_amount", tuple(map(format_digits, values)))


def _distinct(amounts: tuple[Amount, ...]) -> list[Amount]:
    """The first amounts without repetitions: "5000 usd (five thousand dollars)"."""
    distinct: list[Amount] = []
    for amount in amounts:
        twin = next((other for other in distinct if _is_same(other, amount)), None)
        if twin is None:
            if len(distinct) == _MAX_DISTINCT:
                break
            distinct.append(amount)
        elif amount.has_currency and not twin.has_currency:
            distinct[distinct.index(twin)] = amount
    return distinct


def _is_same(first: Amount, second: Amount) -> bool:
    if first.ambiguous or second.ambiguous or first.value is None:
        return False
    same_currency = first.currency == second.currency
    either_without = not (first.has_currency and second.has_currency)
    return (same_currency or either_without) and first.value == second.value


def _stated_share(message: ParsedMessage, amounts: list[Amount]) -> Amount | None:
    """The part of "30% deposit on a 110k order, so 33k now": the message computes it itself."""
    if len(amounts) != 2 or any(amount.ambiguous or amount.value is None for amount in amounts):
        return None
    if len({amount.currency for amount in amounts if amount.currency}) > 1:
        return None
    first, second = amounts
    for whole, part in ((first, second), (second, first)):
        if whole.value is not None and part.value in _percentages_of(message, whole.value):
            return part if part.has_currency or not whole.has_currency else None
    return None


def _percentages_of(message: ParsedMessage, whole: Decimal) -> list[Decimal]:
    """What the percentages in a message are of a sum, at most as many as there may be choices."""
    parts: list[Decimal] = []
    with localcontext(prec=100):
        for number in message.non_money_numbers:
            if number.kind == "percent":
                match = _PERCENT.search(message.normalized, number.start, number.end)
                if match:
                    parts.append(whole * Decimal(match.group().replace(",", ".")) / 100)
    return parts[:_MAX_CHOICES]


def _format_choices(amounts: list[Amount]) -> tuple[str, ...]:
    """The values to choose from, with their currencies where these differ."""
    readable = [(amount.value, amount.currency) for amount in amounts if amount.value is not None]
    several = len({currency for _, currency in readable}) > 1
    choices = [
        f"{format_digits(value)} {currency}" if several and currency else format_digits(value)
        for value, currency in readable
    ]
    return tuple(dict.fromkeys(choices))[:_MAX_CHOICES]
