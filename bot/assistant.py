"""The assistant: a question in, a reply out. It knows no channel, and no channel knows more."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot import commands
from bot.compose import Composer, compose
from bot.messages import message
from bot.reply import Language, Question, Reply, ReplyKind, Role
from bot.session import Session, Sessions
from bot.understand import period, policy
from bot.understand.about_figures import about_figures
from bot.understand.followup import standalone
from bot.understand.intent import Intent, clean, intent
from bot.understand.parts import parts
from knowledge.index.evidence import Evidence, Steering
from knowledge.jurisdictions import codes
from knowledge.language import detect
from knowledge.library import Library

if TYPE_CHECKING:
    from bot.estimator import Estimator

# Below both of these the best note has nothing to do with the question at all.
FAR_MEANING, FAR_WORDS = 0.30, 0.25
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
_FIGURES = re.compile(r"/(price|estimate)(?:@\w+)?\s+(.+)", re.DOTALL)
_ASKS_RULE = re.compile(
    r"\b(?:can (?:i|we|you|a|an|my)|may (?:i|we)|is it (?:legal|lawful|allowed)|am i allowed|legal"
    r"|allowed|можно ли|могу ли|законно|разрешен|разрешён)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"[€$£₺₽¥]?\s?\b\d[\d.,\s]*(?:[kmк]\b|mln|тыс\.?|млн)?\s?"
    r"(?:(?!USD[TC])[A-Z]{3}\b|[€$£₺₽¥]|руб\w*|евро|доллар\w*|юан\w*)?\s?"
)
_CLAUSE = re.compile(r"[,;?]\s+|\s(?:and|и)\s+(?=what|how|сколько|во сколько)", re.IGNORECASE)
_RUSSIAN_READERS = frozenset({"ru", "uk", "be", "kk", "ky"})


class Assistant:
    """Answers questions from the library; keeps one session a chat."""

    def __init__(
        self,
        library: Library,
        sessions: Sessions,
        *,
        estimator: Callable[[], Estimator] | None = None,
        composer: Composer = compose,
        question_limit: int = 2000,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        """Answer from ``library``; ``today`` says which day's rules count.

        ``estimator`` is made when the first message about a figure comes: most are about rules.
        """
        self._library = library
        self._sessions = sessions
        self._make_estimator = estimator
        self._compose = composer
        self._limit = question_limit
        self._today = today

    @property
    def library(self) -> Library:
        """The knowledge base that is asked."""
        return self._library

    @cached_property
    def estimator(self) -> Estimator | None:
        """What prices and estimates come from, when there is a market."""
        return self._make_estimator() if self._make_estimator else None

    @property
    def sessions(self) -> Sessions:
        """What is remembered of all chats."""
        return self._sessions

    def session(self, chat: str) -> Session:
        """What is remembered of a chat."""
        return self._sessions.of(chat)

    def may_wait(self, question: Question) -> bool:
        """Whether the reply may have to wait for the market, and not only for us to think."""
        text = clean(question.text)
        return bool(self._make_estimator) and (
            about_figures(text) or self._sessions.of(question.chat).figured
        )

    def answer(self, question: Question) -> Reply:
        """The reply to a message; what it leaves in the session makes follow-ups work."""
        began = time.perf_counter()
        session = self._sessions.of(question.chat)
        text = clean(question.text)
        language = question.language or session.language or reply_language(text)
        command = _FIGURES.match(text)
        if command and self._make_estimator:
            text = f"{command[1]} {command[2]}".strip() if command[1] == "price" else command[2]
        if text.startswith("/"):
            reply = commands.run(text, session, language)
        elif len(text) > self._limit:
            # Judged all the same: length must not carry a request past the rules.
            refused = policy.judge(text)
            long = message("too_long", language, length=len(text), limit=self._limit)
            reply = self._refuse(refused, language) if refused else _talk(long, language)
        else:
            reply = self._reply(text, language, session)
        spent = {"total_ms": round((time.perf_counter() - began) * 1000, 2)}
        return reply.model_copy(update={"timings": reply.timings | spent})

    def _reply(self, text: str, language: Language, session: Session) -> Reply:
        kind = intent(text)
        # "1250" or "2" is nonsense by itself, and an answer to what was asked back.
        if kind is not Intent.QUESTION and not (kind is Intent.NONSENSE and session.pending):
            return _talk(message(_TALK[kind], language), language)
        self._library.prepare(text)
        asked = standalone(text, session)
        refused = policy.judge(text) or (policy.judge(asked.text) if asked.followed else None)
        if refused:
            return self._refuse(refused, language)
        if session.figured or about_figures(text):
            figured = self.estimator and self.estimator.reply(text, session, language)
            if figured:
                return self._with_rule(figured, text, language, session)
        if kind is Intent.NONSENSE:
            return _talk(message("nonsense", language), language)
        if asked.dangling:
            opening = message("follow_what", language)
            return Reply(kind=ReplyKind.CLARIFICATION, language=language, opening=opening)
        steering = Steering(
            places=asked.places,
            history=period.asks_history(text, self._today()),
            today=self._today(),
            topic=session.topic if asked.focus else frozenset(),
            focus=asked.focus,
        )
        self._library.refresh()
        began = time.perf_counter()
        evidence = self._gather(asked.text, steering)
        found = time.perf_counter()
        reply = self._compose(evidence, language, self._today())
        if reply.kind is ReplyKind.ABSTENTION and _far(evidence):
            reply = reply.model_copy(
                update={"opening": message("off_topic", language), "choices": ()}
            )
        reply = reply.model_copy(
            update={
                "index_generation": self._library.generation.name,
                "timings": {
                    "evidence_ms": round((found - began) * 1000, 2),
                    "compose_ms": round((time.perf_counter() - found) * 1000, 2),
                },
            }
        )
        session.reply, session.shown = reply, 0
        if reply.kind is ReplyKind.ANSWER:
            session.question, session.places = asked.text, asked.places
            session.topic = frozenset(
                c.source_id.removesuffix(f".{c.language}")
                for c in reply.claims
                if c.role is Role.LEAD
            )
        return reply

    def _with_rule(self, figured: Reply, text: str, language: Language, session: Session) -> Reply:
        """The figures, and before them the rule where the same message asks for it."""
        session.reply, session.shown = figured, 0
        told = (ReplyKind.ESTIMATE, ReplyKind.CLARIFICATION)
        if figured.kind not in told or not _ASKS_RULE.search(text):
            return figured
        # The part that asks for the rule; the sum and its cost only blur the search.
        clause = _SUM.sub(" ", _CLAUSE.split(text)[0])
        places = codes(clause) or codes(text)
        evidence = self._library.evidence(clause, Steering(places=places, today=self._today()))
        if not evidence.sufficient:
            return figured
        session.reply = joined(self._compose(evidence, language, self._today()), figured)
        return session.reply

    def _gather(self, text: str, steering: Steering) -> Evidence:
        """The evidence on a message, with the best note for each question that it holds."""
        evidence = self._library.evidence(text, steering)
        asked = parts(text)
        if not asked:
            return evidence
        found = (self._library.evidence(part, steering) for part in asked)
        best = tuple(each.notes[0] for each in found if each.sufficient)
        if evidence.sufficient and len({note.head.group for note in best}) < 2:
            # A part such as "and where?" says too little by itself: the whole finds its note.
            best += evidence.notes[:2]
        return replace(evidence, parts=best, sufficient=evidence.sufficient or bool(best))

    def _refuse(self, refused: policy.Refusal, language: Language) -> Reply:
        """A kind no: the rule with its source, and the lawful way."""
        rule_name = refused.rule.name
        query = message(f"rule_{rule_name}", language)
        evidence = self._library.evidence(query, Steering(today=self._today()))
        rule = self._compose(evidence, language, self._today())
        leads = tuple(c for c in rule.claims if c.role is Role.LEAD)[:2] or rule.claims[:1]
        used = {n for claim in leads for n in claim.citations}
        return Reply(
            kind=ReplyKind.REFUSAL,
            language=language,
            opening=" ".join(message(key, language) for key in ("refuse", f"refuse_{rule_name}")),
            claims=leads,
            notices=(message("lawful", language),),
            citations=tuple(c for c in rule.citations if c.n in used),
            as_of=rule.as_of,
            index_generation=self._library.generation.name,
        )


def joined(rule: Reply, figured: Reply) -> Reply:
    """One reply of an answer and an estimate: the rule first, then the figures."""
    shift = len(rule.citations)
    said = {claim.text for claim in rule.claims}
    more = tuple(
        claim.model_copy(update={"citations": tuple(n + shift for n in claim.citations)})
        for claim in figured.claims
        if claim.text not in said
    )
    used = {n for claim in more for n in claim.citations}
    later = tuple(c.model_copy(update={"n": c.n + shift}) for c in figured.citations)
    asked_back = figured.kind is ReplyKind.CLARIFICATION
    return figured.model_copy(
        update={
            # What is asked back stands last, where the eye is when the answer is typed.
            "opening": "" if asked_back else figured.opening,
            "body": (figured.opening,) if asked_back else figured.body,
            "verdict": rule.verdict,
            "claims": (*rule.claims, *more),
            "citations": (*rule.citations, *(c for c in later if c.n in used)),
            "as_of": rule.as_of,
            "considered": rule.considered,
        }
    )


def reply_language(text: str) -> Language:
    """The language to answer in: Russian to those who write in Cyrillic, else English."""
    return "ru" if detect(text) in _RUSSIAN_READERS else "en"


def _talk(opening: str, language: Language) -> Reply:
    return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=opening)


def _far(evidence: Evidence) -> bool:
    found = evidence.features
    meaning = max(found.get("meaning", 0.0), found.get("across_meaning", 0.0))
    near = meaning >= FAR_MEANING or found.get("words", 0.0) >= FAR_WORDS
    return not evidence.missing and not near
