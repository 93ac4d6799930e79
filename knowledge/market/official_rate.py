"""The official rate between two currencies, with its publisher, its day and what it went through.

Rouble pairs come from the Bank of Russia, lira pairs from the Central Bank of Türkiye, euro pairs
from the ECB, all others from Frankfurter's median; dirhams go through their peg. Where that
publisher is missing, another one is taken and the rate says so.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge.decimals import is_price
from knowledge.market.models import Rate, RateNote
from knowledge.market.official import cbr, ecb, frankfurter, pegs, tcmb
from knowledge.market.official.notes import note_text, notes_of
from knowledge.money import exact

MAX_STEPS = 3
_HOME_CURRENCIES = {
    cbr.NAME: "RUB",
    tcmb.NAME: "TRY",
    ecb.NAME: "EUR",
    frankfurter.NAME: "USD",
}
_FALLBACK_ORDER = (frankfurter.NAME, ecb.NAME, tcmb.NAME, cbr.NAME)


def find_official_rate(
    rates: Sequence[Rate], payer: str, payee: str, at: dt.datetime
) -> Rate | None:
    """The payer's money for one unit of the payee's; None when no publisher has both.

    One for one when both are the same. The notes name the currencies that the rate was crossed
    through, and the currency whose own bank is missing.
    """
    if payer == payee:
        return Rate(
            source="same currency", as_of=at, base=payee, quote=payer, value=1, day=at.date()
        )
    preferred = [name for name, home in _HOME_CURRENCIES.items() if home in (payer, payee)]
    others = (rate.source for rate in rates)
    for name in dict.fromkeys((*preferred, *_FALLBACK_ORDER, *others)):
        published = [rate for rate in rates if rate.source == name and rate.side == "mid"]
        found = _find_cross_rate(published, payer, payee)
        if found is None and published:
            found = _find_cross_rate([*published, pegs.dirham_peg_rate(at)], payer, payee)
        if found is None:
            continue
        if preferred and name in _HOME_CURRENCIES and name not in preferred:
            missing = ", ".join(_HOME_CURRENCIES[bank] for bank in preferred)
            return _add_note(found, RateNote(key="other_bank", values={"currencies": missing}))
        return found
    return None


def _add_note(rate: Rate, note: RateNote) -> Rate:
    notes = (*rate.notes, note)
    return rate.model_copy(update={"note": note_text(notes), "notes": notes})


def _find_cross_rate(rates: Sequence[Rate], payer: str, payee: str) -> Rate | None:
    """The rate by the fewest steps through published ones, at most ``MAX_STEPS``.

    Each currency is entered once, by its first path, so that every rate is looked at once only.
    """
    neighbours = _group_by_currency(rates)
    reached = {payee}
    paths: list[tuple[str, tuple[Rate, ...]]] = [(payee, ())]
    for _ in range(MAX_STEPS):
        longer: list[tuple[str, tuple[Rate, ...]]] = []
        for currency, steps in paths:
            for rate, other in neighbours.get(currency, ()):
                if other == payer:
                    return _multiply_path((*steps, rate), payer, payee)
                if other not in reached:
                    reached.add(other)
                    longer.append((other, (*steps, rate)))
        paths = longer
    return None


def _group_by_currency(rates: Iterable[Rate]) -> dict[str, list[tuple[Rate, str]]]:
    """The rates of each currency, each with the other currency."""
    grouped: defaultdict[str, list[tuple[Rate, str]]] = defaultdict(list)
    for rate in rates:
        grouped[rate.base].append((rate, rate.quote))
        grouped[rate.quote].append((rate, rate.base))
    return grouped


def _multiply_path(steps: Sequence[Rate], payer: str, payee: str) -> Rate | None:
    """One rate in place of several, dated by the oldest; None when their product is no rate."""
    through: list[str] = []
    with exact():
        value, currency = steps[0].value * 0 + 1, payee
        for rate in steps:
            if rate.base == currency:
                value, currency = value * rate.value, rate.quote
            else:
                value, currency = value / rate.value, rate.base
            through.append(currency)
    if not is_price(value.normalize()):
        return None
    notes: list[RateNote] = []
    if through[:-1]:
        notes.append(RateNote(key="through", values={"currencies": ", ".join(through[:-1])}))
    for rate in steps:
        notes += [note for note in notes_of(rate) if note not in notes]
    oldest = min(steps, key=lambda rate: rate.as_of)
    return Rate(
        source=" and ".join(dict.fromkeys(rate.source for rate in steps)),
        as_of=oldest.as_of,
        max_age=oldest.max_age,
        basis=oldest.basis,
        base=payee,
        quote=payer,
        value=value,
        day=oldest.day,
        note=note_text(notes),
        notes=tuple(notes),
    )
