"""Whose brief is asked for: payer's country, payee's country, the sum and the asset, if any."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.draft import start
from knowledge.gazetteer import table
from knowledge.jurisdictions import codes
from knowledge.models import Value

_ASKS = re.compile(
    r"\bwhat (?:do|would|must|should) (?:i|we|one) (?:need|do|collect|hold|keep|report|check)"
    r"|\bwhat (?:is|are) (?:needed|required|the (?:duties|requirements|rules))"
    r"|\b(?:corridor|compliance) brief\b|\bcorridor (?:from|of|for)\b"
    r"|\bчто (?:мне |нам )?(?:нужно|надо|требуется|необходимо)|какие (?:требования|обязанности)"
    r"|справк\w+ по коридору|\bкоридор\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pay\w*|settle\w*|invoice|corridor)\b|плат|опла|перев|коридор", re.IGNORECASE
)


class Wanted(Value):
    """A corridor as asked for; ``currency`` is that of ``amount``.

    ``choices`` are the readings of an amount that could be two.
    """

    payer: str
    payee: str
    amount: Decimal | None = None
    currency: str | None = None
    asset: str | None = None
    choices: tuple[str, ...] = ()


def asks(text: str) -> bool:
    """Whether a message in free words may ask for a brief."""
    return bool(_ASKS.search(text) and _PAYS.search(text))


def read(text: str) -> Wanted | None:
    """The corridor in a text, as codes or in words; None when it names no two countries."""
    words = text.split()
    ends = [word.strip(",;").upper() for word in words[:2]]
    listed = len(ends) == 2 and all(is_country(code) for code in ends)
    draft = start(" ".join(words[2:]) if listed else text, "en")
    if not listed:
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
    )  # fmt: skip


def is_country(code: str) -> bool:
    """Whether it is the code of a country that is known here, or EU."""
    return code in table()["place"]
