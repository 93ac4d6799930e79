"""The router: what a message wants, decided once, before anything is looked up.

Every other module acts on the ``Route`` and decides nothing of the kind again. ``RuleRouter`` goes
by rules; a trained one may take its place behind the same interface.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.payments.dialogue import apply_answer, apply_followup
from bot.replies.reply import ReplyKind
from bot.session import Session
from bot.understand.conversation.small_talk import SmallTalk, find_small_talk
from bot.understand.request.corridor_request import (
    CorridorRequest,
    asks_for_corridor,
    find_corridor_request,
)
from bot.understand.request.draft import PaymentDraft, draft_payment
from bot.understand.request.figure_command import is_rate_command, is_tariff_command
from bot.understand.request.figure_intent import (
    asks_for_rule,
    may_concern_figures,
    requests_figures,
)
from bot.understand.text.parsed_message import ParsedMessage
from bot.understand.text.slash_command import SlashCommand, parse_slash_command

if TYPE_CHECKING:
    # Screening loads the lists' matching of names, which most messages do not need.
    from knowledge.compliance.screening import AddressScreening

    ScreenAddresses = Callable[[str], Sequence[AddressScreening]]

# A message of more words stands by itself: it is no change to the estimate before it.
CONTINUATION_MAX_WORDS = 5
# The least that an address has, before the chains are asked about it.
_MAY_BE_ADDRESS = re.compile(r"(?=\w{0,40}\d)\w{14}")
_ABOUT_LISTS = re.compile(
    r"\b(?:address|wallet|list|check|screen|sanction|clean|ofac|sdn)|адрес|кошел|спис|провер|санкц",
    re.IGNORECASE,
)


class Intent(StrEnum):
    """What a message wants."""

    SMALL_TALK = "small_talk"
    TOO_LONG = "too_long"
    SLASH_COMMAND = "slash_command"
    SCREEN_COMMAND = "screen_command"
    CORRIDOR_COMMAND = "corridor_command"
    SCREENING = "screening"
    CORRIDOR = "corridor"
    PRICE = "price"
    NETWORK_FEE = "network_fee"
    ESTIMATE = "estimate"
    MANUAL_RATE = "manual_rate"
    TARIFF = "tariff"
    QUESTION = "question"


_NEED_MARKET = frozenset(
    {
        Intent.CORRIDOR_COMMAND, Intent.CORRIDOR, Intent.PRICE, Intent.NETWORK_FEE,
        Intent.ESTIMATE,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Route:
    """What a message wants, with what was found out on the way to knowing it.

    ``message`` is the request itself, without a command before it. ``command`` is given for slash
    commands, ``talk`` for small talk, ``draft`` for prices, fees and estimates, ``corridor`` for
    briefs. ``asks_rule``: figures are wanted, and whether the payment is allowed.
    ``drops_pending``: what was asked back before is answered, or given up. ``screenings`` are the
    verdicts on the addresses in the message, whatever else it wants.
    """

    intent: Intent
    message: ParsedMessage
    command: SlashCommand | None = None
    talk: SmallTalk | None = None
    draft: PaymentDraft | None = None
    corridor: CorridorRequest | None = None
    asks_rule: bool = False
    drops_pending: bool = False
    screenings: tuple[AddressScreening, ...] = ()

    @property
    def needs_market(self) -> bool:
        """Whether the reply may have to wait for sources of figures."""
        return self.intent in _NEED_MARKET


class Router(Protocol):
    """Decides what a message wants; changes nothing."""

    def route(
        self, message: ParsedMessage, session: Session, screen: ScreenAddresses | None = None
    ) -> Route:
        """The route of a message in its conversation.

        ``screen`` looks addresses up; without it they are not looked for.
        """
        ...


@dataclass(frozen=True)
class RuleRouter:
    """Routes by rules, in a fixed order. What the assistant has no handler for is not routed to."""

    question_limit_chars: int = 2000
    has_market: bool = True
    has_corridors: bool = True
    has_screening: bool = True

    def route(
        self, message: ParsedMessage, session: Session, screen: ScreenAddresses | None = None
    ) -> Route:
        """A command, small talk, a check, figures, or else a question for the knowledge base."""
        command = parse_slash_command(message.text)
        request = self._request_of(command, message) if command else message
        if request is None:
            return self._command(command, message)
        screenings: tuple[AddressScreening, ...] = ()
        if screen and _MAY_BE_ADDRESS.search(request.text):
            screenings = tuple(screen(request.text))
            if screenings and not _asks_more(request, screenings):
                return Route(Intent.SCREENING, request, screenings=screenings)
        return replace(self._words(request, session), screenings=screenings)

    def _request_of(
        self, command: SlashCommand | None, message: ParsedMessage
    ) -> ParsedMessage | None:
        """The request behind /price and /estimate; None for any other command."""
        if not (command and command.rest and self.has_market):
            return None
        if command.name == "price":
            return message.with_text(f"price {command.rest}")
        if command.name == "estimate":
            return message.with_text(command.rest)
        return None

    def _command(self, command: SlashCommand | None, message: ParsedMessage) -> Route:
        assert command is not None
        if command.name == "screen" and self.has_screening:
            return Route(Intent.SCREEN_COMMAND, message, command)
        if command.name == "corridor" and self.has_corridors:
            request = message.with_text(command.rest)
            if len(request.text) > self.question_limit_chars:
                return Route(Intent.TOO_LONG, request, command)
            corridor = find_corridor_request(request)
            return Route(Intent.CORRIDOR_COMMAND, request, command, corridor=corridor)
        if command.name == "about":
            return Route(Intent.SMALL_TALK, message, command, talk=SmallTalk.FRESHNESS)
        return Route(Intent.SLASH_COMMAND, message, command)

    def _words(self, message: ParsedMessage, session: Session) -> Route:
        """The route of a message in words."""
        if len(message.text) > self.question_limit_chars:
            return Route(Intent.TOO_LONG, message)
        talk = find_small_talk(message)
        # "1250" or "2" is nonsense by itself, and an answer to what was asked back.
        may_answer = talk is SmallTalk.NONSENSE and session.pending
        if talk and not may_answer:
            return Route(Intent.SMALL_TALK, message, talk=talk)
        if self.has_corridors and asks_for_corridor(message):
            corridor = find_corridor_request(message)
            if corridor:
                return Route(Intent.CORRIDOR, message, corridor=corridor)
        figures = self._figures(message, session) if self.has_market else None
        if figures and figures.intent is not Intent.QUESTION:
            return figures
        drops_pending = figures is not None
        if talk:
            return Route(Intent.SMALL_TALK, message, talk=talk, drops_pending=drops_pending)
        return Route(Intent.QUESTION, message, drops_pending=drops_pending)

    def _figures(self, message: ParsedMessage, session: Session) -> Route | None:
        """The route of a message about figures; a question where it turns out to be about none.

        None when it cannot be about figures at all.
        """
        asks_rule = asks_for_rule(message)
        if not may_concern_figures(message):
            # "May we pay a Chinese supplier in crypto?" is no change to an estimate before it.
            stands_alone = asks_rule and len(message.text.split()) > CONTINUATION_MAX_WORDS
            if not session.has_payment or stands_alone:
                return None
        if is_rate_command(message.text):
            return Route(Intent.MANUAL_RATE, message)
        if is_tariff_command(message.text):
            return Route(Intent.TARIFF, message)
        route = Route(Intent.QUESTION, message, asks_rule=asks_rule, drops_pending=True)
        answered = apply_answer(session.pending, message) if session.pending else None
        if answered:
            return replace(route, intent=Intent.ESTIMATE, draft=answered)
        if requests_figures(message):
            draft = draft_payment(message)
            return replace(route, intent=_figure_intent(draft), draft=draft)
        if session.draft and session.reply and session.reply.kind is ReplyKind.ESTIMATE:
            changed = apply_followup(session.draft, message)
            if changed:
                return replace(route, intent=Intent.ESTIMATE, draft=changed)
        return route


def _figure_intent(draft: PaymentDraft) -> Intent:
    if draft.direction == "price":
        return Intent.PRICE
    if draft.amount is None and draft.ask == "fee" and draft.network:
        return Intent.NETWORK_FEE
    return Intent.ESTIMATE


def _asks_more(message: ParsedMessage, screenings: Sequence[AddressScreening]) -> bool:
    """Whether a message asks for something besides having its addresses looked up.

    Where one of them is on a list, nothing else is worth answering.
    """
    if any(one.is_hit for one in screenings):
        return False
    rest = message.blank((one.address.start, one.address.end) for one in screenings)
    return requests_figures(rest) or ("?" in rest.text and not _ABOUT_LISTS.search(rest.text))
