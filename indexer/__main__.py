"""The command ``tradewind-index``: builds, checks and searches the index."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from indexer.cli.commands import run_command
from indexer.cli.parser import parse_arguments
from knowledge.errors import TradewindError
from knowledge.files import OWNER_ONLY_UMASK


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit code: 0 well, 1 failed, 2 usage, 3 bad document, 4 model, 5 index."""
    os.umask(OWNER_ONLY_UMASK)
    arguments = parse_arguments(argv)
    try:
        return run_command(arguments)
    except TradewindError as error:
        print(f"tradewind-index: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("tradewind-index: stopped; the index is as it was.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
