"""What a payment request says beside its amount: rail, direction, side, target, what is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.currencies import CurrencyMention
from bot.understand.text.parsed_message import ParsedMessage
from bot.understand.text.phrases import phrase_keys, search_phrase
from knowledge.assets import load_assets

Span = tuple[int, int]
_LEFT = 24
_WIDE = 44
_STRONG = re.compile(
    r"(?:->|→|=>|➡|>|\bto|\binto|换成|换为|换|兑换成|兑成|兑换|兑|转成)\s?(?:the |a )?$"
)
_IN = re.compile(r"(?:\bin|\bв|\bво|\bна)\s(?:the )?$")
_PER = re.compile(r"(?:\bк|\bto|/|-|\bin|\bв|兑|对)\s?$")
_HOW_MANY = re.compile(r"(?:\bhow (?:much|many)|\bсколько|\bскок|\bkac|多少)\s?$")
_WORTH = re.compile(
    r"(?:сколько (?:это|будет|выйдет)|how much is|is (?:it|that)|cost (?:me|us)|it cost|ne kadar)"
)
_ADDRESS = re.compile(r"'?s? ?(?:address|wallet|кошел|адрес|adres|cuzdan|地址|钱包)")
_BEHIND_TO = re.compile(r"'?(?:[yn]?[ae])? (?:cevir|bozdur|olarak|karsilig)")
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_UNIT = (
    r"(?P<m>min\w{0,5}|мин\w{0,3}|dakika\w{0,3}|dk|分钟)|(?P<h>hours?|hrs?|h(?!\w)|час\w{0,2}"
    r"|ч(?!\w)|saat\w{0,3}|个?小时)|(?P<d>days?|дн\w{1,2}|день|сут\w{1,2}|gun\w{0,3}|天)"
    r"|(?P<w>weeks?|недел\w{1,2}|hafta\w{0,3}|周)"
)
_DEADLINE = re.compile(
    r"(?:\bwithin|\bin under|\bin less than|\bunder|\bin|\bза|\bв течение|\bменее чем за|\bдо)\s"
    rf"(?P<n>\d{{1,4}}|an?|one|half an|пол)?\s?(?:{_UNIT})"
)
_DEADLINE_BEHIND = re.compile(
    rf"(?P<n>\d{{1,4}}|半|yarim|bir)\s?个?(?:{_UNIT})\s?(?:icinde|内|之内|以内)"
)


@dataclass(frozen=True)
class FoundSlot:
    """A slot's value and the place that says it."""

    value: str
    span: Span


def _coins() -> frozenset[str]:
    return load_assets().message_coins


def find_network(message: ParsedMessage, asset: str | None) -> FoundSlot | None:
    """The network that is named; none where two are."""
    hits: dict[str, Span] = {}
    for key in phrase_keys("network"):
        hit = search_phrase("network", key, message.normalized)
        if hit:
            hits[key] = hit.span()
    if not hits and asset in load_assets().stablecoins:
        # "USDT on Ethereum": the coin's name is the network's as well.
        for named in message.currencies:
            if named.code == "ETH" and named.end - named.start > 3:
                hits["ethereum"] = (named.start, named.end)
    if not hits and asset == "BTC":
        hit = search_phrase("confirmations", "confirmations", message.normalized)
        if hit:
            hits["bitcoin"] = hit.span()
    if len(hits) != 1:
        return None
    ((key, span),) = hits.items()
    return FoundSlot(key, span)


def find_coins(message: ParsedMessage) -> list[CurrencyMention]:
    """The coins that are named and settle: Ethereum beside a dollar coin is a network."""
    named = [one for one in message.currencies if one.code in _coins() and not one.needs_number]
    dollars = any(one.code in load_assets().stablecoins for one in named)
    return [one for one in named if not (dollars and one.code == "ETH" and one.end - one.start > 3)]


def find_ask(message: ParsedMessage, *, priced: bool, soon: bool) -> str | None:
    """What is asked for, where the words say it; None elsewhere."""
    normalized = message.normalized
    for key in ("compare", "time", "fee", "cheapest"):
        if search_phrase("ask", key, normalized):
            return key
    if soon or search_phrase("ask", "fastest", normalized):
        return "fastest"
    if not priced and search_phrase("ask", "price", normalized):
        return "price"
    if not search_phrase("ask", "cost", normalized):
        return None
    # "How much is bitcoin in lira" asks for a price: two moneys, no sum, and nobody to be paid.
    paid = message.places or any(
        search_phrase("direction", key, normalized) for key in ("pay", "receive")
    )
    return "price" if not priced and not paid and all(find_pair(message)) else "cost"


def find_deadline(message: ParsedMessage) -> tuple[int, Span] | None:
    """Within how many minutes it must be done."""
    found = _DEADLINE.search(message.normalized) or _DEADLINE_BEHIND.search(message.normalized)
    if not found:
        return None
    unit = next(key for key in _MINUTES if found[key])
    number = found["n"] or "1"
    if number in ("half an", "пол", "半", "yarim"):
        return _MINUTES[unit] // 2, found.span()
    return int(number if number.isdigit() else 1) * _MINUTES[unit], found.span()


def find_side(
    message: ParsedMessage, *, receive: bool, own_currency: bool, turned: bool
) -> str | None:
    """Whose end the amount is fixed at.

    ``own_currency``: the amount is in the payee's; ``turned``: it ends in another than it has.
    """
    normalized = message.normalized
    if search_phrase("side", "payer_spends", normalized):
        return "payer_spends"
    if search_phrase("side", "payee_gets", normalized):
        return "payee_gets"
    if receive and search_phrase("side", "coming", normalized):
        return "payer_spends" if turned else "payee_gets"
    if own_currency and search_phrase("side", "invoice", normalized):
        return "payee_gets"
    return None


def find_target(
    message: ParsedMessage, own: Span | None, *, pays: bool, rail: bool
) -> FoundSlot | None:
    """The money that it shall end in, if another than the amount's is named for it.

    ``pays``: a payment to somebody; ``rail``: the coin named is what carries it.
    """
    for named in message.currencies:
        span = (named.start, named.end)
        if span == own or not named.code or named.needs_number:
            continue
        left = message.normalized[max(0, named.start - _LEFT) : named.start]
        wide = message.normalized[max(0, named.start - _WIDE) : named.start]
        behind = message.normalized[named.end : named.end + 12]
        coin = named.code in _coins()
        if _STRONG.search(left) and not _ADDRESS.match(behind):
            return FoundSlot(named.code, span)
        if _HOW_MANY.search(left) and not (pays and coin):
            return FoundSlot(named.code, span)
        if _BEHIND_TO.match(behind) or _IN.search(left):
            if (coin and (pays or rail)) or (pays and _WORTH.search(wide)):
                continue
            return FoundSlot(named.code, span)
    return None


def find_pair(message: ParsedMessage) -> tuple[CurrencyMention | None, CurrencyMention | None]:
    """The two moneys of a question for a price: what is priced, and in what."""
    named = [one for one in message.currencies if one.code and not one.needs_number]
    first = next(
        (one for one in named if one.code in _coins()),
        named[0] if named else None,
    )
    second = next((one for one in named if first and one.code != first.code), None)
    if first and second and second.start < first.start and first.code not in _coins():
        return second, first
    return first, second


def is_bare_pair(message: ParsedMessage) -> bool:
    """Whether a message is two moneys and no other word: BTC/USD."""
    first, second = find_pair(message)
    if not first or not second:
        return False
    named = {at for one in message.currencies for at in range(one.start, one.end)}
    return not any(c.isalnum() and at not in named for at, c in enumerate(message.normalized))
