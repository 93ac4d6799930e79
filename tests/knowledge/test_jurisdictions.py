"""Places are found by name, adjective, city, authority and law, and only where they are meant."""

from __future__ import annotations

import statistics
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.declension import forms
from knowledge.gazetteer import table
from knowledge.jurisdictions import codes, law_of, members, mentioned, name, regions

PLACES = sorted(table()["place"])


def cases(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """A table of "codes | phrase" lines; "-" for no place at all."""
    rows = [line.split("|", 1) for line in text.strip().splitlines()]
    return [(phrase.strip(), tuple(c.replace("-", "").split())) for c, phrase in rows]


ENGLISH = """
CN | Can I pay a Chinese supplier in USDT?
CN | my factory is in Shenzhen
CN | goods from Guangzhou and Yiwu
CN | mainland China
CN | the People's Republic of China
CN | PBoC notice of February 2026
CN | china's ban
TW | the Republic of China
TR | Can a Turkish buyer pay my invoice in crypto?
TR | Türkiye
TR | Turkiye
TR | turkey
TR | an Istanbul trading house
TR | MASAK and TCMB rules
AE | Emirati companies
AE | the uae
AE | Dubai free zones
AE | Abu Dhabi
AE | VARA licence
AE | CBUAE law 6/2025
AE | the U.A.E. rules
RU | Russian importers
RU | the Russian Federation
RU | Moscow and St Petersburg
RU | Bank of Russia
RU | the CBR register
RU | 282-FZ
RU | 259-FZ of 2020
RU | Rosfinmonitoring
US | the US
US | U.S. law
US | the U.S.
US | usa
US | the United States of America
US | rules in the States
US | American exporters
US | New York
US | OFAC list
US | GENIUS Act
US | a FinCEN registration
US | an IRS notice
US | New Jersey
EU | the EU
EU | European companies
EU | MiCA
EU | the ESMA register
EU | an EBA guideline
GB | the UK
GB | uk
GB | British sanctions
GB | London
GB | FCA registration
GB | OFSI guidance
GB | Northern Ireland
CH | Swiss companies
CH | FINMA guidance
CH | Zurich, Geneva
SG | Singapore
SG | MAS statement
HK | Hong Kong
HK | HKMA licence
HK | Hong Kong SAR China
IN | Indian exporters
IN | RBI and FEMA
IN | Mumbai
JP | Tokyo
JP | JFSA
KR | Korea
KR | South Korean
KR | Republic of Korea
KR | Seoul
KP | North Korea
KP | DPRK hackers
KP | the Democratic People's Republic of Korea
GE | Georgia
GE | a Georgian bank in Tbilisi
JE | a company in Jersey
TD | Chad
JO | Jordan
ML | Mali
OM | Oman
NE | Niger
NG | Nigeria
NG | naira accounts in Lagos
GN | Guinea
GQ | Equatorial Guinea
GW | Guinea-Bissau
PG | Papua New Guinea
DM | Dominica
DO | the Dominican Republic
DO | a Dominican buyer
ZA | South Africa
ZA | South African importers
SS | South Sudan
SD | Sudanese
NL | the Netherlands
NL | Dutch buyers
BR | Brazilian importers
BR | São Paulo
BR | Sao Paulo
BR | Banco Central do Brasil
VN | Ho Chi Minh City
VN | Vietnamese factories
TH | Bangkok
KZ | Almaty
KG | Bishkek
KG | the Kyrgyz Republic
UZ | Tashkent
AM | Armenian banks
ID | Indonesian
MY | Kuala Lumpur
PH | Philippine
IR | Iranian oil
CI | Côte d'Ivoire
CI | Ivory Coast
CD | the Democratic Republic of the Congo
CG | Congo
BA | Bosnia and Herzegovina
VG | BVI company
KY | a Cayman fund
PL | Polish zloty aside, a Polish buyer
CZ | Czech Republic
MX | México
CL | Santiago
NZ | New Zealand
RU CN | from Russia to China
AE IN | Dubai to Mumbai
US EU GB | US, EU and UK sanctions
KG RU US | A7A5 of Kyrgyzstan, Russia and the US
US CN | US-China trade
"""

RUSSIAN = """
CN | Можно ли оплатить поставщику из Китая в USDT?
CN | китайскому поставщику
CN | Китаю
CN | в КНР
CN | с китайскими заводами
CN | Шэньчжэне и Гуанчжоу
CN | Народный банк Китая
TR | Турция
TR | в Турции
TR | турецкий покупатель
TR | из Стамбула
AE | ОАЭ
AE | в Эмиратах
AE | Эмираты
AE | эмиратская компания
AE | в Дубае
AE | Дубай
AE | Объединённым Арабским Эмиратам
AE | Абу-Даби
HK | через Гонконг
HK | гонконгская фирма
KZ | Казахстана
KZ | казахстанские банки
KG | Киргизии
KG | в Кыргызстане
KG | Бишкек
US | в США
US | американские санкции
US | Соединённых Штатов Америки
US | ОФАК
US | Минфин США
EU | ЕС
EU | Евросоюза
EU | европейским компаниям
EU | Европейского союза
RU | Россия
RU | РФ
RU | российская компания
RU | Россию
RU | россиянам
RU | ЦБ РФ
RU | Банка России
RU | по 115-ФЗ
RU | закон 282-ФЗ
RU | Росфинмониторингом
RU | на Москва-Сити
GE | Грузия
GE | грузинский банк
DK | Дания
BY | белорусский экспортёр
BY | в Белоруссии и Минске
UZ | Узбекистану
AM | армянским
IN | индийскому экспортёру
IN | в Мумбаи
KR | Южной Корее
KR | Корея
KR | Республики Корея
KP | КНДР
KP | Северной Кореи
VN | вьетнамская фабрика
VN | Хошимин
TH | в Таиланде
JP | японские
GB | Великобритания
GB | британских санкций
GB | Лондоне
CH | швейцарский трейдер
DE | немецкие банки Германии
FR | французским
NL | в Нидерландах
PL | польский
CY | на Кипре
ZA | ЮАР
ZA | Южно-Африканской Республике
BR | бразильский импортёр
NG | нигерийский покупатель из Лагоса
NE | Нигер
GQ | Экваториальной Гвинее
GN | Гвинеи
CG | Республике Конго
CD | ДР Конго
IR | иранская нефть
SA | Саудовской Аравией
NZ | Новой Зеландии
PH | Филиппин
MV | на Мальдивах
KY | Каймановых островов
TG | поставка в Того
CI | Кот-д’Ивуара
BA | Боснии и Герцеговине
RU CN | из России в Китай
RU KG CN | российский импортёр платит через Киргизию китайскому заводу
"""

OTHER = """
TR CN | Türkiye'den Çin'e ödeme
TR | İstanbul'da bir şirket
RU | Rusya Federasyonu
AE | Birleşik Arap Emirlikleri
US | ABD yaptırımları
EU | Avrupa Birliği
CN AE | 中国公司在阿联酋付款
HK | 香港稳定币条例
RU | 俄罗斯进口商
US | 美国制裁
TR | 土耳其买家
ID | 印度尼西亚
IN | 印度
CN | 深圳的供应商
"""

NONE = """
- | Tell us how to pay us
- | in no case is it so, be it at my own cost
- | US dollar
- | in US dollars
- | US$ 500 and HK$5
- | Swiss franc
- | Hong Kong dollars
- | the Chinese yuan
- | Turkish lira
- | dollars
- | digital rouble
- | rouble
- | доллар США
- | в долларах США
- | 100 долл. США
- | рубль
- | цифровой рубль
- | швейцарскими франками
- | китайских юаней
- | дирхам ОАЭ
- | USDT, USDC, A7A5, BNB
- | polish the invoice
- | a chad in a jersey
- | is it safe
- | eu
- | FCA Incoterms 2020
- | the New York Convention
- | the Hague Convention
- | Vienna Convention
- | Latin America
- | Eurasian Economic Union
- | Indian Ocean
- | guinea pig
- | груз и данные
- | дана отсрочка
- | Того требует закон
- | налогового бремени
- | куб древесины, два куба
- | перу не нужны чернила
- | answer in Russian
- | ответь на русском языке
- | Bitcoin, Ethereum, Tron and Solana
- | на какую сумму подана декларация
"""

TABLE = [
    case
    for part in (ENGLISH, RUSSIAN, OTHER, NONE)
    for case in cases(part)
    if "x" not in case[0][-1:]
]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 150


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[case[0] for case in TABLE])
def test_a_text_names_its_places_and_no_others(text: str, expected: tuple[str, ...]) -> None:
    found = codes(text)
    assert found == expected


