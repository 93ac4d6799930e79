"""Detecting the language of a text by its script, its letters, then its function words."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
# Letters that decide the language within a script.
_BY_LETTER = {
    "cyrillic": (("uk", "іїєґ"), ("kk", "әғқңөұүһ"), ("be", "ў")),
    "arabic": (("fa", "پچژگ"),),
}
_SCRIPTS = (
    ("latin", r"[a-zà-öø-ÿāăąćĉċčđēėęěğġģĥıīįķĺļľłńņňŋōőœŕřśşšţťūůűųŵŷźżžșțạ-ỹ]"),
    ("cyrillic", r"[\u0400-\u052f]"),
    ("arabic", r"[\u0600-\u06ff]"),
    ("han", r"[\u4e00-\u9fff]"),
    ("kana", r"[\u3040-\u30ff]"),
    ("hangul", r"[\uac00-\ud7af]"),
    ("thai", r"[\u0e00-\u0e7f]"),
    ("georgian", r"[\u10a0-\u10ff]"),
    ("armenian", r"[\u0530-\u058f]"),
    ("hebrew", r"[\u0590-\u05ff]"),
    ("greek", r"[\u0370-\u03ff]"),
    ("devanagari", r"[\u0900-\u097f]"),
)
_COUNTERS = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPTS)
_BY_SCRIPT = {"hangul": "ko", "thai": "th", "georgian": "ka", "armenian": "hy", "hebrew": "he",
          "greek": "el", "devanagari": "hi"}  # fmt: skip
# Letters of a script other than Latin say more each.
_WEIGHT = {"han": 2.0, "kana": 2.0, "hangul": 2.0}
_FUNCTION_WORDS = {
    "en": "the of and to is in for can how what does do i my are if it a on or be with when which "
    "should must may pay has have not by an from who was why we you",
    "de": "der die das und ist ein eine ich kann wie was zu für mit nicht auf im den wann muss wir "
    "von bei sind auch es dem",
    "fr": "le la les et est un une je peut comment que pour avec pas sur dans des du quand dois "
    "puis quelle quel au en ce qui nous",
    "es": "el la los las y es un una puedo como qué que para con no en del cuándo debo se por "
    "cómo cuál pagar a si su",
    "pt": "o os as e é um uma posso como que para com não em do da quando devo se por qual ao "
    "pagar são no na",
    "it": "il lo la gli e è un una posso come che per con non in del della quando devo si quale "
    "sono di nel",
    "nl": "de het een en is ik kan hoe wat voor met niet op van wanneer moet we zijn dat welke in",
    "pl": "i jest czy jak co dla z nie na w do kiedy mogę można się to są od",
    "tr": "ve bir mi mı mu mü ne nasıl için ile değil var bu da de zaman kaç hangi yok ben",
    "vi": "là có và không được tôi thể như thế nào của cho khi bao nhiêu với các",
}
_MARKS = {"de": "äöüß", "fr": "çèêëîïœ", "es": "ñ¿¡", "pt": "ãõ", "pl": "ąćęłńśźż", "tr": "ğışİ",
          "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"}  # fmt: skip
_WORDS = {language: frozenset(text.split()) for language, text in _FUNCTION_WORDS.items()}
_MAX_CHARS = 4000


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language that most letters are in; "und" without letters."""
    text = text[:_MAX_CHARS].lower()
    counts = {name: len(found.findall(text)) * _WEIGHT.get(name, 1.0) for name, found in _COUNTERS}
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        return "und"
    if best in ("han", "kana"):
        return "ja" if counts["kana"] > 0.1 * counts["han"] else "zh"
    if best in _BY_SCRIPT:
        return _BY_SCRIPT[best]
    if best == "latin":
        return _detect_latin(text)
    for language, letters in _BY_LETTER[best]:
        if any(letter in text for letter in letters):
            return language
    return "ru" if best == "cyrillic" else "ar"


def _detect_latin(text: str) -> str:
    words = _WORD.findall(text)
    scores = {
        language: sum(word in known for word in words)
        + 0.7 * sum(text.count(mark) for mark in _MARKS.get(language, ""))
        for language, known in _WORDS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    # Trade is done in English: a bare "USDT invoice Vietnam" is English until words say otherwise.
    return best if scores[best] > scores["en"] else "en"
