"""Chinese numerals, alone or after digits: 三十万, 25万, 1.2亿, 3万5千, 一点五万."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from bot.understand.amounts.numerals import exact_sum, parse_numeral
from bot.understand.text.normalize import Token

_DIGITS = dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True))
_DIGITS |= {"两": 2, "兩": 2, **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True))}
_DIGITS |= {"貳": 2, "參": 3, "陸": 6}
# Powers of ten: units within a section of four digits, and the sections.
_UNITS = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_MYRIADS = {"万": 4, "萬": 4, "亿": 8, "億": 8}
_CHARS = "".join([*_DIGITS, *_UNITS, *_MYRIADS])
_VAGUE_CHARS = "几数半多余"
_POINT_CHARS = "点點"
_VAGUE = re.compile(f"[{_VAGUE_CHARS}]")
_STEP = re.compile(r"\d+(?:[.,]\d+)*|.")
_POINT = re.compile(rf"([{''.join(_DIGITS)}])[{_POINT_CHARS}]([{''.join(_DIGITS)}]+)")
# Above every power of ten: no unit has been read yet.
_NO_POWER = 99


def find_numeral_run(tokens: list[Token], start: int) -> tuple[int, bool]:
    """The index after the tokens that could make a Chinese numeral, and whether they do.

    Digits must be followed by a unit: 500一下 is no numeral. If the tokens make none, neither do
    those that are left of them further on.
    """
    index, has_chinese = start, False
    while index < len(tokens) and _continues_numeral(tokens, index, start):
        has_chinese |= tokens[index].kind != "number" and tokens[index].text in _CHARS
        index += 1
    return index, has_chinese


def _continues_numeral(tokens: list[Token], index: int, start: int) -> bool:
    token = tokens[index]
    gap = token.start - tokens[index - 1].end if index > start else 0
    after_digits = index > start and tokens[index - 1].kind == "number"
    if token.kind == "number":
        return not gap and not after_digits
    modifier = len(token.text) == 1 and token.text in _VAGUE_CHARS + _POINT_CHARS
    if token.text not in _CHARS and not modifier:
        return False
    is_unit = token.text in _UNITS or token.text in _MYRIADS
    if gap > 1 or (gap and not after_digits) or (after_digits and not is_unit):
        return False
    if token.text in "多余" + _POINT_CHARS:
        return index > start and not _ends_numeral(tokens, index)
    return True


def _ends_numeral(tokens: list[Token], index: int) -> bool:
    """Whether 多 begins 多少 ("how much"), or a point has no digit after it."""
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return following == "少" if tokens[index].text in "多余" else following not in _DIGITS


def parse_chinese_numeral(written: str) -> tuple[Decimal | None, tuple[Decimal, ...]]:
    """The value of a Chinese numeral, and all values to ask about if it is uncertain.

    The value is None if the numeral is vague or malformed.
    """
    if _VAGUE.search(written):
        return None, ()
    plain = _POINT.sub(
        lambda match: f"{_DIGITS[match[1]]}." + "".join(str(_DIGITS[char]) for char in match[2]),
        written,
    )
    try:
        with localcontext(prec=100):
            return _NumeralSum().add_all(_STEP.findall(plain.replace(" ", "")))
    except (ValueError, ArithmeticError):
        return None, ()


class _NumeralSum:
    """Adds up a numeral from its greatest part to its least; ValueError if it is malformed.

    ``parts`` are finished sections times 万 or 亿, ``section`` holds products of digits and units
    below 万, ``pending`` a digit whose unit has not been read. ``power`` is the power of the last
    unit, ``myriad`` that of the last 万 or 亿.
    """

    def __init__(self) -> None:
        self.parts: list[Decimal] = []
        self.section: list[Decimal] = []
        self.pending: Decimal | None = None
        self.power = self.myriad = _NO_POWER
        self.has_zero = False
        self.in_digits = False

    def add_all(self, steps: list[str]) -> tuple[Decimal, tuple[Decimal, ...]]:
        for step in steps:
            if step in _UNITS:
                self._add_unit(_UNITS[step])
            elif step in _MYRIADS:
                self._add_myriad(_MYRIADS[step])
            else:
                self._add_digit(step)
        if self.pending is None:
            return self._total(), ()
        # 三万五 is 35,000 and 三万零五 is 30,005.
        short = 2 <= self.power != _NO_POWER and not self.has_zero and self.pending < 10
        literal = self._total(self.pending)
        if not short:
            return literal, ()
        shortened = self._total(self.pending.scaleb(self.power - 1))
        return shortened, (shortened, literal) if self.in_digits else ()

    def _total(self, *more: Decimal) -> Decimal:
        return exact_sum([*self.parts, *self.section, *more, Decimal(0)])

    def _add_digit(self, step: str) -> None:
        if step in _DIGITS:
            value = Decimal(_DIGITS[step])
            self.in_digits = False
            self.has_zero |= not value
        else:
            numeral = parse_numeral(step)
            if numeral.grouped and numeral.fraction:
                raise ValueError(step)
            value = Decimal(numeral.fraction or numeral.grouped)
            self.in_digits = True
        if self.pending:
            raise ValueError(step)
        self.pending = value

    def _add_unit(self, power: int) -> None:
        if power >= self.power and self.power < 4:
            raise ValueError(power)
        if self.pending is None and (power > 1 and (self.parts or self.section)):
            raise ValueError(power)
        digit = self.pending or Decimal(1)
        self.section.append(digit.scaleb(power))
        self.pending, self.power, self.has_zero = None, power, False

    def _add_myriad(self, power: int) -> None:
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
        self.power = self.myriad = power
        self.has_zero = False
