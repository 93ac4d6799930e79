"""What a message is before anything is searched: a question, small talk, or nothing at all."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.index.tokenize import tokenize
from knowledge.text.invisible import MESSAGE


class Intent(StrEnum):
    """What a message wants."""

    QUESTION = "question"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    IDENTITY = "identity"
    HELP = "help"
    NONSENSE = "nonsense"
    EMPTY = "empty"


# A message is small talk only when nothing is left of it beside these words.
_FILLER = frozenset(
    """a and bot dear for friend good me my so there to tradewind very you your much lot the
    всем вам тебе вас очень большое огромное и за бот дорогой""".split()  # noqa: SIM905 (readable so)
)
_TALK = (
    (
        Intent.GREETING,
        r"hi|hello|hey|hiya|greetings|howdy|good (?:morning|afternoon|evening|day)"
        r"|привет\w*|здравствуй\w*|добрый (?:день|вечер)|доброе утро|салют|хай",
    ),
    (
        Intent.THANKS,
        r"thanks|thank(?: you)?|thx|cheers|great|perfect|ok(?:ay)?|got it|understood|cool|nice"
        r"|спасибо|благодарю|спс|понятно|понял\w*|ясно|отлично|супер|хорошо|ок",
    ),
    (Intent.FAREWELL, r"(?:good)?bye|see you|farewell|good night|пока|до свидания|до встречи"),
    (
        Intent.IDENTITY,
        r"who are you|what are you|what is your name|are you (?:a )?(?:bot|human|robot|real|ai)"
        r"|what is tradewind|кто ты|кто вы|ты бот|вы бот|как (?:тебя|вас) зовут|что ты такое"
        r"|что такое tradewind",
    ),
    (
        Intent.HELP,
        r"help|help me|what can (?:you|i) (?:do|ask)(?: you)?|how (?:does this|do you) work"
        r"|how do i use (?:this|you)|помощь|помоги\w*|что (?:ты |вы )?(?:умеешь|умеете|можешь)"
        r"|как (?:этим )?пользоваться|как это работает",
    ),
)
_PATTERNS = tuple((intent, re.compile(rf"^(?:{pattern})\b")) for intent, pattern in _TALK)
_VOWEL = re.compile(r"[aeiouyаеёиоуыэюяіїєæøåäöüıâêîôûáéíóúàèìòùãõ]", re.IGNORECASE)


def clean(text: str) -> str:
    """The message without control, zero-width and bidi characters, white space made plain."""
    return re.sub(r" {2,}", " ", re.sub("[\t\r\n\u00a0]", " ", MESSAGE.strip(text))).strip()


def intent(text: str) -> Intent:
    """What a cleaned message wants."""
    if not text:
        return Intent.EMPTY
    if not any(char.isalnum() for char in text):
        return Intent.NONSENSE
    left = " ".join(tokenize(text))
    first: Intent | None = None
    while left:
        found = next(((kind, m) for kind, p in _PATTERNS if (m := p.match(left))), None)
        if found:
            first = first or found[0]
            left = left[found[1].end() :].strip()
        elif left.split()[0] in _FILLER:
            left = " ".join(left.split()[1:])
        else:
            break
    if first and not left:
        return first
    return Intent.NONSENSE if _nonsense(text) else Intent.QUESTION


def _nonsense(text: str) -> bool:
    """Whether no word of the message could be one: keyboard mash, a lone letter, digits only."""
    letters = [word for word in tokenize(text) if any(char.isalpha() for char in word)]
    if not letters:
        return True
    if any(not char.isascii() and not _VOWEL.search(char) and char.isalpha() and ord(char) > 0x590
           for char in text):  # fmt: skip
        return False  # scripts that write no vowels, or syllables
    plausible = [w for w in letters if _plausible(w)]
    return sum(map(len, plausible)) * 2 < sum(map(len, letters)) or max(map(len, letters)) < 2


def _plausible(word: str) -> bool:
    if len(word) <= 5:
        return True  # abbreviations: USDT, HMRC, ФНС
    if re.search(r"(.)\1{3,}|[bcdfghjklmnpqrstvwxzбвгджзклмнпрстфхцчшщ]{6,}", word):
        return False
    return bool(_VOWEL.search(word))
