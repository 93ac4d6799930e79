"""What touches a number: letters of a code, a minus, a range, signs of a sum."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.text.normalize import HAN, KANA, UNSEEN

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
class Border:
    """How a stretch of digits is bound: part of a code, of a fraction, broken, behind a minus."""

    code: bool = False
    slash: bool = False
    broken: bool = False
    range: bool = False
    minus: bool = False
    point: bool = False


def before(folded: str, start: int) -> Border:
    """What stands before a number."""
    if not start:
        return Border()
    near, far = folded[start - 1], folded[max(0, start - 2) : start - 1]
    if near in _SUM or _TIMES_BEFORE.search(folded[max(0, start - 4) : start]):
        return Border(broken=True)
    if near == UNSEEN:
        return Border(broken=far.isdigit())
    if _LETTER.match(near) or near in "@_\\":
        return Border(code=True)
    if near in _DASH:
        if far.isdigit():
            code = bool(_CODE_BEFORE.search(folded[max(0, start - _WIDE) : start]))
            return Border(code=code, range=not code)
        return Border(code=True) if far and _LETTER.match(far) else Border(minus=True)
    if near == "/":
        return Border(code=True, slash=True)
    if near in ".,:":
        if far.isdigit():
            return Border(broken=True)
        # ".5 btc" is half a coin, "rub.5000" is five thousand.
        lone = not _LETTER.match(far or " ") and far not in (")", '"', "»")
        return Border(point=lone and near == ".", broken=lone and near == ",")
    return Border()


def after(folded: str, end: int) -> Border:
    """What stands behind a number."""
    if end >= len(folded):
        return Border()
    near, far = folded[end], folded[end + 1 : end + 2]
    if near in _SUM or _TIMES_AFTER.match(folded[end : end + 4]):
        return Border(broken=True)
    if _LETTER.match(near) or near in "@_\\":
        return Border(code=True)
    if near in _DASH:
        if far.isdigit():
            code = bool(_CODE_AFTER.match(folded[end : end + _WIDE]))
            return Border(code=code, range=not code)
        return Border(code=bool(far and _LETTER.match(far)))
    if near == "/" and far.isdigit():
        return Border(code=True, slash=True)
    return Border(broken=near in f":.,'{UNSEEN}" and far.isdigit())
