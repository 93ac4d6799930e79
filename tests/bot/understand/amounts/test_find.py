"""Amounts in a text are exact or marked as ambiguous; never another amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.amounts.find import Amount
from tests.support.amounts import amounts_in
from tests.support.growth import assert_linear


def one(text: str, language: str | None = None) -> Amount:
    found = amounts_in(text, language)
    assert len(found) == 1, found
    return found[0]


EXACT = """
250k CNY | 250000
invoice of €40,000 | 40000
1 250 000,50 ₽ | 1250000.50
1\u00a0250\u00a0000,50 ₽ | 1250000.50
1\u2009250\u2009000 руб | 1250000
1\u202f250\u202f000,75 € | 1250000.75
1'250'000.50 CHF | 1250000.50
1’250’000 usd | 1250000
₹12,50,000 | 1250000
20 lakh INR | 2000000
1.5 crore INR | 15000000
1.250.000,00 TL | 1250000.00
15.000,75 € | 15000.75
1k5 eur | 1500
12.5k usdt | 12500
2.5M RUB | 2500000
60 mln UZS | 60000000
1,5 mio eur | 1500000
$3bn | 3000000000
100 тыс. долларов | 100000
100 тыс.руб. | 100000
500 т.р. | 500000
500тр | 500000
300к рублей | 300000
1,5кк рублей | 1500000
1,5 ляма рублей | 1500000
3 млн руб | 3000000
1 млн 250 тыс руб | 1250000
250 bin TL | 250000
1,5 milyon dolar | 1500000
25万人民币 | 250000
120.5万美元 | 1205000
1.2亿日元 | 120000000
3万5千美元 | 35000
25w 人民币 | 250000
三十万元 | 300000
一点五万美元 | 15000
一百二十万美元 | 1200000
三万五美元 | 35000
三万零五美元 | 30005
half a million rubles | 500000
a million and a half dollars | 1500000
two and a half million usd | 2500000
two hundred fifty thousand dollars | 250000
one million two hundred and fifty thousand rubles | 1250000
полтора миллиона рублей | 1500000
два с половиной миллиона рублей | 2500000
полмиллиона рублей | 500000
пол-ляма рублей | 500000
четверть миллиона рублей | 250000
сто двадцать тысяч юаней | 120000
пять тысяч двести долларов | 5200
тысяча двести пятьдесят рублей | 1250
yarım milyon lira | 500000
iki buçuk milyon lira | 2500000
ikiyüzellibin TL | 250000
on beş bin dolar | 15000
half a bitcoin | 0.5
0,75 btc | 0.75
.5 btc | 0.5
0.12345678 BTC | 0.12345678
50000 sats | 0.00050000
１２，０００美元 | 12000
١٢٣٤٥ usd | 12345
1000000000000000 usd | 1000000000000000
1e15 usd | 1000000000000000
0.000000000001 btc | 0.000000000001
1e-12 btc | 0.000000000001
12 dollars 50 cents | 12.50
1250 рублей 50 копеек | 1250.50
5000EUR | 5000
EUR5000 | 5000
USD 75 000 | 75000
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [tuple(part.strip() for part in line.split("|")) for line in EXACT.strip().splitlines()],
)
def test_an_amount_is_read_exactly(text: str, value: str) -> None:
    amount = one(text)
    assert not amount.ambiguous
    assert amount.value is not None
    assert f"{amount.value:f}" == value
    assert amount.has_currency


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pay 1.250 eur", {"1250", "1.25"}),
        ("1.250 btc", {"1.25", "1250"}),
        ("1,250 руб", {"1250", "1.25"}),
        ("оплатить 250,000 CNY", {"250000", "250"}),
        ("1.250 usdt", {"1250", "1.25"}),
        ("1.250 млн руб", {"1250000", "1250000000"}),
        ("pay 1,250.000 eur", {"1250000", "1250"}),
        ("pay 1,2345 usd", {"12345", "1.2345"}),
        ("1k25 eur", {"1250", "1025"}),
        ("5 USD million", {"5000000", "5"}),
        ("5 m usd", {"5000000", "5"}),
        ("300 к рублю", {"300000", "300"}),
        ("3万5 美元", {"35000", "30005"}),
        ("invoice #118 500 usd", {"118500", "500"}),
        ("send 5m to Shenzhen", {"5000000", "5"}),
    ],
)
def test_what_may_be_two_amounts_offers_both(text: str, values: set[str]) -> None:
    amount = one(text)
    assert amount.ambiguous
    assert set(amount.alternatives) == {Decimal(value) for value in values}


