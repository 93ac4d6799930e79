"""``tradewind screen``: addresses and names against the sanctions lists, for scripts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.cli import options

if TYPE_CHECKING:
    from bot.replies.check_reply import CheckReply
    from bot.settings import Settings

CHAT = "command"
NO_MATCH, MATCH, NOT_CHECKED, NOT_AN_ADDRESS = 0, 1, 3, 4
# The worst verdict decides the exit code of several.
_WORST_FIRST = (MATCH, NOT_CHECKED, NOT_AN_ADDRESS, NO_MATCH)


def add_parser(commands: options.Commands) -> None:
    """Add ``screen`` to the command line."""
    parser = commands.add_parser(
        "screen", help="look an address or a name up in the sanctions lists",
        description="Exit code: 0 no match, 1 a hit or a possible match, 3 not checked, 4 not an "
        "address.",
    )  # fmt: skip
    parser.add_argument("text", nargs="+", help="an address, or a name")
    options.add_json(parser)
    options.add_language(parser)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print the verdicts; the exit code of the worst of them."""
    from bot import app
    from bot.cli.output import print_reply
    from bot.question import Question
    from bot.replies.check_reply import CheckReply
    from knowledge.errors import UsageError

    text = " ".join(arguments.text).strip()
    if not text:
        raise UsageError("What is to be looked up?", fix="Try: tradewind screen 0x…")
    language = options.choose_language(settings, arguments)
    reply = app.build_assistant(settings).answer(
        Question(text=f"/screen {text}", chat=CHAT, language=language)
    )
    print_reply(reply, as_json=arguments.json)
    return _exit_code(reply) if isinstance(reply, CheckReply) else NOT_AN_ADDRESS


def _exit_code(reply: CheckReply) -> int:
    from knowledge.compliance.screening import ScreeningVerdict

    of_verdict = {
        ScreeningVerdict.HIT: MATCH,
        ScreeningVerdict.NO_MATCH: NO_MATCH,
        ScreeningVerdict.NOT_CHECKED: NOT_CHECKED,
        ScreeningVerdict.NOT_VALID: NOT_AN_ADDRESS,
    }
    codes = {of_verdict[address.verdict] for address in reply.screened}
    for name in reply.named:
        codes.add(MATCH if name.may_match else NO_MATCH if name.checked else NOT_CHECKED)
    return next(code for code in _WORST_FIRST if code in codes)
