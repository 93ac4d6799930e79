"""The sample lists of the tests, and a home in which they are in force."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import ExitStack
from pathlib import Path

import pytest

from indexer.sanctions.compile import activate
from indexer.sanctions.models import ParsedEntry
from indexer.sanctions.parsers import PARSERS
from knowledge.compliance.sanctions.list_file import ListManifest, SanctionsList, read_manifest
from knowledge.errors import SanctionsListError
from tests.support.paths import FIXTURES

FOLDER = FIXTURES / "lists"
FILES = {
    "ofac-sdn": FOLDER / "sdn_advanced.xml",
    "ofac-consolidated": FOLDER / "cons_prim.csv",
    "eu": FOLDER / "eu.xml",
    "un": FOLDER / "un.xml",
    "uk": FOLDER / "uk.xml",
}
# What OFAC's consolidated list may come with, and the other format that it comes in.
CONSOLIDATED = tuple(FOLDER / f"cons_{part}.csv" for part in ("prim", "alt", "comments"))
CONSOLIDATED_XML = FOLDER / "cons_advanced.xml"
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
# Addresses on lists, of chains that are not read here: Dash of the SDN list, Zcash of the UK's.
UNREAD = {
    "ofac-sdn": "XsampqeDashWaqqet1234567eRnv9kVtQ",
    "uk": "t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs",
}
UNLISTED = "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"


def put(
    root: Path,
    name: str,
    *files: Path,
    now: dt.datetime = NOW,
    accept: bool = False,
) -> ListManifest:
    """Put a list in force from its sample, or from other files."""
    with ExitStack() as stack:
        opened = [stack.enter_context(each.open("rb")) for each in files or (FILES[name],)]
        source = ",".join(map(str, files or (FILES[name],)))
        return activate(root, name, opened, source, now, accept=accept)


def put_all(root: Path, now: dt.datetime = NOW) -> None:
    """Put every sample list in force."""
    for name in FILES:
        put(root, name, now=now)


def fresh(folder: Path) -> dict[str, Path]:
    """The sample lists as their publishers would date them today, for what asks the real clock."""
    today, made = dt.datetime.now(dt.UTC).date(), {}
    for name, file in FILES.items():
        made[name] = folder / file.name
        made[name].write_bytes(_redated(file.read_bytes(), today))
    return made


def _redated(content: bytes, day: dt.date) -> bytes:
    """A sample with another publisher's date, the first one in each format."""
    parts = f"<Year>{day:%Y}</Year>\n    <Month>{day.month}</Month>\n    <Day>{day.day}</Day>"
    for old, new in (
        ("<Year>2026</Year>\n    <Month>11</Month>\n    <Day>20</Day>", parts),
        ('generationDate="2026-11-19', f'generationDate="{day}'),
        ('dateGenerated="2026-11-18', f'dateGenerated="{day}'),
        ("<DateGenerated>21/11/2026", f"<DateGenerated>{day:%d/%m/%Y}"),
    ):
        content = content.replace(old.encode(), new.encode(), 1)
    return content


def parse_entries(name: str, *contents: bytes) -> list[ParsedEntry]:
    """The entries of a list's sample, or of other files."""
    raw = contents or (FILES[name].read_bytes(),)
    return list(PARSERS[name](*map(io.BytesIO, raw)).entries)


def in_force(root: Path, name: str) -> ListManifest | None:
    """The manifest in force; SanctionsListError unless its database is whole."""
    found = read_manifest(root, name)
    if found:
        SanctionsList(root, found).close()
    return found


def refusal_of(root: Path, name: str, content: bytes) -> str:
    """What the refusal of a file says; the edition before it is still in force and whole."""
    before = put(root, name)
    file = root / "offered"
    file.write_bytes(content)
    with pytest.raises(SanctionsListError) as caught:
        put(root, name, file)
    assert in_force(root, name) == before
    assert not list(root.glob(".writing-*"))
    said = str(caught.value)
    assert len(said) < 200
    assert "\n" not in said
    return said
