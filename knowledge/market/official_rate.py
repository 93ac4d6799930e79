"""The official rate between two currencies: whose it is, of which day, and through what.

Rouble pairs come from the Bank of Russia, lira pairs from the Central Bank of Türkiye, euro pairs
from the ECB, dirhams through their peg, all else from Frankfurter's median; another publisher
steps in, and is named, when the first is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from knowledge.market.models import Rate
from knowledge.market.official import cbr, ecb, frankfurter, pegs, tcmb
from knowledge.money import exact

_HOME_CURRENCIES = {cbr.NAME: "RUB", tcmb.NAME: "TRY", ecb.NAME: "EUR", frankfurter.NAME: "USD"}
_PUBLISHERS = (cbr.NAME, tcmb.NAME, ecb.NAME, frankfurter.NAME)


def find_official_rate(
    rates: Sequence[Rate], payer: str, payee: str, at: dt.datetime
) -> Rate | None:
    """The payer's money for one unit of the payee's; None when no publisher has both.

    A rate of one for one when they are the same. ``note`` says through what it was crossed, and
    warns where another publisher had to stand in for the currency's own bank.
    """
    if payer == payee:
        return Rate(
            source="same currency", as_of=at, base=payee, quote=payer, value=1, day=at.date()
        )
    wanted = [name for name, home in _HOME_CURRENCIES.items() if home in (payer, payee)]
    others = (rate.source for rate in rates)
    for name in dict.fromkeys((*wanted, *reversed(_PUBLISHERS), *others)):
        published = [rate for rate in rates if rate.source == name and rate.side == "mid"]
        found = _find_cross_rate(published, payer, payee)
        if found is None and published:
            found = _find_cross_rate([*published, pegs.dirham_peg_rate(at)], payer, payee)
        if found is not None:
            stood_in = [_HOME_CURRENCIES[w] for w in wanted if w != name]
            if wanted and name in _HOME_CURRENCIES and name not in wanted:
                note = f"{found.note}; not from the bank of {' and '.join(stood_in)}".strip("; ")
                found = found.model_copy(update={"note": note})
            return found
    return None


def _find_cross_rate(rates: Sequence[Rate], payer: str, payee: str) -> Rate | None:
    """The rate by the fewest steps through published ones, at most three."""
    paths: list[tuple[str, tuple[Rate, ...]]] = [(payee, ())]
    for _ in range(3):
        longer: list[tuple[str, tuple[Rate, ...]]] = []
        for currency, steps in paths:
            for rate, other in _iter_neighbours(rates, currency):
                if rate in steps:
                    continue
                if other == payer:
                    return _multiply_path((*steps, rate), payer, payee)
                longer.append((other, (*steps, rate)))
        paths = longer
    return None


def _iter_neighbours(rates: Iterable[Rate], currency: str) -> Iterator[tuple[Rate, str]]:
    for rate in rates:
        if rate.base == currency:
            yield rate, rate.quote
        elif rate.quote == currency:
            yield rate, rate.base


def _multiply_path(steps: Sequence[Rate], payer: str, payee: str) -> Rate:
    with exact():
        value, currency, through = steps[0].value * 0 + 1, payee, []
        for rate in steps:
            if rate.base == currency:
                value, currency = value * rate.value, rate.quote
            else:
                value, currency = value / rate.value, rate.base
            through.append(currency)
    oldest = min(steps, key=lambda rate: rate.as_of)
    notes = [rate.note for rate in steps if rate.note]
    if through[:-1]:
        notes.insert(0, f"through {' and '.join(through[:-1])}")
    return Rate(
        source=" and ".join(dict.fromkeys(rate.source for rate in steps)),
        as_of=oldest.as_of, max_age=oldest.max_age, basis=oldest.basis, base=payee, quote=payer,
        value=value, day=oldest.day, note="; ".join(dict.fromkeys(notes)),
    )  # fmt: skip
