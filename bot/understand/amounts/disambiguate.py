"""Which of the amounts in a message is meant, or what to ask when that is not plain."""

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
_MOST = 4


@dataclass(frozen=True)
class AmountChoice:
    """The amount that is meant, or none; with the question to ask and its choices."""

    amount: Amount | None = None
    question: AmountQuestion | None = None
    choices: tuple[str, ...] = ()


def choose_amount(message: ParsedMessage, found: tuple[Amount, ...]) -> AmountChoice:
    """The amount meant; where two may be, none and a question."""
    differing = _differing(found)
    if not differing:
        return AmountChoice()
    share = _share(message)
    if len(differing) == 1:
        return _single(message, differing[0], share)
    part = _named_part(message, differing)
    if part:
        return _single(message, part, "")
    return AmountChoice(None, "amount", _choices(differing))


def _share(message: ParsedMessage) -> str:
    """What says that the amount is one of several, or that a part of it is to be paid."""
    for key in phrase_keys("share"):
        if key != "charge" and search_phrase("share", key, message.normalized):
            return key
    percent = any(other.kind == "percent" for other in message.non_money_numbers)
    return "percent" if percent and not search_phrase("share", "charge", message.normalized) else ""


def format_digits(value: Decimal) -> str:
    """A value in digits, without noughts that say nothing."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _single(message: ParsedMessage, amount: Amount, share: str) -> AmountChoice:
    if amount.value is None or not amount.value:
        return AmountChoice(None, "amount")
    if amount.alternatives:
        return AmountChoice(
            amount, "confirm_amount", tuple(map(format_digits, amount.alternatives))
        )
    if share == "percent":
        parts = [part for part in _percents(message, amount.value) if part]
        return AmountChoice(
            amount, "confirm_amount", tuple(map(format_digits, (*parts, amount.value)))
        )
    if amount.ambiguous or share:
        return AmountChoice(amount, "confirm_amount", (format_digits(amount.value),))
    return AmountChoice(amount)


def _differing(found: tuple[Amount, ...]) -> list[Amount]:
    """The amounts without those said twice: "5000 usd (five thousand dollars)"."""
    out: list[Amount] = []
    for amount in found:
        twin = next((one for one in out if _same(one, amount)), None)
        if twin is None:
            out.append(amount)
        elif amount.strong and not twin.strong:
            out[out.index(twin)] = amount
    return out


def _same(one: Amount, other: Amount) -> bool:
    money = one.currency == other.currency or not (one.strong and other.strong)
    sure = not one.ambiguous and not other.ambiguous
    return sure and money and one.value == other.value and one.value is not None


def _named_part(message: ParsedMessage, found: list[Amount]) -> Amount | None:
    """33k in "30% deposit on a 110k order, so 33k now": the share is worked out in the message."""
    if len(found) != 2 or any(one.ambiguous or one.value is None for one in found):
        return None
    money = {one.currency for one in found if one.currency}
    if len(money) > 1:
        return None
    first, second = found
    for whole, part in ((first, second), (second, first)):
        if whole.value is not None and part.value in _percents(message, whole.value):
            return part if part.strong or not whole.strong else None
    return None


def _percents(message: ParsedMessage, whole: Decimal) -> list[Decimal]:
    """The named percentages of a sum."""
    out: list[Decimal] = []
    with localcontext(prec=100):
        for other in message.non_money_numbers:
            if other.kind == "percent":
                hit = _PERCENT.search(message.normalized, other.start, other.end)
                if hit:
                    out.append(whole * Decimal(hit.group().replace(",", ".")) / 100)
    return out[:_MOST]


def _choices(found: list[Amount]) -> tuple[str, ...]:
    """The values to choose from, with their moneys where these differ."""
    known = [one for one in found if one.value is not None]
    several = len({one.currency for one in known}) > 1
    each = [
        f"{format_digits(one.value)} {one.currency}"
        if several and one.currency
        else format_digits(one.value)
        for one in known
        if one.value is not None
    ]
    return tuple(dict.fromkeys(each))[:_MOST]
