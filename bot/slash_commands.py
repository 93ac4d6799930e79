"""The commands that work on the conversation itself, the same in every channel."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import message
from bot.messages.language import LANGUAGES, Language
from bot.replies.reply import Reply, ReplyKind, small_talk
from bot.session import Session
from bot.understand.text.slash_command import SlashCommand

MORE_CLAIMS = 6


def run_command(command: SlashCommand, session: Session, language: Language) -> Reply:
    """The reply to a slash command."""
    if command.name in _NEEDS_WORDS and not command.rest:
        return small_talk(message(f"usage_{command.name}", language), language)
    run = _COMMANDS.get(command.name)
    if not run:
        return small_talk(message("command_unknown", language, command=command.word[:40]), language)
    return run(command.rest, session, language)


def _help(_: str, _session: Session, language: Language) -> Reply:
    return small_talk(message("help", language), language)


def _reset(_: str, session: Session, language: Language) -> Reply:
    session.forget()
    return small_talk(message("reset", language), language)


def _lang(rest: str, session: Session, language: Language) -> Reply:
    chosen = next((code for code in LANGUAGES if code == rest.lower()[:2]), None)
    if chosen:
        session.language = chosen
        return small_talk(message("lang_set", chosen), chosen)
    return small_talk(message("lang_unknown", language, languages=", ".join(LANGUAGES)), language)


def _more(_: str, session: Session, language: Language) -> Reply:
    last = session.reply
    if not last or last.kind is not ReplyKind.ANSWER:
        return small_talk(message("no_last", language), language)
    part = last.rest[session.claims_shown : session.claims_shown + MORE_CLAIMS]
    session.claims_shown += len(part)
    if not part:
        return small_talk(message("nothing_more", last.language), last.language)
    used = {n for claim in part for n in claim.citations}
    left = session.claims_shown < len(last.rest)
    return last.model_copy(
        update={
            "opening": "",
            "claims": part,
            "rest": last.rest if left else (),
            "notices": (),
            "citations": tuple(c for c in last.rest_citations if c.n in used),
        }
    )


def _sources(_: str, session: Session, language: Language) -> Reply:
    last = session.reply
    if not last or not last.citations:
        return small_talk(message("no_last", language), language)
    return Reply(
        kind=ReplyKind.SMALL_TALK,
        language=last.language,
        citations=last.citations,
        index_generation=last.index_generation,
    )


def _why(_: str, session: Session, language: Language) -> Reply:
    last = session.reply
    if not last:
        return small_talk(message("no_last", language), language)
    if not last.considered:
        return small_talk(message("why_none", language), language)
    lines = [message("why_title", language, probability=last.probability)]
    for note in last.considered:
        values = note.model_dump(exclude={"source_id", "passage"})
        lines.append("• " + message("why_row", language, **values))
        lines.append(f"  {note.passage[:240]}")
    return small_talk("\n".join(lines), language)


# Tapped in a menu they come without words; what follows them is answered elsewhere.
_NEEDS_WORDS = ("ask", "price", "estimate")
_COMMANDS: dict[str, Callable[[str, Session, Language], Reply]] = {
    "help": _help,
    "start": _help,
    "reset": _reset,
    "lang": _lang,
    "more": _more,
    "sources": _sources,
    "why": _why,
}
# The router answers /about: it needs the knowledge base.
NAMES = tuple(sorted(f"/{name}" for name in (*_COMMANDS, "about")))
