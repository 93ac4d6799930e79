"""Where sentences begin and end, in the languages of the base, without a model."""

from __future__ import annotations

import re

# An end mark, closing quotes or brackets, then white space and something that can begin a
# sentence; Chinese and Japanese marks need no white space.
_END = re.compile(
    r"(?:[.!?…]+[\"'»”’)\]]*(?=\s+[\"'«“‘(\[]*[^\W_a-zа-яё])|[。！？]+[」』”’）]*|\n+)"
)
# A full stop after these ends no sentence.
_SHORT = """
art arts no nos st mr mrs ms dr prof inc ltd co corp vs etc fig sec par para cf ie al
approx jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k e.g i.e
янв фев февр апр авг сен сент окт ноя нояб дек
ст п пп ч гл г гг руб коп млн млрд тыс трлн им ул стр см т.е т.д т.п т.к др пр
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_LAST_WORD = re.compile(r"([^\s(«\"']+)\.$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a text, in order, without the white space between them."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for mark in _END.finditer(text):
        if _abbreviates(text[begin : mark.end()]):
            continue
        _add(spans, text, begin, mark.end())
        begin = mark.end()
    _add(spans, text, begin, len(text))
    return spans


def _abbreviates(text: str) -> bool:
    found = _LAST_WORD.search(text)
    if not found:
        return False
    word = found.group(1).lower()
    # One letter is an initial, "т.е" and "u.s" keep their inner stops.
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _add(spans: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    piece = text[begin:end]
    start = begin + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.rstrip())
    if stop > start:
        spans.append((start, stop))
