"""A reply as formatted text: plain text and ranges in it that are bold, links or tables.

Formatting is given as ranges, never as markup in the text, so no title or question can break or
fake it.
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


@dataclass(frozen=True)
class TextEntity:
    """A formatted range of a text, in characters; ``url`` is the target of a link."""

    kind: EntityKind
    start: int
    end: int
    url: str = ""


@dataclass(frozen=True)
class FormattedText:
    """A text and its entities, ordered by their starts."""

    text: str
    entities: tuple[TextEntity, ...] = ()


def format_reply(reply: Reply, *, sources: bool = True) -> FormattedText:
    """A reply with citation numbers linked to their sources and tables in fixed width.

    ``sources`` appends the list of sources.
    """
    links = {c.n: url for c in reply.citations if (url := _safe_url(c.url))}
    text, entities = "", list[TextEntity]()
    for block in plain_text.render_blocks(reply):
        text += "\n\n" if text else ""
        part = DISPLAY.strip(block)
        entities += _block_entities(part, len(text), links)
        text += part
    if sources and reply.citations:
        text += "\n\n" if text else ""
        listed = format_sources(reply.citations, reply.language)
        shift = len(text)
        text += listed.text
        entities += [
            TextEntity(e.kind, e.start + shift, e.end + shift, e.url) for e in listed.entities
        ]
    return FormattedText(text, tuple(entities))


def _block_entities(block: str, offset: int, links: dict[int, str]) -> list[TextEntity]:
    """The entities of a block that begins at ``offset``: one for a table, else its links."""
    if sum(bool(_COLUMNS.search(line)) for line in block.splitlines()) > 1:
        return [TextEntity("pre", offset, offset + len(block))]
    return [
        TextEntity("text_link", offset + m.start(), offset + m.end(), links[int(m[1])])
        for m in _NUMBER.finditer(block)
        if int(m[1]) in links
    ]


def format_sources(citations: tuple[Citation, ...], language: str) -> FormattedText:
    """The list of sources, each title linked to its page."""
    text = message("sources", language)
    entities = [TextEntity("bold", 0, len(text))]
    for citation in citations:
        head = f"\n[{citation.n}] "
        title = " ".join(DISPLAY.strip(citation.title).split()) or citation.source_id
        start = len(text) + len(head)
        text += head + title
        url = _safe_url(citation.url)
        if url:
            entities.append(TextEntity("text_link", start, len(text), url))
        line = plain_text.render_source(
            citation.model_copy(update={"title": "", "url": None}), language
        )
        rest = " ".join(DISPLAY.strip(line.partition("] ")[2]).split()).strip(" .")
        text += f", {rest}" if rest else ""
    return FormattedText(text, tuple(entities))


def format_with_name(text: str, name: str) -> FormattedText:
    """A text that contains a person's name, formatted as code so that it cannot become a link."""
    start = text.index(name)
    return FormattedText(text, (TextEntity("code", start, start + len(name)),))


def _safe_url(url: str | None) -> str:
    """A source's URL if it may be linked, else ""; it comes from a source's front matter."""
    if not url or DISPLAY.find_hidden(url) or any(map(str.isspace, url)):
        return ""
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
