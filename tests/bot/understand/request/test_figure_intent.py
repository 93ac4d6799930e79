"""A request for a figure is told from a question about a rule, quickly or with care."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understand.request.figure_intent import may_concern_figures, requests_figures
from bot.understand.text.parsed_message import parse_message
from tests.support.paths import FIXTURES, TESTS

CASES = json.loads((FIXTURES / "utterances.json").read_text("utf-8"))["utterances"]
PIECES = st.sampled_from(
    [case["text"] for case in CASES] + ["from", "из", "?", "-", "\n", "RU", "¥"]
)


def golden(name: str) -> list[str]:
    lines = (TESTS / f"golden/{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_of_the_sixty_looks_like_a_request(case: dict[str, Any]) -> None:
    assert requests_figures(parse_message(case["text"]))


@pytest.mark.parametrize("name", ["questions", "followups", "safe"])
def test_questions_about_rules_do_not(name: str) -> None:
    assert [text for text in golden(name) if requests_figures(parse_message(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Can a Russian company pay a foreign supplier in bitcoin?",
        "travel rule threshold of 1000 EUR?",
        "What is the fine for paying in crypto, up to RUB 1m?",
        "Do I have to report a 15,000 EUR payment?",
        "Will my bank ask about 50 000 EUR?",
        "нужно ли сообщать о 600 000 рублей",
        "Какой штраф до 1 млн рублей за оплату криптой?",
        "USDT ile 10.000 USD ödemek yasal mı?",
        "1万美元以上要申报吗",
        "What does a bank wire cost?",
        "hello",
        "",
    ],
)
def test_a_rule_with_a_figure_in_it_is_no_request(text: str) -> None:
    assert not requests_figures(parse_message(text))


@pytest.mark.parametrize(
    "text",
    [
        "Can I pay 250k CNY to Shenzhen in USDT, how much will it cost?",
        "Can you quote 250k CNY to Shenzhen?",
        "btc/usd",
        "and for 100k?",
        "bitcoin price",
        "what is the fee on tron now",
        "сколько стоит отправить деньги в Китай",
        "Во сколько обойдётся перевод 10 000 USDT?",
    ],
)
def test_a_figure_asked_for_is_a_request(text: str) -> None:
    assert requests_figures(parse_message(text))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_quick_look_lets_every_request_through(case: dict[str, Any]) -> None:
    assert may_concern_figures(parse_message(case["text"]))


WORDS = [
    "how",
    "much",
    "is",
    "the",
    "fee",
    "to",
    "pay",
    "send",
    "convert",
    "a",
    "half",
    "grand",
    "thousand",
    "полмиллиона",
    "пару",
    "двести",
    "рублей",
    "bitcoin",
    "usdt",
    "tron",
    "now",
    "can",
    "why",
    "ли",
    "сейчас",
    "сколько",
    "курс",
    "ikiyuz",
    "bin",
    "lira",
    "five",
    "人民币",
    "½",
    "10",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join))
def test_the_quick_look_rules_out_nothing_that_the_careful_one_takes(text: str) -> None:
    assert may_concern_figures(parse_message(text)) or not requests_figures(parse_message(text))


def test_the_quick_look_spares_questions_about_rules() -> None:
    spared = [text for text in golden("questions") if not may_concern_figures(parse_message(text))]
    assert len(spared) > len(golden("questions")) // 3


@given(st.one_of(st.text(max_size=150), st.lists(PIECES, max_size=4).map(" ".join)))
def test_any_text_is_a_request_or_none(text: str) -> None:
    assert requests_figures(parse_message(text)) in (True, False)
