"""The date that a text states near its front."""

from __future__ import annotations

import datetime as dt
import re

_YEAR = r"(?:19|20)\d\d"
_WORD = r"[^\W\d_]{3,9}"
_DATE = re.compile(
    rf"({_YEAR})-(\d\d)-(\d\d)(?:T[\d:.]{{5,20}}(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
    rf"|(\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?({_WORD})\.?,?\s+({_YEAR})(?!\w)"
    rf"|({_WORD})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+({_YEAR})(?!\w)",
    re.IGNORECASE,
)
_MONTHS = (
    "january января январь", "february февраля февраль", "march марта март", "april апреля апрель",
    "may мая май", "june июня июнь", "july июля июль", "august августа август",
    "september сентября сентябрь", "october октября октябрь", "november ноября ноябрь",
    "december декабря декабрь",
)  # fmt: skip
_LABEL = re.compile(
    r"[\s>#*_]*(?:(?:dated?|(?:last\s+)?(?:published|updated|reviewed|modified)(?:\s+on)?|as\s+of"
    r"|дата(?:\s+публикации)?|опубликовано|обновлено|по\s+состоянию\s+на|от)\b[\s*_]*[:–—-]?[\s*_]*)?",
    re.IGNORECASE,
)
# What stands between a date and the text that it runs into.
_AFTER = re.compile(r"\s*(?:г\.|года\b)?[ \t]*[.:,;|–—-]*\s*")
_LINES, _FRONT = 8, 2000


def parse_date_at(text: str, at: int = 0) -> tuple[dt.date, int] | None:
    """The date that stands at a place of a text and where it ends, or None.

    Only ISO dates and dates with the name of a month are read: 03.04.2024 may be of either month.
    """
    if not (found := _DATE.match(text, at)):
        return None
    y, m, d = (next((found[i] for i in places if found[i]), "") for places in
               ((1, 6, 9), (2, 5, 7), (3, 4, 8)))  # fmt: skip
    try:
        return dt.date(int(y), int(m) if m.isdecimal() else _parse_month(m), int(d)), found.end()
    except ValueError:
        return None


def _parse_month(word: str) -> int:
    """The number of a month named in English or Russian, whole or cut short; 0 for none."""
    word = word.lower()
    for number, names in enumerate(_MONTHS, 1):
        english, of, name = names.split()
        if english.startswith(word) or of.startswith(word) or word == name:
            return number
    return 0


def find_opening_date(text: str, begin: int, latest: dt.date) -> tuple[dt.date | None, int]:
    """The date at the front of a text, not after ``latest``, and where the text after it begins.

    It counts when the text opens with it, or when it has one of the first lines to itself; a date
    that its sentence needs ("26 December 2024 is the day") is not the document's.
    """
    if found := _find_run_in_date(text, begin, latest):
        return found
    lines = [line for line in text[begin : begin + _FRONT].split("\n") if line.strip()]
    for line in lines[:_LINES]:
        start = _label_end(line)
        found = parse_date_at(line, start)
        if (
            found
            and found[0] <= latest
            and not line[_separator_end(line, found[1]) :].strip("*_ \t")
        ):
            return found[0], begin
    return None, begin


def _find_run_in_date(text: str, begin: int, latest: dt.date) -> tuple[dt.date, int] | None:
    opening = text[begin : begin + 400]
    start = _label_end(opening)
    found = parse_date_at(opening, start)
    # A heading or a line in bold keeps its date.
    if not found or found[0] > latest or re.search(r"[#>*_]", opening[:start]):
        return None
    end = _separator_end(opening, found[1])
    if opening[end : end + 1].islower():
        return (found[0], begin) if opening[:start].strip() else None
    return found[0], begin + (end if text[begin + end :].strip() else 0)


def _label_end(text: str) -> int:
    found = _LABEL.match(text)
    return found.end() if found else 0


def _separator_end(text: str, at: int) -> int:
    found = _AFTER.match(text, at)
    return found.end() if found else at
