"""The first sentence of a listing's note: yes, no or neither, by whom and since when."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.listings import phrases
from indexer.listings.phrases import OWN, Marked
from knowledge.compliance.listings import MAIN_AUTHORITIES, Act, Listing, Standing, Venue
from knowledge.models import Verdict

_SANCTIONS = frozenset({Act.DESIGNATION, Act.TRANSACTION_BAN})
# "Yes" alone would be misread where somebody asks whether they may use it.
_LEADS = {
    "en": {
        "yes": "Yes, under sanctions: {name} has been {under}",
        "depends": "It depends on what is meant by sanctions: {name} has been {under}, which binds "
        "US financial institutions and freezes nothing",
        "reported": "That is not confirmed: {name} is reported to have been {under}",
        "no": "No, no longer under sanctions: {name} was under {whose} sanctions from {begin} to "
        "{end}",
    },
    "ru": {
        "yes": "Да, под санкциями: {name} находится {under}",
        "depends": "Зависит от того, что понимать под санкциями: {name} находится {under}, что "
        "обязывает финансовые организации США и ничего не замораживает",
        "reported": "Это не подтверждено: по сообщениям, {name} находится {under}",
        "no": "Нет, больше не под санкциями: меры {whose} против {name} действовали с {begin} до "
        "{end}",
    },
}
_REPORTED = {
    "en": "measures of {who} are reported and not confirmed",
    "ru": "о мерах {whose} есть неподтверждённые сообщения",
}
_MISSING = {
    "en": "our table holds no {confirmed}{whose} listing as of {day}",
    "ru": "{confirmed}включения в {lists} {whose} в нашей таблице на {day} нет",
}
_CONFIRMED = {"en": "confirmed ", "ru": "подтверждённого "}


def verdict_of(venue: Venue) -> Verdict:
    """The answer to "is it sanctioned?" by the table: a measure of FinCEN alone is neither."""
    said = {(one.act in _SANCTIONS, one.standing(venue.as_of)) for one in venue.listings}
    if (True, Standing.LISTED) in said:
        return "yes"
    return "no" if {standing for _, standing in said} == {Standing.ENDED} else "depends"


def write_lead(venue: Venue, language: str) -> Marked:
    """The sentence with the sources of the acts that it names, and our table as the last."""
    acts = {standing: _first_acts(venue, standing) for standing in Standing}
    confirmed, reported = acts[Standing.LISTED], acts[Standing.UNCONFIRMED]
    named = confirmed or reported or acts[Standing.ENDED]
    parts = [_write_verdict(venue, named, language)]
    if confirmed and reported:
        parts.append(
            _REPORTED[language].format(
                who=_join([phrases.WHO[language][one.authority] for one in reported], language),
                whose=_join([phrases.WHOSE[language][one.authority] for one in reported], language),
            )
        )
    parts += _write_missing(venue, language, only_reported=named is reported)
    keys = [key for one in (*named, *(reported if confirmed else ())) for key in one.sources]
    return Marked("; ".join(parts), (*dict.fromkeys(keys), OWN))


def _write_verdict(venue: Venue, named: Sequence[Listing], language: str) -> str:
    form = verdict_of(venue)
    under = [phrases.write_under(one, language) for one in named]
    first = named[0]
    end = first.ends or first.since
    return _LEADS[language][form if form != "depends" or first.confirmed else "reported"].format(
        name=venue.name_in(language),
        under=_join(under, language),
        whose=phrases.WHOSE[language][first.authority],
        begin=phrases.write_day(first.since, language),
        end=phrases.write_day(end, language),
    )


def _write_missing(venue: Venue, language: str, *, only_reported: bool) -> list[str]:
    """Of which main authorities the table holds nothing; where all is reported, nothing sure."""
    nothing = {Standing.NOT_IN_TABLE, *([Standing.UNCONFIRMED] if only_reported else [])}
    whose = [
        phrases.WHOSE[language][code]
        for code in MAIN_AUTHORITIES
        if venue.standing(code, venue.as_of) in nothing
    ]
    if not whose:
        return []
    return [
        _MISSING[language].format(
            confirmed=_CONFIRMED[language] if only_reported else "",
            whose=phrases.join_words(whose, "or" if language == "en" else "и"),
            lists="список" if len(whose) == 1 else "списки",
            day=phrases.write_day(venue.as_of, language),
        )
    ]


def _first_acts(venue: Venue, standing: Standing) -> list[Listing]:
    """The first act of each authority that stands so on the day of the table."""
    first: dict[str, Listing] = {}
    for act in sorted(venue.listings, key=lambda one: one.since):
        if act.standing(venue.as_of) is standing:
            first.setdefault(act.authority, act)
    return list(first.values())


def _join(parts: Sequence[str], language: str) -> str:
    return phrases.join_words(parts, "and" if language == "en" else "и")
