"""The questions that a listing's note answers, in the words of those who ask."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.listings.lead import verdict_of
from knowledge.compliance.listings import Standing, Venue
from knowledge.models import Ask, Verdict

# {one} and {other} are two names of the venue. What is asked of every kind:
_EN = (
    "{other} sanctions since when and by whom",
    "why was {one} put on a sanctions list",
    "date and source of the listing of {one} please",
    "what is {one} and what did it do",
    "Our compliance officer asks for the list entry of {one}. Where is it?",
)
_RU = (
    "с какого числа и кем введены санкции: {other}",
    "за что {one} в санкционном списке",
    "{one} санкции дата и источник",
    "{one} что известно",
    "Комплаенс просит запись в списке: {other}. Где её найти?",
)
# What is asked of a kind: the last one is a question that depends.
_EN_OF_KIND = {
    "exchange": (
        "can i use {one}",
        "supplier wants the usdt sent to his {one} account, ok or not",
        "our exchange holds a transfer because it came from {other}, why",
        "Can I accept coins that come from {one}?",
    ),
    "token": (
        "can we get paid in {one}",
        "russian buyer offers {one} for the invoice, should we take it",
        "is it legal to hold {other}",
        "May we accept {one} from a customer?",
    ),
    "issuer": (
        "can we buy tokens of {one}",
        "the token our buyer pays with is issued by {one}, is that a problem",
        "who stands behind {other}",
        "May we deal with {one}?",
    ),
    "bank": (
        "can i pay through {one}",
        "supplier's bank is {one}, will our payment go through",
        "our bank sent back a payment because of {other}, why",
        "Can we receive money from {one}?",
    ),
    "intermediary": (
        "can we pay suppliers through {one}",
        "our payment agent works with {one}, is that a problem",
        "bank asks about {other} in our papers what to answer",
        "Can we take money that came by way of {one}?",
    ),
    "marketplace": (
        "can i use {one}",
        "seller wants the deal done over {one}, is that safe",
        "usdt of our customer came from {other}, what now",
        "Can I accept coins that come from {one}?",
    ),
    "mixer": (
        "can i use {one}",
        "client's coins went through {one}, can we accept them",
        "exchange rejected a deposit because of {other}, why",
        "Can I accept coins that passed through {one}?",
    ),
    "person": (
        "who is {one}",
        "our counterparty is owned by {one}, what do we do",
        "can we sign a contract with {other}",
        "May we pay a company of {one}?",
    ),
}
_RU_OF_KIND = {
    "exchange": (
        "можно ли пользоваться {one}",
        "поставщик просит перевести usdt на {one}, что нам за это будет",
        "биржа задержала перевод, пишут что он с {other}. почему",
        "Можно ли принять монеты с {one}?",
    ),
    "token": (
        "можно ли получить оплату: {one}",
        "российский покупатель предлагает {one} по счёту, брать или нет",
        "законно ли держать {other}",
        "Можно ли принять {one} от клиента?",
    ),
    "issuer": (
        "можно ли покупать токены, если эмитент {one}",
        "токен, которым платит покупатель, выпустил {one}, это проблема?",
        "кто стоит за {other}",
        "Можно ли работать с {one}?",
    ),
    "bank": (
        "можно ли платить через {one}",
        "у поставщика счёт: {one}, пройдёт ли наш платёж",
        "наш банк вернул платёж, причина — {other}. почему",
        "{one}: можно ли получать оттуда деньги?",
    ),
    "intermediary": (
        "можно ли платить поставщикам через {one}",
        "наш платёжный агент работает с {one}, чем это грозит",
        "банк спрашивает, что такое {other} в документах, что ответить",
        "Можно ли взять деньги, которые пришли через {one}?",
    ),
    "marketplace": (
        "можно ли пользоваться {one}",
        "продавец хочет провести сделку через {one}, это безопасно",
        "usdt клиента пришли с {other}, что теперь",
        "Можно ли принять монеты с {one}?",
    ),
    "mixer": (
        "можно ли пользоваться {one}",
        "монеты клиента прошли через {one}, можно ли их принять",
        "биржа отклонила депозит, пишут {other}. почему",
        "Можно ли принять монеты после {one}?",
    ),
    "person": (
        "кто такой {one}",
        "контрагентом владеет {one}, что нам делать",
        "можно ли подписать договор, если другая сторона {other}",
        "Можно ли платить компании, если её владелец {one}?",
    ),
}
_BY_AUTHORITY = {
    "en": (("US", "Is {other} on the OFAC list?"), ("EU", "{one} under EU sanctions?"),
           ("GB", "Is {one} on the UK sanctions list?")),
    "ru": (("US", "{other} в списке OFAC?"), ("EU", "{one} в списках ЕС?"),
           ("GB", "{one} в санкционном списке Великобритании?")),
}  # fmt: skip
_SANCTIONED = {"en": "is {one} sanctioned?", "ru": "{one} под санкциями?"}


def write_asks(venue: Venue, language: str) -> tuple[Ask, ...]:
    """Some twelve questions, each once, with a verdict where the table gives one."""
    one, other = _names(venue, language)
    general, of_kind = (_EN, _EN_OF_KIND) if language == "en" else (_RU, _RU_OF_KIND)
    *open_ones, depends = of_kind[venue.kind]
    said = [
        (_SANCTIONED[language], verdict_of(venue)),
        *((form, _verdict_by(venue, code)) for code, form in _BY_AUTHORITY[language]),
        *((form, None) for form in (*open_ones, *general)),
        (depends, "depends"),
    ]
    asks = {form.format(one=one, other=other): verdict for form, verdict in said}
    return tuple(Ask.model_validate({"q": q, "verdict": verdict}) for q, verdict in asks.items())


def _names(venue: Venue, language: str) -> tuple[str, str]:
    """The first two names as people of a language write them; the same one twice if it is alone."""
    own = list(_own_aliases(venue, language)) or [venue.aliases[0]]
    return own[0], own[1] if len(own) > 1 else venue.aliases[0]


def _own_aliases(venue: Venue, language: str) -> Iterator[str]:
    if language == "ru" and not venue.name_ru:
        # A brand is written in Latin letters first, and then in Russian ones.
        yield venue.aliases[0]
    yield from (name for name in venue.aliases if name.isascii() == (language == "en"))


def _verdict_by(venue: Venue, authority: str) -> Verdict | None:
    """Yes or no by an authority's acts; none where the table holds nothing of it."""
    standing = venue.standing(authority, venue.as_of)
    if standing is Standing.NOT_IN_TABLE:
        return None
    if standing is Standing.ENDED:
        return "no"
    sure = standing is Standing.LISTED and verdict_of(venue) == "yes"
    return "yes" if sure else "depends"
