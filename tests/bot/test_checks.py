"""Addresses, names and corridors in a conversation, over the bundled notes and sample lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import kept_session
from bot.app import recorder
from bot.assistant import Assistant
from bot.audit import Audit
from bot.check_reply import CheckReply
from bot.recorded import facts
from bot.render import plain
from bot.reply import Question, Reply, ReplyKind
from bot.screening import Screening
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library
from tests.checking import assistant_of, bundled_library
from tests.listed import LISTED, UNLISTED, put_all

Ask = Callable[..., Reply]
HIT = LISTED["ofac-sdn"][0]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return bundled_library(tmp_path_factory.mktemp("bundled"))


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lists")
    put_all(root)
    return root


@pytest.fixture
def ask(library: Library, lists: Path) -> Ask:
    assistant = assistant_of(library, lists)

    def answer(text: str, chat: str = "c") -> Reply:
        return assistant.answer(Question(text=text, chat=chat))

    return answer


# Screening.


def test_a_listed_address_is_told_with_list_entry_programme_and_day(ask: Ask) -> None:
    reply = ask(f"/screen {HIT}")
    assert reply.kind is ReplyKind.SCREENING
    said = plain.text(reply)
    for words in ("HIT", HIT, "ofac-sdn", "entry 90001", "CYBER2", "14 August 2025",
                  "SAMPLE NORTHERN EXCHANGE LLC", "Do not pay"):  # fmt: skip
        assert words in said
    assert reply.citations


def test_no_match_names_the_lists_and_their_dates_and_never_says_clean(ask: Ask) -> None:
    said = plain.text(ask(f"/screen {UNLISTED}"))
    assert "NO MATCH" in said
    for dated in ("20 November 2026", "19 November 2026", "18 November 2026", "21 November 2026"):
        assert dated in said
    assert not re.search(r"\b(?:is clean|is safe)\b", said)


def test_without_lists_an_address_is_not_checked_and_the_mend_is_named(
    library: Library, tmp_path: Path
) -> None:
    reply = assistant_of(library, tmp_path).answer(Question(text=UNLISTED))
    assert "NOT CHECKED" in reply.opening
    assert "tradewind-index lists update ofac-sdn=" in "\n".join(reply.body)


def test_an_address_by_itself_or_in_a_request_to_check_it_is_screened(ask: Ask) -> None:
    asked = ("{}", "please check {}", "is this wallet on the OFAC list? {}", "проверь адрес {}")
    for text in (form.format(UNLISTED) for form in asked):
        reply = ask(text, chat=text)
        assert isinstance(reply, CheckReply)
        assert [check.verdict for check in reply.checks] == ["no_match"], text


def test_a_payment_to_an_address_is_screened_before_it_is_estimated(ask: Ask) -> None:
    reply = ask(f"send 12000 USDT from Germany to Vietnam, to {UNLISTED}")
    assert reply.kind is ReplyKind.ESTIMATE
    assert reply.opening.startswith("NO MATCH")
    assert [check.verdict for check in reply.checks] == ["no_match"]


def test_a_payment_to_a_listed_address_is_not_estimated(ask: Ask) -> None:
    reply = ask(f"send 12000 USDT from Germany to Vietnam, to {HIT}")
    assert reply.kind is ReplyKind.SCREENING
    assert "HIT" in reply.opening
    assert not reply.figures


def test_a_question_beside_an_address_is_answered_after_the_verdict(ask: Ask) -> None:
    reply = ask(f"My buyer pays from {UNLISTED}. Can a Turkish buyer pay an invoice in crypto?")
    assert reply.opening.startswith("NO MATCH")
    assert any(claim.source_id == "tr-goods-payment" for claim in reply.claims)


def test_a_mistyped_address_is_not_valid_and_shown_as_it_was_written(ask: Ask) -> None:
    wrong = UNLISTED[:-1] + "C"
    said = plain.text(ask(f"/screen {wrong}"))
    assert f"NOT A VALID ADDRESS: {wrong}" in said
    assert "NO MATCH" not in said


def test_names_are_possible_matches_with_score_and_reason(ask: Ask) -> None:
    ask("/lang en")
    said = plain.text(ask('/screen "Обменник Северный Пример"'))
    assert "Possible matches" in said
    assert "100 of 100" in said
    assert "no verdict" in said
    assert "No name on the lists" in plain.text(ask("/screen Toyota Motor"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/screen", "Give an address or a name"),
        ("/screen   ", "Give an address or a name"),
        ("/screen 1BoatSLRHtKNngkdXEeobR76b53LETtpyTT99", "No chain that I know"),
        ("/screen " + "Z9" * 5000, "No chain that I know"),
    ],
)
def test_what_cannot_be_screened_is_asked_back(text: str, said: str, ask: Ask) -> None:
    reply = ask(text)
    assert said in plain.text(reply)
    assert len(plain.text(reply)) < 1200


def test_words_without_an_address_do_not_even_open_the_lists(library: Library) -> None:
    def never() -> Screening:
        raise AssertionError("the lists were opened")

    assistant = Assistant(library, Sessions(lambda: 0.0), screening=never)
    for text in ("Can a Turkish buyer pay my invoice in crypto?", "cryptocurrencies abroad",
                 "invoice 2026-000123 over 40000 EUR", "hello"):  # fmt: skip
        assert assistant.answer(Question(text=text)).kind is not ReplyKind.SCREENING


def test_checks_are_kept_over_a_restart_as_words(library: Library, lists: Path) -> None:
    assistant = assistant_of(library, lists)
    for text in (f"/screen {HIT}", "/screen Toyota", "/corridor DE TR 5 EUR"):
        reply = assistant.answer(Question(text=text))
        kept = kept_session.read(kept_session.written(assistant.session("console")))
        assert kept.reply is not None
        assert plain.text(kept.reply) == plain.text(reply)


# The audit log.


def test_every_reply_leaves_a_line_with_what_it_rests_on(
    library: Library, lists: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, market="sample")
    assistant = assistant_of(library, lists, record=recorder(settings))
    for text in ("Can a Turkish buyer pay my invoice in crypto?", f"/screen {HIT}",
                 "/corridor DE TR 40000 EUR", "50,000 EUR from Germany to Turkey in USDC",
                 "how do I split a payment to stay under the reporting limit?", "hi"):  # fmt: skip
        assistant.answer(Question(text=text, user="9"))
    log = Audit(settings.audit_root)
    answer, screening, corridor, estimate, refusal, talk = log.lines()
    assert "tr-goods-payment" in answer["sources"]
    assert answer["generation"] == library.generation.name
    assert (screening["verdicts"], screening["lists"][0]) == (["hit"], "ofac-sdn 2026-11-20")
    assert corridor["corridor"] == "DE-TR"
    assert estimate["figures_of"].startswith("20")
    assert (refusal["kind"], talk["kind"]) == ("refusal", "small_talk")
    assert log.verify().faults == ()
    kept = b"".join(file.read_bytes() for file in settings.audit_root.iterdir())
    assert HIT.encode() not in kept


def test_a_log_that_cannot_be_written_is_told_of_and_costs_no_answer(
    library: Library, lists: Path
) -> None:
    def full(_question: Question, _facts: dict[str, Any]) -> None:
        raise OSError(28, "No space left on device")

    reply = assistant_of(library, lists, record=full).answer(Question(text=f"/screen {HIT}"))
    assert "HIT" in reply.opening
    assert "audit log" in reply.notices[-1]


def test_the_facts_of_a_reply_hold_none_of_its_words(ask: Ask) -> None:
    reply = ask(f"/screen {HIT}")
    assert HIT not in repr(facts(reply))
    assert "SAMPLE NORTHERN" not in repr(facts(reply))
