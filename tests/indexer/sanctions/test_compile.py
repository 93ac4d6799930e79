"""A new edition takes the old one's place whole, or not at all."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from knowledge.compliance.sanctions.list_file import SanctionsList, read_manifest
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.errors import SanctionsListError
from tests.support.paths import ROOT
from tests.support.sanctions import CONSOLIDATED, FILES, LISTED, NOW, put, put_all


def finds(root: Path, address: str) -> bool:
    canonical = address.lower() if address.startswith("0x") else address
    return bool(SanctionsLists(root).search(NOW, addresses=(canonical,)).entries)


def test_every_sample_screens_its_own_address(tmp_path: Path) -> None:
    put_all(tmp_path)
    assert all(finds(tmp_path, address) for address, _ in LISTED.values())


def test_the_same_file_again_only_says_that_the_list_is_still_current(tmp_path: Path) -> None:
    first = put(tmp_path, "eu")
    again = put(tmp_path, "eu", now=NOW + dt.timedelta(days=3))
    assert again == first.model_copy(update={"fetched_at": NOW + dt.timedelta(days=3)})
    assert len(list(tmp_path.glob("eu-*.sqlite"))) == 1


def test_the_same_file_mends_a_database_that_was_damaged(tmp_path: Path) -> None:
    first = put(tmp_path, "eu")
    (tmp_path / first.database).write_bytes(b"gone")
    put(tmp_path, "eu")
    assert finds(tmp_path, LISTED["eu"][0])


def test_an_older_edition_is_refused_unless_a_person_accepts_it(tmp_path: Path) -> None:
    put(tmp_path, "un")
    older = tmp_path / "older.xml"
    older.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", b"2026-10-18T"))
    with pytest.raises(SanctionsListError, match="older than the one in force"):
        put(tmp_path, "un", older)
    assert put(tmp_path, "un", older, accept=True).published == dt.date(2026, 10, 18)


def test_an_edition_from_the_future_is_refused_but_for_tomorrows(tmp_path: Path) -> None:
    file = tmp_path / "early.xml"
    for day, taken in ((25, True), (26, False)):
        dated = f"2026-11-{day}T".encode()
        file.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", dated))
        if taken:
            assert put(tmp_path, "un", file).published == dt.date(2026, 11, day)
            continue
        for accept in (False, True):
            with pytest.raises(SanctionsListError, match="yet to come"):
                put(tmp_path, "un", file, accept=accept)


def test_an_sdn_list_without_addresses_waits_for_a_person(tmp_path: Path) -> None:
    file = tmp_path / "none.xml"
    content = FILES["ofac-sdn"].read_bytes().replace(b"Digital Currency Address", b"Website")
    file.write_bytes(content)
    with pytest.raises(SanctionsListError, match=r"no crypto address.*--accept"):
        put(tmp_path, "ofac-sdn", file)
    assert put(tmp_path, "ofac-sdn", file, accept=True).addresses == 0


def test_a_list_that_was_compiled_by_an_older_version_is_compiled_again(tmp_path: Path) -> None:
    now = put(tmp_path, "eu")
    (tmp_path / "eu.json").write_text(now.model_copy(update={"format": 1}).model_dump_json())
    assert SanctionsLists(tmp_path).search(NOW).broken == ("eu",)
    assert put(tmp_path, "eu") == now
    assert finds(tmp_path, LISTED["eu"][0])


def test_all_files_of_a_list_make_one_edition(tmp_path: Path) -> None:
    alone = put(tmp_path, "ofac-consolidated")
    whole = put(tmp_path, "ofac-consolidated", *CONSOLIDATED)
    assert whole.source_sha256 != alone.source_sha256
    assert (whole.entries, whole.addresses) == (2, 2)
    assert finds(tmp_path, "0x52908400098527886e0f7030069857d2e4169ee7")


def test_a_damaged_card_is_mended_by_the_next_edition(tmp_path: Path) -> None:
    put(tmp_path, "uk")
    (tmp_path / "uk.json").write_text("{")
    with pytest.raises(SanctionsListError, match="damaged"):
        read_manifest(tmp_path, "uk")
    put(tmp_path, "uk")
    assert finds(tmp_path, LISTED["uk"][0])


def test_old_databases_are_swept_but_for_the_last(tmp_path: Path) -> None:
    for day in range(10, 18):
        file = tmp_path / "edition.xml"
        dated = f"2026-11-{day}T".encode()
        file.write_bytes(FILES["un"].read_bytes().replace(b"2026-11-18T", dated))
        put(tmp_path, "un", file)
        os.utime(tmp_path / put(tmp_path, "un", file).database, (day, day))
    assert len(list(tmp_path.glob("un-*.sqlite"))) <= 3
    assert finds(tmp_path, LISTED["un"][0])


WRITER = """
import io, sys, datetime as dt
from pathlib import Path
from indexer.sanctions.compile import activate
rows = b"".join(b'%d,"NAME %d",-0- ,"SDGT",' % (n, n) + b"-0- ," * 7 + b'"x"\\r\\n'
                for n in range(60000)) + b"\\x1a"
print("ready", flush=True)
activate(Path(sys.argv[1]), "ofac-consolidated", [io.BytesIO(rows)], "test",
             dt.datetime.now(dt.UTC), accept=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.05, 0.4, 0.9, 1.4])
def test_a_writer_that_is_killed_leaves_the_last_edition(after: float, tmp_path: Path) -> None:
    put(tmp_path, "ofac-consolidated")
    # The roots of this project, found by the process as by us.
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)],
        stdout=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    found = read_manifest(tmp_path, "ofac-consolidated")
    assert found is not None
    opened = SanctionsList(tmp_path, found)  # raises unless it is whole
    assert found.entries in (2, 60_000)
    assert bool(opened.find_by_address([LISTED["ofac-consolidated"][0]])) == (found.entries == 2)
    opened.close()
    put(tmp_path, "ofac-consolidated", accept=True)


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_the_last_edition_and_says_so(tmp_path: Path) -> None:
    put(tmp_path / "lists", "ofac-consolidated")
    rows = b"".join(
        b'%d,"NAME %d",-0- ,"SDGT",' % (n, n) + b"-0- ," * 7 + b'"x"\r\n' for n in range(20_000)
    )
    (tmp_path / "large.csv").write_bytes(rows + b"\x1a")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18));"
        "from indexer.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "lists", "update", "--quiet",
         f"ofac-consolidated={tmp_path / 'large.csv'}"],
        capture_output=True, text=True, env=os.environ | {"TRADEWIND_HOME": str(tmp_path)},
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 6
    assert "Traceback" not in done.stderr
    assert "Make room on the disk" in done.stderr
    found = read_manifest(tmp_path / "lists", "ofac-consolidated")
    assert found is not None
    assert found.entries == 2
    assert not list((tmp_path / "lists").glob(".writing-*"))
