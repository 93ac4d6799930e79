"""``tradewind ask``: one question, or one a line from standard input."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from bot.cli import options

if TYPE_CHECKING:
    from bot.settings import Settings


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
        from bot.cli.input_lines import read_lines
        from bot.cli.output import print_reply
        from bot.question import Question

        assistant = app.build_assistant(settings)
    questions = read_lines(sys.stdin.buffer) if from_stdin else iter([arguments.question])
    for number, text in enumerate(questions):
        chat = "stdin" if arguments.session else f"stdin-{number}"
        reply = assistant.answer(Question(text=text, chat=chat, language=arguments.lang))
        print_reply(reply, as_json=arguments.json, end="\n\n" if from_stdin else "\n")
    return 0