def test_mentions_come_in_order_with_the_very_words() -> None:
    text = "Из РФ: китайскому поставщику via the U.A.E., then 香港."
    assert [(m.code, text[m.start : m.end]) for m in mentioned(text)] == [
        ("RU", "РФ"),
        ("CN", "китайскому"),
        ("AE", "U.A.E."),
        ("HK", "香港"),
    ]


def test_a_place_named_twice_is_two_mentions_and_one_code() -> None:
    text = "Turkey, Turkish banks and Istanbul"
    assert [m.code for m in mentioned(text)] == ["TR", "TR", "TR"]
    assert codes(text) == ("TR",)


def test_a_phrase_does_not_run_over_a_stop() -> None:
    assert codes("from the south, Africa") == ()
    assert codes("in South\nAfrica") == ("ZA",)
    assert codes("the US; dollar prices") == ("US",)


@pytest.mark.parametrize("code", PLACES)
def test_every_place_is_known_by_the_names_it_is_shown_with(code: str) -> None:
    for language in ("en", "ru", "tr", "zh"):
        shown = name(code, language)
        # «Того» is also "of that": the country needs its preposition.
        assert codes("в Того" if shown == "Того" else shown) == (code,)


@pytest.mark.parametrize("code", PLACES)
def test_every_other_word_of_a_place_leads_to_it(code: str) -> None:
    row = table()["place"][code]
    for key in ("words", "cities", "bodies"):
        for written in row.get(key, []):
            assert codes(written.lstrip("^=")) == (code,), written


