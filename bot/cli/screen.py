"""``tradewind screen``, ``corridor`` and ``audit``: checks as commands for scripts and files."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot import app
from bot.cli.arguments import parse_amount, parse_country
from bot.messages.language import Language
from bot.payments import market_data
from bot.question import Question
from bot.render import plain_text
from bot.replies.check_reply import CheckReply
from bot.replies.reply import Reply
from bot.understand.request.corridor_request import Wanted
from knowledge.compliance.screening import ScreeningVerdict
from knowledge.errors import AuditLogError, UsageError
from knowledge.places.jurisdictions import find_regions

if TYPE_CHECKING:
    from bot.settings import Settings

CHAT = "command"
_EXIT = {
    ScreeningVerdict.HIT: 1,
    ScreeningVerdict.NOT_CHECKED: 3,
    ScreeningVerdict.NOT_VALID: 4,
    ScreeningVerdict.NO_MATCH: 0,
}
# The worst of them decides the exit code.
_WORST = (1, 3, 4, 0)


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run ``screen``, ``corridor`` or ``audit``; its exit code."""
    if arguments.command == "audit":
        return _audit(settings, arguments)
    language: Language = arguments.lang or ("ru" if settings.language == "ru" else "en")
    if arguments.command == "screen":
        return _screen(settings, arguments, language)
    return _corridor(settings, arguments, language)


def _screen(settings: Settings, arguments: argparse.Namespace, language: Language) -> int:
    text = " ".join(arguments.text).strip()
    if not text:
        raise UsageError("What is to be looked up?", fix="Try: tradewind screen 0x…")
    reply = app.assistant(settings).answer(
        Question(text=f"/screen {text}", chat=CHAT, language=language)
    )
    _print(reply, as_json=arguments.json)
    if not isinstance(reply, CheckReply):
        return 4
    codes = {_EXIT[one.verdict] for one in reply.screened}
    codes |= {1 if one.alike else 0 if one.checked else 3 for one in reply.named}
    return next(code for code in _WORST if code in codes)


def _corridor(settings: Settings, arguments: argparse.Namespace, language: Language) -> int:
    wanted = Wanted(
        payer=parse_country(arguments.payer),
        payee=parse_country(arguments.payee),
        regions=(_region(arguments.payer), _region(arguments.payee)),
        amount=parse_amount(arguments.amount) if arguments.amount else None,
        currency=arguments.currency.upper() if arguments.currency else None,
        asset=arguments.asset.upper() if arguments.asset else None,
    )
    if bool(wanted.amount) != bool(wanted.currency):
        raise UsageError("A sum has an amount and a currency.", fix="--amount 40000 --currency EUR")
    source = market_data.load_snapshot_data(arguments.snapshot) if arguments.snapshot else None
    if arguments.market:
        settings = settings.model_copy(update={"market": arguments.market})
    assistant = app.assistant(settings, source)
    said = " ".join(
        str(part)
        for part in (wanted.payer, wanted.payee, wanted.amount, wanted.currency, wanted.asset)
        if part
    )
    reply = assistant.corridor(wanted, Question(text=said, chat=CHAT), language)
    _print(reply, as_json=arguments.json)
    if not isinstance(reply, CheckReply):
        return 1
    if arguments.pdf:
        from bot.render import corridor_pdf

        corridor_pdf.save_brief_pdf(reply, arguments.pdf)
    return 0


def _region(named: str) -> str:
    """The part of a country that was named instead of it."""
    return next(iter(find_regions(named).values()), "")


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(plain_text.render_json(reply), ensure_ascii=False))
    else:
        print(plain_text.render_text(reply))


def _audit(settings: Settings, arguments: argparse.Namespace) -> int:
    log = app.audit(settings)
    if arguments.action == "verify":
        checked = log.verify()
        if arguments.json:
            found = {"lines": checked.lines, "first": checked.first, "last": checked.last}
            print(json.dumps(found | {"faults": checked.faults}))
        elif not checked.lines and not checked.faults:
            print("There is no line: nothing was logged yet.")
        elif not checked.faults:
            print(f"{checked.lines} lines ({checked.first} to {checked.last}), each as written.")
        if checked.faults:
            raise AuditLogError(
                f"{len(checked.faults)} faults: {' '.join(checked.faults[:3])}",
                fix="Keep the log as it is, and find out who wrote to it.",
            )
        return 0
    read = list(log.lines())
    lines = [line for line in read if line is not None]
    if arguments.action == "show":
        for line in lines[-arguments.last :] if arguments.last > 0 else []:
            print(json.dumps(line, ensure_ascii=False) if arguments.json else _shown(line))
    else:
        _export(lines, arguments.to)
    if len(read) > len(lines):
        raise AuditLogError(
            f"{len(read) - len(lines)} lines of the log cannot be read and are left out.",
            fix="Run: tradewind audit verify",
        )
    return 0


def _export(lines: list[dict[str, object]], to: Path | None) -> None:
    """Write the lines to a file that only its owner may read, or print them."""
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if to is None:
        sys.stdout.write(written)
        return
    try:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(written.encode())
    except OSError as error:
        raise UsageError(f"{to} cannot be written ({error.strerror}).") from None
    print(f"{len(lines)} lines in {to}")


def _shown(line: dict[str, object]) -> str:
    """A line of the log for a person to read."""
    rest = {k: v for k, v in line.items() if k not in ("n", "at", "kind", "before", "hash")}
    said = "  ".join(f"{name}={value}" for name, value in rest.items())
    return f"{line['n']}  {line['at']}  {line.get('kind', '')}  {said}"
