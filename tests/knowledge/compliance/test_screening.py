"""The verdict on an address: hit, no match, not checked, not valid; and never "clean"."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from knowledge.compliance import screening
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.compliance.screening import ScreeningVerdict
from tests.support.paths import FIXTURES
from tests.support.sanctions import FILES, LISTED, NOW, UNLISTED, UNREAD, put, put_all

VECTORS = json.loads((FIXTURES / "addresses.json").read_text("utf-8"))
LATE = NOW + dt.timedelta(days=30)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> SanctionsLists:
    root = tmp_path_factory.mktemp("lists")
    put_all(root)
    return SanctionsLists(root)


def verdicts(text: str, lists: SanctionsLists, now: dt.datetime = NOW) -> list[ScreeningVerdict]:
    return [one.verdict for one in screening.screen_addresses(text, lists, now)]


@pytest.mark.parametrize("name", LISTED)
def test_a_listed_address_is_a_hit_with_its_list_entry_programme_and_day(
    name: str, lists: SanctionsLists
) -> None:
    address, holder = LISTED[name]
    (one,) = screening.screen_addresses(f"Please pay {address}, thanks", lists, NOW)
    assert one.verdict is ScreeningVerdict.HIT
    assert (one.hits[0].list, one.hits[0].name) == (name, holder)
    assert one.hits[0].number
    assert one.hits[0].programmes


def test_an_address_that_no_list_holds_is_no_match_with_the_dates_of_the_lists(
    lists: SanctionsLists,
) -> None:
    (one,) = screening.screen_addresses(UNLISTED, lists, NOW)
    assert one.verdict is ScreeningVerdict.NO_MATCH
    assert {card.edition for card in one.searched.current} >= {
        "2026-11-20", "2026-11-19", "undated, fetched 2026-11-24",
    }  # fmt: skip


def test_without_a_list_in_force_nothing_is_checked(tmp_path: Path, lists: SanctionsLists) -> None:
    assert verdicts(UNLISTED, SanctionsLists(tmp_path)) == [ScreeningVerdict.NOT_CHECKED]
    assert verdicts(UNLISTED, lists, LATE) == [ScreeningVerdict.NOT_CHECKED]


@pytest.mark.parametrize("name", [name for name in FILES if name != "ofac-sdn"])
def test_without_the_list_that_gives_crypto_addresses_finding_nothing_is_no_match_of_none(
    name: str, tmp_path: Path
) -> None:
    put(tmp_path, name)
    assert verdicts(UNLISTED, SanctionsLists(tmp_path)) == [ScreeningVerdict.NOT_CHECKED]
    assert verdicts(LISTED[name][0], SanctionsLists(tmp_path)) == [ScreeningVerdict.HIT]
    assert not screening.screen_name("Toyota Motor", SanctionsLists(tmp_path), NOW).checked
    assert verdicts(UNLISTED, SanctionsLists(tmp_path, required=(name,))) == [
        ScreeningVerdict.NO_MATCH
    ]


def test_a_hit_on_an_old_list_is_a_hit(lists: SanctionsLists) -> None:
    assert verdicts(LISTED["uk"][0], lists, LATE) == [ScreeningVerdict.HIT]


def test_one_damaged_list_is_enough_to_check_nothing(tmp_path: Path) -> None:
    put(tmp_path, "eu")
    card = put(tmp_path, "uk")
    (tmp_path / card.database).write_bytes(b"")
    assert verdicts(UNLISTED, SanctionsLists(tmp_path)) == [ScreeningVerdict.NOT_CHECKED]


def test_an_evm_address_is_found_whatever_its_case_prefix_and_coin(lists: SanctionsLists) -> None:
    listed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    forms = [listed, listed.lower(), "0x" + listed[2:].upper(), f"ethereum:{listed}@137",
             f"USDC on Polygon to {listed}", f"bnb {listed.lower()}"]  # fmt: skip
    for form in forms:
        assert verdicts(form, lists) == [ScreeningVerdict.HIT], form


def test_a_bad_checksum_is_not_valid_and_never_no_match(lists: SanctionsLists) -> None:
    for row in VECTORS["invalid"]:
        found = screening.screen_addresses(row["address"], lists, NOW, asked=True)
        assert found, row
        for one in found:
            assert one.verdict is not ScreeningVerdict.NO_MATCH, row
            # Nothing tells a wrong length from an address of another chain.
            unsure = one.address.problem == "chain"
            assert unsure or one.verdict in (ScreeningVerdict.NOT_VALID, ScreeningVerdict.HIT), row


def test_every_valid_vector_gets_a_verdict_of_the_lists(lists: SanctionsLists) -> None:
    for row in VECTORS["valid"]:
        (one,) = screening.screen_addresses(row["address"], lists, NOW)
        assert one.verdict in (ScreeningVerdict.HIT, ScreeningVerdict.NO_MATCH), row
    assert len(VECTORS["valid"]) >= 140


def test_a_look_alike_of_a_listed_address_is_a_hit(lists: SanctionsLists) -> None:
    latin, cyrillic = LISTED["ofac-consolidated"][0], "\u0430"
    disguised = latin.replace("a", cyrillic, 1)
    assert disguised != latin
    (one,) = screening.screen_addresses(disguised, lists, NOW)
    assert one.address.lookalike
    assert one.verdict is ScreeningVerdict.HIT


def test_an_address_across_a_line_break_is_looked_up_whole(lists: SanctionsLists) -> None:
    address = LISTED["ofac-sdn"][0]
    assert verdicts(f"To:\n{address[:24]}\n{address[24:]}", lists) == [ScreeningVerdict.HIT]


def test_every_address_gets_a_verdict_however_many_there_are(lists: SanctionsLists) -> None:
    hit, other = LISTED["un"][0], UNLISTED
    assert verdicts(f"{hit} or {other} or {hit}", lists) == [
        ScreeningVerdict.HIT,
        ScreeningVerdict.NO_MATCH,
    ]
    many = " ".join(f"0x{number:040x}" for number in range(1, 200))
    assert verdicts(f"{many} {hit}", lists) == [ScreeningVerdict.NO_MATCH] * 199 + [
        ScreeningVerdict.HIT
    ]


def test_a_right_address_is_not_hidden_by_a_mistyped_one_of_the_same_account(
    lists: SanctionsLists,
) -> None:
    wrong = UNLISTED[:-1] + UNLISTED[-1].swapcase()
    assert verdicts(f"{wrong} {UNLISTED}", lists) == [
        ScreeningVerdict.NOT_VALID,
        ScreeningVerdict.NO_MATCH,
    ]


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("asked", [True, False])
def test_an_address_of_a_chain_that_is_not_read_is_a_hit_when_a_list_names_it(
    name: str, asked: bool, lists: SanctionsLists
) -> None:
    (one,) = screening.screen_addresses(f"pay {UNREAD[name]} now", lists, NOW, asked=asked)
    assert one.verdict is ScreeningVerdict.HIT
    assert one.hits[0].list == name


def test_hex_digits_without_0x_are_looked_up_as_the_account_that_they_would_be(
    lists: SanctionsLists,
) -> None:
    bare = LISTED["eu"][0][2:].lower()
    assert verdicts(f"to {bare}", lists) == [ScreeningVerdict.HIT]


@pytest.mark.parametrize(
    "text",
    ["XwPFsRWTaSgiVauosEwQ6dEitGYXgwznz3", "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3",
     "0x" + "ab" * 32, "d1220a0cf47c7b9be7a2e6ba89f429762e7b9ade"],
)  # fmt: skip
def test_an_address_of_a_chain_that_is_not_read_is_never_no_match(
    text: str, lists: SanctionsLists
) -> None:
    (one,) = screening.screen_addresses(text, lists, NOW, asked=True)
    assert (one.verdict, one.address.problem) == (ScreeningVerdict.NOT_CHECKED, "chain")
    # In a message it may be an order's number as well: only a hit is worth a word.
    assert screening.screen_addresses(text, lists, NOW) == ()


@pytest.mark.parametrize(
    "text", ["0x", "0x123", "0x" + "f" * 500, "bc1qw508d6", "T9yD14Nj9j7xAB4d"]
)
def test_what_can_be_no_address_of_any_chain_is_not_valid(text: str, lists: SanctionsLists) -> None:
    (one,) = screening.screen_addresses(text, lists, NOW, asked=True)
    assert (one.verdict, one.address.problem) == (ScreeningVerdict.NOT_VALID, "length")


@pytest.mark.parametrize(
    "text",
    ["Sample Pay Trading FZE", "3M", "7-Eleven", "Donaudampfschifffahrtsgesellschaft mbH",
     "2026-11-24", "Vessel 12", "https://example.org/a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4",
     "ООО Ромашка"],
)  # fmt: skip
def test_names_days_and_links_are_not_meant_as_addresses(text: str, lists: SanctionsLists) -> None:
    assert screening.screen_addresses(text, lists, NOW, asked=True) == ()


@pytest.mark.parametrize(
    "text", ["", "a" * 10_000, "1" * 10_000, "0x" + "f" * 10_000, "б" * 10_000, "\x00" * 999]
)
def test_what_is_no_address_gets_no_verdict_of_the_lists(text: str, lists: SanctionsLists) -> None:
    assert not {*verdicts(text, lists)} & {ScreeningVerdict.NO_MATCH, ScreeningVerdict.HIT}


def test_a_name_is_a_possible_match_and_never_a_verdict(
    lists: SanctionsLists, tmp_path: Path
) -> None:
    named = screening.screen_name("Сэмпл-Пэй", lists, NOW)
    assert named.checked
    assert named.alike[0].entry.list == "eu"
    assert 0.85 <= named.alike[0].score <= 1
    assert not hasattr(named, "verdict")
    assert not screening.screen_name("Toyota Motor", lists, NOW).alike
    assert not screening.screen_name("Toyota Motor", SanctionsLists(tmp_path), NOW).checked
