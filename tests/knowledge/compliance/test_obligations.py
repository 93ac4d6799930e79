"""The duties as data: every one stands in a note, and every note says what the data says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.assets import load_assets
from knowledge.compliance import obligations
from knowledge.compliance.obligations import Obligation
from knowledge.errors import ConfigError
from knowledge.money import is_national
from knowledge.places.jurisdictions import is_known_place

ROWS = [(country, duty) for country, rows in obligations.load_bundled().items() for duty in rows]


@pytest.mark.parametrize(("country", "duty"), ROWS)
def test_codes_are_countries_and_currencies(country: str, duty: Obligation) -> None:
    assert country in ("INT", "ISSUERS") or is_known_place(country)
    assert all(is_known_place(end) for end in duty.ends)
    assert not duty.currency or is_national(duty.currency)
    assert all(obligations.is_brief_asset(asset) for asset in duty.assets if asset)
    assert bool(duty.region) <= bool(duty.ends)
    assert duty.since is None or dt.date(2013, 1, 1) < duty.since < dt.date(2030, 1, 1)


def test_every_duty_is_stated_in_russian_too() -> None:
    assert [(country, duty.starts) for country, duty in ROWS if not duty.starts_ru] == []


def test_what_holds_everywhere_reaches_everywhere() -> None:
    assert all(
        duty.reaches for name in ("INT", "ISSUERS") for duty in obligations.load_bundled()[name]
    )


def test_a_member_state_has_the_duties_of_the_union() -> None:
    assert (
        obligations.obligations_of("DE")
        == obligations.load_bundled()["EU"]
        == obligations.obligations_of("EU")
    )
    assert obligations.obligations_of("GB") == obligations.load_bundled()["GB"]
    assert obligations.obligations_of("TO") == ()


def test_a_territory_has_the_duties_of_the_country_that_it_is_part_of() -> None:
    assert obligations.obligations_of("PR") == obligations.obligations_of("US")
    assert obligations.obligations_of("GP") == obligations.obligations_of("FR")
    assert obligations.obligations_of("GL") == ()


def test_banned_coins_are_named_by_rows_that_lead() -> None:
    for coin in load_assets().banned_coins:
        rows = [duty for _, duty in ROWS if coin in duty.assets and duty.topic == "payment"]
        assert rows
        assert all(duty.lead == "always" and duty.reaches for duty in rows)


def begun_by(country: str, start: str) -> Obligation:
    return next(
        duty for duty in obligations.load_bundled()[country] if duty.starts.startswith(start)
    )


def test_korea_asks_for_data_at_any_sum_beside_the_older_threshold() -> None:
    rows = [duty for duty in obligations.load_bundled()["KR"] if duty.topic == "travel_rule"]
    assert {(duty.amount, duty.since) for duty in rows} == {
        (Decimal(1_000_000), None), (None, dt.date(2026, 8, 20)),
    }  # fmt: skip


def test_a_foreign_stablecoin_meets_two_dates_in_the_united_states() -> None:
    rows = [duty for duty in obligations.load_bundled()["US"] if duty.assets == ("USDT",)]
    assert [duty.since for duty in rows] == [dt.date(2027, 1, 18), dt.date(2028, 7, 18)]


def test_kazakhstan_no_longer_confines_trade_in_coins_to_the_centre_in_astana() -> None:
    assert begun_by("KZ", "Trade in unbacked crypto-assets").since is None
    assert not any(duty.since == dt.date(2023, 4, 1) for duty in obligations.load_bundled()["KZ"])


def test_brazilian_firms_had_to_notify_and_no_row_only_weighs_sources() -> None:
    assert begun_by("BR", "Brazilian virtual-asset firms that were active").topic == "licence"
    assert not any(
        duty.starts.startswith("Sources conflict")
        for country in ("AE", "BR")
        for duty in obligations.load_bundled()[country]
    )


@pytest.mark.parametrize(
    ("country", "starts", "amount", "counts", "per"),
    [
        ("RU", "A crypto operation of RUB 10 million", 10_000_000, "at_least", "payment"),
        ("RU", "A transfer from a Russian depositary", 1_000_000, "at_least", "payment"),
        ("RU", "Coins that reach a Russian depositary", 1_000_000, "at_least", "payment"),
        ("SG", "Above SGD 1,500", 1_500, "above", "payment"),
        ("SG", "Up to and including SGD 1,500", None, "", "payment"),
        ("TR", "Turkish providers must obtain sender data", 15_000, "at_least", "payment"),
        ("AE", "Dubai in the United Arab Emirates", 3_500, "above", "payment"),
        ("HK", "Hong Kong applies the fuller data set", 8_000, "at_least", "payment"),
    ],
)
def test_a_threshold_counts_as_its_law_says(
    country: str, starts: str, amount: int | None, counts: str, per: str
) -> None:
    duty = begun_by(country, starts)
    assert (duty.amount, duty.counts, duty.per) == (amount, counts, per)


@pytest.mark.parametrize(
    ("country", "starts", "since", "ends"),
    [
        ("EU", "No, an EU person may not deal", dt.date(2026, 5, 24), ("RU", "BY")),
        ("EU", "No, an EU company may not use the digital", dt.date(2026, 5, 24), ()),
        ("EU", "The 20th package of 23 April 2026 also bans", dt.date(2026, 5, 24), ()),
        ("EU", "Since 24 February 2025 EU providers", dt.date(2025, 2, 24), ("BY",)),
        ("BY", "EU firms have been barred", dt.date(2025, 2, 24), ()),
        ("BY", "From 24 May 2026 the 20th package", dt.date(2026, 5, 24), ()),
        ("KG", "EU persons may not transact with Keremet", dt.date(2026, 5, 14), ()),
        ("KG", "Keremet Bank has been on the US list", dt.date(2025, 1, 15), ()),
        ("GB", "The United Kingdom listed Grinex", dt.date(2025, 8, 20), ("RU", "KG")),
        ("GB", "Bitpapa has been on the US list", dt.date(2024, 3, 25), ("RU",)),
    ],
)
def test_a_ban_begins_on_its_day_and_at_its_ends(
    country: str, starts: str, since: dt.date, ends: tuple[str, ...]
) -> None:
    duty = begun_by(country, starts)
    assert (duty.since, duty.ends) == (since, ends)


@pytest.mark.parametrize(
    "text",
    [
        "", "duty = 5", "[[duty]]\ntopic = 'rumour'", "\x00",
        "[[duty]]\ntopic='tax'\nnote='n'\nstarts='s'\namount='5'\nas_of=2026-01-01\n"
        "review_after=2027-01-01",
    ],
)  # fmt: skip
def test_a_file_of_duties_that_is_wrong_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "XX.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"XX\.toml"):
        obligations.read_obligations(tmp_path)


def row(**changes: object) -> dict[str, object]:
    day = dt.date(2026, 9, 1)
    whole = {"topic": "tax", "note": "n", "starts": "s", "as_of": day, "review_after": day}
    return whole | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"note": ""}, {"starts": ""}, {"amount": "1"}, {"currency": "EUR"},
        {"amount": "0", "currency": "EUR", "counts": "above", "rule": "R"},
        {"amount": "-0.5", "currency": "EUR", "counts": "above", "rule": "R"},
        {"amount": "5", "currency": "EUR", "counts": "above"},
    ],
)  # fmt: skip
def test_a_row_without_a_sentence_or_with_half_a_threshold_is_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Obligation.model_validate(row(**changes))


def test_a_row_binds_at_home_in_every_payment_unless_it_says_otherwise() -> None:
    plain = Obligation.model_validate(row())
    assert (plain.side, plain.per, plain.counts, plain.lead) == ("both", "payment", "", "")
    assert [plain.reaches, plain.suspended, plain.differs] == [False] * 3
    whole = row(amount="0.01", currency="EUR", counts="at_least", rule="R")
    assert Obligation.model_validate(whole).amount is not None


def test_a_row_is_overdue_the_day_after_its_review() -> None:
    reviewed = Obligation.model_validate(row())
    assert not reviewed.overdue(dt.date(2026, 9, 1))
    assert reviewed.overdue(dt.date(2026, 9, 2))


def test_the_obligations_of_a_member_state_are_its_own_and_the_unions() -> None:
    rows = obligations.load_bundled()
    assert obligations.obligations_of("DE") == (*rows.get("DE", ()), *rows["EU"])
    assert obligations.obligations_of("TR") == rows["TR"]
    assert obligations.obligations_of("EU") == rows["EU"]


def test_a_file_that_is_no_table_of_obligations_is_named_with_what_is_wrong(
    tmp_path: Path,
) -> None:
    (tmp_path / "XX.toml").write_text("[[duty]]\ntopic = 'no'\n")
    with pytest.raises(ConfigError, match=r"^XX\.toml holds no duties \(\d+ validation errors"):
        obligations.read_obligations(tmp_path)
