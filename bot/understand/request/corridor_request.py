"""A request for a corridor brief: the two countries, the sum and the asset, if any."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from bot.understand.request.draft import draft_payment
from bot.understand.text.parsed_message import ParsedMessage, parse_message
from knowledge.assets import load_assets
from knowledge.models import Value
from knowledge.money import is_crypto, is_national
from knowledge.places.jurisdictions import find_place_codes, find_regions, is_known_place

_PAPERS_EN = "documents?|papers?|paperwork|rules?|duties|requirements?|reports?|limits?"
_PAPERS_RU = "документы|бумаги|правила|требования|обязанности|ограничения|лимиты"
_ASKS = re.compile(
    r"\bwhat (?:do|would|must|should) (?:i|we|one) (?:need|do|collect|hold|keep|report|check)"
    r"|\bwhat (?:is|are) (?:needed|required|the (?:duties|requirements|rules))"
    rf"|\b(?:what|which) (?:{_PAPERS_EN})\b"
    r"|\b(?:corridor|compliance) brief\b|\bcorridor (?:from|of|for)\b|^\s*corridor\b"
    r"|\bчто (?:мне |нам )?(?:нужно|надо|требуется|необходимо)"
    rf"|\bкакие (?:нужны |нужно |действуют |есть )?(?:{_PAPERS_RU})\b"
    r"|справк\w{1,20} по коридору|\bкоридор\b",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\b(?:pay\w*|settle\w*|invoice|corridor)\b|плат|опла|перев|коридор", re.IGNORECASE
)
_DIRECTED = re.compile(
    r"\b(?:from|to|into|pay\w*|из|от|в|во|для|плат\w*|опла\w*)\b|→", re.IGNORECASE
)
_TITLE = re.compile(r"\s*(?:corridor|коридор)\b[:,]?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:->|→|–|—|-|/|,|;)?\s*")
_BLANKS = re.compile(r"\s*")
# Two-letter words that are codes of countries, too.
_WORDS = frozenset({"is", "it", "in", "to", "no", "be", "so", "me", "my", "am", "at", "do", "as"})
_CODE = re.compile(r"[A-Z]{2}(?!\w)")
_FIGURE = re.compile(r"(?<!\w)\d")
_TICKER = re.compile(r"(?<!\w)[A-Z][A-Z0-9]{2,9}(?!\w)")
# Each is parsed as a message of its own; who names more coins than this asks for no brief.
_MAX_TICKERS = 20
Span = tuple[int, int]


class CorridorRequest(Value):
    """A corridor as asked for; ``currency`` is that of ``amount``.

    ``regions`` are the parts of the two countries that were named. ``choices`` are the values of
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


def asks_for_corridor(message: ParsedMessage) -> bool:
    """Whether it asks what a payment needs; that it names two countries is another matter."""
    return bool(_ASKS.search(message.text) and _PAYS.search(message.text))


def find_corridor_request(message: ParsedMessage) -> CorridorRequest | None:
    """The corridor in a message, as codes or in words; None when it names no two countries."""
    title = _TITLE.match(message.text)
    asked = message.blank([title.span()] if title else []).in_language("en")
    ends, listed = _listed_ends(asked)
    rest = asked.blank(listed)
    banned, span = _find_banned(rest)
    rest = rest.blank(span)
    draft = draft_payment(rest)
    if not ends and not _DIRECTED.search(asked.text):
        ends = list(asked.place_codes)[:2]
    if len(ends) < 2:
        # "pay Vietnam from the UAE" names one end; "Brazil and the US" neither: in their order.
        named = {draft.from_country, draft.to_country}
        others = [code for code in asked.place_codes if code not in named]
        payer = draft.from_country or (others.pop(0) if others else None)
        payee = draft.to_country or (others.pop(0) if others else None)
        if payer is None or payee is None:
            return None
        ends = [payer, payee]
    parts = find_regions(asked.places)
    return CorridorRequest(
        payer=ends[0], payee=ends[1], regions=(parts.get(ends[0], ""), parts.get(ends[1], "")),
        amount=draft.amount, currency=draft.currency, asset=banned or draft.asset,
        choices=draft.choices if draft.question == "confirm_amount" else (),
        unread=draft.amount is None and bool(_FIGURE.search(rest.text)),
        stray=_find_stray_ticker(rest) if listed else "",
    )  # fmt: skip


def find_unknown_country(text: str) -> str:
    """The word among the first two that looks like a country's code and is none; else empty."""
    words = [word.strip(",;") for word in text.split()[:2]]
    if len(words) == 2 and all(len(word) == 2 and word.isalpha() for word in words):
        return next((word for word in words if not is_known_place(word.upper())), "")
    return ""


def _listed_ends(message: ParsedMessage) -> tuple[list[str], list[Span]]:
    """The two ends that a request begins with, as codes or names, and the text they take."""
    text = message.text
    begin = _end_of(_BLANKS, text, 0)
    words = text.split()[:2]
    ends = [word.strip(",;").upper() for word in words]
    spoken = any(word.lower() in _WORDS and not word.isupper() for word in words)
    if len(ends) == 2 and all(map(is_known_place, ends)) and not spoken:
        return ends, [(begin, text.index(words[1], begin + len(words[0])) + len(words[1]))]
    ends, at = [], begin
    while len(ends) < 2:
        code = _CODE.match(text, at)
        place = next((place for place in message.places if place.start == at), None)
        if code and is_known_place(code.group()):
            ends, at = [*ends, code.group()], code.end()
        elif place:
            ends, at = [*ends, place.code], place.end
        else:
            return [], []
        at = _end_of(_BETWEEN, text, at)
    return ends, [(begin, at)]


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


@cache
def _banned_patterns() -> dict[str, re.Pattern[str]]:
    """How people write the coins that sanctions name."""
    assets = load_assets().assets.items()
    return {code: re.compile(each.pattern, re.IGNORECASE) for code, each in assets if each.pattern}


def _find_banned(message: ParsedMessage) -> tuple[str | None, list[Span]]:
    """The banned coin that a message names, and where."""
    for coin, written in _banned_patterns().items():
        spans = [found.span() for found in written.finditer(message.text)]
        if spans:
            return coin, spans
    return None, []


def _find_stray_ticker(message: ParsedMessage) -> str:
    """What is written like a ticker and is no money, coin, network or country; else empty."""
    for ticker in list(dict.fromkeys(_TICKER.findall(message.text)))[:_MAX_TICKERS]:
        known = is_crypto(ticker) or is_national(ticker) or is_known_place(ticker)
        if not (known or find_place_codes(ticker)):
            said = draft_payment(parse_message(ticker, "en"))
            if not (said.network or said.asset or said.currency):
                return str(ticker)
    return ""
