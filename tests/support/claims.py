"""Claims of an answer."""

from __future__ import annotations

from bot.replies.reply import Claim, Role


def claim(text: str, role: Role = Role.LEAD) -> Claim:
    """A claim from the note ``a``, with one citation."""
    return Claim(
        text=text, role=role, citations=(1,), source_id="a", passage_id="a-1",
        start=0, end=len(text), language="en",
    )  # fmt: skip
