"""All lists together: which are in force, which too old or damaged, and what they say."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from knowledge.compliance.sanctions.catalogue import MAX_EDITION_AGE
from knowledge.compliance.sanctions.list_file import hash_database
from knowledge.compliance.sanctions.list_set import SanctionsLists
from tests.support.sanctions import FILES, LISTED, NOW, put, put_all
from tests.support.users import as_another_user, folder_for_everyone

ETH = LISTED["eu"][0].lower()


def test_every_list_is_asked_about_an_address(tmp_path: Path) -> None:
    put_all(tmp_path)
    looked = SanctionsLists(tmp_path).search(NOW, addresses=(ETH,))
    assert [entry.list for entry in looked.entries] == ["eu"]
    assert {card.name for card in looked.current} == set(FILES)
    assert (looked.overdue, looked.broken, looked.absent) == ((), (), ())


def test_a_list_that_was_never_fetched_is_named(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    assert SanctionsLists(tmp_path).search(NOW).absent == (
        "ofac-sdn",
        "ofac-consolidated",
        "un",
        "uk",
    )


def test_a_list_that_nobody_looked_after_for_a_week_is_overdue(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    lists = SanctionsLists(tmp_path)
    assert not lists.search(NOW + dt.timedelta(days=6, hours=23)).overdue
    late = lists.search(NOW + dt.timedelta(days=7, seconds=1), addresses=(ETH,))
    assert [card.name for card in late.overdue] == ["eu"]
    assert late.entries  # what an old list holds is told all the same


def test_a_new_edition_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    lists = SanctionsLists(tmp_path)
    assert lists.search(NOW, addresses=(ETH,)).entries
    newer = tmp_path / "newer.xml"
    other = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
    text = FILES["eu"].read_bytes().replace(LISTED["eu"][0].encode(), other.encode())
    newer.write_bytes(text.replace(b'generationDate="2026-11-19', b'generationDate="2026-11-22'))
    put(tmp_path, "eu", newer)
    assert not lists.search(NOW, addresses=(ETH,)).entries
    assert lists.search(NOW, addresses=(other.lower(),)).entries


@pytest.mark.parametrize("damage", ["card", "database", "gone"])
def test_a_damaged_list_is_reported_and_hides_no_hit_on_another(
    damage: str, tmp_path: Path
) -> None:
    put(tmp_path, "eu")
    card = put(tmp_path, "uk")
    if damage == "card":
        (tmp_path / "uk.json").write_text("{}")
    elif damage == "database":
        (tmp_path / card.database).write_bytes(b"x" * 999)
    else:
        (tmp_path / card.database).unlink()
    looked = SanctionsLists(tmp_path).search(NOW, addresses=(ETH,))
    assert looked.broken == ("uk",)
    assert [entry.list for entry in looked.entries] == ["eu"]


def test_a_list_that_was_taken_away_is_not_asked_any_more(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    lists = SanctionsLists(tmp_path)
    lists.search(NOW)
    (tmp_path / "eu.json").unlink()
    looked = lists.search(NOW, addresses=(ETH,))
    assert "eu" in looked.absent
    assert not looked.entries


def test_an_edition_that_its_publisher_must_have_renewed_is_overdue_however_freshly_fetched(
    tmp_path: Path,
) -> None:
    last = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC) + MAX_EDITION_AGE["ofac-sdn"]
    put(tmp_path, "ofac-sdn", now=last)
    lists = SanctionsLists(tmp_path)
    assert not lists.search(last).overdue
    assert [card.name for card in lists.search(last + dt.timedelta(days=1)).overdue] == ["ofac-sdn"]


def test_an_undated_list_is_only_as_old_as_its_fetching(tmp_path: Path) -> None:
    assert put(tmp_path, "ofac-consolidated").edition == "undated, fetched 2026-11-24"
    assert not SanctionsLists(tmp_path).search(NOW).overdue


def test_a_required_list_is_missing_unless_it_is_in_force_and_holds_addresses(
    tmp_path: Path,
) -> None:
    put(tmp_path, "un")
    assert SanctionsLists(tmp_path).search(NOW).missing == ("ofac-sdn",)
    put(tmp_path, "ofac-sdn")
    assert SanctionsLists(tmp_path).search(NOW).missing == ()
    assert SanctionsLists(tmp_path, required=("un", "eu")).search(NOW).missing == ("eu",)
    assert SanctionsLists(tmp_path).search(NOW + dt.timedelta(days=8)).missing == ("ofac-sdn",)
    file = tmp_path / "none.xml"
    content = FILES["ofac-sdn"].read_bytes().replace(b"Digital Currency Address", b"Website")
    file.write_bytes(content)
    put(tmp_path, "ofac-sdn", file, accept=True)
    assert SanctionsLists(tmp_path).search(NOW).missing == ("ofac-sdn",)


def test_a_list_confirmed_at_a_time_that_is_yet_to_come_is_overdue(tmp_path: Path) -> None:
    put(tmp_path, "eu", now=NOW + dt.timedelta(days=2))
    assert [card.name for card in SanctionsLists(tmp_path).search(NOW).overdue] == ["eu"]


def test_a_list_whose_entries_make_no_sense_hides_no_hit_on_another(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    uk = put(tmp_path, "uk")
    db = sqlite3.connect(tmp_path / uk.database)
    db.execute("UPDATE entry SET programmes = '['")
    db.commit()
    db.close()
    changed = uk.model_copy(update={"sha256": hash_database(tmp_path / uk.database)})
    (tmp_path / uk.database).rename(tmp_path / changed.database)
    (tmp_path / "uk.json").write_text(changed.model_dump_json())
    addresses = (ETH, LISTED["uk"][0])
    looked = SanctionsLists(tmp_path).search(NOW, addresses=addresses)
    assert (looked.broken, [entry.list for entry in looked.entries]) == (("uk",), ["eu"])


def test_lists_that_this_user_may_not_look_at_are_broken_and_not_absent() -> None:
    with folder_for_everyone() as folder:
        put(folder / "lists", "eu")
        (folder / "lists").chmod(0)

        def search() -> None:
            assert "eu" in SanctionsLists(folder / "lists").search(NOW).broken

        as_another_user(search)
        (folder / "lists").chmod(0o700)
