"""What touches a number: letters of a code, a minus, a range, signs of a sum."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.normalize import HAN, INVISIBLE, KANA

_LETTER = re.compile(rf"[^\W\d_{HAN}{KANA}]")
_DASH = "-–\u2212"
_SUM = "*×^½¼¾⅓⅔"
_TIMES_BEFORE = re.compile(r"(?:^|[\s\d])[xх] ?$")
_TIMES_AFTER = re.compile(r" ?[xх*×÷] ?\d| [½¼¾⅓⅔]| [.,] ?\d")
# A row of digits and dashes with letters, or with two dashes: a code, a date, a telephone number.
_CODE_BEFORE = re.compile(r"(?:[^\W\d_][\w/–-]{0,40}|\d[–-][\w/–-]{0,40})\d[–-]$")
_CODE_AFTER = re.compile(r"[–-]\d+[–-]\w")
_WIDE = 48


@dataclass(frozen=True)
class NumberContext:
    """How a stretch of digits is bound: part of a code, of a fraction, broken, behind a minus."""

    code: bool = False
    slash: bool = False
    broken: bool = False
    range: bool = False
    minus: bool = False
    point: bool = False


def context_before(normalized: str, start: int) -> NumberContext:
    """What stands before a number."""
    if not start:
        return NumberContext()
    near, far = normalized[start - 1], normalized[max(0, start - 2) : start - 1]
    if near in _SUM or _TIMES_BEFORE.search(normalized[max(0, start - 4) : start]):
        return NumberContext(broken=True)
    if near == INVISIBLE:
        return NumberContext(broken=far.isdigit())
    if _LETTER.match(near) or near in "@_\\":
        return NumberContext(code=True)
    if near in _DASH:
        if far.isdigit():
            code = bool(_CODE_BEFORE.search(normalized[max(0, start - _WIDE) : start]))
            return NumberContext(code=code, range=not code)
        return NumberContext(code=True) if far and _LETTER.match(far) else NumberContext(minus=True)
    if near == "/":
        return NumberContext(code=True, slash=True)
    if near in ".,:":
        if far.isdigit():
            return NumberContext(broken=True)
        # ".5 btc" is half a coin, "rub.5000" is five thousand.
        lone = not _LETTER.match(far or " ") and far not in (")", '"', "»")
        return NumberContext(point=lone and near == ".", broken=lone and near == ",")
    return NumberContext()


def context_after(normalized: str, end: int) -> NumberContext:
    """What stands behind a number."""
    if end >= len(normalized):
        return NumberContext()
    near, far = normalized[end], normalized[end + 1 : end + 2]
    if near in _SUM or _TIMES_AFTER.match(normalized[end : end + 4]):
        return NumberContext(broken=True)
    if _LETTER.match(near) or near in "@_\\":
        return NumberContext(code=True)
    if near in _DASH:
        if far.isdigit():
            code = bool(_CODE_AFTER.match(normalized[end : end + _WIDE]))
            return NumberContext(code=code, range=not code)
        return NumberContext(code=bool(far and _LETTER.match(far)))
    if near == "/" and far.isdigit():
        return NumberContext(code=True, slash=True)
    return NumberContext(broken=near in f":.,'{INVISIBLE}" and far.isdigit())
