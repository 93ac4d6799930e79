"""A sentence for each act of an authority, in English and Russian."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.listings import phrases
from indexer.listings.phrases import Marked
from knowledge.compliance.listings import Act, Listing, Venue

_ACTS = {
    "en": {
        Act.DESIGNATION: "{on} {who} put {name} on {its} sanctions list{entity}",
        Act.TRANSACTION_BAN: "{on} {who} adopted a ban on transactions with {name}{applies}",
        Act.SECTION_9714: "{on} FinCEN, an authority of the US Treasury, issued an order under "
        "section 9714 by which US financial institutions must not send funds to or receive funds "
        "from {name}{applies}",
        Act.SECTION_311: "{on} FinCEN, an authority of the US Treasury, published a rule under "
        "section 311 by which US banks must not hold correspondent accounts for {name}{applies}",
    },
    # The name stands in the nominative, since names in Russian letters are not declined here.
    "ru": {
        Act.DESIGNATION: "{name} — в санкционном списке {whose} {since}{entity}",
        Act.TRANSACTION_BAN: "{name} — под запретом {whose} на операции; решение принято "
        "{on}{applies}",
        Act.SECTION_9714: "{name} — под приказом FinCEN, ведомства Минфина США, по статье 9714: "
        "финансовым организациям США нельзя переводить туда средства или получать их оттуда; "
        "приказ издан {on}{applies}",
        Act.SECTION_311: "{name} — под мерой FinCEN, ведомства Минфина США, по статье 311: банкам "
        "США нельзя держать корреспондентские счета; мера опубликована {on}{applies}",
    },
}
_REPORTED = {
    "en": {
        Act.DESIGNATION: "it is reported and not confirmed that {who} listed {name} {on}",
        Act.TRANSACTION_BAN: "it is reported and not confirmed that {who} {on} banned transactions "
        "with {name}{applies}",
    },
    "ru": {
        Act.DESIGNATION: "{name} — по неподтверждённым сообщениям, в санкционном списке {whose} "
        "{since}",
        Act.TRANSACTION_BAN: "{name} — по неподтверждённым сообщениям, под запретом {whose} на "
        "операции; решение принято {on}{applies}",
    },
}
_APPLIES = {"en": ", with effect from {day}", "ru": ", действует с {day}"}
_ENTITY = {"en": ", where the entry is {entity}", "ru": "; запись в нём — {entity}"}
_ITS = {"US": "their", "UN": "their"}
_ENDED = {
    "en": "On {day} {who} took {name} off {its} list",
    "ru": "{name} — вне санкционного списка {whose} с {day}",
}


def write_acts(venue: Venue, language: str) -> Iterator[Marked]:
    """A sentence for each act, in the order of time, with its remark and its end."""
    named = False
    for act in sorted(venue.listings, key=lambda one: one.since):
        show = act.act is Act.DESIGNATION and act.confirmed and not named and bool(venue.entity)
        named = named or show
        yield Marked(_write_act(venue, act, language, show_entity=show), act.sources)
        if act.ends:
            text = _ENDED[language].format(
                day=phrases.write_day(act.ends, language), name=venue.name_in(language),
                **_words_of(act, language),
            )  # fmt: skip
            yield Marked(text, act.sources)
        if act.remark:
            remark = act.remark_ru if language == "ru" else act.remark
            yield Marked(remark, act.sources)


def _write_act(venue: Venue, act: Listing, language: str, *, show_entity: bool) -> str:
    applies = phrases.write_day(act.applies, language) if act.applies else ""
    forms = _ACTS if act.confirmed else _REPORTED
    return phrases.begin_sentence(
        forms[language][act.act].format(
            on=phrases.write_on(act, language),
            since=phrases.write_since(act, language),
            name=venue.name_in(language),
            applies=_APPLIES[language].format(day=applies) if applies else "",
            entity=_ENTITY[language].format(entity=venue.entity) if show_entity else "",
            **_words_of(act, language),
        )
    )


def _words_of(act: Listing, language: str) -> dict[str, str]:
    return {
        "who": phrases.WHO[language][act.authority],
        "whose": phrases.WHOSE[language][act.authority],
        "its": _ITS.get(act.authority, "its"),
    }
