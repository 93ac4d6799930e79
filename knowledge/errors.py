"""Errors of Tradewind, named by what the operator or the user must do.

TradewindError                  anything we raise on purpose; its text may be shown to a user
├── ConfigError                 fix a setting, then start again
├── UsageError                  the command or the input is wrong; say it another way
├── NoteError                   fix the note or the document named
├── SanctionsListError          fetch the sanctions list again, or look at its file
├── AuditLogError               the audit log was changed: keep it, find out by whom
├── RefusedAddressError         give another address, or a file
├── UnreachableError            the network or an outside service is down; start again later
├── ModelError                  the encoder's files are missing or not what they claim to be
├── SourceError                 a source of figures gave nothing usable; ask again later
├── RailError                   a rail cannot carry the payment; take another one
│   ├── RailUnavailableError    a figure that it needs is missing, stale or not to be believed
│   ├── InsufficientDepthError  the order book holds less than the sum needs
│   └── AmountTooSmallError     the fees are more than the sum
└── IndexStateError             build, update or roll back the index
    ├── IndexMissingError       nothing was built yet
    ├── IndexCorruptError       a file differs from its manifest
    ├── IndexIncompatibleError  built by another model or another version of the format
    └── IndexLockedError        another writer holds the lock

The message of an error is English, for the terminal and the log. What a person may meet in a chat
has a ``key`` as well: the message of that key in the catalogues, filled with ``values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path


class TradewindError(Exception):
    """An error whose text is short, plain, and says what to do (``fix``)."""

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        fix: str = "",
        key: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.key = key
        self.values = dict(values or {})

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class ConfigError(TradewindError):
    """A setting is wrong."""

    exit_code = 2


class UsageError(TradewindError):
    """The command line or an input line cannot be understood."""

    exit_code = 2


class NoteError(TradewindError):
    """A note or document cannot be read as it stands."""

    exit_code = 3

    def __init__(self, path: Path | str, problem: str, *, fix: str = "") -> None:
        super().__init__(f"{path}: {problem}", fix=fix)
        self.path = str(path)
        self.problem = problem


class ModelError(TradewindError):
    """The encoder cannot be loaded, or is not the one it claims to be."""

    exit_code = 4


class AuditLogError(TradewindError):
    """The audit log is not as it was written."""

    exit_code = 7


class RefusedAddressError(TradewindError):
    """An address that a download must not ask."""


class UnreachableError(TradewindError):
    """An outside service cannot be reached now; Tradewind itself works."""

    exit_code = 75


class Fault(StrEnum):
    """In which way a source of figures failed."""

    RATE_LIMITED = "rate_limited"
    GEO_BLOCKED = "geo_blocked"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    UNAVAILABLE = "unavailable"
    UNKNOWN_PAIR = "unknown_pair"
    MALFORMED = "malformed"
    EMPTY = "empty"
    ABSURD = "absurd"
    CLOCK = "clock"


class SourceError(TradewindError):
    """A source of figures gave nothing that can be used.

    ``sentence`` says why in English, without the source's name. A chat shows the message
    ``failure_<key>`` instead, filled with ``values``. ``retry_after`` is in seconds, None when
    the source did not name a time.
    """

    def __init__(
        self,
        source: str,
        fault: Fault,
        sentence: str,
        *,
        key: str,
        values: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{source}: {sentence}", key=key, values=values)
        self.source = source
        self.fault = fault
        self.sentence = sentence
        self.retry_after = retry_after


class IndexStateError(TradewindError):
    """The index cannot serve."""

    exit_code = 5


class IndexMissingError(IndexStateError):
    """There is no index at the place named."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"There is no index in {root}.", fix="Run: tradewind-index build")
        self.root = root


class IndexCorruptError(IndexStateError):
    """A file of a generation differs from what its manifest promises."""

    def __init__(self, generation: str, file: str, problem: str, *, fix: str = "") -> None:
        super().__init__(
            f"Generation {generation} is damaged: {file} {problem}.",
            fix=fix or "Run: tradewind-index rollback, or tradewind-index build",
        )
        self.generation = generation
        self.file = file


class IndexIncompatibleError(IndexStateError):
    """The index was made by another model or another format version."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, fix="Run: tradewind-index build")


class IndexLockedError(IndexStateError):
    """Another process is writing the index."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"Another process is writing the index in {root}.",
            fix="Wait for it to end, then try again.",
        )


class SanctionsListError(TradewindError):
    """A file of an official list cannot be used; the last good one stays in force."""

    exit_code = 6


class RailError(TradewindError):
    """A rail cannot carry the payment. ``key`` and ``values`` are shown to the user."""

    def __init__(self, key: str, **values: str) -> None:
        details = ", ".join(f"{name} {value}" for name, value in values.items())
        super().__init__(f"{key} ({details})" if details else key, key=key, values=values)


class RailUnavailableError(RailError):
    """A figure that the rail needs is missing, stale or implausible."""


class AmountTooSmallError(RailError):
    """The fees are more than the amount, or the amount buys less than the smallest order."""

    def __init__(self) -> None:
        super().__init__("too_small")


class InsufficientDepthError(RailError):
    """The order book runs out. ``largest`` is the size of its side, in the base."""

    def __init__(self, venue: str, base: str, quote: str, largest: Decimal) -> None:
        super().__init__(
            "thin_book",
            venue=venue,
            pair=f"{base}/{quote}",
            base=base,
            largest=f"{largest.normalize():f}",
        )
        self.largest = largest
