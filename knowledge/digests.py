"""Digests of the files of a model, which are checked whenever they are loaded.

Damaged weights load without complaint and give other answers. A digest shows damage, not intent:
who can write the files can write their digests, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ModelError
from knowledge.files import explain_os_error, open_regular_file, sha256_of_file

# As ``sha256sum`` writes it, so that ``sha256sum -c`` reads it.
LIST_FILE = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([a-z0-9][a-z0-9._-]{0,60})")


@dataclass(frozen=True)
class ModelFiles:
    """The files of a model: folder and digests, and for errors the model's name and the fix.

    ``follow_links`` is for the files of a package, which some installers link.
    """

    folder: Path
    digests: Mapping[str, str]
    owner: str
    fix: str
    follow_links: bool = False

    def check(self, name: str) -> Path:
        """The path of a file that has its digest; ModelError for another."""
        try:
            self._compare(name, sha256_of_file(self.folder / name, follow_links=self.follow_links))
        except OSError as error:
            raise self._unreadable(name, error) from None
        return self.folder / name

    def read(self, name: str) -> bytes:
        """The content of a file that has its digest, from one reading; ModelError for another."""
        try:
            with open_regular_file(self.folder / name, follow_links=self.follow_links) as file:
                content = file.read()
        except OSError as error:
            raise self._unreadable(name, error) from None
        self._compare(name, hashlib.sha256(content).hexdigest())
        return content

    def _compare(self, name: str, digest: str) -> None:
        if self.digests.get(name) != digest:
            problem = f"{name} differs from its SHA-256"
            raise ModelError(f"{self.owner} cannot be loaded: {problem}.", fix=self.fix)

    def _unreadable(self, name: str, error: OSError) -> ModelError:
        problem = f"{name} cannot be read ({explain_os_error(error)})"
        return ModelError(f"{self.owner} cannot be loaded: {problem}.", fix=self.fix)


def packaged_files(folder: Path, owner: str) -> ModelFiles:
    """The files that come with Tradewind, with the digests that are written beside them."""
    return ModelFiles(folder, read_digests(folder), owner, "Install Tradewind again.", True)


def list_digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each of the files, by name."""
    return {name: sha256_of_file(folder / name) for name in names}


def write_digests(folder: Path, names: Iterable[str]) -> None:
    """Write the digests of the files beside them."""
    lines = (f"{digest}  {name}\n" for name, digest in list_digests(folder, names).items())
    (folder / LIST_FILE).write_text("".join(lines), "ascii")


def read_digests(folder: Path) -> dict[str, str]:
    """The digests that are written beside the files; without a list that can be read, none."""
    try:
        text = (folder / LIST_FILE).read_text("ascii", "replace")
    except OSError:
        return {}
    found = filter(None, map(_LINE.fullmatch, text.splitlines()))
    return {line[2]: line[1] for line in found}
