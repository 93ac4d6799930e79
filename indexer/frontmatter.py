"""The front matter of a note: YAML between two lines of dashes, checked field by field."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.models import Head

_LIMIT = 64 << 10
_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def split(text: str) -> tuple[dict[str, Any] | None, int]:
    """The fields, or None, and where the body begins; ValueError says what is wrong."""
    if not (begin := _OPEN.match(text)):
        return None, 0
    close = _CLOSE.search(text, begin.end())
    if not close:
        # A rule at the top of a text is no front matter.
        return None, 0
    raw = text[begin.end() : close.start()]
    if len(raw) > _LIMIT:
        raise ValueError("has front matter of more than 64 KiB")
    try:
        for token in yaml.scan(raw):
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                raise ValueError("has front matter with anchors, which are not read")
        fields = yaml.safe_load(raw)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"has front matter that is not YAML{where}") from None
    if not isinstance(fields, dict):
        raise ValueError("has front matter that is no list of fields")
    body = close.end()
    return fields, body + (1 if text[body : body + 1] == "\n" else 0)


def head(fields: dict[str, Any], guessed: dict[str, Any]) -> Head:
    """The front matter with what it lacks filled in from guesses; ValueError names a bad field."""
    missing = {name: value for name, value in guessed.items() if fields.get(name) in (None, "")}
    whole = {name: value for name, value in fields.items() if value is not None} | missing
    try:
        return Head.model_validate(whole | {"guessed": tuple(sorted(missing))})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{name}: {first['msg']}") from None


_ISO = re.compile(r"\b(20\d\d|19\d\d)-(\d\d)-(\d\d)\b")
_DOTTED = re.compile(r"\b(\d\d?)\.(\d\d?)\.(20\d\d|19\d\d)\b")
_MONTHS = (
    "jan|янв", "feb|фев", "mar|мар", "apr|апр", "may|мая|май", "jun|июн", "jul|июл", "aug|авг",
    "sep|сен", "oct|окт", "nov|ноя", "dec|дек",
)  # fmt: skip
_NAMED = re.compile(r"\b(\d{1,2})\s+([A-Za-zА-Яа-я]{3,})\.?,?\s+(20\d\d|19\d\d)\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,})\.?\s+(\d{1,2}),?\s+(20\d\d|19\d\d)\b")


def first_date(text: str) -> tuple[dt.date, int] | None:
    """The first date that a text names and where it ends, or None."""
    found: list[tuple[int, int, tuple[int, int, int]]] = []
    if m := _ISO.search(text):
        found.append((m.start(), m.end(), (int(m[1]), int(m[2]), int(m[3]))))
    if m := _DOTTED.search(text):
        found.append((m.start(), m.end(), (int(m[3]), int(m[2]), int(m[1]))))
    if (m := _NAMED.search(text)) and (month := _month(m[2])):
        found.append((m.start(), m.end(), (int(m[3]), month, int(m[1]))))
    if (m := _MONTH_FIRST.search(text)) and (month := _month(m[1])):
        found.append((m.start(), m.end(), (int(m[3]), month, int(m[2]))))
    for _, end, parts in sorted(found):
        try:
            return dt.date(*parts), end
        except ValueError:
            continue
    return None


def _month(word: str) -> int:
    for number, names in enumerate(_MONTHS, 1):
        if re.match(names, word.lower()):
            return number
    return 0
