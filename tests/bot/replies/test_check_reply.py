"""Replies with screenings."""

from __future__ import annotations

from bot.replies.check_reply import CheckReply
from bot.replies.reply import Check, ReplyKind

CHECK = Check(address="0x1", verdict="hit", lists=("ofac-sdn of today",))


def test_the_log_gets_the_verdicts_and_the_lists() -> None:
    reply = CheckReply(kind=ReplyKind.SCREENING, language="en", checks=(CHECK,))
    facts = reply.audit_facts()
    assert (facts["verdicts"], facts["lists"]) == (["hit"], ["ofac-sdn of today"])


def test_the_verdicts_outlive_the_figures() -> None:
    reply = CheckReply(kind=ReplyKind.SCREENING, language="en", checks=(CHECK,))
    assert CheckReply.model_validate(reply.lightened().persisted()).checks == (CHECK,)
