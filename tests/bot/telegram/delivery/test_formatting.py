"""Replies as formatted text."""

from __future__ import annotations

import pytest

from bot.replies.reply import Claim, Reply, ReplyKind, Role
from bot.telegram.delivery.formatting import format_reply, format_sources
from knowledge.models import Citation


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://law.example/1", True),
        ("http://law.example", True),
        ("HTTPS://LAW.EXAMPLE/1", True),
        ("", False),
        ("https://", False),
        ("https:///path", False),
        ("https://[bad", False),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("data:text/html,<b>x</b>", False),
        ("ftp://law.example/1", False),
        ("//law.example/1", False),
        (" https://law.example/1", False),
        ("https://law.example/1 2", False),
        ("https://law\u202e.example/1", False),
        ("https://law.example/\u200b", False),
    ],
)
def test_only_addresses_of_pages_are_linked_to(url: str, leads: bool) -> None:
    cited = Citation(
        n=1, source_id="a", passage_id="a:1", title="A law", publisher="A state", url=url, date="",
        as_of="2026-01-02", language="en", quote="No.", start=0, end=3,
    )  # fmt: skip
    claim = Claim(
        text="No.", role=Role.LEAD, citations=(1,), source_id="a", passage_id="a:1", start=0,
        end=3, language="en",
    )  # fmt: skip
    reply = Reply(kind=ReplyKind.ANSWER, language="en", claims=(claim,), citations=(cited,))
    for shown in (format_reply(reply), format_sources((cited,), "en")):
        assert ([m.url for m in shown.entities if m.kind == "text_link"] != []) is leads
        assert {m.url for m in shown.entities} <= {"", url}