def test_the_likely_amount_comes_first() -> None:
    assert one("pay 1.250 eur").value == Decimal(1250)
    assert str(one("1.250 btc").value) == "1.250"


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [
        ("1.250 EUR", "tr", True),
        ("1.250 EUR", "en", False),
        ("1,250 EUR", "en", True),
        ("1,250 EUR", "ru", False),
        ("send 1,250 EUR", "ru", False),
        ("send 1,250 EUR", None, True),
        ("₺85.000", None, True),
        ("1.250 EUR", None, False),
    ],
)
def test_a_lone_separator_follows_the_habits_of_text_and_user(
    text: str, language: str | None, sure: bool
) -> None:
    assert one(text, language).ambiguous is not sure


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3 usd", "1,000,00 usd", "1.000.00 eur", "1/2 BTC", "1000-2000 usd", "2 x 5000 usd",
        "2x5000 usd", ",5 btc", "10^6 usd", "a few thousand dollars", "thousands of dollars",
        "пара миллионов рублей", "two fifty usd", "1 million 250 rub", "几万美元", "二五美元",
        "5000 cents", "1\u200b000 usd", "1.250.000,50,3 usd", "2½ million usd", "$ 1 . 5 M",
        "тысяч пять долларов", "млн 5 рублей", "一百来万美元", "5O万美元",
        "сто пятьдесят 500 usd", "9" * 40 + " usd",
    ],
)  # fmt: skip
def test_what_makes_no_number_has_no_value(text: str) -> None:
    found = amounts_in(text)
    assert found
    assert all(amount.value is None and amount.ambiguous for amount in found if amount.has_currency)
    assert any(amount.value is None for amount in found)


@pytest.mark.parametrize("text", ["100 000 00 rub", "1250 000 rub", "1  250 000 00 usd"])
def test_numbers_side_by_side_are_not_joined_nor_dropped(text: str) -> None:
    assert all(amount.value is None for amount in amounts_in(text))
    assert amounts_in(text)


@pytest.mark.parametrize("text", ["-500 usdt", "−500 usd", "-$500", "send -500 eur"])
def test_a_minus_is_never_overlooked(text: str) -> None:
    amount = one(text)
    assert (amount.value, amount.negative, amount.ambiguous) == (Decimal(500), True, True)


@pytest.mark.parametrize(
    "text",
    [
        "USDT TRC-20", "erc20 or BEP-20", "invoice INV-2026-1187", "договор №45/2026",
        "contract 5567", "3 confirmations", "net 30", "within 10 minutes", "15.05.2026",
        "2026-05-14", "15 May 2026", "5 мая", "2026年5月14日", "14:30", "30%",
        "2,5 процента", "%30", "yüzde 30", "+7 916 123-45-67", "8 (495) 123-45-67", "since 2024",
        "115-ФЗ", "ст. 15.25", "Article 5", "A7A5", "MT103", "incoterms 2020",
        "3 suppliers", "2 контейнера", "5 дней",
        "10个工作日", "0x52908400098527886E0F7030069857D2E4169EE7", "ИНН 7707083893", "Q3 2026",
        "one of my suppliers", "два поставщика", "万一", "千万别", "一下", "on Base", "24/7",
        "https://x.example/5000", "two weeks", "5-7 days", "fatura no 1187", "合同号 2026-15",
    ],
)  # fmt: skip
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert amounts_in(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("TRC20 500 usdt", 500),
        ("ERC-20 250 000 usdt", 250000),
        ("pay on 15 May 2026 USD 3,000", 3000),
        ("10.05.2026 5000 usd", 5000),
        ("in 2026 pay 5000 usd", 5000),
        ("pay 2026 usd", 2026),
        ("инвойс №1187 5000 долларов", 5000),
        ("invoice 40 000 eur", 40000),
        ("net 30 000 usd", 30000),
        ("10 контейнеров 250000 юаней", 250000),
        ("call +7 916 123-45-67 about 5000 usd", 5000),
        ("20ft container 3000 usd", 3000),
        ("5000 usd по курсу 90,5", 5000),
    ],
)
def test_an_amount_beside_another_number_stays_whole(text: str, value: int) -> None:
    assert one(text).value == value


def test_the_span_is_the_users_own_words() -> None:
    text = "İstanbul'a １２，０００美元, пожалуйста"
    amount = one(text)
    assert text[amount.start : amount.end] == "１２，０００"
    assert amount.money is not None
    assert text[slice(*amount.money)] == "美元"


def test_several_amounts_come_in_order() -> None:
    found = amounts_in("5000 usd, 6000 cny and 1.5 btc")
    assert [(a.value, a.currency) for a in found] == [
        (Decimal(5000), "USD"),
        (Decimal(6000), "CNY"),
        (Decimal("1.5"), "BTC"),
    ]


