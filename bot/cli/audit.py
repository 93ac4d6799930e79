"""``tradewind audit``: verify, show or export the log of what was answered."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import options
from knowledge.errors import AuditLogError, TradewindError, UsageError
from knowledge.files import open_private
from knowledge.text.terminal import print_text

if TYPE_CHECKING:
    from bot.audit.log import AuditLog
    from bot.settings import Settings


def add_parser(commands: options.Commands) -> None:
    """Add ``audit`` to the command line."""
    parser = commands.add_parser("audit", help="the log of what was answered, and on what grounds")
    parser.add_argument("action", choices=("verify", "show", "export"))
    parser.add_argument(
        "--last", type=int, default=20, metavar="N", help="the number of lines, for show"
    )
    parser.add_argument("--to", type=Path, metavar="FILE", help="where export writes; else printed")
    options.add_json(parser, "JSON, for verify and show")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do what ``action`` says; 0. AuditLogError when the log is not as it was written."""
    from bot import app

    log = app.build_audit_log(settings)
    try:
        return _run_action(log, arguments)
    except PermissionError as error:
        raise TradewindError(
            f"The audit log in {log.root} cannot be read ({error.strerror}).",
            fix="Run this as the user who runs the bot.",
        ) from None
    except IsADirectoryError as error:
        raise AuditLogError(
            f"{error.filename} cannot be read ({error.strerror}).",
            fix="Find out who made it, and move it out of the log's folder.",
        ) from None


def _run_action(log: AuditLog, arguments: argparse.Namespace) -> int:
    if arguments.action == "verify":
        return _verify(log, as_json=arguments.json)
    lines = list(log.lines())
    records = [line for line in lines if line is not None]
    if arguments.action == "show":
        for record in records[-arguments.last :] if arguments.last > 0 else []:
            as_json = json.dumps(record, ensure_ascii=False)
            print_text(as_json if arguments.json else _render_record(record))
    else:
        _export(records, arguments.to)
    if len(lines) > len(records):
        raise AuditLogError(
            f"{len(lines) - len(records)} lines of the log cannot be read and are left out.",
            fix="Run: tradewind audit verify",
        )
    return 0


def _verify(log: AuditLog, *, as_json: bool) -> int:
    report = log.verify()
    if as_json:
        print_text(json.dumps(dataclasses.asdict(report)))
    elif not report.lines and not report.faults:
        print_text("The log is empty: nothing has been logged yet.")
    elif not report.faults:
        print_text(f"{report.lines} lines ({report.first} to {report.last}), each as written.")
    if not as_json:
        for repair in report.repairs:
            print_text(repair)
    if report.faults:
        raise AuditLogError(
            f"{len(report.faults)} faults: {' '.join(report.faults[:3])}",
            fix="Keep the log as it is, and find out who wrote to it.",
        )
    return 0


def _export(records: list[dict[str, Any]], to: Path | None) -> None:
    """Write the records to a file that only its owner can read, or print them."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    if to is None:
        print_text(text, end="")
        return
    try:
        with open_private(to) as file:
            file.write(text.encode())
    except OSError as error:
        raise UsageError(f"{to} cannot be written ({error.strerror}).") from None
    print_text(f"{len(records)} lines in {to}")


def _render_record(record: dict[str, Any]) -> str:
    """A record in one line for a person to read."""
    shown = {k: v for k, v in record.items() if k not in ("n", "at", "kind", "before", "hash")}
    fields = "  ".join(f"{name}={value}" for name, value in shown.items())
    return f"{record['n']}  {record['at']}  {record.get('kind', '')}  {fields}"
