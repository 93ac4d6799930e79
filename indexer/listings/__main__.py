"""``python -m indexer.listings``: writes the notes of all rows, or compares them (``--check``)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from indexer.listings.note_text import write_notes
from knowledge.compliance.listings import load_listings
from knowledge.text.terminal import print_text

FOLDER = Path(__file__).parents[2] / "knowledge" / "sources" / "listings"


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Write or check the notes in a folder; notes of rows that are gone are taken away.

    The exit code: 3 when ``--check`` finds a difference, else 0.
    """
    parser = argparse.ArgumentParser(prog="python -m indexer.listings")
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    check = parser.parse_args(arguments).check
    wanted = write_notes(load_listings())
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    changed = sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )
    for name in () if check else changed:
        folder.mkdir(parents=True, exist_ok=True)
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8")
        else:
            (folder / name).unlink()
    for name in changed:
        print_text(f"{name}: {'differs from the table' if check else 'written'}")
    print_text(f"{len(wanted)} notes, {len(changed)} changed")
    return 3 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
