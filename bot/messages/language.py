"""The languages that replies are written in, and which of them a person reads."""

from __future__ import annotations

import re
from typing import Literal, get_args

from knowledge.text.language import detect_language

Language = Literal["en", "ru"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# ISO 639-1 codes of languages whose speakers mostly read Russian, too.
RUSSIAN_READERS = ("ru", "be", "kk", "ky", "uk")
_WORD = re.compile(r"\b[^\W\d_]{2,}\b")
_CODE_MIN_CHARS = 14


def language_for(code: str) -> Language:
    """The reply language for readers of a language; ``code`` begins with its ISO 639-1 code."""
    return "ru" if code[:2] in RUSSIAN_READERS else "en"


def reply_language(text: str, default: Language) -> Language:
    """The language to answer a text in: Russian if it is written in Cyrillic, else English.

    ``default`` where the text has no words of its own, such as "/sources", a code or an address.
    """
    text = " ".join(word for word in text.split() if not _is_code(word))
    if language_for(detect_language(text)) == "ru":
        return "ru"
    # Codes of currencies belong to no language.
    has_words = any(not word.isupper() for word in _WORD.findall(text))
    return "en" if has_words and not text.startswith("/") else default


def _is_code(word: str) -> bool:
    """Whether a word is an address, a hash or a link: long, with a digit, and of no language."""
    return len(word) >= _CODE_MIN_CHARS and any(char.isdigit() for char in word)
