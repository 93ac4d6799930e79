"""Whether a message in free words may ask for the brief of a corridor: a quick look."""

from __future__ import annotations

import re

_PAPERS_EN = "documents?|papers?|paperwork|rules?|duties|requirements?|reports?|limits?"
_PAPERS_RU = "документы|бумаги|правила|требования|обязанности|ограничения|лимиты"
_ASKS = re.compile(
    r"\bwhat (?:do|would|must|should) (?:i|we|one) (?:need|do|collect|hold|keep|report|check)"
    r"|\bwhat (?:is|are) (?:needed|required|the (?:duties|requirements|rules))"
    rf"|\b(?:what|which) (?:{_PAPERS_EN})\b"
    r"|\b(?:corridor|compliance) brief\b|\bcorridor (?:from|of|for)\b|^\s*corridor\b"
    r"|\bчто (?:мне |нам )?(?:нужно|надо|требуется|необходимо)"
    rf"|\bкакие (?:нужны |нужно |действуют |есть )?(?:{_PAPERS_RU})\b"
    r"|справк\w+ по коридору|\bкоридор\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pay\w*|settle\w*|invoice|corridor)\b|плат|опла|перев|коридор", re.IGNORECASE
)


def asks_corridor(text: str) -> bool:
    """Whether it asks what a payment needs; that it names two countries is another matter."""
    return bool(_ASKS.search(text) and _PAYS.search(text))
