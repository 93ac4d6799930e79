"""The assistant: a question in, a reply out. It knows no channel, and no channel knows more."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot import logs, slash_commands
from bot.answers.answerer import Answering, joined
from bot.answers.compose import Composer, compose
from bot.audit.facts import facts
from bot.messages import message
from bot.messages.language import Language, reply_language
from bot.question import Question
from bot.replies.reply import Reply, ReplyKind, Role
from bot.session import Session, Sessions
from bot.understand.conversation.followup import standalone
from bot.understand.conversation.small_talk import Intent, clean, intent
from bot.understand.request.corridor_question import asks_corridor
from bot.understand.request.figure_hint import about_figures
from bot.understand.request.figure_intent import looks_like_request
from bot.understand.text.slash_command import strip_ask
from knowledge.compliance.policy.decide import CONTEXT_MESSAGES as REMEMBERED
from knowledge.compliance.policy.decide import find_violation
from knowledge.library import Library

if TYPE_CHECKING:
    from bot.checks.corridor_handler import Corridors
    from bot.checks.screening_handler import Screening
    from bot.payments.handler import Estimator
    from bot.understand.request.corridor_request import Wanted

_TALK = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.FAREWELL: "farewell",
    Intent.IDENTITY: "identity",
    Intent.HELP: "help",
    Intent.NONSENSE: "nonsense",
    Intent.EMPTY: "empty",
}
# The commands that are a way to say a request: what follows them is the request.
_FIGURES = re.compile(r"/(price|estimate)(?:@\w+)?\s+(.+)", re.DOTALL | re.IGNORECASE)
_PRICED = ("/price", "/estimate", "/corridor")
_CHECKS = re.compile(r"/(screen|corridor)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL | re.IGNORECASE)
# What an address has at least, before the chains are asked about it.
_MAYBE_ADDRESS = re.compile(r"(?=\w{0,40}\d)\w{14}")
_ASKS_RULE = re.compile(
    r"\b(?:can (?:i|we|you|a|an|my)|may (?:i|we)|is it (?:legal|lawful|allowed)|am i allowed|legal"
    r"|allowed|можно ли|могу ли|законно|разрешен|разрешён)\b",
    re.IGNORECASE,
)
# A question of more words stands by itself.
SHORT = 5


class Assistant:
    """Answers questions from the library; keeps one session a chat."""

    def __init__(
        self,
        library: Library,
        sessions: Sessions,
        *,
        estimator: Callable[[], Estimator] | None = None,
        screening: Callable[[], Screening] | None = None,
        corridors: Callable[[], Corridors] | None = None,
        record: Callable[[Question, dict[str, Any]], None] | None = None,
        composer: Composer = compose,
        question_limit: int = 2000,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        """Answer from ``library``; ``today`` says which day's rules count.

        ``estimator``, ``screening`` and ``corridors`` are made for the first message that needs
        them: most are about rules. ``record`` hears the facts of every reply.
        """
        self._library = library
        self._sessions = sessions
        self._make_estimator = estimator
        self._make_screening = screening
        self._make_corridors = corridors
        self._record = record
        self._answering = Answering(library, composer, today)
        self._limit = question_limit

    @property
    def library(self) -> Library:
        """The knowledge base that is asked."""
        return self._library

    @cached_property
    def estimator(self) -> Estimator | None:
        """What prices and estimates come from, when there is a market."""
        return self._make_estimator() if self._make_estimator else None

    @cached_property
    def screening(self) -> Screening | None:
        """What looks addresses and names up, when there is such a thing."""
        return self._make_screening() if self._make_screening else None

    @cached_property
    def corridors(self) -> Corridors | None:
        """What writes corridor briefs, when there is such a thing."""
        return self._make_corridors() if self._make_corridors else None

    @property
    def sessions(self) -> Sessions:
        """What is remembered of all chats."""
        return self._sessions

    def session(self, chat: str) -> Session:
        """What is remembered of a chat."""
        return self._sessions.of(chat)

    def may_wait(self, question: Question) -> bool:
        """Whether the reply may have to wait for the market, and not only for us to think."""
        text = strip_ask(clean(question.text))
        session = self._sessions.seen(question.chat)
        if not self._make_estimator or len(text) > self._limit:
            return False
        return (
            bool(session and session.figured)
            or text.lower().startswith(_PRICED)
            or asks_corridor(text)
            or (about_figures(text) and looks_like_request(text))
        )

    def warm_up(self) -> None:
        """Load what else the first who asks would have to wait for: models, rules, rails."""
        self._reply("Can an importer pay a supplier in USDT, and since when?", "en", Session())
        _ = self.estimator

    def answer(self, question: Question) -> Reply:
        """The reply to a message; what it leaves in the session makes follow-ups work."""
        began = time.perf_counter()
        session = self._sessions.of(question.chat)
        text = strip_ask(clean(question.text))
        language = question.language or session.language or reply_language(text, question.spoken)
        reply = self._command(text, language, session) or self._message(text, language, session)
        spent = {"total_ms": round((time.perf_counter() - began) * 1000, 2)}
        return self._recorded(question, reply.model_copy(update={"timings": reply.timings | spent}))

    def corridor(self, wanted: Wanted, question: Question, language: Language) -> Reply:
        """The brief of a corridor; ``question`` is what stands in the log."""
        assert self.corridors is not None
        self._library.refresh()
        return self._recorded(question, self.corridors.brief(wanted, language))

    def rate(self, question: Question, thumb: str) -> None:
        """Put a reader's thumb, ``up`` or ``down``, into the log beside what they had asked."""
        if self._record is None:
            return
        try:
            self._record(question, {"kind": "feedback", "thumb": thumb})
        except OSError as error:
            logs.log_exception(error)

    def _recorded(self, question: Question, reply: Reply) -> Reply:
        """The reply, once it stands in the log; with a word of it when it cannot."""
        if self._record is None:
            return reply
        try:
            self._record(question, facts(reply))
        except OSError as error:
            logs.log_exception(error)
            notice = message("not_recorded", reply.language)
            return reply.model_copy(update={"notices": (*reply.notices, notice)})
        return reply

    def _command(self, text: str, language: Language, session: Session) -> Reply | None:
        """The reply to a message that begins with a slash; None when it does not."""
        figures, check = _FIGURES.match(text), _CHECKS.match(text)
        if figures and self._make_estimator:
            said = figures[2].strip()
            request = f"price {said}" if figures[1].lower() == "price" else said
            return self._message(request, language, session)
        if check:
            self._library.refresh()
            checked = self._checked(check[1].lower(), (check[2] or "").strip(), language)
            if checked:
                return _kept(checked, session)
        return slash_commands.run(text, session, language) if text.startswith("/") else None

    def _checked(self, name: str, rest: str, language: Language) -> Reply | None:
        """The reply to /screen or /corridor."""
        if name == "screen":
            return self.screening.screen(rest, language) if self.screening else None
        refused = self._refused(rest, language, Session())
        if refused:
            return refused
        return self.corridors.command(rest, language) if self.corridors else None

    def _refused(self, text: str, language: Language, session: Session) -> Reply | None:
        """A kind no to a request to get round a rule; what is none goes on in the session."""
        refused = find_violation(text, session.said)
        if refused:
            return self._answering.refuse(refused, language)
        if len(text) <= self._limit:
            session.said = (*session.said, text)[-REMEMBERED:]
        return None

    def _message(self, text: str, language: Language, session: Session) -> Reply:
        """The reply to words: the verdict on any address in them first."""
        if not self._make_screening or not _MAYBE_ADDRESS.search(text):
            return self._reply(text, language, session)
        from bot.checks.screening_handler import asks_more, preceded

        screened = self.screening and self.screening.screened(text, language)
        if not screened:
            return self._reply(text, language, session)
        if not asks_more(text, screened):
            return self._refused(text, language, session) or _kept(screened, session)
        reply = self._reply(text, language, session)
        if reply.kind is ReplyKind.REFUSAL:
            return reply
        return _kept(preceded(screened, reply), session)

    def _reply(self, text: str, language: Language, session: Session) -> Reply:
        if len(text) > self._limit:
            # Judged all the same: length must not carry a request past the rules.
            long = message("too_long", language, length=len(text), limit=self._limit)
            return self._refused(text, language, session) or _talk(long, language)
        kind = intent(text)
        # "1250" or "2" is nonsense by itself, and an answer to what was asked back.
        if kind is not Intent.QUESTION and not (kind is Intent.NONSENSE and session.pending):
            return _talk(message(_TALK[kind], language), language)
        self._library.prepare(text)
        asked = standalone(text, session)
        refused = self._refused(text, language, session)
        if refused:
            return refused
        special = self._brief(text, language) or self._figures(text, language, session)
        if special:
            return _kept(special, session)
        if kind is Intent.NONSENSE:
            return _talk(message("nonsense", language), language)
        if asked.dangling:
            opening = message("follow_what", language)
            return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
        reply = _kept(self._answering.answer(asked, text, session, language), session)
        if reply.kind is ReplyKind.ANSWER:
            session.question, session.places = asked.text, asked.places
            session.topic = frozenset(
                c.source_id.removesuffix(f".{c.language}")
                for c in reply.claims
                if c.role is Role.LEAD
            )
        return reply

    def _brief(self, text: str, language: Language) -> Reply | None:
        """The corridor brief that a message asks for in free words."""
        if not self._make_corridors or not asks_corridor(text):
            return None
        return self.corridors.asked(text, language) if self.corridors else None

    def _figures(self, text: str, language: Language, session: Session) -> Reply | None:
        """The figures that a message asks for, and before them the rule if it asks for that too."""
        asks_rule = bool(_ASKS_RULE.search(text))
        if not about_figures(text):
            # "May we pay a Chinese supplier in crypto?" is no change to an estimate before it.
            whole = asks_rule and len(text.split()) > SHORT
            if not session.figured or whole:
                return None
        estimator = self.estimator
        figured = estimator.reply(text, session, language) if estimator else None
        told = (ReplyKind.ESTIMATE, ReplyKind.CLARIFICATION)
        if not figured or figured.kind not in told or not asks_rule:
            return figured
        rule = self._answering.rule(text, language)
        return joined(rule, figured) if rule else figured


def _kept(reply: Reply, session: Session) -> Reply:
    session.reply, session.shown = reply, 0
    return reply


def _talk(opening: str, language: Language) -> Reply:
    return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)
