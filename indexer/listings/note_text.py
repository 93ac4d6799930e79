"""A listing's note as its file holds it: front matter, answer, acts, exposure, what to check."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from indexer.listings.acts import write_acts
from indexer.listings.asks import write_asks
from indexer.listings.lead import write_lead
from indexer.listings.phrases import OWN, Marked, begin_sentence
from knowledge.compliance.listings import ListingTable, Venue
from knowledge.models import Seen, SourceRef

LANGUAGES = ("en", "ru")
_OWN_TITLE = {
    "en": "Table of listed venues and persons, and practice",
    "ru": "Таблица площадок и лиц из санкционных списков, практика",
}
_TITLE = {"en": "{name}: sanctions and listings", "ru": "{name}: санкции и списки"}
_HEADINGS = {
    "en": ("Listings", "Exposure", "What to check"),
    "ru": ("Решения", "Риски", "Что проверить"),
}
_COINS = frozenset({"exchange", "token", "mixer", "marketplace"})
_EXPOSURE = {
    "en": {
        "coins": "An exchange or bank that applies the lists can hold or refuse coins that come "
        "from {name}, even when an honest party sends them",
        "money": "A bank that applies the lists can block or send back a payment in which {name} "
        "has a part, even when the goods are lawful",
        "ended": "An exchange can still ask where coins from {name} were before, although the "
        "listing has ended",
    },
    "ru": {
        "coins": "Биржа или банк, которые применяют списки, могут задержать или не принять "
        "монеты, в истории которых есть {name}, даже если их прислал добросовестный плательщик",
        "money": "Банк, который применяет списки, может заблокировать или вернуть платёж, в "
        "котором участвует {name}, даже если товар законный",
        "ended": "Биржа и после окончания мер может спросить, откуда монеты, если в их истории "
        "есть {name}",
    },
}
_CHECKS = {
    "en": (
        "Look up {entry} on the lists of OFAC, the EU and the United Kingdom on the day of "
        "payment, because a list can change after the date of this note.",
        "Ask the other side which exchange, token and bank stand behind its address or account "
        "before the invoice names it.",
        "If money or coins have already arrived, do not move them or send them back before your "
        "compliance officer or counsel has answered.",
    ),
    "ru": (
        "В день платежа ищите в списках OFAC, ЕС и Великобритании {entry}: после даты этой заметки "
        "списки могли измениться.",
        "До выставления счёта спросите другую сторону, какая биржа, какой токен и какой банк стоят "
        "за её адресом или счётом.",
        "Если деньги или монеты уже пришли, не переводите и не возвращайте их, пока не ответит "
        "комплаенс или юрист.",
    ),
}


def write_notes(table: ListingTable) -> dict[str, str]:
    """The text of every note of the table, by the name of its file."""
    return {
        file_name(venue, language): write_note(table, venue, language)
        for venue in table.venues
        for language in LANGUAGES
    }


def write_note(table: ListingTable, venue: Venue, language: str) -> str:
    """The whole text of a note's file."""
    name = venue.name_in(language)
    did = Marked((venue.did_ru if language == "ru" else venue.did), venue.sources)
    unlike = venue.unlike_ru if language == "ru" else venue.unlike
    more = [Marked(unlike, (OWN,))] if unlike else []
    opening = [write_lead(venue, language), did, *more]
    acts = list(write_acts(venue, language))
    exposure = Marked(_EXPOSURE[language][_exposure_of(venue)].format(name=name), (OWN,))
    keys = list(dict.fromkeys(key for one in (*opening, *acts) for key in one.sources))
    keys = [*(key for key in keys if key != OWN), OWN]
    listings, risks, checks = _HEADINGS[language]
    names = [name, *([venue.entity] if venue.entity else [])]
    entry = " and ".join(names) if language == "en" else ", ".join(f"«{one}»" for one in names)
    body = [
        " ".join(_mark(one, keys) for one in opening),
        f"\n## {listings}",
        *(f"- {_mark(one, keys)}" for one in acts),
        f"\n## {risks}",
        _mark(exposure, keys),
        f"\n## {checks}",
        *(f"- {line.format(entry=entry)}" for line in _CHECKS[language]),
    ]
    return "\n".join([*_write_head(table, venue, language, keys), *body]) + "\n"


def file_name(venue: Venue, language: str) -> str:
    """The name of a note's file."""
    return f"{venue.note_id}.md" if language == "en" else f"{venue.note_id}.{language}.md"


def _mark(sentence: Marked, keys: Sequence[str]) -> str:
    marks = "".join(f"[^{keys.index(key) + 1}]" for key in sentence.sources)
    return f"{sentence.text.removesuffix('.')}.{marks}"


def _exposure_of(venue: Venue) -> str:
    if not venue.is_barred(venue.as_of):
        return "ended"
    return "coins" if venue.kind in _COINS else "money"


def _write_head(table: ListingTable, venue: Venue, language: str, keys: Iterable[str]) -> list[str]:
    sources = [_own_source(venue, language) if key == OWN else table.sources[key] for key in keys]
    name = venue.name_in(language)
    places = dict.fromkeys([*(one.authority for one in venue.listings), *venue.places])
    twin = language != "en"
    return [
        "---",
        f"id: {venue.note_id}" + (f".{language}" if twin else ""),
        f"title: {_quote(begin_sentence(_TITLE[language].format(name=name)))}",
        "kind: listing",
        f"language: {language}",
        f"jurisdictions: [{', '.join(_quote(code) for code in places)}]",
        f"topics: [sanctions-listing, {venue.kind}, {venue.slug}]",
        f"as_of: {venue.as_of}",
        *([f"translation_of: {venue.note_id}"] if twin else []),
        f"review_after: {venue.review_after}",
        f"confidence: {_confidence(venue, sources)}",
        "sources:",
        *map(_write_source, sources),
        "asks:",
        *(
            "  - {q: " + _quote(ask.q)
            + (f", verdict: {_quote(ask.verdict)}" if ask.verdict else "") + "}"
            for ask in write_asks(venue, language)
        ),
        "---",
    ]  # fmt: skip


def _own_source(venue: Venue, language: str) -> SourceRef:
    return SourceRef(
        title=_OWN_TITLE[language], publisher="Tradewind", date=str(venue.as_of), seen=Seen.OWN
    )


def _confidence(venue: Venue, sources: Iterable[SourceRef]) -> str:
    """High with a primary source that was read, low where nothing is confirmed."""
    if any(one.primary and one.seen is Seen.READ for one in sources):
        return "high"
    return "medium" if any(one.confirmed for one in venue.listings) else "low"


def _write_source(source: SourceRef) -> str:
    quoted = f", quoted_by: {_quote(source.quoted_by)}" if source.quoted_by else ""
    return (
        f"  - {{title: {_quote(source.title)}, publisher: {_quote(source.publisher)}, "
        f"url: {_quote(source.url)}, date: {_quote(source.date)}, "
        f"primary: {str(source.primary).lower()}, seen: {source.seen}{quoted}}}"
    )


def _quote(text: str) -> str:
    """A text as a YAML scalar in double quotes."""
    return json.dumps(text, ensure_ascii=False)
