"""The command ``tradewind``: chat, ask, price, estimate, corridor, screen, audit, doctor."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from knowledge.errors import TradewindError, UsageError

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.settings import Settings

LINE_LIMIT = 1 << 20


def parser() -> argparse.ArgumentParser:
    """The command line of ``tradewind``."""
    from bot.cli import check_options, figure_options

    top = argparse.ArgumentParser(
        prog="tradewind",
        description="Cross-border payments in crypto-assets: answers with sources and dates.",
    )
    top.add_argument("--index", type=Path, metavar="DIR", help="the index to use")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("chat", help="talk in the terminal")
    ask = commands.add_parser("ask", help="ask one question, or one a line from standard input")
    ask.add_argument("question", nargs="?", default="-", help="the question; - reads lines")
    ask.add_argument("--json", action="store_true", help="one JSON object a question")
    ask.add_argument("--session", action="store_true", help="lines are one conversation")
    ask.add_argument("--lang", choices=("en", "ru"), help="the language of the answer")
    figure_options.add_to(commands)
    check_options.add_to(commands)
    commands.add_parser("telegram", help="answer as a Telegram bot")
    doctor = commands.add_parser("doctor", help="say what works and how to fix what does not")
    doctor.add_argument("--json", action="store_true", help="a JSON object")
    for command in commands.choices.values():
        command.add_argument(
            "--index", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="the index to use"
        )
    return top


def script() -> None:
    """Run the command line and leave.

    At its end a process need not look for garbage in a knowledge base: a tenth of a second.
    """
    code = main()
    gc.freeze()
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. No traceback reaches the user."""
    arguments = parser().parse_args(argv)
    try:
        return _run(arguments)
    except TradewindError as error:
        print(f"tradewind: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader went away (as with `| head`): nothing is wrong, and nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 (no traceback reaches a user; the log has it)
        from bot import logs

        text = f"Something went wrong on our side (reference {logs.log_exception()} in the log)."
        print(f"tradewind: {text}", file=sys.stderr)
        return 70


def _run(arguments: argparse.Namespace) -> int:
    from bot import logs
    from bot import settings as configuration

    settings = configuration.load_settings(arguments.index)
    logs.log_to(settings.home)
    if arguments.command == "doctor":
        from bot.cli.doctor import report

        return report(settings, as_json=arguments.json)
    if arguments.command in ("price", "estimate"):
        from bot.cli import estimate

        return estimate.run(settings, arguments)
    if arguments.command in ("screen", "corridor", "audit"):
        from bot.cli import screen

        return screen.run(settings, arguments)
    if arguments.command == "telegram":
        # numpy's threads wait for each other by spinning, on the cores that many chats need. It
        # looks at this once, when it is imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from bot.telegram import run
        from bot.telegram import settings as telegram

        return run.run_bot(settings, telegram.load_settings())
    if arguments.command == "ask":
        return _ask(settings, arguments)
    from bot.cli.chat import chat

    return chat(_assistant(settings), settings)


def _assistant(settings: Settings) -> Assistant:
    # What is loaded here lives as long as the process: the collector need not walk it, ever.
    gc.disable()
    from bot import app

    made = app.assistant(settings)
    gc.freeze()
    gc.enable()
    return made


def _ask(settings: Settings, arguments: argparse.Namespace) -> int:
    from bot.question import Question
    from bot.render import plain_text

    from_stdin = arguments.question == "-"
    if not from_stdin and not arguments.question.strip():
        raise UsageError("The question is empty.", fix='Try: tradewind ask "Can I ...?"')
    assistant = _assistant(settings)
    questions = _lines(sys.stdin) if from_stdin else iter([arguments.question])
    for number, words in enumerate(questions):
        chat = "stdin" if arguments.session else f"stdin-{number}"
        reply = assistant.answer(Question(text=words, chat=chat, language=arguments.lang))
        if arguments.json:
            print(json.dumps(plain_text.render_json(reply), ensure_ascii=False), flush=True)
        else:
            print(plain_text.render_text(reply) + ("\n" if from_stdin else ""), flush=True)
    return 0


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of a stream, however they are encoded, overlong ones cut."""
    for raw in stream.buffer:
        line = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield line


if __name__ == "__main__":
    script()
