"""A follow-up made whole: "and in Türkiye?", "since when?", "what is the penalty?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.session import Session
from knowledge.index.analysis import words
from knowledge.jurisdictions import Mention, codes, mentioned, name
from knowledge.language import detect

_OPENER = re.compile(
    r"^(?:and|so|but|what about|how about|what if|then|ok(?:ay)?|also|or|same for|what of"
    r"|а|и|но|тогда|а если|а что|что насчет|что насчёт|как насчет|как насчёт|то же)\b[\s,:]*",
    re.IGNORECASE,
)
# Questions that ask for one side of what was just said and name no subject of their own.
_SIDE = re.compile(
    r"^(?:since when|from when|until when|when(?: exactly)?|why|by whom|who says(?: so)?|says who"
    r"|how (?:much|long|many|so)|which (?:law|one|rule|article)|under (?:which|what) (?:law|rule)"
    r"|(?:what|which|is there)\b.{0,24}\b(?:penalt|fine|punish|exception|threshold|limit|deadline"
    r"|document|source|risk|consequence|licen[cs]e|report|law|date|tax|next)\w*"
    r"|who (?:must|has to|needs to|supervises|enforces|regulates|reports)\b.*"
    r"|(?:does|is|was|are|do|did|can|could|must|will|would|should)"
    r" (?:it|this|that|they|those|he|she|there)\b.*"
    r"|what (?:else|changed|happens(?: then| if not)?|does (?:it|that|this) mean|now)"
    r"|what was (?:it )?before|(?:and )?before(?: that| then)?"
    r"|в чем|в чём|с какого|с каких|с когда|когда|до какого|почему|зачем|кто|сколько"
    r"|как(?:ой|ая|ие|ое|ова) (?:закон|штраф|наказан|санкц|срок|порог|лимит|риск|документ|налог"
    r"|дата|статья|ответственност)|а раньше|раньше|чем (?:это )?грозит"
    r"|что (?:еще|ещё|изменилось|было|будет|дальше|это значит)"
    r"|(?:есть|нужн|надо|можно|это|он|она|они|там|тут)\w*\b.*)",
    re.IGNORECASE,
)
_LONGEST = 12


@dataclass(frozen=True)
class Standalone:
    """A question that can be searched by itself; ``followed`` when the session completed it.

    ``focus`` holds the new words when they ask for another side of the last question's matter.
    """

    text: str
    places: tuple[str, ...]
    followed: bool
    focus: str = ""
    dangling: bool = False


def standalone(text: str, session: Session) -> Standalone:
    """The question completed from the session, or as it is when it needs no completing.

    ``dangling`` marks a follow-up with nothing to follow.
    """
    found = mentioned(text)
    places = tuple(dict.fromkeys(m.code for m in found))
    opener = _OPENER.match(text)
    rest = text[opener.end() :] if opener else text
    count = len(words(text))
    if count > _LONGEST:
        return Standalone(text, places, followed=False)
    only_place = bool(found) and len(words(_without(text, found))) <= (4 if opener else 2)
    side = bool(_SIDE.match(rest.strip())) and not places
    if not (only_place or side or (opener and count <= 7)):
        return Standalone(text, places, followed=False)
    if not session.question:
        dangling = (side and count <= 4) or bool(opener and only_place)
        return Standalone(text, places, followed=False, dangling=dangling)
    if only_place:
        moved = _moved(session.question, places, text)
        return Standalone(moved, codes(moved), followed=True)
    joined = f"{session.question.rstrip(' ?.!')}: {rest}"
    return Standalone(joined, places or session.places, followed=True, focus=rest)


def _without(text: str, found: tuple[Mention, ...]) -> str:
    out = text
    for mention in reversed(found):
        out = out[: mention.start] + " " + out[mention.end :]
    opener = _OPENER.match(out)
    return out[opener.end() :] if opener else out


def _moved(question: str, places: tuple[str, ...], text: str) -> str:
    """The last question with its places exchanged for the new ones."""
    before = mentioned(question)
    language = detect(text)
    names = " / ".join(name(code, language) for code in places)
    if not before:
        return f"{question.rstrip(' ?.!')} ({names})?"
    # The payee's country is usually the one that changes: the last named place is exchanged.
    last = before[-1]
    return question[: last.start] + names + question[last.end :]
