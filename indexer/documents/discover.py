"""Which files there are to index, under which names."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ConfigError, NoteError
from knowledge.text.terminal import escape_controls

# Folders below a root: deeper ones are not listed.
MAX_DEPTH = 100
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".pdf", ".docx"})


@dataclass(frozen=True)
class Entry:
    """A file to index: where it is, its name below its root, and the marks of its state."""

    path: Path
    root: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class UnreadFolder:
    """A folder that could not be listed: the number of its root, and its path below the root.

    ``below`` is empty for the root itself and ends with a slash otherwise.
    """

    number: int
    root: Path
    below: str
    problem: NoteError


@dataclass(frozen=True)
class Discovery:
    """The files found, by root and name, those that must not be read, and folders that cannot."""

    entries: tuple[Entry, ...]
    problems: tuple[NoteError, ...]
    unread: tuple[UnreadFolder, ...] = ()


def name_prefix(number: int, root: Path) -> str:
    """How the names of a root's files begin: a second folder's are kept apart from the first's."""
    return "" if number == 0 else f"{root.name}-{number}/"


def discover(roots: Sequence[Path], *, missing_ok: bool = False) -> Discovery:
    """All files that can be indexed below the roots.

    Names that begin with a dot or an underscore are passed over. A link that leads out of its
    root is a problem, never followed. A root that is no folder is a ConfigError, or is reported
    as unread when ``missing_ok``.
    """
    entries: list[Entry] = []
    problems: list[NoteError] = []
    unread: list[UnreadFolder] = []
    for number, root in enumerate(roots):
        if not root.is_dir():
            if not missing_ok:
                raise ConfigError(
                    f"{root} is no folder.", fix="Check --sources or TRADEWIND_SOURCES."
                )
            unread.append(_unread_folder(number, root, root))
            continue
        unlisted: list[Path] = []
        for item in _walk(root, unlisted):
            found = _make_entry(Path(item.path), root, name_prefix(number, root))
            if isinstance(found, Entry):
                entries.append(found)
            else:
                problems.append(found)
        unread += [_unread_folder(number, root, folder) for folder in unlisted]
    entries.sort(key=lambda entry: (entry.name, str(entry.root)))
    return Discovery(tuple(entries), tuple(problems), tuple(unread))


def _make_entry(path: Path, root: Path, prefix: str) -> Entry | NoteError:
    name = prefix + path.relative_to(root).as_posix()
    if not _is_unicode(name):
        return NoteError(escape_controls(name), "has a name that is not UTF-8; rename it")
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            return NoteError(name, "is a link that leads out of its folder")
        state = path.stat()
    except (OSError, RuntimeError):  # the latter for a link to itself
        return NoteError(name, "cannot be read")
    if not stat.S_ISREG(state.st_mode):
        return NoteError(name, "is no regular file but a folder, pipe or device; take it away")
    return Entry(path, root, name, state.st_size, state.st_mtime_ns)


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unread_folder(number: int, root: Path, folder: Path) -> UnreadFolder:
    problem = "is no folder now" if folder == root and not root.is_dir() else "cannot be listed"
    below = "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
    return UnreadFolder(
        number,
        root,
        below,
        NoteError(escape_controls(str(folder)), f"{problem}; what the index has of it is kept"),
    )


def _walk(folder: Path, unlisted: list[Path], depth: int = 0) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, in order; folders that cannot be listed go into ``unlisted``."""
    try:
        if depth > MAX_DEPTH:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        with os.scandir(folder) as found:
            items = sorted(found, key=lambda item: item.name)
    except OSError:
        unlisted.append(folder)
        return
    for item in items:
        if item.name.startswith((".", "_")):
            continue
        if item.is_dir(follow_symlinks=False):
            yield from _walk(Path(item.path), unlisted, depth + 1)
        elif os.path.splitext(item.name)[1].lower() in SUFFIXES:  # noqa: PTH122 (10,000 times)
            yield item
