"""The command ``tradewind-index``: builds, checks and searches the index."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from indexer.cli.parser import parse_arguments
from knowledge.blas_threads import use_one_blas_thread
from knowledge.errors import TradewindError
from knowledge.files import OWNER_ONLY_UMASK, explain_os_error
from knowledge.text.terminal import print_text

INTERRUPTED, INTERNAL_ERROR = 130, 70

Run = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None, run: Run | None = None) -> int:
    """Run a command; its exit code: 0 well, 1 failed, 2 usage, 3 bad document, 4 model, 5 index.

    ``run`` stands in for ``run_command``. No traceback reaches the operator: 70 for an error that
    nobody expected, which is logged.
    """
    os.umask(OWNER_ONLY_UMASK)
    use_one_blas_thread()
    arguments = parse_arguments(argv)
    try:
        return (run or _run_command)(arguments)
    except TradewindError as error:
        print_text(f"tradewind-index: {error}", to_stderr=True)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print_text("tradewind-index: stopped; the index is as it was.", to_stderr=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the log has the traceback)
        print_text(f"tradewind-index: {_report(error, arguments)}", to_stderr=True)
        return INTERNAL_ERROR


def _run_command(arguments: argparse.Namespace) -> int:
    # It imports numpy, whose threads must be set before.
    from indexer.cli.commands import run_command

    return run_command(arguments)


def _report(error: Exception, arguments: argparse.Namespace) -> str:
    """What is said of an error that nobody expected, after it was logged."""
    from indexer.error_log import log_exception
    from knowledge.settings import SharedSettings, default_home, read_settings

    try:
        home = read_settings(SharedSettings, arguments.index).home
    except TradewindError:
        home = default_home()
    kept = log_exception(home, error)
    if isinstance(error, MemoryError):
        return f"The memory does not suffice; the index is as it was ({kept})."
    if isinstance(error, OSError):
        return f"A file cannot be used: {explain_os_error(error)}; the index is as it was ({kept})."
    return f"Something went wrong on our side; the index is as it was ({kept})."


if __name__ == "__main__":
    sys.exit(main())
