"""The assistant: a question in, a reply out. It knows no channel, and no channel knows more."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot import logs, slash_commands
from bot.answers.answerer import KnowledgeAnswerer, join_rule
from bot.answers.compose import Composer, compose
from bot.answers.freshness import mark_changed_sources
from bot.messages import message
from bot.messages.language import Language, reply_language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind, Role, clarification, small_talk
from bot.router import Intent, Route, Router, RuleRouter
from bot.session import Session, Sessions
from bot.understand.conversation.followup import complete_question
from bot.understand.conversation.small_talk import SmallTalk
from knowledge.compliance.policy.decide import CONTEXT_MESSAGES, find_violation
from knowledge.compliance.policy.refusal import UnreadableTextError
from knowledge.errors import AuditLogError
from knowledge.library import Library

if TYPE_CHECKING:
    from bot.checks.corridor_handler import CorridorHandler
    from bot.checks.screening_handler import ScreeningHandler
    from bot.payments.handler import PaymentHandler
    from bot.understand.request.corridor_request import CorridorRequest
    from knowledge.compliance.screening import AddressScreening

Recorder = Callable[[Question, dict[str, Any]], None]
# Answered without the policy, as they ask for nothing that it could refuse: of a text that is too
# long nothing is answered, looked up or remembered.
_NOT_JUDGED = frozenset(
    {Intent.SMALL_TALK, Intent.TOO_LONG, Intent.SLASH_COMMAND, Intent.SCREEN_COMMAND}
)


class Assistant:
    """Answers questions from the library; keeps one session for each chat."""

    def __init__(
        self,
        library: Library,
        sessions: Sessions,
        *,
        payments: Callable[[], PaymentHandler] | None = None,
        screening: Callable[[], ScreeningHandler] | None = None,
        corridors: Callable[[], CorridorHandler] | None = None,
        record: Recorder | None = None,
        router: Router | None = None,
        composer: Composer = compose,
        question_limit: int = 2000,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        """Answer from ``library``; ``today`` is the day whose rules count.

        ``payments``, ``screening`` and ``corridors`` are made for the first message that needs
        them: most are about rules. ``record`` writes the facts of every reply into the audit log.
        ``question_limit`` is in characters.
        """
        self._library = library
        self._sessions = sessions
        self._make_payments = payments
        self._make_screening = screening
        self._make_corridors = corridors
        self._record = record
        self._answerer = KnowledgeAnswerer(library, composer, today)
        self._limit = question_limit
        self._router = router or RuleRouter(
            question_limit_chars=question_limit,
            has_market=payments is not None,
            has_corridors=corridors is not None,
            has_screening=screening is not None,
        )

    @property
    def library(self) -> Library:
        """The knowledge base."""
        return self._library

    @cached_property
    def payments(self) -> PaymentHandler | None:
        """The handler of prices and estimates, when there is a market."""
        return self._make_payments() if self._make_payments else None

    @cached_property
    def screening(self) -> ScreeningHandler | None:
        """The handler of screenings, if there is one."""
        return self._make_screening() if self._make_screening else None

    @cached_property
    def corridors(self) -> CorridorHandler | None:
        """The handler of corridor briefs, if there is one."""
        return self._make_corridors() if self._make_corridors else None

    @property
    def sessions(self) -> Sessions:
        """The sessions of all chats."""
        return self._sessions

    def session(self, chat: str) -> Session:
        """The session of a chat."""
        return self._sessions.get_or_create(chat)

    def needs_market(self, question: Question) -> bool:
        """Whether the reply may have to wait for the market; the session is left as it is."""
        session = self._sessions.peek(question.chat) or Session()
        language = self._language(question, session)
        return self._router.route(question.message.in_language(language), session).needs_market

    def warm_up(self) -> None:
        """Load what the first question would have to wait for: models, rules, rails."""
        question = Question(text="Can an importer pay a supplier in USDT, and since when?")
        self._reply(self._router.route(question.message, Session()), Session(), "en")
        _ = self.payments

    def answer(self, question: Question) -> Reply:
        """The reply to a message; what it leaves in the session makes follow-ups work."""
        began = time.perf_counter()
        session = self._sessions.get_or_create(question.chat)
        language = self._language(question, session)
        parsed = question.message.in_language(language)
        route = self._router.route(parsed, session, self._screen_addresses)
        reply = self._screened(route, self._reply(route, session, language), session, language)
        reply = mark_changed_sources(reply, self._library.source_record)
        spent = {"total_ms": round((time.perf_counter() - began) * 1000, 2)}
        return self._recorded(question, reply.model_copy(update={"timings": reply.timings | spent}))

    def corridor(self, request: CorridorRequest, question: Question, language: Language) -> Reply:
        """The brief of a corridor; ``question`` is what stands in the log."""
        assert self.corridors is not None
        self._library.refresh()
        brief = self.corridors.brief(request, language)
        return self._recorded(question, mark_changed_sources(brief, self._library.source_record))

    def rate(self, question: Question, thumb: str) -> None:
        """Put a reader's thumb, ``up`` or ``down``, into the log beside what they had asked."""
        if self._record is None:
            return
        try:
            self._record(question, {"kind": "feedback", "thumb": thumb})
        except (OSError, AuditLogError) as error:
            logs.log_exception(error)

    def _screen_addresses(self, text: str) -> tuple[AddressScreening, ...]:
        """The verdicts on the addresses of a text; the lists are opened by the first such text."""
        return self.screening.screen_addresses(text) if self.screening else ()

    def _language(self, question: Question, session: Session) -> Language:
        chosen = question.language or session.language
        return chosen or reply_language(question.message.text, question.spoken)

    def _recorded(self, question: Question, reply: Reply) -> Reply:
        """The reply, once it stands in the log; with a notice when it cannot."""
        if self._record is None:
            return reply
        try:
            self._record(question, reply.audit_facts())
        except (OSError, AuditLogError) as error:
            logs.log_exception(error)
            notice = message("not_recorded", reply.language)
            return reply.model_copy(update={"notices": (*reply.notices, notice)})
        return reply

    def _screened(self, route: Route, reply: Reply, session: Session, language: Language) -> Reply:
        """The reply, with the verdicts on the message's addresses before it."""
        if not route.screenings or route.intent is Intent.SCREENING or not self.screening:
            return reply
        if reply.kind is ReplyKind.REFUSAL:
            return reply
        from bot.checks.screening_handler import put_before

        screened = self.screening.reply(route.screenings, language)
        return session.remember_reply(put_before(screened, reply))

    def _reply(self, route: Route, session: Session, language: Language) -> Reply:
        """The reply to a routed message."""
        if route.intent is Intent.QUESTION:
            self._library.prepare(route.message.text)
        if route.intent not in _NOT_JUDGED:
            refusal = self._refuse(route, session, language)
            if refusal:
                return refusal
        if route.drops_pending:
            session.pending = None
        if route.talk is SmallTalk.FRESHNESS:
            return self._answerer.describe_freshness(language)
        if route.intent is Intent.SMALL_TALK and route.talk:
            return small_talk(message(route.talk, language), language)
        if route.intent is Intent.TOO_LONG:
            length = len(route.message.text)
            long = message("too_long", language, length=length, limit=self._limit)
            return small_talk(long, language)
        if route.intent is Intent.SLASH_COMMAND and route.command:
            return slash_commands.run_command(route.command, session, language)
        if route.intent is Intent.QUESTION:
            return self._answer_question(route, session, language)
        reply = self._check(route, language) or self._figures(route, session, language)
        return session.remember_reply(reply)

    def _refuse(self, route: Route, session: Session, language: Language) -> Reply | None:
        """A refusal to help get round a rule; other messages are remembered for the next time.

        What cannot be judged is not answered either.
        """
        text = route.message.text
        # A corridor command is complete by itself: what was said before it does not count.
        alone = route.intent is Intent.CORRIDOR_COMMAND
        try:
            violation = find_violation(text, () if alone else session.recent_messages)
        except UnreadableTextError:
            return small_talk(message("unreadable", language), language)
        if violation:
            return self._answerer.refuse(violation, text, language)
        if not alone and len(text) <= self._limit:
            recent = (*session.recent_messages, text)
            session.recent_messages = recent[-CONTEXT_MESSAGES:]
        return None

    def _check(self, route: Route, language: Language) -> Reply | None:
        """The reply to a screening or a corridor brief; None for any other route."""
        if route.intent in (Intent.SCREEN_COMMAND, Intent.CORRIDOR_COMMAND):
            self._library.refresh()
        if self.screening and route.intent is Intent.SCREENING:
            return self.screening.reply(route.screenings, language)
        if self.screening and route.command and route.intent is Intent.SCREEN_COMMAND:
            return self.screening.screen(route.command.rest, language)
        if route.intent is Intent.CORRIDOR_COMMAND and self.corridors:
            return self.corridors.reply(route.corridor, route.message.text, language)
        if route.intent is Intent.CORRIDOR and self.corridors and route.corridor:
            return self.corridors.brief(route.corridor, language)
        return None

    def _figures(self, route: Route, session: Session, language: Language) -> Reply:
        """The figures that a message asks for, and before them the rule if it asks for that too."""
        payments = self.payments
        assert payments is not None, f"no handler for {route.intent}"
        if route.intent is Intent.MANUAL_RATE:
            return payments.keep_rate(route.message.text, session, language)
        if route.intent is Intent.TARIFF:
            return payments.keep_tariff(route.message.text, session, language)
        assert route.draft is not None
        if route.intent is Intent.PRICE:
            return payments.price_of(route.draft, language)
        if route.intent is Intent.NETWORK_FEE:
            return payments.network_fee(route.draft, language)
        reply = payments.estimate_or_ask(route.draft, session, language)
        if not route.asks_rule:
            return reply
        rule = self._answerer.answer_rule(route.message, language)
        return join_rule(rule, reply) if rule else reply

    def _answer_question(self, route: Route, session: Session, language: Language) -> Reply:
        """The answer from the knowledge base, follow-ups completed from the last question."""
        asked = complete_question(route.message, session.question, session.places)
        if asked.dangling:
            return clarification(message("follow_what", language), language)
        answer = self._answerer.answer(asked, route.message.text, session, language)
        reply = session.remember_reply(answer)
        if reply.kind is ReplyKind.ANSWER:
            session.question, session.places = asked.text, asked.places
            session.topic = frozenset(
                claim.source_id.removesuffix(f".{claim.language}")
                for claim in reply.claims
                if claim.role is Role.LEAD
            )
        return reply
