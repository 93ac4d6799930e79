"""The commands that work on the conversation itself, the same in every channel."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages import message
from bot.messages.language import LANGUAGES, Language
from bot.replies.reply import Reply, ReplyKind
from bot.session import Session

MORE_AT_ONCE = 6


def run(text: str, session: Session, language: Language) -> Reply:
    """The reply to a message that begins with a slash."""
    name, *rest = text.split(None, 1)
    plain = name.lower().split("@")[0]
    if plain in _TAKES_WORDS and not rest:
        return _talk(message(f"usage_{plain[1:]}", language), language)
    command = _COMMANDS.get(plain)
    if not command:
        return _talk(message("command_unknown", language, command=name[:40]), language)
    return command(rest[0].strip() if rest else "", session, language)


def _talk(text: str, language: Language) -> Reply:
    return Reply(kind=ReplyKind.SMALL_TALK, language=language, opening=text)


def _help(_: str, _session: Session, language: Language) -> Reply:
    return _talk(message("help", language), language)


def _reset(_: str, session: Session, language: Language) -> Reply:
    session.forget()
    return _talk(message("reset", language), language)


def _lang(rest: str, session: Session, language: Language) -> Reply:
    wanted = rest.lower()[:2]
    if wanted == "en" or wanted == "ru":
        session.language = wanted  # type: ignore[assignment]
        return _talk(message("lang_set", wanted), session.language or language)
    return _talk(message("lang_unknown", language, languages=", ".join(LANGUAGES)), language)


def _more(_: str, session: Session, language: Language) -> Reply:
    last = session.reply
    if not last or last.kind is not ReplyKind.ANSWER:
        return _talk(message("no_last", language), language)
    part = last.rest[session.shown : session.shown + MORE_AT_ONCE]
    session.shown += len(part)
    if not part:
        return _talk(message("nothing_more", last.language), last.language)
    used = {n for claim in part for n in claim.citations}
    left = session.shown < len(last.rest)
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
        return _talk(message("no_last", language), language)
    return Reply(
        kind=ReplyKind.SMALL_TALK,
        language=last.language,
        citations=last.citations,
        index_generation=last.index_generation,
    )


def _why(_: str, session: Session, language: Language) -> Reply:
    last = session.reply
    if not last:
        return _talk(message("no_last", language), language)
    if not last.considered:
        return _talk(message("why_none", language), language)
    lines = [message("why_title", language, probability=last.probability)]
    for note in last.considered:
        values = note.model_dump(exclude={"source_id", "passage"})
        lines.append("• " + message("why_row", language, **values))
        lines.append(f"  {note.passage[:240]}")
    return _talk("\n".join(lines), language)


# Tapped in a menu they come bare; what follows them is answered elsewhere.
_TAKES_WORDS = ("/ask", "/price", "/estimate")
_COMMANDS: dict[str, Callable[[str, Session, Language], Reply]] = {
    "/help": _help,
    "/start": _help,
    "/reset": _reset,
    "/lang": _lang,
    "/more": _more,
    "/sources": _sources,
    "/why": _why,
}
NAMES = tuple(sorted(_COMMANDS))
