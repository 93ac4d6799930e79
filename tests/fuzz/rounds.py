"""Rounds of a fuzzer: counted endings, findings with their traces, and the command line."""

from __future__ import annotations

import argparse
import faulthandler
import resource
import traceback
from collections import Counter
from collections.abc import Callable
from random import Random

from knowledge.errors import TradewindError

MAX_ERROR_CHARS = 400
# A run that takes more is a finding: an ordinary one takes a tenth of it.
MAX_MEMORY_BYTES = 2 * 2**30
MAX_ROUND_S = 5.0
Run = Callable[[int, int], tuple[Counter[str], list[str]]]


def run_rounds(
    fuzz: Callable[[Random], str], rounds: int, seed: int
) -> tuple[Counter[str], list[str]]:
    """How the rounds ended, with the number of each ending; and the findings, each with a trace.

    Our own errors are endings, as long as they are short.
    """
    endings: Counter[str] = Counter()
    findings: list[str] = []
    for number in range(rounds):
        try:
            endings[fuzz(Random(f"{seed}:{number}"))] += 1
        except TradewindError as error:
            endings[type(error).__name__] += 1
            if len(str(error)) > MAX_ERROR_CHARS:
                findings.append(f"round {number}: an error of {len(str(error))} characters")
        except Exception:  # noqa: BLE001 (all that a round can raise is a finding)
            findings.append(f"round {number}: {traceback.format_exc(limit=-6)}")
    return endings, findings


def main(name: str, run: Run, description: str | None) -> int:
    """Run the rounds that the command line asks for; 1 when there are findings."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    faulthandler.dump_traceback_later(60 + MAX_ROUND_S * arguments.rounds / 20, exit=True)
    endings, findings = run(arguments.rounds, arguments.seed)
    faulthandler.cancel_dump_traceback_later()
    return print_report(name, arguments.rounds, endings, findings)


def print_report(name: str, rounds: int, endings: Counter[str], findings: list[str]) -> int:
    """Print how the rounds ended and what was found; 1 when there are findings."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {rounds} rounds, {len(findings)} findings, peak {peak} MB")
    for ending, count in endings.most_common():
        print(f"  {count:6} {ending}")
    for finding in findings[:10]:
        print(finding)
    return int(bool(findings))
