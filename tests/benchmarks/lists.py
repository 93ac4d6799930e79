"""Screening and the policy, for ``make bench``: lists as large as the real ones, made up.

One file in OFAC's format with 100,000 parties and 1,500 addresses, over 100 MB; compiled and then
asked in processes of their own, so that their memory is theirs alone.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from xml.etree.ElementTree import iterparse

from bot.settings import Settings
from indexer.build import encoder_export
from indexer.sanctions.compile import activate
from knowledge.compliance import screening
from knowledge.compliance.policy.decide import find_violation
from knowledge.compliance.sanctions.list_set import SanctionsLists
from tests.benchmarks.memory import questions, resident

ENTRIES, ADDRESSES = 100_000, 1_500
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ra",
    "tu",
    "ve",
    "shen",
    "zor",
    "bal",
    "din",
    "far",
    "gol",
    "hin",
    "jan",
    "kor",
    "lem",
    "nov",
    "pol",
    "rus",
    "tan",
]
FORMS = ("LLC", "LTD", "JSC", "FZE", "GMBH", "")
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/\
ADVANCED_XML"><DateOfIssue><Year>2026</Year><Month>11</Month><Day>20</Day></DateOfIssue>
<ReferenceValueSets>
<FeatureTypeValues><FeatureType ID="345">Digital Currency Address - ETH</FeatureType>
</FeatureTypeValues><ListValues><List ID="1550">SDN List</List></ListValues>
<PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="2">Entity</PartyType></PartyTypeValues>
</ReferenceValueSets><DistinctParties>
"""
PARTY = """<DistinctParty FixedRef="{n}"><Comment /><Profile ID="{n}" PartySubTypeID="3">
<Identity ID="{n}" FixedRef="{n}" Primary="true" False="false">{aliases}</Identity>{feature}
</Profile></DistinctParty>
"""
ALIAS = """<Alias FixedRef="{n}" AliasTypeID="1403" Primary="{primary}" LowQuality="false">
 <DocumentedName ID="{n}" FixedRef="{n}" DocNameStatusID="1"><DocumentedNamePart><NamePartValue
 NamePartGroupID="1" ScriptID="215" ScriptStatusID="1" Acronym="false">{name}</NamePartValue>
 </DocumentedNamePart></DocumentedName></Alias>"""
FEATURE = """<Feature ID="{n}" FeatureTypeID="345"><FeatureVersion ID="1"><VersionDetail
 DetailTypeID="1432">{address}</VersionDetail></FeatureVersion></Feature>"""
ENTRY = """<SanctionsEntry ID="{n}" ProfileID="{n}" ListID="1550"><EntryEvent ID="{n}"><Comment />
<Date CalendarTypeID="1"><Year>2024</Year><Month>5</Month><Day>6</Day></Date></EntryEvent>
<SanctionsMeasure ID="{n}" SanctionsTypeID="1"><Comment>SAMPLE</Comment></SanctionsMeasure>
</SanctionsEntry>
"""


def made_up(file: Path) -> tuple[list[str], list[str]]:
    """Names and addresses of a list of made-up parties, written to ``file``."""
    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000)]
    weights = list(accumulate(1 / (place + 10) for place in range(len(words))))

    def name() -> str:
        several = chance.choices(words, cum_weights=weights, k=chance.randint(2, 4))
        return " ".join([*several, chance.choice(FORMS)]).strip().upper()

    names, addresses = [], []
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for n in range(ENTRIES):
            names.append(name())
            called = [names[-1], *(name() for _ in range(chance.randint(0, 3)))]
            aliases = "".join(
                ALIAS.format(n=n, primary=str(not i).lower(), name=each)
                for i, each in enumerate(called)
            )
            feature = ""
            if n < ADDRESSES:
                addresses.append(f"0x{chance.randbytes(20).hex()}")
                feature = FEATURE.format(n=n, address=addresses[-1])
            out.write(PARTY.format(n=n, aliases=aliases, feature=feature))
        out.write("</DistinctParties><SanctionsEntries>")
        out.writelines(ENTRY.format(n=n) for n in range(ENTRIES))
        out.write("</SanctionsEntries></Sanctions>")
    return names, addresses


