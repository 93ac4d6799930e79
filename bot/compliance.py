"""Screenings and corridor briefs in a conversation: what the lists say, what the duties are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from bot.check_reply import CheckReply
from bot.messages import message
from bot.quoted import Quoting
from bot.render import brief as brief_words
from bot.render import screening as words
from bot.render.numbers import decimal
from bot.reply import Language, Reply, ReplyKind, Role
from bot.understand.corridor_wanted import Wanted, asks, read
from knowledge.compliance import duties, screening
from knowledge.compliance.addresses.find import find
from knowledge.compliance.corridor import Brief, Compared, Sum, brief
from knowledge.compliance.lists.shelf import Shelf
from knowledge.compliance.screening import Verdict
from knowledge.errors import UsageError
from knowledge.library import Library
from knowledge.market.pricing import Price
from knowledge.settlement.reference import Reference

# Who reaches into a corridor from outside: the two whose sanctions do, and what holds everywhere.
OUTSIDE = ("ISSUERS", "EU", "US", "INT")
_HIT_NOTE, _CHECK_NOTE = "us-ofac-crypto-basics", "us-sdn-wallet-address-check"
# What an address is at least made of, before the chains are asked.
_MAYBE = re.compile(r"\w{14}")
_NAME = re.compile(r"[\"«“„](.{2,200}?)[\"»”]")


class Compliance:
    """Answers what must be checked before a payment; knows no channel."""

    def __init__(
        self,
        shelf: Shelf,
        library: Library,
        reference: Reference,
        price: Callable[[str, str], Price] | None,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Screen against ``shelf``; quote ``library``; compare sums at the rates of ``price``."""
        self._shelf, self._library, self._reference = shelf, library, reference
        self._price, self._clock = price, clock

    def screened(self, text: str, language: Language) -> CheckReply | None:
        """The verdict on every address in a text; None when it holds none."""
        found = screening.addresses(text, self._shelf, self._clock())
        if not found:
            return None
        quoting = Quoting(self._library.generation, language)
        hit = any(one.verdict is Verdict.HIT for one in found)
        claim = quoting.claim(_HIT_NOTE if hit else _CHECK_NOTE, Role.RULE)
        return CheckReply(
            kind=ReplyKind.SCREENING,
            language=language,
            body=tuple(words.blocks(found, language, self._clock())),
            claims=(claim,) if claim else (),
            citations=quoting.citations,
            index_generation=self._library.generation.name,
            screened=found,
        )

    def screen(self, rest: str, language: Language) -> Reply:
        """The reply to ``/screen``: addresses if there are any, else a name."""
        reply = self.screened(rest, language)
        if reply:
            return reply
        quoted = _NAME.search(rest)
        name = (quoted[1] if quoted else rest).strip()
        if not name or (not quoted and _looks_like_an_address(name)):
            return _back(message("screen_none" if name else "screen_usage", language), language)
        named = screening.name(name[:300], self._shelf, self._clock())
        return CheckReply(
            kind=ReplyKind.SCREENING,
            language=language,
            body=tuple(words.name_blocks(named, language, self._clock())),
            named=named,
        )

    def asked_corridor(self, text: str, language: Language) -> Reply | None:
        """The brief that a message in free words asks for; None when it asks for none."""
        wanted = read(text) if asks(text) else None
        return self.corridor(wanted, language) if wanted else None

    def corridor_command(self, rest: str, language: Language) -> Reply:
        """The reply to ``/corridor DE TR 40000 EUR USDT``."""
        wanted = read(rest)
        if wanted is None:
            return _back(message("corridor_usage", language), language)
        return self.corridor(wanted, language)

    def corridor(self, wanted: Wanted, language: Language) -> Reply:
        """The brief of a corridor; a clarification when it is none."""
        if wanted.choices:
            opening = message("ask_confirm_amount", language)
            return _back(opening, language).model_copy(update={"choices": wanted.choices})
        if wanted.amount is not None and wanted.currency is None:
            return _back(
                message("corridor_currency", language, amount=decimal(wanted.amount, language)),
                language,
            )
        try:
            made = self._brief(wanted)
        except UsageError as error:
            return _back(str(error), language)
        quoting = Quoting(self._library.generation, language)
        told = brief_words.told(made, quoting, language)
        return CheckReply(
            kind=ReplyKind.CORRIDOR,
            language=language,
            opening=told.title,
            body=told.blocks,
            claims=told.claims,
            citations=quoting.citations,
            index_generation=self._library.generation.name,
            brief=made,
        )

    def _brief(self, wanted: Wanted) -> Brief:
        money = None
        if wanted.amount is not None and wanted.currency:
            money = Sum(amount=wanted.amount, currency=wanted.currency)
        rules = self._reference.rules
        return brief(
            (wanted.payer, wanted.payee),
            duties.of,
            {code: rule.payment for code, rule in rules.items()},
            self._rate,
            self._clock().date(),
            wanted=money,
            asset=wanted.asset,
            outside=OUTSIDE,
        )

    def _rate(self, base: str, quote: str) -> Compared | None:
        if base == quote:
            day = self._clock().date()
            one = Decimal(1)
            return Compared(amount=one, currency=quote, rate=one, source="", day=day)
        if self._price is None:
            return None
        found = self._price(base, quote)
        if found.value is None:
            return None
        rate, consensus = found.rate, found.consensus
        source = rate.source if rate else (consensus.used[0].source if consensus else "")
        day = (rate.day if rate else None) or found.at.date()
        return Compared(
            amount=found.value, currency=quote, rate=found.value, source=source, day=day
        )


def holds_address(text: str) -> bool:
    """Whether a message holds an address, right or mistyped."""
    return bool(_MAYBE.search(text)) and bool(find(text))


def _back(opening: str, language: Language) -> Reply:
    return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)


def _looks_like_an_address(text: str) -> bool:
    """Whether it must have been meant as one that no chain knows: long, in one piece, digits."""
    return len(text) >= 25 and " " not in text and any(map(str.isdigit, text))
