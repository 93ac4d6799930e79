"""Rows of JSONL files, each with the place that an error message names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from knowledge.errors import UsageError

Row = TypeVar("Row")


def parse_rows(
    text: str, file: Path, parse: Callable[[int, Any], Row], wanted: str
) -> Iterator[Row]:
    """The parsed rows of a text, empty lines left out; only a newline ends a row.

    ``parse`` gets the line's number and its JSON; UsageError names the line that is not what is
    ``wanted``.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield parse(number, json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise UsageError(f"{file}:{number} is no {wanted}.") from None
