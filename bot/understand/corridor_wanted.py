"""Whose brief is asked for: payer's country, payee's country, the sum and the asset, if any."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.draft import start
from knowledge.jurisdictions import codes, known
from knowledge.models import Value

_DIRECTED = re.compile(
    r"\b(?:from|to|into|pay\w*|из|от|в|во|для|плат\w*|опла\w*)\b|→", re.IGNORECASE
)


class Wanted(Value):
    """A corridor as asked for; ``currency`` is that of ``amount``.

    ``choices`` are the readings of an amount that could be two; ``unread`` when there is a
    figure that is no amount.
    """

    payer: str
    payee: str
    amount: Decimal | None = None
    currency: str | None = None
    asset: str | None = None
    choices: tuple[str, ...] = ()
    unread: bool = False


def read(text: str) -> Wanted | None:
    """The corridor in a text, as codes or in words; None when it names no two countries."""
    words = text.split()
    ends = listed(words)
    rest = " ".join(words[2:]) if ends else text
    draft = start(rest, "en")
    if not ends and not _DIRECTED.search(text):
        ends = list(codes(text))[:2]
    if len(ends) < 2:
        # "pay Vietnam from the UAE" names one end; "Brazil and the US" neither: in their order.
        named = {draft.from_country, draft.to_country}
        others = [code for code in codes(text) if code not in named]
        payer = draft.from_country or (others.pop(0) if others else None)
        payee = draft.to_country or (others.pop(0) if others else None)
        if payer is None or payee is None:
            return None
        ends = [payer, payee]
    return Wanted(
        payer=ends[0], payee=ends[1], amount=draft.amount, currency=draft.currency,
        asset=draft.asset, choices=draft.choices if draft.question == "confirm_amount" else (),
        unread=draft.amount is None and any(map(str.isdigit, rest)),
    )  # fmt: skip


def listed(words: list[str]) -> list[str]:
    """The two codes that a request begins with; none when it does not."""
    ends = [word.strip(",;").upper() for word in words[:2]]
    return ends if len(ends) == 2 and all(known(end) for end in ends) else []


def stranger(text: str) -> str:
    """The word among the first two that looks like a country's code and is none; else empty."""
    words = [word.strip(",;") for word in text.split()[:2]]
    if len(words) == 2 and all(len(word) == 2 and word.isalpha() for word in words):
        return next((word for word in words if not known(word.upper())), "")
    return ""
