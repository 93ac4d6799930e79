"""``tradewind-index eval``: which measurement was asked for, and with which questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from indexer.evaluation import answers, calibrate, refusals, retrieval
from indexer.evaluation.ask_process import Ask, ask_in_process
from indexer.evaluation.golden import read_golden
from knowledge.errors import UsageError
from knowledge.index import disk_format

# In a checkout of the source code; an installed package has none.
CHECKOUT_GOLDEN = Path(__file__).parents[2] / "tests" / "golden"


def run_evaluation(
    arguments: argparse.Namespace, root: Path, home: Path, ask: Ask | None = None
) -> int:
    """Measure what the arguments ask for; 0 when every floor holds, else 1."""
    check_options(arguments)
    if arguments.benchmark:
        return retrieval.run_benchmark(arguments, root, home)
    folder = find_golden(arguments.golden)
    # Refused now and not after the assistant was started.
    disk_format.read_current(root)
    ask = ask or ask_in_process(root, home)
    if arguments.policy:
        return refusals.run_refusals(arguments, folder, ask)
    golden = read_golden(folder)
    if arguments.calibrate:
        return calibrate.run_calibration(arguments, golden, root, home)
    return answers.run_answers(arguments, golden, ask)


def check_options(arguments: argparse.Namespace) -> None:
    """UsageError for options that exclude each other."""
    given = [name for name in ("benchmark", "calibrate", "policy") if getattr(arguments, name)]
    if len(given) > 1:
        raise UsageError(f"Give --{given[0]} or --{given[1]}, and not both.")
    if arguments.benchmark and arguments.golden:
        raise UsageError("Give --golden or --benchmark, and not both.")


def find_golden(given: Path | None, checkout: Path = CHECKOUT_GOLDEN) -> Path:
    """The folder of golden questions; UsageError says what to give when there is none."""
    if given is None and not checkout.is_dir():
        raise UsageError(
            "The golden questions are part of the source code, not of the installed package.",
            fix="Give --golden DIR, a folder with questions.jsonl (tests/golden of the source).",
        )
    folder = given or checkout
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", fix="Give --golden DIR.")
    return folder
