"""A follow-up made whole: "and in Türkiye?", "since when?", "what is the penalty?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.session import Session
from knowledge.index.tokenize import tokenize
from knowledge.places.jurisdictions import PlaceMention, find_mentions, find_place_codes, place_name
from knowledge.text.language import detect_language

_OPENER = re.compile(
    r"^(?:and|so|but|what about|how about|what if|then|ok(?:ay)?|also|or|same for|what of"
    r"|а|и|но|тогда|а если|а что|что насчет|что насчёт|как насчет|как насчёт|то же)\b[\s,:]*",
    re.IGNORECASE,
)
# Questions that ask for one side of what was just said and name no subject of their own: bare
# question words, a side such as the penalty with little after it, and pronouns.
_BARE = re.compile(
    r"(?:since when|from when|until when|when|why|by whom|who|who says so|says who|how much"
    r"|how long|how many|how so|which (?:law|one|rule|article)(?: is it)?"
    r"|under (?:which|what) (?:law|rule)"
    r"|what else|what changed|what now|and then|before that|what was (?:it )?before|what happens"
    r"|what does (?:it|that|this) mean|who is behind (?:it|this)"
    r"|с какого(?: числа| года| момента)?|с каких пор|с когда|когда|до какого(?: числа)?|почему"
    r"|зачем|кто|сколько|в чем риск|в чём риск|а?\s*раньше|чем (?:это )?грозит|что (?:еще|ещё)"
    r"|что (?:изменилось|было|будет|дальше|это значит)|как раньше)"
    r"(?: exactly| is it| was it| is that| точно| это| он| она| они| это было)?\W*$",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"(?:(?:what|which|is there|are there)\b.{0,24}\b(?:penalt|fine|punish|exception|threshold"
    r"|limit|deadline|document|source|risk|consequence|licen[cs]e|report|law|date|tax|next)\w*"
    r"|how (?:much|long|many) (?:is|are|does|do|was|will)|who (?:must|has to|needs to|supervises"
    r"|enforces|regulates|reports)"
    r"|как(?:ой|ая|ие|ое|ова|ов) (?:\w+ )?(?:закон|штраф|наказан|санкц|срок|порог|лимит|риск"
    r"|документ|налог|дата|статья|ответственност|комисси)\w*)\W*(?:[\w-]+\W*){0,3}$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:does|is|was|are|do|did|can|could|must|will|would|should|has|how (?:does|is|do|can))"
    r" (?:it|this|that|they|those|he|she|there)\b.*"
    r"|(?:есть ли|нужн\w+|надо|можно|это|он|она|они|там|тут)\b.{0,20}$",
    re.IGNORECASE,
)
_ASSET = re.compile(
    r"\b(?:usdt|usdc|eurc|dai|a7a5|btc|bitcoins?|eth|ether|stablecoins?|lightning|tron|ethereum"
    r"|solana|биткоин\w*|стейблкоин\w*|эфир\w*)\b",
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
    found = find_mentions(text)
    places = tuple(dict.fromkeys(m.code for m in found))
    opener = _OPENER.match(text)
    rest = text[opener.end() :] if opener else text
    count = len(tokenize(text))
    if count > _LONGEST:
        return Standalone(text, places, followed=False)
    only_place = bool(found) and len(tokenize(_without(text, found))) <= (4 if opener else 2)
    said = rest.strip()
    side = not places and any(p.match(said) for p in (_BARE, _SIDE, _PRONOUN))
    asset = _ASSET.fullmatch(said.rstrip(" ?.!"))
    if not (only_place or side or (opener and count <= 7)):
        return Standalone(text, places, followed=False)
    if not session.question:
        dangling = bool(_BARE.match(said)) or bool(opener and (only_place or asset))
        return Standalone(text, places, followed=False, dangling=dangling)
    if only_place:
        moved = _moved(session.question, places, text)
        return Standalone(moved, find_place_codes(moved), followed=True)
    before = list(_ASSET.finditer(session.question))
    if asset and before:
        first, last = before[-1].span()
        moved = session.question[:first] + asset.group() + session.question[last:]
        return Standalone(moved, session.places, followed=True)
    joined = f"{session.question.rstrip(' ?.!')}: {rest}"
    return Standalone(joined, places or session.places, followed=True, focus=rest)


def _without(text: str, found: tuple[PlaceMention, ...]) -> str:
    out = text
    for mention in reversed(found):
        out = out[: mention.start] + " " + out[mention.end :]
    opener = _OPENER.match(out)
    return out[opener.end() :] if opener else out


def _moved(question: str, places: tuple[str, ...], text: str) -> str:
    """The last question with its places exchanged for the new ones."""
    before = find_mentions(question)
    language = detect_language(text)
    names = " / ".join(place_name(code, language) for code in places)
    if not before:
        return f"{question.rstrip(' ?.!')} ({names})?"
    # The payee's country is usually the one that changes: the last named place is exchanged.
    last = before[-1]
    return question[: last.start] + names + question[last.end :]
