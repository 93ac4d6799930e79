"""The phrases of a listing's note in English and Russian: dates, authorities, acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.compliance.listings import Act, Listing

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
# In Russian, a month without a day stands in another case: "in May".
_IN_MONTH = {
    "en": _MONTHS["en"],
    "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
}
# Whose list it is, before or after the noun; and who acted.
WHOSE = {
    "en": {"US": "US", "EU": "EU", "GB": "UK", "UN": "UN", "CA": "Canadian", "UA": "Ukrainian"},
    "ru": {"US": "США", "EU": "ЕС", "GB": "Великобритании", "UN": "ООН", "CA": "Канады",
           "UA": "Украины"},
}  # fmt: skip
WHO = {
    "en": {"US": "the United States", "EU": "the EU", "GB": "the United Kingdom",
           "UN": "the United Nations", "CA": "Canada", "UA": "Ukraine"},
    "ru": {"US": "США", "EU": "ЕС", "GB": "Великобритания", "UN": "ООН", "CA": "Канада",
           "UA": "Украина"},
}  # fmt: skip
_UNDER = {
    "en": {
        Act.DESIGNATION: "under {whose} sanctions {since}",
        Act.TRANSACTION_BAN: "under {a} {whose} transaction ban {since}",
        Act.SECTION_9714: "under an order of the US authority FinCEN (section 9714) {since}",
        Act.SECTION_311: "under a rule of the US authority FinCEN (section 311) {since}",
    },
    "ru": {
        Act.DESIGNATION: "под санкциями {whose} {since}",
        Act.TRANSACTION_BAN: "под запретом {whose} на операции {since}",
        Act.SECTION_9714: "под приказом FinCEN (США) по статье 9714 {since}",
        Act.SECTION_311: "под мерой FinCEN (США) по статье 311 {since}",
    },
}
# The key of the source that stands for our table and our practice.
OWN = "own"


@dataclass(frozen=True)
class Marked:
    """A sentence and the keys of its sources."""

    text: str
    sources: tuple[str, ...]


def write_day(day: dt.date, language: str) -> str:
    """A date with its month as a word: 26 May 2026, 26 мая 2026 года."""
    month = _MONTHS[language].split()[day.month - 1]
    return f"{day.day} {month} {day.year}" + (" года" if language == "ru" else "")


def write_on(listing: Listing, language: str) -> str:
    """When an act was done: "on 26 May 2026", "in May 2025" where the day is not known."""
    if not listing.month_only:
        day = write_day(listing.since, language)
        return f"on {day}" if language == "en" else day
    month = _IN_MONTH[language].split()[listing.since.month - 1]
    if language == "en":
        return f"in {month} {listing.since.year}"
    return f"в {month} {listing.since.year} года"


def write_since(listing: Listing, language: str) -> str:
    """From when an act has had effect."""
    day = listing.applies or listing.since
    if listing.month_only and not listing.applies:
        month = _MONTHS[language].split()[day.month - 1]
        return f"since {month} {day.year}" if language == "en" else f"с {month} {day.year} года"
    word = "since" if language == "en" else "с"
    return f"{word} {write_day(day, language)}"


def write_under(listing: Listing, language: str) -> str:
    """What somebody listed is under: "under UK sanctions since 26 May 2026"."""
    whose = WHOSE[language][listing.authority]
    return _UNDER[language][listing.act].format(
        whose=whose,
        a="an" if whose == "EU" else "a",
        since=write_since(listing, language),
    )


def join_words(parts: Sequence[str], last: str) -> str:
    """The parts in one enumeration; ``last`` stands before the last of them."""
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def begin_sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
