"""Errors of Tradewind, named by what the operator or the user must do.

TradewindError                 anything we raise on purpose; its text may be shown to a user
├── ConfigError                fix a setting, then start again
├── UsageError                 the command or the input is off; say it another way
├── NoteError                  fix the note or the document named
├── ListFault                  fetch the sanctions list again, or look at its file
├── AuditFault                 the audit log was changed: keep it, find out by whom
├── Unreachable                the network or an outside service is down; start again later
├── ModelError                 the encoder's files are missing or not what they claim to be
└── IndexFault                 build, update or roll back the index
    ├── IndexMissing           nothing was built yet
    ├── IndexCorrupt           a file differs from its manifest
    ├── IndexForeign           built by another model or another version of the format
    └── IndexBusy              another writer holds the lock
"""

from __future__ import annotations

from pathlib import Path


class TradewindError(Exception):
    """An error whose text is short, plain, and says what to do."""

    exit_code = 1

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class ConfigError(TradewindError):
    """A setting is wrong."""

    exit_code = 2


class UsageError(TradewindError):
    """The command line or an input line cannot be understood."""

    exit_code = 2


class NoteError(TradewindError):
    """A note or document cannot be read as it stands."""

    exit_code = 3

    def __init__(self, path: Path | str, problem: str, *, mend: str = "") -> None:
        super().__init__(f"{path}: {problem}", mend=mend)
        self.path = str(path)
        self.problem = problem


class ModelError(TradewindError):
    """The encoder cannot be loaded, or is not the one it claims to be."""

    exit_code = 4


class AuditFault(TradewindError):
    """The audit log is not as it was written."""

    exit_code = 7


class Unreachable(TradewindError):
    """An outside service cannot be reached now; nothing of ours is wrong."""

    exit_code = 75


class IndexFault(TradewindError):
    """The index cannot serve."""

    exit_code = 5


class IndexMissing(IndexFault):
    """There is no index at the place named."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"There is no index in {root}.", mend="Run: tradewind-index build")
        self.root = root


class IndexCorrupt(IndexFault):
    """A file of a generation differs from what its manifest promises."""

    def __init__(self, generation: str, file: str, problem: str) -> None:
        super().__init__(
            f"Generation {generation} is damaged: {file} {problem}.",
            mend="Run: tradewind-index rollback, or tradewind-index build",
        )
        self.generation = generation
        self.file = file


class IndexForeign(IndexFault):
    """The index was made by another model or another format version."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem, mend="Run: tradewind-index build")


class IndexBusy(IndexFault):
    """Another process is writing the index."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"Another process is writing the index in {root}.",
            mend="Wait for it to end, then try again.",
        )


class ListFault(TradewindError):
    """A file of an official list cannot be used; the last good one stays in force."""

    exit_code = 6
