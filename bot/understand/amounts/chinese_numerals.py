"""Chinese numerals, alone or behind digits: 三十万, 25万, 1.2亿, 3万5千, 一点五万."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from bot.understand.amounts.numerals import exact_sum, parse_numeral
from bot.understand.text.normalize import Token

_DIGITS = dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True))
_DIGITS |= {"两": 2, "兩": 2, **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))}
_DIGITS |= {"貳": 2, "參": 3, "陸": 6}
_UNITS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_MYRIADS = {"万": 4, "萬": 4, "亿": 8, "億": 8}
_CHARS = "".join([*_DIGITS, *_UNITS, *_MYRIADS])
_PART = r"\d+(?:[.,]\d+)*"
_VAGUE = re.compile("[几数半多余]")
_STEP = re.compile(rf"{_PART}|.")
_POINT = re.compile(rf"([{''.join(_DIGITS)}])[点點]([{''.join(_DIGITS)}]+)")


def end_of_numeral(found: list[Token], here: int) -> int:
    """The token after a Chinese numeral that begins at one; the same one if none does.

    Behind digits there must be a unit: 500一下 is no numeral.
    """
    at, seen = here, False
    while at < len(found):
        token = found[at]
        gap = found[at].start - found[at - 1].end if at > here else 0
        if token.kind == "number":
            if at > here and (gap or found[at - 1].kind == "number"):
                break
        elif token.text in _CHARS or (token.text in "几数半多余点點" and len(token.text) == 1):
            after_digits = at > here and found[at - 1].kind == "number"
            unit = token.text in _UNITS or token.text in _MYRIADS
            if gap > 1 or (gap and not (after_digits and unit)) or (after_digits and not unit):
                break
            if token.text in "多余点點" and (at == here or _ends(found, at)):
                break
            seen |= token.text in _CHARS
        else:
            break
        at += 1
    return at if seen else here


def _ends(found: list[Token], at: int) -> bool:
    """Whether 多 begins 多少 (how much), or a point has no digit behind it."""
    behind = found[at + 1].text if at + 1 < len(found) else ""
    return behind == "少" if found[at].text in "多余" else behind not in _DIGITS


def parse_chinese_numeral(run: str) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """What a Chinese numeral says, and what else it may say; None if it cannot be read."""
    if _VAGUE.search(run):
        return None, ()
    plain = _POINT.sub(lambda m: f"{_DIGITS[m[1]]}." + "".join(str(_DIGITS[c]) for c in m[2]), run)
    try:
        with localcontext(prec=100):
            return _NumeralSum().of(_STEP.findall(plain.replace(" ", "")))
    except (ValueError, ArithmeticError):
        return None, ()


class _NumeralSum:
    """The sum of a numeral, from its greatest part to its least."""

    def __init__(self) -> None:
        self.parts: list[Decimal] = []
        self.section: list[Decimal] = []
        self.pending: Decimal | None = None
        self.last = self.myriad = 99
        self.nought = False
        self.in_digits = False

    def of(self, steps: list[str]) -> tuple[Decimal | None, tuple[Decimal, ...]]:
        for step in steps:
            if step in _UNITS:
                self._unit(_UNITS[step])
            elif step in _MYRIADS:
                self._myriad(_MYRIADS[step])
            else:
                self._digit(step)
        if self.pending is None:
            return self._total([]), ()
        # 三万五 is 35,000 and 三万零五 is 30,005.
        short = self.last != 99 and self.last >= 2 and not self.nought and self.pending < 10
        literal = self._total([self.pending])
        if not short:
            return literal, ()
        long = self._total([self.pending.scaleb(self.last - 1)])
        return long, (long, literal) if self.in_digits else ()

    def _total(self, more: list[Decimal]) -> Decimal:
        return exact_sum([*self.parts, *self.section, *more, Decimal(0)])

    def _digit(self, step: str) -> None:
        if step in _DIGITS:
            value = Decimal(_DIGITS[step])
            self.in_digits = False
            self.nought |= not value
        else:
            number = parse_numeral(step)
            if number.grouped and number.fraction:
                raise ValueError(step)
            value = Decimal(number.fraction or number.grouped)
            self.in_digits = True
        if self.pending:
            raise ValueError(step)
        self.pending = value

    def _unit(self, power: int) -> None:
        if power >= self.last and self.last < 4:
            raise ValueError(power)
        if self.pending is None and (power > 1 and (self.parts or self.section)):
            raise ValueError(power)
        with_one = Decimal(1) if not self.pending else self.pending
        self.section.append(with_one.scaleb(power))
        self.pending, self.last, self.nought = None, power, False

    def _myriad(self, power: int) -> None:
        if self.pending is not None:
            self.section.append(self.pending)
        section = exact_sum([*self.section, Decimal(0)]) or Decimal(1)
        if power == 8 and self.parts and self.myriad == 4:
            # 一万亿: ten thousand times a hundred million.
            self.parts = [exact_sum([*self.parts, *self.section, Decimal(0)]).scaleb(8)]
        elif power >= self.myriad:
            raise ValueError(power)
        else:
            self.parts.append(section.scaleb(power))
        self.section, self.pending = [], None
        self.last = self.myriad = power
        self.nought = False
