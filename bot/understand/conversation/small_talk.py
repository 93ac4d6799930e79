"""Small talk: greetings, thanks, questions about the assistant itself, and what is no sentence."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.understand.text.parsed_message import ParsedMessage
from knowledge.text.combining_marks import limit_marks
from knowledge.text.invisible import MESSAGE


class SmallTalk(StrEnum):
    """What kind of small talk a message is; each has a message of that key in the catalogues."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    IDENTITY = "identity"
    HELP = "help"
    FRESHNESS = "freshness"
    NONSENSE = "nonsense"
    EMPTY = "empty"


# A message is small talk only when nothing is left of it beside these words.
_FILLER = frozenset(
    """a and bot dear for friend good me my so there to tradewind very you your much lot the
    всем вам тебе вас очень большое огромное и за бот дорогой""".split()  # noqa: SIM905 (readable so)
)
_PHRASES = (
    (
        SmallTalk.GREETING,
        r"hi|hello|hey|hiya|greetings|howdy|good (?:morning|afternoon|evening|day)"
        r"|привет\w*|здравствуй\w*|добрый (?:день|вечер)|доброе утро|салют|хай",
    ),
    (
        SmallTalk.THANKS,
        r"thanks|thank(?: you)?|thx|cheers|great|perfect|ok(?:ay)?|got it|understood|cool|nice"
        r"|спасибо|благодарю|спс|понятно|понял\w*|ясно|отлично|супер|хорошо|ок",
    ),
    (SmallTalk.FAREWELL, r"(?:good)?bye|see you|farewell|good night|пока|до свидания|до встречи"),
    (
        SmallTalk.IDENTITY,
        r"who are you|what are you|what is your name|are you (?:a )?(?:bot|human|robot|real|ai)"
        r"|what is tradewind|кто ты|кто вы|ты бот|вы бот|как (?:тебя|вас) зовут|что ты такое"
        r"|что такое tradewind",
    ),
    (
        SmallTalk.HELP,
        r"help|help me|what can (?:you|i) (?:do|ask)(?: you)?|how (?:does this|do you) work"
        r"|how do i use (?:this|you)|помощь|помоги\w*|что (?:ты |вы )?(?:умеешь|умеете|можешь)"
        r"|как (?:этим )?пользоваться|как это работает",
    ),
    (
        SmallTalk.FRESHNESS,
        r"how (?:fresh|old|recent|up to date|current) (?:is|are) your (?:information|info|data"
        r"|knowledge|notes|sources|answers)|how up to date are you|are you up to date"
        r"|when (?:was|were) (?:your|this|the) (?:information|info|data|knowledge|notes|sources)"
        r" (?:last )?(?:updated|checked)|where (?:do|does) (?:you|your information) (?:get (?:your"
        r" (?:information|info|data)|this)|come) from|what are your sources"
        r"|насколько свеж\w+ (?:у (?:тебя|вас) )?(?:тво\w+ |ваш\w+ )?(?:информаци\w+|данны\w+"
        r"|сведени\w+|источник\w*)|насколько актуальн\w+ (?:тво\w+ |ваш\w+ )?(?:информаци\w+"
        r"|данны\w+|сведени\w+)|когда (?:обновлял\w+|проверял\w+) (?:твои |ваши |эти )?"
        r"(?:данные|сведения|источники)|откуда (?:у (?:тебя|вас) )?(?:информация|данные|сведения)"
        r"|какие у (?:тебя|вас) источники",
    ),
)
_PATTERNS = tuple((kind, re.compile(rf"(?:{pattern})\b")) for kind, pattern in _PHRASES)
_FILLERS = re.compile(rf"(?:{'|'.join(sorted(_FILLER))})(?!\S)")
_VOWEL = re.compile(r"[aeiouyаеёиоуыэюяіїєæøåäöüıâêîôûáéíóúàèìòùãõ]", re.IGNORECASE)


def clean(text: str) -> str:
    """The message without control, zero-width and bidi characters, white space made plain.

    A letter keeps a few of its accents.
    """
    shown = limit_marks(MESSAGE.strip(text))
    return re.sub(r" {2,}", " ", re.sub("[\t\r\n\u00a0]", " ", shown)).strip()


def find_small_talk(message: ParsedMessage) -> SmallTalk | None:
    """The small talk that a cleaned message is; None for a question."""
    if not message.text:
        return SmallTalk.EMPTY
    if not any(char.isalnum() for char in message.text):
        return SmallTalk.NONSENSE
    words, at = " ".join(message.words), 0
    first: SmallTalk | None = None
    while at < len(words):
        phrase = next(((kind, hit) for kind, p in _PATTERNS if (hit := p.match(words, at))), None)
        filler = _FILLERS.match(words, at)
        if phrase:
            first = first or phrase[0]
            at = phrase[1].end()
        elif filler:
            at = filler.end()
        else:
            break
        at += words.startswith(" ", at)
    if first and at >= len(words):
        return first
    return SmallTalk.NONSENSE if _is_nonsense(message) else None


def _is_nonsense(message: ParsedMessage) -> bool:
    """Whether no word of the message could be one: keyboard mash, a lone letter, digits only."""
    words = [word for word in message.words if any(char.isalpha() for char in word)]
    if not words:
        return True
    if any(_is_vowelless_script(char) for char in message.text):
        return False
    plausible = [word for word in words if _is_plausible(word)]
    lengths = [len(word) for word in words]
    return sum(map(len, plausible)) * 2 < sum(lengths) or max(lengths) < 2


def _is_vowelless_script(char: str) -> bool:
    """Whether a letter is of a script that writes no vowels, or syllables."""
    return not char.isascii() and char.isalpha() and ord(char) > 0x590 and not _VOWEL.search(char)


def _is_plausible(word: str) -> bool:
    if len(word) <= 5:
        return True  # abbreviations: USDT, HMRC, ФНС
    if re.search(r"(.)\1{3,}|[bcdfghjklmnpqrstvwxzбвгджзклмнпрстфхцчшщ]{6,}", word):
        return False
    return bool(_VOWEL.search(word))
