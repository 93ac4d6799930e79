"""``tradewind doctor``: what works, what does not, and how to fix it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bot.cli import options
from knowledge.text.terminal import print_text

if TYPE_CHECKING:
    from bot.cli.health_checks import HealthFinding
    from bot.settings import Settings


def add_parser(commands: options.Commands) -> None:
    """Add ``doctor`` to the command line."""
    parser = commands.add_parser("doctor", help="say what works and how to fix what does not")
    options.add_json(parser, "a JSON list")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print what the checks find; 0 when all is well, else 1."""
    from bot.cli.health_checks import run_checks

    findings = list(run_checks(settings))
    if arguments.json:
        print_text(
            json.dumps([_as_json(finding) for finding in findings], ensure_ascii=False, indent=1)
        )
    else:
        for finding in findings:
            print_text(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.says}")
            if finding.fix:
                print_text(f"     {finding.fix}")
    return 0 if all(finding.ok for finding in findings) else 1


def _as_json(finding: HealthFinding) -> dict[str, object]:
    # The JSON field of a fix has been ``mend`` since the first version.
    return {
        "name": finding.name, "ok": finding.ok, "says": finding.says, "mend": finding.fix
    }  # fmt: skip
