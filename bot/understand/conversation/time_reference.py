"""Whether a question asks how things were rather than how they are."""

from __future__ import annotations

import datetime as dt
import re

_PAST = re.compile(
    r"\b(?:before|until|prior to|formerly|previously|used to|history|historically|back in|"
    r"earlier|at that time|was it|were they|did (?:russia|it|they)|old (?:rule|law|regime))\b"
    r"|\b(?:до|раньше|прежде|ранее|прежн\w+|истори\w+|тогда|был[аио]? ли|действовал\w*)\b",
    re.IGNORECASE,
)
_UNTIL_NOW = re.compile(
    r"before (?:i|we|you|shipping|paying|sending|signing|the payment|goods|release|dispatch)"
    r"|until (?:when|what)|до как\w+|до скольк\w+|прежде чем"
    r"|до отгрузк\w+|до оплат\w+|до платеж\w+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(20[0-3]\d)\b")


def asks_about_past(text: str, today: dt.date) -> bool:
    """Whether the words or a past year in a question ask about the past."""
    if _PAST.search(_UNTIL_NOW.sub(" ", text)):
        return True
    years = [int(year) for year in _YEAR.findall(text)]
    return bool(years) and max(years) < today.year - 1
