"""An amount in any habit of writing is read back or asked about, and never another one."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.amounts.find import find_amounts_in_text


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
    found = find_amounts_in_text(text, language=language)
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
    # Three decimals and no other mark look like thousands; only whoever is known to write decimals
    # so is not misread.
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


def read(text: str) -> list[Decimal | None]:
    return [each.value for each in find_amounts_in_text(text)]


@given(st.integers(1, 999_999), st.sampled_from(["usd", "руб", "TL"]))
def test_english_number_words_say_what_they_spell(number: int, money: str) -> None:
    assert read(f"{english(number)} {money}") == [number]


SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        return f"{english(number // 1000)} thousand" + (f" {english(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{SMALL[number // 100]} hundred" + (f" and {english(rest)}" if rest else "")
    if number >= 20:
        rest = number % 10
        return TENS[number // 10] + (f"-{SMALL[rest]}" if rest else "")
    return SMALL[number]


@given(st.integers(10, 99_999_999))
def test_chinese_numerals_say_what_they_spell(number: int) -> None:
    assert read(f"{chinese(number)}美元") == [number]


def chinese(number: int) -> str:
    high, low = divmod(number, 10_000)
    if high:
        rest = myriad(low)
        gap = "零" if low and low < 1000 else ""
        return f"{myriad(high)}万{gap}{rest}"
    return myriad(low)


def myriad(number: int) -> str:
    out, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = True
    return out
