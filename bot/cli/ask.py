"""``tradewind ask``: one question, or one a line from standard input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from bot.cli import options

if TYPE_CHECKING:
    from bot.settings import Settings

MAX_LINE_BYTES = 1 << 20


def add_parser(commands: options.Commands) -> None:
    """Add ``ask`` to the command line."""
    parser = commands.add_parser("ask", help="ask one question, or one a line from standard input")
    parser.add_argument("question", nargs="?", default="-", help="the question; - reads lines")
    options.add_json(parser, "one JSON object a question")
    parser.add_argument("--session", action="store_true", help="lines are one conversation")
    options.add_language(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Answer the question, or each line of standard input; 0."""
    from bot import runtime
    from knowledge.errors import UsageError

    from_stdin = arguments.question == "-"
    if not from_stdin and not arguments.question.strip():
        raise UsageError("The question is empty.", fix='Try: tradewind ask "Can I ...?"')
    with runtime.loading_for_good():
        from bot import app
        from bot.cli.output import print_reply
        from bot.question import Question

        assistant = app.build_assistant(settings)
    questions = _read_lines(sys.stdin) if from_stdin else iter([arguments.question])
    for number, text in enumerate(questions):
        chat = "stdin" if arguments.session else f"stdin-{number}"
        reply = assistant.answer(Question(text=text, chat=chat, language=arguments.lang))
        print_reply(reply, as_json=arguments.json, end="\n\n" if from_stdin else "\n")
    return 0


def _read_lines(stream: TextIO) -> Iterator[str]:
    """The lines of a stream that are not blank, in any encoding, overlong ones cut."""
    for raw in stream.buffer:
        line = raw[:MAX_LINE_BYTES].decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield line
