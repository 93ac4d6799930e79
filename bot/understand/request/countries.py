"""From which country a payment goes to which, as far as the message says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.understand.text.normalize import normalize
from bot.understand.text.parsed_message import ParsedMessage
from knowledge.places.gazetteer import load_table
from knowledge.places.jurisdictions import PlaceMention, find_mentions

_LEFT_CHARS = 24
_FROM = re.compile(r"(?:\bfrom|\bиз|\bот|\bс|\bсо|从|由|自)\s*(?:the |our |my |г\.? |города )?$")
_TO = re.compile(r"(?:\bto|\binto|\bдо|到|往|给|去|至|向|付|寄)\s*(?:the |my |our |a |an |г\.? )?$")
_VIA = re.compile(r"(?:\bvia|\bthrough|\bчерез|经由?|通过|经过)\s*(?:the )?$")
_BEHIND_FROM = re.compile(r"'? ?n?[dt][ae]n(?!\w)|\s?(?:寄来|来的|的买家|的客户|买家|客户)")
_BEHIND_TO = re.compile(r"'[yn]?[ae](?!\w)|'(?:daki|deki|taki|teki)")
_PAYER = re.compile(
    r"\s(?:\w{1,14}\s)?(?:company|firm|importer|buyer|client|customer|компани\w{1,3}|фирм\w{1,2}"
    r"|импортер\w{0,2}|покупател\w{1,2}|клиент\w{0,2}|заказчик\w{0,2})"
)
_PAYEE = re.compile(
    r"\s?(?:\w{1,14}\s)?(?:supplier|exporter|seller|factory|partner|vendor|поставщик|экспортер"
    r"|продав|завод|фабрик|партнер|tedarik|供应商|工厂|卖家)"
)
_ARROW = re.compile(r"\s?(?:->|→|=>|>|–|-|/|➡)\s?|\sto\s")
_AUTHORITY = re.compile(r"цб|центробанк|банк|bank|\d|ofac|минфин")
_RATE = re.compile(r"(?:курс\w{0,2}|rate|цб|kuru?)(?: of| the| цб)?\s?$")
_GOODS = re.compile(
    r"(?:контейнер|товар|парти[яюи]|груз|оборудован|станк|станок|сырье|goods|container|shipment"
    r"|cargo|equipment|machine|konteyner|mal |货柜|集装箱|货)"
)
_TURKISH = re.compile(
    r"(?<!\w)[A-ZÇĞİÖŞÜ]\w{2,20}?(d[ae]n|t[ae]n|y[ae]|n[ae]|d[ae]|t[ae]|[ae])(?!\w)"
)


@dataclass(frozen=True)
class PaymentCountries:
    """The two countries of a payment and where they are named; None for one that is not.

    ``unassigned`` are the countries that the message names without saying which end they are.
    """

    source: PlaceMention | None = None
    target: PlaceMention | None = None
    unassigned: tuple[PlaceMention, ...] = ()


def find_countries(message: ParsedMessage, direction: str | None) -> PaymentCountries:
    """The countries that a message names, each given an end, for a payment in that direction."""
    named = find_named_ends(message)
    source, target = named.source, named.target
    for place in named.unassigned:
        source, target = _assign(place, message, direction, source, target)
    if source and not target and direction != "receive" and _goods_from(message, source):
        # "Оплатить контейнер из Шанхая": the goods come from there, the money goes there.
        source, target = None, source
    return PaymentCountries(source, target)


def find_named_ends(message: ParsedMessage) -> PaymentCountries:
    """The ends that a message names as such: "from Germany", "to Turkey", "DE -> TR"."""
    places = [place for place in _places(message) if _is_place(message, place)]
    for first, second in pairwise(places):
        if _ARROW.fullmatch(message.normalized[first.end : second.start]):
            return PaymentCountries(first, second)
    ends: dict[str, PlaceMention] = {}
    unassigned: list[PlaceMention] = []
    for place in places:
        role = _role(message, place)
        if role in ("from", "to"):
            ends.setdefault(role, place)
        elif role != "via":
            unassigned.append(place)
    return PaymentCountries(ends.get("from"), ends.get("to"), tuple(unassigned))


def _assign(
    place: PlaceMention,
    message: ParsedMessage,
    direction: str | None,
    source: PlaceMention | None,
    target: PlaceMention | None,
) -> tuple[PlaceMention | None, PlaceMention | None]:
    """Give an end to a place that has none by a preposition."""
    behind = message.normalized[place.end : place.end + 32]
    payer = _PAYER.match(behind) and not _PAYEE.match(behind)
    same = place.code in {one.code for one in (source, target) if one}
    if same:
        return source, target
    if payer or (direction == "receive" and source is None):
        return source or place, target
    return source, target or place


def _role(message: ParsedMessage, place: PlaceMention) -> str:
    left = message.normalized[max(0, place.start - _LEFT_CHARS) : place.start]
    behind = message.normalized[place.end : place.end + 8]
    if _VIA.search(left):
        return "via"
    if _FROM.search(left) or _BEHIND_FROM.match(behind):
        return "from"
    if _TO.search(left) or _BEHIND_TO.match(behind):
        return "to"
    if _TURKISH.fullmatch(message.text[place.start : place.end]) and "tr" in message.languages:
        return (
            "from" if re.search(r"[dt][ae]n$", message.normalized[place.start : place.end]) else ""
        )
    return ""


def _goods_from(message: ParsedMessage, place: PlaceMention) -> bool:
    return bool(_GOODS.search(message.normalized[max(0, place.start - 40) : place.start]))


def _places(message: ParsedMessage) -> list[PlaceMention]:
    """The places named; in Turkish also those with an ending and no apostrophe."""
    found = list(message.places)
    if "tr" not in message.languages:
        return found
    for word in list(_TURKISH.finditer(message.text))[:20]:
        if not any(place.start < word.end() and word.start() < place.end for place in found):
            stem = word.group()[: word.start(1) - word.start()]
            found += [
                PlaceMention(m.code, word.start(), word.end()) for m in find_mentions(stem)[:1]
            ]
    return sorted(found, key=lambda place: place.start)


def _is_place(message: ParsedMessage, place: PlaceMention) -> bool:
    """Whether it is a country or a city, and no authority, law or rate of one."""
    written = message.normalized[place.start : place.end]
    if place.code == "EU" or _AUTHORITY.search(written):
        return False
    if _RATE.search(message.normalized[max(0, place.start - _LEFT_CHARS) : place.start]):
        return False
    bodies = load_table()["place"].get(place.code, {}).get("bodies", [])
    return written not in {normalize(body.lstrip("^=")) for body in bodies}
