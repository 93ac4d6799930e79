"""A reply as plain text and as JSON. Rendering arranges what a reply holds and adds no figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bot.messages import format_date, message
from bot.replies.reply import Claim, Reply, ReplyKind, Role
from knowledge.models import Citation, Seen

# Roles whose claims stand in a paragraph of their own, and the heading of it.
_HEADINGS = {
    Role.BEFORE: "before",
    Role.CONFLICT: "conflict",
    Role.CHECK: "check",
    Role.RULE: "est_rules",
}
# What a citation says of a source whose whole text the note's author did not read.
_NOT_READ = {
    Seen.EXCERPT: "source_excerpt",
    Seen.QUOTED: "source_quoted",
    Seen.UNREAD: "source_unread",
    Seen.OWN: "source_own",
}


def render_blocks(reply: Reply) -> list[str]:
    """The paragraphs of a reply, none empty, in reading order, without the list of sources."""
    blocks = [reply.opening, *_claim_paragraphs(reply)]
    is_question = reply.kind is ReplyKind.CLARIFICATION
    if reply.choices and not is_question:
        nearest = [f"• {choice}" for choice in reply.choices]
        blocks.append("\n".join([message("nearest", reply.language), *nearest]))
    blocks += reply.body
    if reply.choices and is_question:
        blocks.append("\n".join(f"{n}. {choice}" for n, choice in enumerate(reply.choices, 1)))
    blocks.append(" ".join(reply.notices))
    return [block for block in blocks if block]


def _claim_paragraphs(reply: Reply) -> Iterator[str]:
    """The verdict and the claims, those of one role together."""
    # A corridor brief has its claims in its body.
    claims = reply.claims if reply.kind is not ReplyKind.CORRIDOR else ()
    sentences: list[tuple[Role, str]] = []
    if reply.verdict:
        sentences.append((Role.LEAD, message(f"verdict_{reply.verdict}", reply.language)))
    for claim in claims:
        role = claim.role if claim.role in _HEADINGS else Role.LEAD
        sentences.append((role, render_claim(claim)))
    for role, group in groupby(sentences, key=lambda sentence: sentence[0]):
        heading = f"{message(_HEADINGS[role], reply.language)} " if role in _HEADINGS else ""
        yield heading + " ".join(sentence for _, sentence in group)


def render_claim(claim: Claim) -> str:
    """A claim with the numbers of its citations."""
    return claim.text + "".join(f" [{number}]" for number in claim.citations)


def render_source(citation: Citation, language: str) -> str:
    """A citation as one line: number, title, publisher, date, address."""
    parts = [citation.title, citation.publisher]
    if citation.date:
        parts.append(format_date(citation.date, language))
    if citation.primary:
        parts.append(message("primary", language))
    if citation.seen in _NOT_READ:
        key = _NOT_READ[citation.seen]
        parts.append(message(key, language, publisher=citation.quoted_by))
    if citation.changed_on:
        day = format_date(citation.changed_on, language)
        parts.append(message("source_changed", language, date=day))
    line = f"[{citation.n}] " + ", ".join(part for part in parts if part)
    return f"{line}. {citation.url}" if citation.url else line


def render_text(reply: Reply, *, sources: bool = True) -> str:
    """The whole reply as plain text, its paragraphs separated by empty lines."""
    blocks = render_blocks(reply)
    if sources and reply.citations:
        lines = [render_source(citation, reply.language) for citation in reply.citations]
        blocks.append("\n".join([message("sources", reply.language), *lines]))
    if reply.rest:
        blocks.append(message("more", reply.language))
    return "\n\n".join(blocks)


def render_json(reply: Reply) -> dict[str, Any]:
    """The reply as an object for programs: its text and all that it is made of."""
    fields = reply.model_dump(mode="json", exclude={"rest", "rest_citations", "considered"})
    return {"kind": reply.kind.value, "text": "\n\n".join(render_blocks(reply)), **fields}
