"""A reply as plain text and as JSON. Rendering arranges what is in the reply and adds no figure."""

from __future__ import annotations

from typing import Any

from bot.messages import format_date, message
from bot.replies.reply import Claim, Reply, ReplyKind, Role
from knowledge.models import Citation

_HEADED = {
    Role.BEFORE: "before",
    Role.CONFLICT: "conflict",
    Role.CHECK: "check",
    Role.RULE: "est_rules",
}


def render_blocks(reply: Reply) -> list[str]:
    """The paragraphs of a reply, in reading order, without the list of sources."""
    out: list[str] = [reply.opening] if reply.opening else []
    run: list[str] = [message(f"verdict_{reply.verdict}", reply.language)] if reply.verdict else []
    role: Role | None = Role.LEAD
    # A brief has its claims in its body, each in its place.
    for claim in reply.claims if reply.kind is not ReplyKind.CORRIDOR else ():
        group = claim.role if claim.role in _HEADED else Role.LEAD
        if run and group is not role:
            out.append(_paragraph(run, role, reply))
            run = []
        role = group
        run.append(render_claim(claim))
    if run:
        out.append(_paragraph(run, role, reply))
    if reply.choices and reply.kind is not ReplyKind.CLARIFICATION:
        out.append(
            "\n".join([message("nearest", reply.language), *(f"• {c}" for c in reply.choices)])
        )
    out.extend(reply.body)
    if reply.choices and reply.kind is ReplyKind.CLARIFICATION:
        out.append("\n".join(f"{i}. {choice}" for i, choice in enumerate(reply.choices, 1)))
    out.extend([" ".join(reply.notices)] if reply.notices else [])
    return out


def _paragraph(run: list[str], role: Role | None, reply: Reply) -> str:
    heading = f"{message(_HEADED[role], reply.language)} " if role in _HEADED else ""
    return heading + " ".join(run)


def render_claim(claim: Claim) -> str:
    """A claim with the numbers of its citations."""
    return claim.text + "".join(f" [{n}]" for n in claim.citations)


def render_source(citation: Citation, language: str) -> str:
    """A citation as one line: number, title, publisher, date, address."""
    parts = [citation.title, citation.publisher]
    if citation.date:
        parts.append(format_date(citation.date, language))
    if citation.primary:
        parts.append(message("primary", language))
    line = f"[{citation.n}] " + ", ".join(part for part in parts if part)
    return f"{line}. {citation.url}" if citation.url else line


def render_text(reply: Reply, *, sources: bool = True) -> str:
    """The whole reply as plain text."""
    parts = render_blocks(reply)
    if sources and reply.citations:
        lines = [render_source(citation, reply.language) for citation in reply.citations]
        parts.append("\n".join([message("sources", reply.language), *lines]))
    if reply.rest:
        parts.append(message("more", reply.language))
    return "\n\n".join(part for part in parts if part)


def render_json(reply: Reply) -> dict[str, Any]:
    """The reply as an object for programs: the text and everything that it is made of."""
    found = reply.model_dump(mode="json", exclude={"rest", "rest_citations", "considered"})
    return {"kind": reply.kind.value, "text": "\n\n".join(render_blocks(reply)), **found}