def apart(*arguments: str) -> dict[str, float]:
    """What a part of this module says when it is run as a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.lists", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compiling(file: Path, root: Path) -> dict[str, float]:
    """Seconds and memory that reading and compiling took."""
    before, began = resident(), time.perf_counter()
    with file.open("rb") as opened:
        card = activate(root, "ofac-sdn", [opened], "made up", NOW)
    # A list that lost its addresses on the way would be quick to search.
    assert (card.entries, card.addresses) == (ENTRIES, ADDRESSES), card
    return {"seconds": time.perf_counter() - began, "mb": most() - before}


def walking(file: Path) -> dict[str, float]:
    """Seconds that only walking over the XML takes."""
    began = time.perf_counter()
    for _, element in iterparse(file, events=("end",)):
        element.clear()
    return {"seconds": time.perf_counter() - began}


def asking(root: Path, asked: Path) -> dict[str, float]:
    """Seconds to load, milliseconds at p95 for an address and a name, and the memory of it all."""
    told = json.loads(asked.read_bytes())
    before, began = resident(), time.perf_counter()
    shelf = SanctionsLists(root)
    shelf.search(NOW)
    loaded = time.perf_counter() - began
    plain = dict.fromkeys(told["addresses"], 1)
    verdicts = {
        one.verdict for a in told["addresses"] for one in screening.screen_addresses(a, shelf, NOW)
    }
    assert verdicts == {screening.ScreeningVerdict.HIT}, verdicts
    found = [bool(screening.screen_name(each, shelf, NOW).alike) for each in told["names"]]
    assert sum(found) > 0.95 * len(found), f"{sum(found)} of {len(found)} names found"
    return {
        "load": loaded,
        "address": p95(lambda a: screening.screen_addresses(a, shelf, NOW), told["addresses"]),
        "dictionary": p95(plain.get, told["addresses"]),
        "name": p95(lambda name: screening.screen_name(name, shelf, NOW), told["names"]),
        "mb": resident() - before,
    }


def most() -> int:
    """The most memory that this process has held, in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def p95(run: Callable[[str], object], texts: Sequence[str]) -> float:
    """Milliseconds that 19 of 20 runs stay under."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def misspelt(names: Sequence[str]) -> Iterator[str]:
    """Names as people type them: as they are, without a word, with a letter wrong."""
    for place, name in enumerate(names):
        words = name.split()
        if place % 3 == 1 and len(words) > 2:
            yield " ".join(words[1:])
        elif place % 3 == 2:
            yield name[:2] + "x" + name[3:]
        else:
            yield name


def rows() -> list[tuple[str, str, str, str, str]]:
    """Lines for the table: what, ours, baseline, ratio, aim."""
    with tempfile.TemporaryDirectory() as folder:
        file, root, asked = Path(folder) / "sdn.xml", Path(folder) / "lists", Path(folder) / "asked"
        names, addresses = made_up(file)
        size = file.stat().st_size >> 20
        asked.write_text(
            json.dumps({"addresses": addresses[:500], "names": [*misspelt(names[::250])]})
        )
        made, walked = apart("compile", str(file), str(root)), apart("walk", str(file))
        found = apart("ask", str(root), str(asked))
    encoder = encoder_export.open_encoder(Settings().home, threads=2)
    texts = questions()
    encode = p95(encoder.encode_query, [*texts[:20], *texts[:100]][20:])
    judged = p95(find_violation, texts)
    return [
        (f"list of {size} MB: compiled (s); only walked over", f"{made['seconds']:.0f}",
         f"{walked['seconds']:.0f}", f"{made['seconds'] / walked['seconds']:.1f}x", ""),
        ("list: memory to compile it (MB); its size", f"{made['mb']:.0f}", f"{size}",
         f"{made['mb'] / size:.2f}x", ""),
        ("lists of 100,000 entries: loaded (s)", f"{found['load']:.2f}", "", "", "< 2 s"),
        ("lists: memory with all of them asked (MB)", f"{found['mb']:.0f}", "", "", "< 150 MB"),
        ("screening an address, p95 (ms); dictionary", f"{found['address']:.2f}",
         f"{found['dictionary']:.4f}", f"{found['address'] / found['dictionary']:.0f}x", "< 1 ms"),
        ("screening a name, p95 (ms); one encode", f"{found['name']:.1f}", f"{encode:.1f}",
         f"{found['name'] / encode:.1f}x", "< 30 ms"),
        ("policy, p95 (ms); one encode", f"{judged:.2f}", f"{encode:.1f}",
         f"{judged / encode:.2f}x", "< 5 ms"),
    ]  # fmt: skip


if __name__ == "__main__":
    parts = {"compile": compiling, "walk": walking, "ask": asking}
    if len(sys.argv) > 1:
        print(json.dumps(parts[sys.argv[1]](*map(Path, sys.argv[2:]))))  # type: ignore[operator]
    else:
        for row in rows():
            print(" | ".join(row))
