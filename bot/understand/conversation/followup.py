"""Follow-up questions completed from the last one: "and in Türkiye?", "since when?"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from bot.understand.text.parsed_message import ParsedMessage
from knowledge.assets import load_assets
from knowledge.index.tokenize import tokenize
from knowledge.places.jurisdictions import PlaceMention, find_mentions, find_place_codes, place_name

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
# A message of more words stands by itself; with an opener a follow-up may have a few more.
_FOLLOWUP_MAX_WORDS, _OPENED_MAX_WORDS = 12, 7
# Words that may stand beside a place which replaces another one, with an opener and without.
_PLACE_MAX_WORDS, _BARE_PLACE_MAX_WORDS = 4, 2


@dataclass(frozen=True)
class CompleteQuestion:
    """A question that can be searched by itself; ``followed`` when the last one completed it.

    ``focus`` holds the new words when they ask for another side of the last question's matter;
    ``dangling`` marks a follow-up with nothing to follow. ``mentions`` are the places in ``text``
    where they are known already.
    """

    text: str
    places: tuple[str, ...]
    followed: bool
    focus: str = ""
    dangling: bool = False
    mentions: tuple[PlaceMention, ...] | None = None


@cache
def _asset_pattern() -> re.Pattern[str]:
    """A word that names an asset or a network."""
    words = (*load_assets().question_words, "stablecoins?", r"стейблкоин\w*")
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def complete_question(
    message: ParsedMessage, last_question: str, last_places: tuple[str, ...]
) -> CompleteQuestion:
    """The question completed from the last one, or as it is when it needs no completing."""
    text, places = message.text, message.place_codes
    alone = CompleteQuestion(text, places, followed=False, mentions=message.places)
    count = len(message.words)
    if count > _FOLLOWUP_MAX_WORDS:
        return alone
    opener = _OPENER.match(text)
    rest = text[opener.end() :] if opener else text
    only_place = _names_only_a_place(message, opened=opener is not None)
    words = rest.strip()
    asks_side = not places and any(p.match(words) for p in (_BARE, _SIDE, _PRONOUN))
    asset = _asset_pattern().fullmatch(words.rstrip(" ?.!"))
    if not (only_place or asks_side or (opener and count <= _OPENED_MAX_WORDS)):
        return alone
    if not last_question:
        dangling = bool(_BARE.match(words)) or bool(opener and (only_place or asset))
        return replace(alone, dangling=dangling)
    if only_place:
        moved = _replace_place(last_question, places, message.written_language)
        return CompleteQuestion(moved, find_place_codes(moved), followed=True)
    assets = list(_asset_pattern().finditer(last_question))
    if asset and assets:
        start, end = assets[-1].span()
        moved = last_question[:start] + asset.group() + last_question[end:]
        return CompleteQuestion(moved, last_places, followed=True)
    joined = f"{last_question.rstrip(' ?.!')}: {rest}"
    return CompleteQuestion(joined, places or last_places, followed=True, focus=rest)


def _names_only_a_place(message: ParsedMessage, *, opened: bool) -> bool:
    limit = _PLACE_MAX_WORDS if opened else _BARE_PLACE_MAX_WORDS
    return bool(message.places) and len(tokenize(_without(message.text, message.places))) <= limit


def _without(text: str, places: tuple[PlaceMention, ...]) -> str:
    """The text without its places and without what opens a follow-up."""
    for place in reversed(places):
        text = text[: place.start] + " " + text[place.end :]
    opener = _OPENER.match(text)
    return text[opener.end() :] if opener else text


def _replace_place(question: str, places: tuple[str, ...], language: str) -> str:
    """The last question with its last place replaced by others, named in a language.

    The payee's country is usually the one that changes, and is named last.
    """
    names = " / ".join(place_name(code, language) for code in places)
    named = find_mentions(question)
    if not named:
        return f"{question.rstrip(' ?.!')} ({names})?"
    last = named[-1]
    return question[: last.start] + names + question[last.end :]
