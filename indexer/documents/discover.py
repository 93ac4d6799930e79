"""Which files there are to index, under which names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ConfigError, NoteError

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
class Discovery:
    """The files found, by root and name, and those that must not be read."""

    entries: tuple[Entry, ...]
    problems: tuple[NoteError, ...]


def discover(roots: Sequence[Path]) -> Discovery:
    """All files that can be indexed below the roots.

    Names that begin with a dot or an underscore are passed over. A link that leads out of its
    root is a problem, never followed. ConfigError for a root that is no folder.
    """
    entries: list[Entry] = []
    problems: list[NoteError] = []
    for number, root in enumerate(roots):
        if not root.is_dir():
            raise ConfigError(f"{root} is no folder.", fix="Check --sources or TRADEWIND_SOURCES.")
        real = root.resolve()
        # A second folder's names are kept apart from the first one's.
        prefix = "" if number == 0 else f"{root.name}-{number}/"
        for item in _walk(root):
            path = Path(item.path)
            name = prefix + path.relative_to(root).as_posix()
            if path.is_symlink() and not path.resolve().is_relative_to(real):
                problems.append(NoteError(name, "is a link that leads out of its folder"))
                continue
            try:
                state = path.stat()
            except OSError:
                problems.append(NoteError(name, "cannot be read"))
                continue
            entries.append(Entry(path, root, name, state.st_size, state.st_mtime_ns))
    entries.sort(key=lambda entry: (entry.name, str(entry.root)))
    return Discovery(tuple(entries), tuple(problems))


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            items = sorted(found, key=lambda item: item.name)
    except OSError:
        return
    for item in items:
        if item.name.startswith((".", "_")):
            continue
        if item.is_dir(follow_symlinks=False):
            yield from _walk(Path(item.path))
        elif os.path.splitext(item.name)[1].lower() in SUFFIXES:  # noqa: PTH122 (10,000 times)
            yield item
