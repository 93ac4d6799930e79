"""Characters that look like a Latin letter or a digit, and those that stand for an apostrophe.

Unicode's compatibility forms (full width, mathematical, raised) are not listed: NFKC resolves
them. Each entry is the character and what it is taken for.
"""

from __future__ import annotations

# The same shape in every common typeface: Cyrillic, Greek, then Armenian letters.
_IDENTICAL = """
АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ӀI ԌG ԚQ ԜW ҮY ΥY
аa сc ԁd еe һh іi јj кk ӏl оo рp ԛq ѕs уy үy ԝw хx ԍg
ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΧX ϹC αa εe ιi κk νv οo ρp τt υu χx ϲc ϳj
ոn սu
"""
# Alike enough among random letters and digits, where no word gives them away.
_SIMILAR = "З3 Б6 з3 б6 гr ьb ɑa ɡg ıi ȷj ʀR ᴏo ᴠv ᴡw ᴢz ꜱs ×x"


def _parse_pairs(pairs: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in pairs.split()}


# For words: a word of a text that mixes scripts is read in one of them.
LATIN_IN_WORDS = _parse_pairs(_IDENTICAL)
# For addresses, where a checksum tells whether the reading was right.
LATIN_IN_ADDRESSES = {**LATIN_IN_WORDS, **_parse_pairs(_SIMILAR)}
# Latin letters, and the 3, by the Cyrillic small letter they are written for; also by its capital
# (b for В) or its italic (u for и).
CYRILLIC_IN_WORDS = _parse_pairs("aа eе oо pр cс yу xх kк bв mм tт nп hн rг uи 3з")
# Also primes, accents typed for an apostrophe, and the Arabic thousands separator.
APOSTROPHES = "'’‘ʼ′`´\u066c＇"