PIECES = st.sampled_from(
    ["1", "25", "000", "1.250", "1,250", " ", "\u00a0", "k", "млн", "万", "三", "百", "half", "пол",
     "bin", "usd", "$", "руб", "¥", "元", "-", "/", "%", "№", "trc", "invoice", "to", "Китай", "'",
     ".", ",", "e", "x", "(", "\n", "每", "1e5", "and", "thousand", "\u200b", "几", "点"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_can_be_read(text: str) -> None:
    end = 0
    for amount in amounts_in(text):
        assert end <= amount.start < amount.end <= len(text)
        assert amount.ambiguous or amount.value is not None
        end = amount.end


LONG = ["1", "1,", "1 000 ", "a", "万", "三", "1万", "thousand ", "5000 usd ", "+1", "пол", "1-",
        "%1", "one hundred ", "$", "no 1 ", "ab1", "1.", " ", "-", "一百", "1/", "и ",
        "half a ", "几", "几5", "多", "点"]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_a_long_message_costs_no_more_than_its_length(piece: str) -> None:
    assert_linear(amounts_in, piece)


def grouped(digits: str, mark: str) -> str:
    head = len(digits) % 3 or 3
    return mark.join([digits[:head], *(digits[i : i + 3] for i in range(head, len(digits), 3))])


def lakh(digits: str) -> str:
    if len(digits) <= 3:
        return digits
    head, tail = digits[:-3], digits[-3:]
    first = len(head) % 2 or 2
    return ",".join([head[:first], *(head[i : i + 2] for i in range(first, len(head), 2)), tail])


HABITS = {
    "en": (",", "."),
    "de": (".", ","),
    "tr": (".", ","),
    "ru": (" ", ","),
    "ru-nbsp": ("\u00a0", ","),
    "ru-dot": (" ", "."),
    "fr": ("\u202f", ","),
    "thin": ("\u2009", "."),
    "ch": ("'", "."),
    "ch-typographic": ("’", "."),
    "plain": ("", "."),
    "plain-comma": ("", ","),
    "lakh": ("lakh", "."),
}
SUFFIXES = {3: ("k", "K", " тыс", " тыс.", "к", " bin", " thousand"), 6: ("M", " млн", " mln",
            " million", " milyon", " миллионов", " ляма"), 4: ("万",), 8: ("亿",)}  # fmt: skip
FRAMES = ("{}", "send {} to China", "оплатить {} в Китай", "{} ödemek istiyorum", "付{}到深圳")
MONEYS = (
    "{} USD",
    "{} eur",
    "€{}",
    "{} руб",
    "{} TL",
    "{}人民币",
    "{} usdt",
    "{} BTC",
    "CNY {}",
    "{}$",
)
LANGUAGE_CODES = (None, "en", "ru", "tr", "zh")
LANGUAGES = st.sampled_from(LANGUAGE_CODES)
AMOUNTS = st.builds(
    lambda whole, places, tail: Decimal(f"{whole}.{tail[:places]}" if places else whole),
    st.one_of(st.integers(1, 10**4), st.integers(1, 10**15)),
    st.integers(0, 8),
    st.text("0123456789", min_size=8, max_size=8),
)


def written(amount: Decimal, habit: str) -> str:
    whole, _, rest = f"{amount:f}".partition(".")
    mark, point = HABITS[habit]
    text = lakh(whole) if mark == "lakh" else grouped(whole, mark) if mark else whole
    return f"{text}{point}{rest}" if rest else text


def same_or_asked(text: str, amount: Decimal, language: str | None) -> bool:
    """Whether an amount is read in a text, and no other one without a doubt."""
    found = amounts_in(text, language)
    return bool(found) and all(each.ambiguous or each.value == amount for each in found)


@settings(max_examples=400, deadline=None)
@given(
    AMOUNTS,
    st.sampled_from(sorted(HABITS)),
    st.sampled_from(FRAMES),
    st.sampled_from(MONEYS),
    LANGUAGES,
)
def test_an_amount_written_by_any_habit_is_read_back_or_asked_about(
    amount: Decimal, habit: str, frame: str, money: str, language: str | None
) -> None:
    places = -int(amount.as_tuple().exponent)
    text = frame.format(money.format(written(amount, habit)))
    # Three decimals and no other mark look like thousands, except for users known to write
    # decimals so.
    lone = places == 3 and (amount < 1000 or not HABITS[habit][0]) and "BTC" not in money
    own = ("en", "zh") if HABITS[habit][1] == "." else ("ru", "tr")
    if lone and language not in own:
        return
    assert same_or_asked(text, amount, language)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**6),
    st.integers(0, 2),
    st.sampled_from(sorted(SUFFIXES)),
    st.data(),
    st.sampled_from(FRAMES),
    LANGUAGES,
)
def test_an_amount_with_a_multiplier_is_read_back_or_asked_about(
    whole: int, places: int, power: int, data: st.DataObject, frame: str, language: str | None
) -> None:
    suffix = data.draw(st.sampled_from(SUFFIXES[power]))
    habit = data.draw(st.sampled_from(["plain", "plain-comma", "ru", "en", "tr"]))
    short = Decimal(whole).scaleb(-places)
    text = frame.format(f"{written(short, habit)}{suffix} USD")
    assert same_or_asked(text, short.scaleb(power), language)
