"""The sample lists of the tests, and a home in which they are in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from indexer.lists.compile import put_in_force
from knowledge.compliance.lists.book import Card

FOLDER = Path(__file__).parent / "fixtures" / "lists"
FILES = {
    "ofac-sdn": FOLDER / "sdn_advanced.xml",
    "ofac-consolidated": FOLDER / "cons_prim.csv",
    "eu": FOLDER / "eu.xml",
    "un": FOLDER / "un.xml",
    "uk": FOLDER / "uk.xml",
}
NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
# An address of each list, and who holds it.
LISTED = {
    "ofac-sdn": ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "SAMPLE NORTHERN EXCHANGE LLC"),
    "ofac-consolidated": ("LaMT348PWRnrqeeWArpwQPbuanpXDZGEUz", "SAMPLE DRILLING COMPANY"),
    "eu": ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "Sample Pay Trading FZE"),
    "un": (
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoog"
        "Davup3H",
        "AHMED SAMPLE AL-EXAMPLE",
    ),
    "uk": ("7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV", "SAMPLE GLOBAL S.A."),
}
UNLISTED = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"


def put(
    root: Path, name: str, file: Path | None = None, now: dt.datetime = NOW, *, accept: bool = False
) -> Card:
    """Put a list in force from its sample, or from another file."""
    with (file or FILES[name]).open("rb") as opened:
        return put_in_force(root, name, opened, str(file or FILES[name]), now, accept=accept)


def put_all(root: Path, now: dt.datetime = NOW) -> None:
    """Put every sample list in force."""
    for name in FILES:
        put(root, name, now=now)
