"""A reply as text with marks on it: what is bold, what leads to a source, what is a table.

Marks are ranges, never markup in the text: no title or question can break or fake one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from bot.messages import message
from bot.render import plain_text
from bot.replies.reply import Reply
from knowledge.models import Citation
from knowledge.text.invisible import DISPLAY

EntityKind = Literal["bold", "text_link", "pre", "code"]
_NUMBER = re.compile(r"\[(\d{1,3})\]")
_COLUMNS = re.compile(r"\S {2,}\S")
# What would end the quotation marks around a name.
_QUOTES = re.compile('["«»“”„‟‹›`]')
MAX_NAME_CHARS = 40


@dataclass(frozen=True)
class TextEntity:
    """A range of a text, in characters, and what it is; ``url`` where a link leads."""

    kind: EntityKind
    start: int
    end: int
    url: str = ""


@dataclass(frozen=True)
class FormattedText:
    """A text and its marks, in order of their starts."""

    text: str
    marks: tuple[TextEntity, ...] = ()


def format_reply(reply: Reply, *, sources: bool = True) -> FormattedText:
    """A reply as a message: numbers lead to their sources, tables keep their columns."""
    links = {c.n: url for c in reply.citations if (url := _safe_url(c.url))}
    out, marks = "", []
    for block in plain_text.render_blocks(reply):
        text = DISPLAY.strip(block)
        out += "\n\n" if out else ""
        start = len(out)
        out += text
        if sum(bool(_COLUMNS.search(line)) for line in text.splitlines()) > 1:
            marks.append(TextEntity("pre", start, len(out)))
            continue
        marks += [
            TextEntity(
                "text_link", start + found.start(), start + found.end(), links[int(found[1])]
            )
            for found in _NUMBER.finditer(text)
            if int(found[1]) in links
        ]
    if sources and reply.citations:
        listed = format_sources(reply.citations, reply.language)
        shift = len(out) + 2 if out else 0
        out += ("\n\n" if out else "") + listed.text
        marks += [TextEntity(m.kind, m.start + shift, m.end + shift, m.url) for m in listed.marks]
    return FormattedText(out, tuple(marks))


def format_sources(citations: tuple[Citation, ...], language: str) -> FormattedText:
    """The sources, each title leading to its page."""
    out = message("sources", language)
    marks = [TextEntity("bold", 0, len(out))]
    for citation in citations:
        head = f"\n[{citation.n}] "
        title = " ".join(DISPLAY.strip(citation.title).split()) or citation.source_id
        start = len(out) + len(head)
        out += head + title
        url = _safe_url(citation.url)
        if url:
            marks.append(TextEntity("text_link", start, len(out), url))
        line = plain_text.render_source(
            citation.model_copy(update={"title": "", "url": None}), language
        )
        rest = " ".join(DISPLAY.strip(line.partition("] ")[2]).split()).strip(" .")
        out += f", {rest}" if rest else ""
    return FormattedText(out, tuple(marks))


def plain_name(name: str) -> str:
    """A person's name as it may stand between quotation marks: seen, in one line, not long."""
    seen = " ".join(_QUOTES.sub("", DISPLAY.strip(name)).split())
    return seen[:MAX_NAME_CHARS].strip() or "?"


def format_with_name(text: str, name: str) -> FormattedText:
    """A text with somebody's name in it, no part of which leads anywhere."""
    start = text.index(name)
    return FormattedText(text, (TextEntity("code", start, start + len(name)),))


def _safe_url(url: str | None) -> str:
    """An address that may be linked to: of a page, from a source's own front matter."""
    if not url or DISPLAY.find_hidden(url) or any(map(str.isspace, url)):
        return ""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
