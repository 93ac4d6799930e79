"""The questions in one message: "who may mine, and where is it banned?" asks two things."""

from __future__ import annotations

import re

from knowledge.index.tokenize import tokenize

# Read from the first white space, so that a long stretch of it is read once.
_JOINT = re.compile(
    r"(?<!\s)(?:\s*+[,;])?+\s++(?:"
    r"(?:and|as well as)\s++(?=(?:where|how|who|when|what|which|why|is|are|do|does|must"
    r"|can|may|should|from when)\b)"
    r"|(?:и|а также)\s++(?=(?:где|сколько|когда|кто|как\w*|что|почему|нужн\w+|надо|можно"
    r"|обязател\w+|с какого)\b))"
    r"|(?<=[?])\s++",
    re.IGNORECASE,
)
_MIN_WORDS = 2


def split_questions(text: str) -> tuple[str, ...]:
    """The questions that a message is made of, when there are two or three; else none."""
    found = [piece.strip() for piece in _JOINT.split(text) if len(tokenize(piece)) >= _MIN_WORDS]
    return tuple(found) if 2 <= len(found) <= 3 else ()
