"""How long a wire takes, by the business days, cut-off hours and time zones of both countries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from knowledge.settlement.durations import DurationRange
from knowledge.settlement.reference_data import BankingCountry, Reference

# The hours at which an account is credited, in the payee's time zone: early, usual and late.
_CREDIT_TIMES = (dt.time(11), dt.time(14), dt.time(18))
_MIN_WIRE_S = 3600.0
_UNKNOWN_COUNTRY = BankingCountry(money="USD", zone="UTC", cut_off=dt.time(14))


def estimate_wire_duration(
    reference: Reference, payer: str | None, payee: str | None, at: dt.datetime
) -> DurationRange:
    """The seconds from ``at`` until a wire is credited to the payee's account.

    ``payer`` and ``payee`` are countries. One that is not known has UTC, a cut-off at 14:00 and no
    holidays but weekends.
    """
    special = reference.find_corridor(payer, payee)
    days = special.days if special else reference.days
    sender = reference.countries.get(payer or "", _UNKNOWN_COUNTRY)
    receiver = reference.countries.get(payee or "", _UNKNOWN_COUNTRY)
    local = at.astimezone(ZoneInfo(sender.zone))
    start = local.date() + dt.timedelta(days=0 if local.time() < sender.cut_off else 1)
    start = _find_business_day(start, 0, (payer,))
    ends = [
        _compute_arrival(_find_business_day(start, count, (payer, payee)), clock, receiver, at)
        for count, clock in zip(days, _CREDIT_TIMES, strict=True)
    ]
    low, middle, high = ((end - at).total_seconds() for end in ends)
    low = max(low, _MIN_WIRE_S)
    middle = max(middle, low)
    return DurationRange(low, middle, max(high, middle))


def _compute_arrival(
    day: dt.date, clock: dt.time, receiver: BankingCountry, at: dt.datetime
) -> dt.datetime:
    """The moment of the credit in UTC, at least ``_MIN_WIRE_S`` after the wire is sent."""
    moment = dt.datetime.combine(day, clock, ZoneInfo(receiver.zone)).astimezone(dt.UTC)
    # When the wire is sent late in the payer's day, the payee's day may be over already.
    return max(moment, at + dt.timedelta(seconds=_MIN_WIRE_S))


def _find_business_day(day: dt.date, count: int, countries: Sequence[str | None]) -> dt.date:
    """The ``count``-th common business day after a day; with 0 the first on or after it."""
    while not _is_open_everywhere(day, countries):
        day += dt.timedelta(days=1)
    for _ in range(count):
        day += dt.timedelta(days=1)
        while not _is_open_everywhere(day, countries):
            day += dt.timedelta(days=1)
    return day


def _is_open_everywhere(day: dt.date, countries: Sequence[str | None]) -> bool:
    return all(is_business_day(country, day) for country in countries)


def is_business_day(country: str | None, day: dt.date) -> bool:
    """Whether a country's banks settle payments on a day; None is an unknown country."""
    return day not in _list_holidays(
        country or "", day.year
    ) and day.weekday() not in _list_weekend_days(country or "")


@lru_cache(maxsize=256)
def _list_holidays(country: str, year: int) -> frozenset[dt.date]:
    import holidays

    if country not in holidays.list_supported_countries():
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=[year]))


@lru_cache(maxsize=256)
def _list_weekend_days(country: str) -> frozenset[int]:
    import holidays

    if country not in holidays.list_supported_countries():
        return frozenset({5, 6})
    days = frozenset(holidays.country_holidays(country, years=[2026]).weekend)
    # Where only Sunday is free by law, banks still settle no foreign payments on Saturday.
    return days | {5} if days == {6} else days
