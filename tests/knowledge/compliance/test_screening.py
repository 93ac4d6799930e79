"""The verdict on an address: hit, no match, not checked, not valid; and never "clean"."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from knowledge.compliance import screening
from knowledge.compliance.lists.shelf import Shelf
from knowledge.compliance.screening import Verdict
from tests.listed import LISTED, NOW, UNLISTED, put, put_all

VECTORS = json.loads((Path(__file__).parents[2] / "fixtures" / "addresses.json").read_text("utf-8"))
LATE = NOW + dt.timedelta(days=30)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    root = tmp_path_factory.mktemp("lists")
    put_all(root)
    return Shelf(root)


def verdicts(text: str, shelf: Shelf, now: dt.datetime = NOW) -> list[Verdict]:
    return [one.verdict for one in screening.addresses(text, shelf, now)]


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_address_is_a_hit_with_its_list_entry_programme_and_day(
    name: str, shelf: Shelf
) -> None:
    address, holder = LISTED[name]
    (one,) = screening.addresses(f"Please pay {address}, thanks", shelf, NOW)
    assert one.verdict is Verdict.HIT
    assert (one.hits[0].list, one.hits[0].name) == (name, holder)
    assert one.hits[0].number
    assert one.hits[0].programmes


def test_an_address_that_no_list_holds_is_no_match_with_the_dates_of_the_lists(
    shelf: Shelf,
) -> None:
    (one,) = screening.addresses(UNLISTED, shelf, NOW)
    assert one.verdict is Verdict.NO_MATCH
    assert {str(card.dated) for card in one.searched.current} >= {"2026-11-20", "2026-11-19"}


def test_without_a_list_in_force_nothing_is_checked(tmp_path: Path, shelf: Shelf) -> None:
    assert verdicts(UNLISTED, Shelf(tmp_path)) == [Verdict.NOT_CHECKED]
    assert verdicts(UNLISTED, shelf, LATE) == [Verdict.NOT_CHECKED]


def test_a_hit_on_an_old_list_is_a_hit(shelf: Shelf) -> None:
    assert verdicts(LISTED["uk"][0], shelf, LATE) == [Verdict.HIT]


def test_one_damaged_list_is_enough_to_check_nothing(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    card = put(tmp_path, "uk")
    (tmp_path / card.database).write_bytes(b"")
    assert verdicts(UNLISTED, Shelf(tmp_path)) == [Verdict.NOT_CHECKED]


def test_an_evm_address_is_found_whatever_its_case_prefix_and_coin(shelf: Shelf) -> None:
    listed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    forms = [listed, listed.lower(), "0x" + listed[2:].upper(), f"ethereum:{listed}@137",
             f"USDC on Polygon to {listed}", f"bnb {listed.lower()}"]  # fmt: skip
    for form in forms:
        assert verdicts(form, shelf) == [Verdict.HIT], form


def test_a_bad_checksum_is_not_valid_and_never_no_match(shelf: Shelf) -> None:
    for row in VECTORS["invalid"]:
        for one in screening.addresses(row["address"], shelf, NOW):
            assert one.verdict in (Verdict.NOT_VALID, Verdict.HIT), row


def test_every_valid_vector_gets_a_verdict_of_the_lists(shelf: Shelf) -> None:
    checked = 0
    for row in VECTORS["valid"]:
        found = screening.addresses(row["address"], shelf, NOW)
        assert {one.verdict for one in found} <= {Verdict.HIT, Verdict.NO_MATCH}, row
        checked += bool(found)
    assert checked >= 140


def test_a_look_alike_of_a_listed_address_is_a_hit(shelf: Shelf) -> None:
    latin, cyrillic = LISTED["ofac-consolidated"][0], "\u0430"
    disguised = latin.replace("a", cyrillic, 1)
    assert disguised != latin
    (one,) = screening.addresses(disguised, shelf, NOW)
    assert one.address.lookalike
    assert one.verdict is Verdict.HIT


def test_an_address_across_a_line_break_is_looked_up_whole(shelf: Shelf) -> None:
    address = LISTED["ofac-sdn"][0]
    assert verdicts(f"To:\n{address[:24]}\n{address[24:]}", shelf) == [Verdict.HIT]


def test_several_addresses_get_a_verdict_each_and_twenty_at_most(shelf: Shelf) -> None:
    hit, other = LISTED["un"][0], UNLISTED
    assert verdicts(f"{hit} or {other} or {hit}", shelf) == [Verdict.HIT, Verdict.NO_MATCH]
    many = " ".join(f"0x{number:040x}" for number in range(1, 60))
    assert len(verdicts(many, shelf)) == screening.MOST


@pytest.mark.parametrize(
    "text", ["", "a" * 10_000, "1" * 10_000, "0x" + "f" * 10_000, "б" * 10_000, "\x00" * 999]
)
def test_what_is_no_address_gets_no_verdict_of_the_lists(text: str, shelf: Shelf) -> None:
    assert not {*verdicts(text, shelf)} & {Verdict.NO_MATCH, Verdict.HIT}


def test_a_name_is_a_possible_match_and_never_a_verdict(shelf: Shelf, tmp_path: Path) -> None:
    named = screening.name("Сэмпл-Пэй", shelf, NOW)
    assert named.checked
    assert named.alike[0].entry.list == "eu"
    assert 0.85 <= named.alike[0].score <= 1
    assert not hasattr(named, "verdict")
    assert not screening.name("Toyota Motor", shelf, NOW).alike
    assert not screening.name("Toyota Motor", Shelf(tmp_path), NOW).checked
