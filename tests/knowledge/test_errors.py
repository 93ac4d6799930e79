"""The tree of errors: whole, as printed; each with an exit code, a message, and a key for chats."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge import errors
from knowledge.errors import (
    AmountTooSmallError,
    AuditLogError,
    ConfigError,
    Fault,
    IndexCorruptError,
    IndexIncompatibleError,
    IndexLockedError,
    IndexMissingError,
    InsufficientDepthError,
    ModelError,
    NoteError,
    RailUnavailableError,
    SanctionsListError,
    SourceError,
    TradewindError,
    UnreachableError,
    UsageError,
)


def tree(top: type[TradewindError], depth: int = 0) -> Iterator[tuple[int, str]]:
    """Each class below one, with its depth, in the order of the file."""
    yield depth, top.__name__
    below = [each for each in top.__subclasses__() if each.__module__ == errors.__name__]
    for each in sorted(below, key=lambda each: inspect.getsourcelines(each)[1]):
        yield from tree(each, depth + 1)


def test_the_tree_that_is_printed_is_the_tree_of_classes() -> None:
    printed = re.findall(r"^([│├└─ ]*)(\w+Error)  +\S", errors.__doc__ or "", re.MULTILINE)
    depths = {name: len(branch) // 4 for branch, name in printed}
    assert depths == {name: depth for depth, name in tree(TradewindError)}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TradewindError("x"), 1), (ConfigError("x"), 2), (UsageError("x"), 2),
        (NoteError("a.md", "x"), 3), (ModelError("x"), 4), (IndexMissingError(Path("i")), 5),
        (IndexCorruptError("gen-1", "f", "x"), 5), (IndexIncompatibleError("x"), 5),
        (IndexLockedError(Path("i")), 5), (SanctionsListError("x"), 6), (AuditLogError("x"), 7),
        (UnreachableError("x"), 75),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_scripts_tell_errors_apart_by_their_exit_codes(error: TradewindError, code: int) -> None:
    assert error.exit_code == code


def test_an_error_says_what_is_wrong_and_then_what_to_do() -> None:
    assert str(UsageError("No such coin.", fix="Try USDT.")) == "No such coin. Try USDT."
    assert str(UsageError("No such coin.")) == "No such coin."
    assert str(NoteError("notes/a.md", "has no title")) == "notes/a.md: has no title"
    missing = str(IndexMissingError(Path("here")))
    assert missing == "There is no index in here. Run: tradewind-index build"


def test_values_are_a_copy_that_the_raiser_cannot_change() -> None:
    values: dict[str, object] = {"code": "XX"}
    error = UsageError("x", key="no_country", values=values)
    values["code"] = "YY"
    assert (error.key, error.values) == ("no_country", {"code": "XX"})


def test_a_failing_source_keeps_its_name_its_fault_and_when_to_come_back() -> None:
    error = SourceError(
        "Kraken", Fault.RATE_LIMITED, "asks to wait 30 s", key="limited", retry_after=30.0
    )
    assert str(error) == "Kraken: asks to wait 30 s"
    assert (error.source, error.fault, error.retry_after) == ("Kraken", "rate_limited", 30.0)


def test_why_a_rail_fails_can_be_said_in_a_chat() -> None:
    thin = InsufficientDepthError("Kraken", "BTC", "EUR", Decimal("0.500"))
    assert thin.largest == Decimal("0.5")
    assert thin.values["pair"] == "BTC/EUR"
    assert thin.values["largest"] == "0.5"
    assert str(RailUnavailableError("no_rate", base="EUR")) == "no_rate (base EUR)"
    assert AmountTooSmallError().key == "too_small"
