"""Replies on standard output."""

from __future__ import annotations

import json

import pytest

from bot.cli.output import print_reply
from bot.replies.reply import Reply, ReplyKind

REPLY = Reply(kind=ReplyKind.SMALL_TALK, language="ru", opening="Привет")


def test_a_reply_is_printed_as_text_with_the_end_that_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_reply(REPLY, as_json=False, end="\n\n")
    assert capsys.readouterr().out == "Привет\n\n"


def test_a_reply_in_json_is_one_line_of_readable_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_reply(REPLY, as_json=True, end="\n\n")
    shown = capsys.readouterr().out
    assert shown.count("\n") == 1
    assert "Привет" in shown
    assert json.loads(shown)["kind"] == "small_talk"
