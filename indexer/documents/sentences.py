"""Where sentences begin and end, in the languages of the base, without a model."""

from __future__ import annotations

import re

# An end mark, closing quotes or brackets, then white space and something that can begin a
# sentence; Chinese and Japanese marks need no white space. Marks in a row are read from the first.
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'»”’)\]]*+(?=\s++[\"'«“‘(\[]*+[^\W_a-zа-яё])"
    r"|[。！？]++[」』”’）]*+|\n++"
)
# A full stop after these ends no sentence.
_SHORT = """
art arts no nos st mr mrs ms dr prof inc ltd co corp vs etc fig sec par para cf ie al
approx jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k e.g i.e
янв фев февр апр авг сен сент окт ноя нояб дек
ст п пп ч гл г гг руб коп млн млрд тыс трлн им ул стр см т.е т.д т.п т.к др пр
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_BEFORE_WORD = re.compile(r"[\s(«\"']")
# Longer than each of them with what stands around it.
MAX_ABBREVIATION_CHARS = 40


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a text, in order, without the white space between them."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for mark in _END.finditer(text):
        if _ends_in_abbreviation(text, begin, mark.end()):
            continue
        _add(spans, text, begin, mark.end())
        begin = mark.end()
    _add(spans, text, begin, len(text))
    return spans


def _ends_in_abbreviation(text: str, begin: int, end: int) -> bool:
    tail = text[max(begin, end - MAX_ABBREVIATION_CHARS) : end].removesuffix("\n")
    if not tail.endswith("."):
        return False
    word = _BEFORE_WORD.split(tail[:-1])[-1].lower()
    # One letter is an initial, "т.е" and "u.s" keep their inner stops.
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    start = begin + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.rstrip())
    if stop > start:
        spans.append((start, stop))
