"""The case forms of a Russian name or adjective: Китай, Китая, Китаю…

Whole forms instead of stems: a stemmer makes one stem of Грузия and груз (cargo), of Дания and
данные (data). Only the classes that place names need; a wrong extra form does no harm, since no
text contains it.
"""

from __future__ import annotations

# The first ending that fits decides; then the forms, the word's own first. "-" is no ending.
_CLASSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ский", "цкий"), "ий ого ому им ом ая ой ую ое ие их ими"),
    (("ый",), "ый ого ому ым ом ая ой ую ое ые ых ыми"),
    (("ские", "цкие"), "ие их им ими"),
    (("ные",), "ые ых ым ыми"),
    (("овы", "евы"), "ы ых ым ыми"),
    (("ская", "ная", "вая"), "ая ой ую ою"),
    (("анин", "янин"), "ин ина ину ином ине е ам ами ах"),
    (("аец", "еец", "иец"), "ец йца йцу йцем йце йцы йцев йцам йцами йцах"),
    (("ец",), "ец ца цу цем це цы цев цам цами цах"),
    (("ия", "ея"), "я и ю ей е"),
    (("ство",), "о а у ом е"),
    (("острова",), "а ов ам ами ах"),
    (("а",), "а ы и е у ой ою"),
    (("я",), "я и е ю ей"),
    (("ы",), "ы ов - ам ами ах"),
    (("ь",), "ь и ю я е ем ью ей ям ями ях"),
    (("й",), "й я ю ем е"),
    (("о", "е", "и", "у", "э", "ю"), ""),
)
_CONSONANT = "- а у ом ем е ы и ов ам ами ах"


def inflect(word: str) -> frozenset[str]:
    """Every form of one Russian word, the word itself among them; an abbreviation has one."""
    if word.isupper() or len(word) < 3:
        return frozenset({word})
    for endings, inflected in _CLASSES:
        if word.endswith(endings):
            return _attach_endings(word, inflected)
    return _attach_endings(word + "-", _CONSONANT)


def _attach_endings(word: str, inflected: str) -> frozenset[str]:
    endings = inflected.split() or ["-"]
    stem = word.removesuffix(endings[0])
    return frozenset({word.strip("-"), *(stem + ending.strip("-") for ending in endings)})