def test_all_countries_are_there() -> None:
    assert len(PLACES) == 251  # 249 of ISO 3166-1, Kosovo and the Union
    assert all(len(code) == 2 and set(code) <= set(string.ascii_uppercase) for code in PLACES)


def test_names_fall_back_to_english_and_then_to_the_code() -> None:
    assert name("CN", "ru") == "Китай"
    assert name("CN", "en") == "China"
    assert name("CN", "sw") == "China"
    assert name("QQ", "ru") == "QQ"


def test_the_union_has_its_members_and_a_state_itself() -> None:
    assert len(members("EU")) == 27
    assert {"DE", "FR", "CY"} <= set(members("EU"))
    assert "GB" not in members("EU")
    assert members("TR") == ("TR",)
    assert members("QQ") == ("QQ",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Китай", "Китая Китаю Китаем Китае"),
        ("Турция", "Турции Турцию Турцией"),
        ("Эмираты", "Эмиратов Эмиратам Эмиратах"),
        ("Филиппины", "Филиппин Филиппинах"),
        ("Казахстан", "Казахстана Казахстане"),
        ("Москва", "Москвы Москве Москву Москвой"),
        ("китайский", "китайскому китайская китайские китайских"),
        ("Саудовская", "Саудовской Саудовскую"),
        ("немец", "немца немцу немцы немцами"),
        ("китаец", "китайца китайцы китайцам"),
        ("юань", "юаня юаней юанями"),
        ("россиянин", "россияне россиянам"),
    ],
)
def test_russian_words_take_their_cases(word: str, expected: str) -> None:
    assert {word, *expected.split()} <= forms(word)


@pytest.mark.parametrize("word", ["США", "ОАЭ", "Перу", "Чили", "Марокко"])
def test_words_without_cases_stay_as_they_are(word: str) -> None:
    assert forms(word) == {word}


def test_no_form_of_georgia_is_cargo() -> None:
    assert not forms("Грузия") & {"груз", "груза", "грузу", "грузы", "грузов", "грузом"}


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    end = 0
    for mention in mentioned(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.code in PLACES
        end = mention.end


def test_reading_takes_no_noticeable_time() -> None:
    question = (
        "Can a Turkish buyer pay my invoice in crypto from Dubai, and what do the Bank of Russia "
        "and the EU say about payments to a Chinese supplier in Shenzhen by a Kazakh company?"
    )
    mentioned(question)
    spent: dict[int, list[float]] = {1: [], 57: []}
    for times, seconds in spent.items():
        for _ in range(15):
            begin = time.perf_counter()
            mentioned(question * times)
            seconds.append(time.perf_counter() - begin)
    assert statistics.median(spent[1]) < 0.0003
    assert min(spent[57]) < 0.015


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pay Crimea", {"UA": "crimea"}),
        ("платёж из Севастополя", {"UA": "crimea"}),
        ("a firm in Luhansk and one in Turkey", {"UA": "donetsk_luhansk"}),
        ("a firm in Kyiv", {}),
        ("крымская компания", {"UA": "crimea"}),
    ],
)
def test_a_region_under_measures_of_its_own_is_told_from_its_country(
    text: str, found: dict[str, str]
) -> None:
    assert regions(text) == found


def test_a_territory_has_the_law_of_the_country_that_it_is_part_of() -> None:
    assert (law_of("PR"), law_of("RE"), law_of("AX")) == ("US", "FR", "FI")
    assert (law_of("TR"), law_of("GL")) == ("TR", "GL")
    assert all(law_of(code) in table()["place"] for code in PLACES)
