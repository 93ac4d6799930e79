"""Corridor briefs as people ask for them: codes, names, free words, and what is no corridor."""

from __future__ import annotations

import pytest

from bot.replies.reply import ReplyKind
from bot.understand.request.corridor_request import find_corridor_request
from bot.understand.text.parsed_message import parse_message
from knowledge.library import Library
from tests.support.checks import Ask, asking
from tests.support.growth import assert_linear


@pytest.fixture(scope="module")
def ask(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(library, tmp_path_factory.mktemp("lists"))


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("/corridor DE TR 40000 EUR USDT", "Germany → Türkiye · 40,000 EUR · USDT"),
        ("/corridor ru cn 250k cny usdt", "Russia → China · 250,000 CNY · USDT"),
        ("/corridor from the UAE to Vietnam", "United Arab Emirates → Vietnam"),
        ("/corridor Germany Turkey 40.000,50 EUR", "Germany → Türkiye · 40,000.50 EUR"),
        ("what do I need to pay Vietnam from the UAE in USDC?", "Emirates → Vietnam · USDC"),
        ("Что нужно, чтобы заплатить из России в Китай?", "Россия → Китай"),
        (
            "Какие документы нужны для оплаты 250000 юаней из России в Китай в USDT?",
            "Россия → Китай · 250\u202f000 CNY · USDT",
        ),
        (
            "Какие правила действуют при оплате из Германии в Турцию 40000 EUR USDT?",
            "Германия → Турция · 40\u202f000 EUR · USDT",
        ),
        ("what documents do I need to pay China from Russia in USDT", "Russia → China · USDT"),
        ("corridor Russia China 250000 CNY", "Russia → China · 250,000 CNY"),
        ("/corridor RU-CN 250000 CNY", "Russia → China · 250,000 CNY"),
        ("/corridor RU → CN", "Russia → China"),
        ("/corridor DE TR 40000 EUR USDT TRC20", "Germany → Türkiye · 40,000 EUR · USDT"),
        ("Is it clear what rules apply to pay China from Russia?", "Russia → China"),
        ("/corridor Donetsk DE", "Ukraine (Donetsk and Luhansk) → Germany"),
        ("/corridor из Крыма в Турцию", "Украина (Крым) → Турция"),
        ("/corridor DE KG 5000 EUR A7A5", "Germany → Kyrgyzstan · 5,000 EUR · A7A5"),
    ],
)
def test_a_brief_is_given_for_codes_names_and_free_words(asked: str, title: str, ask: Ask) -> None:
    reply = ask(asked)
    assert reply.kind is ReplyKind.CORRIDOR
    assert title in reply.opening


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/corridor", "payer's and payee's country"),
        ("/corridor DE", "payer's and payee's country"),
        ("/corridor DE DE", "both ends"),
        ("/corridor XX TR", "no country with the code XX"),
        ("/corridor DE TR 40000", "In which currency"),
        ("/corridor DE TR 1.250 EUR", "Which amount"),
        ("/corridor DE TR " + "9" * 40 + " EUR", "cannot read the amount"),
        ("/corridor DE TR 40000 EUR FOO", "I know no coin FOO"),
        ("/corridor DE TR 9000000000000000 EUR", "No payment has such an amount"),
    ],
)
def test_what_is_no_corridor_is_asked_back_in_a_line(asked: str, said: str, ask: Ask) -> None:
    reply = ask(asked)
    assert reply.kind is ReplyKind.CLARIFICATION
    assert said in reply.opening


def test_a_question_about_a_rule_is_still_answered_from_its_note(ask: Ask) -> None:
    reply = ask("What do I need to check before a Turkish buyer pays my invoice in crypto?")
    assert reply.kind is ReplyKind.ANSWER


def test_names_written_like_coins_cost_no_more_than_the_length_of_the_message() -> None:
    def find(text: str) -> None:
        find_corridor_request(parse_message("DE TR " + text))

    assert_linear(find, "TRC20 ERC20 BEP20 SOLANA ")
