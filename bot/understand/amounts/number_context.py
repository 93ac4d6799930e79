"""What touches a number on either side: letters of a code, a minus, a range, arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.normalize import HAN, INVISIBLE, KANA

_LETTER = re.compile(rf"[^\W\d_{HAN}{KANA}]")
_DASHES = "-–\u2212"
_ARITHMETIC = "*×^½¼¾⅓⅔"
_TIMES_BEFORE = re.compile(r"(?:^|[\s\d])[xх] ?$")
_TIMES_AFTER = re.compile(r" ?[xх*×÷] ?\d| [½¼¾⅓⅔]| [.,] ?\d")
# Digits and dashes with letters, or with two dashes: a code, a date, a telephone number.
_CODE_BEFORE = re.compile(r"(?:[^\W\d_][\w/–-]{0,40}|\d[–-][\w/–-]{0,40})\d[–-]$")
_CODE_AFTER = re.compile(r"[–-]\d+[–-]\w")
_CODE_CHARS = 48
_CODE_MARKS = "@_\\"


@dataclass(frozen=True)
class NumberContext:
    """What a number is a part of, judged by the characters on one side of it.

    ``code``: a longer identifier; ``slash``: the same, by a slash; ``broken``: arithmetic or a
    malformed number; ``range``: one end of a range; ``minus``: a negative number; ``point``: the
    digits after a leading decimal point.
    """

    code: bool = False
    slash: bool = False
    broken: bool = False
    range: bool = False
    minus: bool = False
    point: bool = False


def context_before(normalized: str, start: int) -> NumberContext:
    """What the characters before a number make of it."""
    if not start:
        return NumberContext()
    near, far = normalized[start - 1], normalized[max(0, start - 2) : start - 1]
    if near in _ARITHMETIC or _TIMES_BEFORE.search(normalized[max(0, start - 4) : start]):
        return NumberContext(broken=True)
    if near == INVISIBLE:
        return NumberContext(broken=far.isdigit())
    if _LETTER.match(near) or near in _CODE_MARKS:
        return NumberContext(code=True)
    if near in _DASHES:
        if far.isdigit():
            code = bool(_CODE_BEFORE.search(normalized[max(0, start - _CODE_CHARS) : start]))
            return NumberContext(code=code, range=not code)
        in_code = bool(far and _LETTER.match(far))
        return NumberContext(code=in_code, minus=not in_code)
    if near == "/":
        return NumberContext(code=True, slash=True)
    if near in ".,:":
        if far.isdigit():
            return NumberContext(broken=True)
        # ".5 btc" is half a coin, "rub.5000" is five thousand.
        leading = not _LETTER.match(far or " ") and far not in (")", '"', "»")
        return NumberContext(point=leading and near == ".", broken=leading and near == ",")
    return NumberContext()


def context_after(normalized: str, end: int) -> NumberContext:
    """What the characters after a number make of it."""
    if end >= len(normalized):
        return NumberContext()
    near, far = normalized[end], normalized[end + 1 : end + 2]
    if near in _ARITHMETIC or _TIMES_AFTER.match(normalized[end : end + 4]):
        return NumberContext(broken=True)
    if _LETTER.match(near) or near in _CODE_MARKS:
        return NumberContext(code=True)
    if near in _DASHES:
        if far.isdigit():
            code = bool(_CODE_AFTER.match(normalized[end : end + _CODE_CHARS]))
            return NumberContext(code=code, range=not code)
        return NumberContext(code=bool(far and _LETTER.match(far)))
    if near == "/" and far.isdigit():
        return NumberContext(code=True, slash=True)
    return NumberContext(broken=near in f":.,'{INVISIBLE}" and far.isdigit())
