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


@pytest.mark.parametrize("as_json", [True, False])
def test_commands_to_the_terminal_in_a_reply_are_seen_and_not_obeyed(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    reply = Reply(kind=ReplyKind.SMALL_TALK, language="en", opening="\x1b[2J\x9b2J\u202e")
    print_reply(reply, as_json=as_json)
    shown = capsys.readouterr().out
    assert "\\u001b[2J\\u009b2J\\u202e" in shown
    assert shown.isascii()


def test_a_reply_in_json_is_one_line_of_readable_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_reply(REPLY, as_json=True, end="\n\n")
    shown = capsys.readouterr().out
    assert shown.count("\n") == 1
    assert "Привет" in shown
    assert json.loads(shown)["kind"] == "small_talk"
