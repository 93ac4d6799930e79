"""Screening in a conversation: what the official lists say of addresses and of names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bot.answers.note_quotes import NoteQuoter
from bot.messages import message
from bot.messages.language import Language
from bot.render import screening as words
from bot.render.table_rows import render_table_rows
from bot.replies.check_reply import CheckReply
from bot.replies.reply import Check, Claim, Reply, ReplyKind, Role, clarification
from bot.understand.request import screening_names
from knowledge.compliance import screening
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.compliance.screening import AddressScreening, NameScreening, ScreeningVerdict
from knowledge.library import Library

# What a verdict means, in the words of a note: the note, the sentence, and in its translation.
_OFAC = ("us-ofac-crypto-basics", "Persons under OFAC", "Лица под юрисдикцией OFAC")
_HIT = {
    "eu": ("eu-sanctions-who-is-bound", "The EU can freeze", ""),
    "uk": ("gb-crypto-goods-payment", "UK financial sanctions", ""),
}
_LISTS_NOTE = "us-sdn-wallet-address-check"
_MEANS = {
    ScreeningVerdict.NO_MATCH: (
        _LISTS_NOTE,
        "No hit does not mean",
        "Отсутствие совпадения не означает",
    ),
    ScreeningVerdict.NOT_CHECKED: (
        _LISTS_NOTE,
        "Enter the wallet address",
        "Введите адрес кошелька",
    ),
    ScreeningVerdict.NOT_VALID: (_LISTS_NOTE, "Copy the address", "Скопируйте адрес"),
}
# Names that one message may ask about.
MAX_NAMES = 20


class ScreeningHandler:
    """Looks up what a message names; knows no channel."""

    def __init__(
        self,
        lists: SanctionsLists,
        library: Library,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Look up in ``lists``; what a verdict means stands in ``library``."""
        self._lists, self._library, self._clock = lists, library, clock

    def screen_addresses(self, text: str) -> tuple[AddressScreening, ...]:
        """The verdict on every address in a text."""
        return screening.screen_addresses(text, self._lists, self._clock())

    def reply(self, screenings: Sequence[AddressScreening], language: Language) -> CheckReply:
        """The reply with the verdicts on a message's addresses."""
        return self._reply(screenings, (), language)

    def screen(self, rest: str, language: Language) -> Reply:
        """The reply to ``/screen``: addresses, names, or both."""
        now = self._clock()
        found = screening.screen_addresses(rest, self._lists, now, asked=True)
        names = screening_names.find_names(rest, found)
        if not found and not names:
            return clarification(message("screen_usage", language), language)
        named = [screening.screen_name(one, self._lists, now) for one in names[:MAX_NAMES]]
        lists = found[0].searched if found else named[0].searched
        # A name takes thirty times as long as an address; those left out are named as such.
        left = [NameScreening(name=one, checked=False, searched=lists) for one in names[MAX_NAMES:]]
        return self._reply(found, (*named, *left), language)

    def _reply(
        self, found: Sequence[AddressScreening], named: Sequence[NameScreening], language: Language
    ) -> CheckReply:
        quoter = NoteQuoter(self._library.generation, language)
        claim = _rule(found, quoter) if found else None
        searched = found[0].searched if found else named[0].searched
        return CheckReply(
            kind=ReplyKind.SCREENING,
            language=language,
            opening=words.render_verdicts(found, language),
            body=(
                *(
                    block
                    for one in named[:MAX_NAMES]
                    for block in (
                        *words.render_name_matches(one, language),
                        *render_table_rows(one.rows, language),
                    )
                ),
                *words.render_names_left_out(len(named) - MAX_NAMES, language),
                words.render_searched_lists(searched, language, self._clock()),
            ),
            claims=(claim,) if claim else (),
            citations=quoter.citations,
            index_generation=self._library.generation.name if found else None,
            screened=tuple(found),
            named=tuple(named),
            checks=tuple(_check(one) for one in found),
        )


def put_before(screened: CheckReply, reply: Reply) -> Reply:
    """A reply with the verdicts on the message's addresses before it."""
    opening = "\n\n".join(
        part for part in (screened.opening, *screened.body, reply.opening) if part
    )
    return reply.model_copy(update={"opening": opening, "checks": screened.checks})


def _rule(found: Sequence[AddressScreening], quoter: NoteQuoter) -> Claim | None:
    """What the weightiest verdict of all means."""
    hit = next((one.hits[0].list for one in found if one.verdict is ScreeningVerdict.HIT), None)
    if hit:
        note, starts, translated = _HIT.get(hit, _OFAC)
    else:
        verdicts = {one.verdict for one in found}
        note, starts, translated = next(said for v, said in _MEANS.items() if v in verdicts)
    return quoter.quote(note, Role.RULE, starts, translated)


def _check(one: AddressScreening) -> Check:
    return Check(
        address=one.address.canonical, verdict=one.verdict.value, lists=one.searched.editions
    )
