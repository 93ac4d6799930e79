from __future__ import annotations

import datetime as dt

import pytest

from knowledge.settlement.business_days import estimate_wire_duration, is_business_day
from knowledge.settlement.durations import DurationRange
from knowledge.settlement.reference_data import load_bundled_reference

HOUR_S, DAY_S = 3600, 86400


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of 2026, in UTC."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=dt.UTC)


def duration(payer: str | None, payee: str | None, moment: dt.datetime) -> DurationRange:
    return estimate_wire_duration(load_bundled_reference(), payer, payee, moment)


def test_a_wire_over_new_year_waits_for_both_countries() -> None:
    usual = duration("DE", "TR", at(11, 17, 9)).p50
    holidays = duration("DE", "TR", at(12, 31, 16)).p50
    assert holidays > usual + 2 * DAY_S
    # Friday after the cut-off: the wire starts on Monday.
    assert duration("DE", "TR", at(11, 20, 17)).p50 > usual + 2 * DAY_S


def test_a_wire_in_time_is_credited_the_same_day_and_three_days_later_at_worst() -> None:
    """Thursday 12 November, 10:00 in Berlin: by 11:00 there, on Friday by 14:00, Tuesday 18:00."""
    moment = at(11, 12, 9)
    took = duration("DE", "FR", moment)
    assert took.p10 == HOUR_S
    assert took.p50 == DAY_S + 4 * HOUR_S
    assert took.p90 == 5 * DAY_S + 8 * HOUR_S


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        # A Tuesday, cut-off at 15:00 in Berlin: credited at 11:00 there, an hour hence at least.
        (at(11, 17, 8), 2),
        (at(11, 17, 10, 30), 1),
        (at(11, 17, 13, 59), 1),
        # Too late: on Wednesday at 11:00, twenty hours later.
        (at(11, 17, 14), 20),
    ],
)
def test_a_wire_after_the_cut_off_starts_the_next_day(moment: dt.datetime, hours: int) -> None:
    assert duration("DE", "FR", moment).p10 == hours * HOUR_S


def test_arrival_is_by_the_clock_of_the_payees_country() -> None:
    # 14:00 in Dubai is 10:00 in London.
    moment = at(11, 17, 3)
    dubai, london = (duration("DE", payee, moment).p50 for payee in ("AE", "GB"))
    assert london - dubai == 4 * HOUR_S


def test_the_slow_corridors_take_their_own_days() -> None:
    moment = at(11, 17, 8)
    for pair in (("RU", "CN"), ("CN", "RU")):
        took = duration(*pair, moment)
        assert took.p10 > duration("DE", "CN", moment).p10 + DAY_S
        assert took.p90 > 15 * DAY_S


def test_an_unknown_country_has_weekends_and_no_holidays() -> None:
    assert is_business_day("XX", dt.date(2026, 1, 1))
    assert is_business_day(None, dt.date(2026, 12, 25))
    assert not is_business_day(None, dt.date(2026, 11, 21))
    # 13:59 is before the cut-off of 14:00 in UTC, 14:00 is not.
    assert duration(None, None, at(11, 17, 13, 59)).p10 == HOUR_S
    assert duration(None, None, at(11, 17, 14)).p10 == 21 * HOUR_S


@pytest.mark.parametrize(
    ("country", "day", "is_open"),
    [
        ("DE", (2026, 11, 20), True),
        ("DE", (2026, 11, 21), False),  # Saturday
        ("DE", (2026, 10, 3), False),  # German Unity Day
        ("DE", (2026, 12, 25), False),
        ("TR", (2026, 10, 29), False),  # Republic Day
        ("GB", (2026, 10, 29), True),
        # Friday and Saturday are the weekend in Egypt, Sunday is not.
        ("EG", (2026, 11, 20), False),
        ("EG", (2026, 11, 22), True),
        # In Hong Kong Saturday is a working day by law, but banks settle nothing abroad.
        ("HK", (2026, 11, 21), False),
        ("HK", (2026, 11, 20), True),
    ],
)
def test_banks_close_at_their_countrys_weekends_and_holidays(
    country: str, day: tuple[int, int, int], is_open: bool
) -> None:
    assert is_business_day(country, dt.date(*day)) is is_open
