"""Whose brief is asked for: payer's country, payee's country, the sum and the asset, if any."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.payments.dialogue import start
from knowledge.models import Value
from knowledge.money import is_crypto, is_national
from knowledge.places.jurisdictions import (
    find_mentions,
    find_place_codes,
    find_regions,
    is_known_place,
)

_DIRECTED = re.compile(
    r"\b(?:from|to|into|pay\w*|из|от|в|во|для|плат\w*|опла\w*)\b|→", re.IGNORECASE
)
_CALLED = re.compile(r"\s*(?:corridor|коридор)\b[:,]?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:->|→|–|—|-|/|,|;)?\s*")
# Codes of countries that begin a sentence, too.
_WORDS = frozenset({"is", "it", "in", "to", "no", "be", "so", "me", "my", "am", "at", "do", "as"})
_CODE = re.compile(r"[A-Z]{2}(?!\w)")
_FIGURE = re.compile(r"(?<!\w)\d")
_TICKER = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{2,9}(?!\w)")
# Coins that have no price here, as people write them.
_BANNED = {
    "A7A5": re.compile(r"\bA7A5\b", re.IGNORECASE),
    "RUBX": re.compile(r"\bRUBx\b", re.IGNORECASE),
    "DIGITAL-ROUBLE": re.compile(r"\bdigital[ -]rou?bles?\b|\bцифров\w+ рубл\w+", re.IGNORECASE),
}


class Wanted(Value):
    """A corridor as asked for; ``currency`` is that of ``amount``.

    ``regions`` are the parts of the two countries that were named. ``choices`` are the readings of
    an amount that could be two; ``unread`` when there is a figure that is no amount; ``stray`` is
    what looks like a coin and is none.
    """

    payer: str
    payee: str
    regions: tuple[str, str] = ("", "")
    amount: Decimal | None = None
    currency: str | None = None
    asset: str | None = None
    choices: tuple[str, ...] = ()
    unread: bool = False
    stray: str = ""


def read(text: str) -> Wanted | None:
    """The corridor in a text, as codes or in words; None when it names no two countries."""
    called = _CALLED.match(text)
    asked = text[called.end() :] if called else text
    ends, rest = _listed(asked)
    banned, rest = _banned(rest)
    draft = start(rest, "en")
    listed = bool(ends)
    if not ends and not _DIRECTED.search(asked):
        ends = list(find_place_codes(asked))[:2]
    if len(ends) < 2:
        # "pay Vietnam from the UAE" names one end; "Brazil and the US" neither: in their order.
        named = {draft.from_country, draft.to_country}
        others = [code for code in find_place_codes(asked) if code not in named]
        payer = draft.from_country or (others.pop(0) if others else None)
        payee = draft.to_country or (others.pop(0) if others else None)
        if payer is None or payee is None:
            return None
        ends = [payer, payee]
    parts = find_regions(asked)
    return Wanted(
        payer=ends[0], payee=ends[1], regions=(parts.get(ends[0], ""), parts.get(ends[1], "")),
        amount=draft.amount, currency=draft.currency, asset=banned or draft.asset,
        choices=draft.choices if draft.question == "confirm_amount" else (),
        unread=draft.amount is None and bool(_FIGURE.search(rest)),
        stray=_stray(rest) if listed else "",
    )  # fmt: skip


def _listed(text: str) -> tuple[list[str], str]:
    """The two ends that a request begins with, as codes or names, and what follows them."""
    words = text.split()
    ends = [word.strip(",;").upper() for word in words[:2]]
    spoken = any(word.lower() in _WORDS and not word.isupper() for word in words[:2])
    if len(ends) == 2 and all(is_known_place(end) for end in ends) and not spoken:
        return ends, " ".join(words[2:])
    ends, rest = [], text.lstrip()
    while len(ends) < 2:
        code = _CODE.match(rest)
        word = code.group() if code else ""
        place = next(iter(find_mentions(rest)), None)
        if is_known_place(word):
            ends, end = [*ends, word], len(word)
        elif place and place.start == 0:
            ends, end = [*ends, place.code], place.end
        else:
            return [], text
        between = _BETWEEN.match(rest, end)
        rest = rest[between.end() if between else end :]
    return ends, rest


def _banned(text: str) -> tuple[str | None, str]:
    """The coin without a price that a text names, and the text without it."""
    for coin, written in _BANNED.items():
        if written.search(text):
            return coin, written.sub(" ", text)
    return None, text


def _stray(text: str) -> str:
    """What is written like a ticker and is no money, coin, network or country; else empty."""
    for found in _TICKER.findall(text):
        if not (
            is_crypto(found)
            or is_national(found)
            or find_place_codes(found)
            or is_known_place(found)
        ):
            said = start(found, "en")
            if not (said.network or said.asset or said.currency):
                return str(found)
    return ""


def stranger(text: str) -> str:
    """The word among the first two that looks like a country's code and is none; else empty."""
    words = [word.strip(",;") for word in text.split()[:2]]
    if len(words) == 2 and all(len(word) == 2 and word.isalpha() for word in words):
        return next((word for word in words if not is_known_place(word.upper())), "")
    return ""
