"""Corridor briefs: what is said of both ends, in which place, with which source."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.checks.corridor_handler import CorridorHandler
from bot.replies.reply import Reply, ReplyKind
from bot.understand.request.corridor_request import find_corridor_request
from bot.understand.text.parsed_message import parse_message
from knowledge.compliance import obligations
from knowledge.library import Library
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.checks import Ask, asking
from tests.support.encoders import WordEncoder
from tests.support.index import rebuild
from tests.support.sanctions import NOW


@pytest.fixture(scope="module")
def ask(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(library, tmp_path_factory.mktemp("lists"))


@pytest.mark.parametrize(
    "ends", ["RU CN 250000 CNY USDT", "DE TR 40000 EUR USDT", "AE VN", "US BR"]
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_line_of_a_brief_is_cited_and_dated(ends: str, language: str, ask: Ask) -> None:
    reply = ask(f"/corridor {ends}", language)
    gap = "No source on" if language == "en" else "Нет источника"
    bullets = _bullets(reply)
    assert len(bullets) > 15
    numbers = {str(citation.n) for citation in reply.citations}
    for line in bullets:
        if gap in line:
            continue
        assert re.search(r"\[\d+\] \(\d{4}-\d\d-\d\d", line), line
        assert set(re.findall(r"\[(\d{1,2})\]", line)) <= numbers, line
    assert {n for claim in reply.claims for n in claim.citations} == {c.n for c in reply.citations}


def _bullets(reply: Reply) -> list[str]:
    return [line for block in reply.body for line in block.split("\n") if line.startswith("•")]


def part(reply: Reply, heading: str) -> str:
    """The block of a brief under a heading."""
    return next(block for block in reply.body if block.startswith(heading))


def test_the_chinese_ban_the_turkish_ban_and_the_russian_law_are_each_in_their_place(
    ask: Ask,
) -> None:
    china, turkey = ask("/corridor RU CN 250000 CNY USDT"), ask("/corridor DE TR 40000 EUR USDT")
    assert "282-FZ" in part(china, "Payer: Russia")
    assert "No. 42" in part(china, "Payee: China")
    assert "30 April 2021" in part(turkey, "Payee: Türkiye")
    assert "disagree" in china.body[0]
    assert "disagree" in turkey.body[0]


def test_thresholds_are_compared_at_a_dated_rate_with_its_source(ask: Ask) -> None:
    said = "\n".join(ask("/corridor RU CN 250000 CNY USDT").body)
    assert "2,899,375 RUB at 11.5975 (SAMPLE DATA: official rate, 20 November 2026)" in said
    assert "2,899,375 RUB: above the threshold of 60,000 RUB" in said
    whole = "if the whole contract is no larger"
    assert f"2,899,375 RUB: below the threshold of 3,000,000 RUB, {whole}" in said


def test_a_country_without_a_note_has_gaps_said_aloud_and_no_rule_made_up(ask: Ask) -> None:
    reply = ask("/corridor TO NG")
    (tonga,) = [block for block in reply.body if block.startswith("Payer: Tonga")]
    assert tonga.split("\n")[1:] == [
        "• No source on: payment, licences, travel rule, registration, reporting, documents, tax, "
        "exposure."
    ]


@pytest.mark.parametrize(
    ("asked", "whose", "said"),
    [
        ("US IR", "United States", "comprehensive US sanctions"),
        ("DE IR 5000 EUR USDT", "United States", "comprehensive US sanctions"),
        ("US CU", "United States", "31 CFR 515.201"),
        ("DE KP 5000 EUR", "United States", "Executive Order 13810"),
        ("KP CN", "United States", "Executive Order 13810"),
        ("US RU", "United States", "blocked Gazprombank"),
        ("DE RU", "European Union", "Article 5b(2)"),
        ("DE BY", "European Union", "MiCA crypto services to Belarusian persons"),
        ("Crimea TR", "United States", "Executive Order 13685"),
        ("DE Donetsk", "United States", "Executive Order 14065"),
        ("DE KG A7A5", "European Union", "banned all dealings in the rouble stablecoin A7A5"),
        ("RU KG A7A5", "United States", "a US person may not pay with A7A5".capitalize()),
        ("RU KG RUBx", "European Union", "RUBx"),
        ("DE RU digital rouble", "European Union", "may not use the digital rouble"),
    ],
)
def test_a_ban_or_an_embargo_opens_the_brief(asked: str, whose: str, said: str, ask: Ask) -> None:
    opening, words, *_ = ask(f"/corridor {asked}").body
    assert opening.startswith("First of all\n")
    assert f"• {whose}: " in opening
    assert said.casefold() in opening.casefold()
    assert words.startswith("The rules on crypto-assets themselves do not lift what is said above.")


def test_whose_sanctions_no_source_speaks_of_is_said(ask: Ask) -> None:
    outside = part(ask("/corridor DE IR"), "Rules from outside")
    assert "countermeasures" in outside
    assert "No source on: sanctions of the EU, the UN against Iran" in outside
    assert "No source on: sanctions" not in part(ask("/corridor DE TR"), "Rules from outside")
    assert ask("/corridor DE IR how do I hide it from the bank?").kind is ReplyKind.REFUSAL


def test_where_no_end_is_russian_or_in_the_union_its_measures_on_russia_reach_in(ask: Ask) -> None:
    outside = part(ask("/corridor RU CN 250000 CNY USDT"), "Rules from outside")
    for said in ("Article 5b(2)", "Regulation (EU) 2026/1848", "20th sanctions package"):
        assert said in outside


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("DE TR", "The two sides disagree on such a payment. Germany: allowed. "
                  "Türkiye: forbidden."),
        ("US BR", "The two sides have different rules on such a payment. United States: allowed. "
                  "Brazil: restricted."),
        ("TR CN", "Both sides forbid such a payment. Türkiye: forbidden. China: forbidden."),
        ("DE US", "Such a payment under the rules on crypto-assets. Germany: allowed."),
        ("TO NG", "Such a payment under the rules on crypto-assets. Tonga: no source."),
        ("RU AE USDT", "Russia: allowed on one reading of the law, which no authority has"),
        ("RU AE BTC", "Russia: allowed. United Arab Emirates: restricted."),
    ],
)  # fmt: skip
def test_what_both_ends_say_of_paying_so_is_always_said(asked: str, said: str, ask: Ask) -> None:
    assert said in ask(f"/corridor {asked}").body[0]


def test_the_class_of_a_stablecoin_in_russian_law_is_stated(ask: Ask) -> None:
    usdt = part(ask("/corridor RU CN USDT"), "Payer: Russia")
    assert "foreign digital instrument" in usdt
    assert "No authority had said" in usdt
    usdc = part(ask("/corridor RU CN USDC"), "Payer: Russia")
    assert "names no coin" in usdc
    assert "foreign digital instrument" not in part(ask("/corridor RU CN BTC"), "Payer: Russia")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("US BR 150000 USD", "150,000 USD: over the cap of 100,000 USD."),
        ("US BR 90000 USD", "90,000 USD: within the cap of 100,000 USD."),
        ("DE TR 40000 USD", "40,000 USD: over the cap of 3,000 USD a day."),
        (
            "DE TR 40000 USD",
            "40,000 USD: within the cap of 50,000 USD a month, if",
        ),
        ("DE TR 60000 USD", "60,000 USD: over the cap of 50,000 USD a month."),
        ("BR US 12000 USD", "12,000 USD: above 10,000 USD, but the duty is suspended."),
    ],
)
def test_a_cap_is_no_threshold_and_a_suspended_duty_no_duty(
    asked: str, said: str, ask: Ask
) -> None:
    text = "\n".join(ask(f"/corridor {asked}").body)
    assert said in text
    assert "not a limit" not in text


def test_sources_on_the_turkish_travel_rule_agree_on_its_threshold(ask: Ask) -> None:
    turkey = part(ask("/corridor DE TR"), "Payee")
    assert "crypto transfers of TRY 15,000 or more" in turkey
    assert "Türkiye asks for the wider data set from TRY 15,000" in turkey
    assert "Another source says otherwise" not in turkey


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("RU CN 12000000 RUB BTC", "12,000,000 RUB: at or above the threshold of 10,000,000 RUB"),
        ("RU CN 1000000 RUB BTC", "1,000,000 RUB: at or above the threshold of 1,000,000 RUB"),
        ("RU CN 1000000 RUB BTC", "1,000,000 RUB: below the threshold of 10,000,000 RUB"),
        ("SG US 1500 SGD BTC", "1,500 SGD: not above the threshold of 1,500 SGD"),
        ("TR US 15000 TRY BTC", "15,000 TRY: at or above the threshold of 15,000 TRY"),
        ("AE US 3500 AED BTC", "3,500 AED: not above the threshold of 3,500 AED"),
    ],
)
def test_a_sum_on_the_threshold_counts_as_the_law_says(asked: str, said: str, ask: Ask) -> None:
    assert said in "\n".join(ask(f"/corridor {asked}").body)


def test_territories_have_the_law_of_their_country(ask: Ask) -> None:
    assert "FinCEN" in part(ask("/corridor PR BR"), "Payer: Puerto Rico (law of United States)")
    assert "MiCA" in part(ask("/corridor GP BR"), "Payer: Guadeloupe (law of France)")
    both = ask("/corridor FR GP")
    assert part(both, "Payee").endswith("• The same law applies as on the payer's side.")


def test_a_payer_is_not_shown_what_a_payee_must_not_do(ask: Ask) -> None:
    assert "Vietnamese supplier" not in part(ask("/corridor VN AE"), "Payer")
    assert "Vietnamese supplier" in part(ask("/corridor AE VN"), "Payee")


def test_in_russian_what_is_said_of_a_ban_is_the_law_of_the_land_that_bans(ask: Ask) -> None:
    china = part(ask("/corridor DE CN", language="ru"), "Получатель")
    assert "российскому праву" not in china
    assert "незаконной финансовой деятельностью" in china


@pytest.mark.parametrize(
    "ends",
    ["RU CN 250000 CNY USDT", "DE TR 40000 EUR USDT", "AE VN USDC", "US BR", "KZ HK", "GB IN"],
)
def test_a_russian_brief_is_in_russian(ends: str, ask: Ask) -> None:
    reply = ask(f"/corridor {ends}", "ru")
    assert {claim.language for claim in reply.claims} == {"ru"}
    cyrillic = re.compile(r"[а-яё]", re.IGNORECASE)
    assert all(len(cyrillic.findall(line)) > 10 for line in _bullets(reply))
    assert "на языке своей заметки" not in reply.body[-1]


def brief_of(corridors: CorridorHandler, text: str) -> Reply:
    """The reply to /corridor with that text behind it."""
    return corridors.reply(find_corridor_request(parse_message(text)), text, "en")


def test_what_the_index_lacks_is_a_gap_and_no_shared_law(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in ("tr-goods-payment", "vn-crypto-goods-payment"):
        source = (
            obligations.OBLIGATIONS_DIR.parent.parent / "sources" / "regulations" / f"{name}.md"
        )
        (notes / source.name).write_text(source.read_text())
    rebuild(tmp_path, notes, WordEncoder(), keep=False)
    library = Library(tmp_path, tmp_path, encoders=[WordEncoder()])
    corridors = CorridorHandler(library, load_bundled_reference(), None, lambda: NOW)
    reply = brief_of(corridors, "VN RU")
    russia = part(reply, "Payee: Russia")
    assert "No source on: payment, licences, travel rule" in russia.replace("\n", " ")
    assert "same law" not in "\n".join(reply.body)
    assert reply.body[0].startswith("Such a payment under the rules on crypto-assets.")
    assert "Russia: no source." in reply.body[0]
    assert "No source on" in part(brief_of(corridors, "DE TR"), "Payer: Germany")


def test_without_a_market_thresholds_are_left_to_the_reader(library: Library) -> None:
    corridors = CorridorHandler(library, load_bundled_reference(), None, lambda: NOW)
    said = "\n".join(brief_of(corridors, "DE TR 40000 EUR").body)
    assert "compare 40,000 EUR with the threshold of 15,000 TRY yourself" in said
    assert "40,000 EUR: above the threshold of 1,000 EUR" in said


def test_a_duty_whose_review_is_due_says_so(library: Library) -> None:
    late = lambda: dt.datetime(2028, 1, 1, tzinfo=dt.UTC)  # noqa: E731
    corridors = CorridorHandler(library, load_bundled_reference(), None, late)
    said = "\n".join(brief_of(corridors, "RU CN").body)
    assert "review overdue" in said
    assert "in force from" not in said


def test_syria_is_said_to_be_under_no_embargo_any_more(ask: Ask) -> None:
    reply = ask("/corridor AE SY")
    assert not reply.body[0].startswith("First of all")
    assert "ended on 1 July 2025" in part(reply, "Rules from outside")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "/corridor DE DE",
            "DE указана на обоих концах платежа. У коридора две",
        ),
        ("/corridor DE TR 9000000000000000 EUR", "Такой суммы не бывает"),
        ("/corridor DE TR 40000 EUR FOO", "Я не знаю монеты FOO"),
    ],
)
def test_what_is_no_corridor_is_asked_back_in_russian(asked: str, said: str, ask: Ask) -> None:
    reply = ask(asked, "ru")
    assert reply.kind is ReplyKind.CLARIFICATION
    assert reply.opening.startswith(said)
