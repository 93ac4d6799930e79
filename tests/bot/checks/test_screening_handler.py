"""Addresses, names and corridors in a conversation, over the bundled notes and sample lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import session_codec
from bot.app import build_recorder
from bot.assistant import Assistant
from bot.audit.log import AuditLog
from bot.checks.screening_handler import ScreeningHandler
from bot.question import Question
from bot.render import plain_text
from bot.replies.check_reply import CheckReply
from bot.replies.reply import Reply, ReplyKind
from bot.session import Sessions
from bot.settings import Settings
from knowledge.library import Library
from tests.support.checks import assistant_of
from tests.support.sanctions import FILES, LISTED, UNLISTED, UNREAD, put, put_all

Ask = Callable[..., Reply]
HIT = LISTED["ofac-sdn"][0]


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


def test_a_listed_address_is_shown_with_list_entry_programme_and_day(ask: Ask) -> None:
    reply = ask(f"/screen {HIT}")
    assert reply.kind is ReplyKind.SCREENING
    said = plain_text.render_text(reply)
    for words in ("HIT", HIT, "ofac-sdn", "entry 90001", "CYBER2", "14 August 2025",
                  "SAMPLE NORTHERN EXCHANGE LLC", "Do not pay"):  # fmt: skip
        assert words in said
    assert reply.citations


def test_no_match_names_the_lists_and_their_dates_and_never_says_clean(ask: Ask) -> None:
    said = plain_text.render_text(ask(f"/screen {UNLISTED}"))
    assert "NO MATCH" in said
    for dated in ("20 November 2026", "19 November 2026", "18 November 2026", "21 November 2026"):
        assert dated in said
    assert not re.search(r"\b(?:is clean|is safe)\b", said)


def test_without_lists_an_address_is_not_checked_and_the_fix_is_named(
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
    said = plain_text.render_text(ask(f"/screen {wrong}"))
    assert f"NOT A VALID ADDRESS: {wrong}" in said
    assert "NO MATCH" not in said


def test_names_are_possible_matches_with_score_and_reason(ask: Ask) -> None:
    ask("/lang en")
    said = plain_text.render_text(ask('/screen "Обменник Северный Пример"'))
    assert "Possible matches" in said
    assert "100 of 100" in said
    assert "is not a verdict" in said
    assert "No name on the lists" in plain_text.render_text(ask("/screen Toyota Motor"))


def test_a_listed_venue_is_shown_beside_what_the_lists_say_of_its_name(ask: Ask) -> None:
    reply = ask("/screen Хуоби", chat="table")
    assert isinstance(reply, CheckReply)
    said = plain_text.render_text(reply)
    assert "United Kingdom: sanctions list, since 26 May 2026" in said
    assert "No name on the lists below is similar to Хуоби" in said
    assert reply.audit_facts()["names"] == ["possible_match"]


def test_without_lists_a_listed_venue_stays_not_checked(library: Library, tmp_path: Path) -> None:
    reply = assistant_of(library, tmp_path).answer(Question(text="/screen HTX"))
    said = plain_text.render_text(reply)
    assert "NOT CHECKED: HTX" in said
    assert "United Kingdom: sanctions list, since 26 May 2026" in said
    assert "No name on the lists" not in said


def test_a_venue_whose_listing_ended_is_no_match(library: Library, tmp_path: Path) -> None:
    reply = assistant_of(library, tmp_path).answer(Question(text="/screen Tornado Cash"))
    assert "ended on 21 March 2025" in plain_text.render_text(reply)
    assert reply.audit_facts()["names"] == ["not_checked"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/screen", "Give an address or a name"),
        ("/screen   ", "Give an address or a name"),
        ('/screen "?"', "Give an address or a name"),
    ],
)
def test_what_cannot_be_screened_is_asked_back(text: str, said: str, ask: Ask) -> None:
    reply = ask(text)
    assert said in plain_text.render_text(reply)
    assert len(plain_text.render_text(reply)) < 1200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyTT99", "NOT CHECKED: 1Boat"),
        ("Z9" * 5000, "NOT A VALID ADDRESS: Z9Z9"),
        ("0x123", "NOT A VALID ADDRESS: 0x123 (Ethereum"),
        (UNREAD["ofac-sdn"], f"HIT: {UNREAD['ofac-sdn']} (unknown chain)"),
    ],
)
def test_what_was_meant_as_an_address_gets_a_verdict_and_is_no_name(
    text: str, said: str, ask: Ask
) -> None:
    told = plain_text.render_text(ask(f"/screen {text}"))
    assert said in told
    assert "No name on the lists" not in told
    assert len(told) < 2400


def test_a_hit_of_a_chain_that_is_not_read_is_not_said_to_stand_on_no_list(ask: Ask) -> None:
    assert "none of the lists" not in ask(f"/screen {UNREAD['uk']}").opening


@pytest.mark.parametrize(
    "text",
    ['"Sample Pay Trading FZE" {}', '{} "Sample Pay Trading FZE"', "Sample Pay Trading FZE, {}",
     "check {} of Sample Pay Trading FZE please", "ethereum:{}@1 Sample Pay Trading FZE"],
)  # fmt: skip
def test_a_name_beside_an_address_is_looked_up_as_well(text: str, ask: Ask) -> None:
    reply = ask(f"/screen {text.format(UNLISTED)}")
    assert isinstance(reply, CheckReply)
    assert [one.verdict for one in reply.screened] == ["no_match"]
    assert [one.name for one in reply.named] == ["Sample Pay Trading FZE"]
    said = plain_text.render_text(reply)
    assert "NO MATCH" in said
    assert "Possible matches of Sample Pay Trading FZE" in said


@pytest.mark.parametrize(
    "text", ["please check {}", "ethereum:{}@137", "USDT on Tron to {}", "проверь адрес {}"]
)
def test_words_that_say_only_what_to_do_are_no_name(text: str, ask: Ask) -> None:
    reply = ask(f"/screen {text.format(UNLISTED)}")
    assert isinstance(reply, CheckReply)
    assert not reply.named


def test_every_name_in_quotes_is_looked_up_and_those_that_are_too_many_are_named(
    ask: Ask,
) -> None:
    reply = ask('/screen "Toyota" and "Sample Shipping"')
    assert isinstance(reply, CheckReply)
    assert [one.name for one in reply.named] == ["Toyota", "Sample Shipping"]
    many = ask("/screen " + " ".join(f'"Firm {number}"' for number in range(30)))
    assert "NOT CHECKED: 10 more names" in plain_text.render_text(many)


def test_of_many_addresses_every_hit_is_named_first_and_the_rest_are_counted(ask: Ask) -> None:
    many = " ".join(f"0x{number:040x}" for number in range(1, 51))
    reply = ask(f"/screen {many} {HIT}")
    assert reply.opening.startswith(f"HIT: {HIT}")
    assert "Further addresses: 31 NO MATCH." in reply.opening
    assert len(reply.checks) == 51


def test_possible_matches_beyond_those_shown_are_counted(library: Library, tmp_path: Path) -> None:
    rows = "".join(
        f'{n},"SAMPLE WORKS {n}",-0- ,"X",' + "-0- ," * 7 + "-0- \r\n" for n in range(1, 13)
    )
    (tmp_path / "cons.csv").write_text(rows)
    put(tmp_path, "ofac-consolidated", tmp_path / "cons.csv")
    reply = assistant_of(library, tmp_path).answer(Question(text="/screen Sample Works"))
    assert isinstance(reply, CheckReply)
    assert len(reply.named[0].alike) == 12
    assert "at least 7 more" in plain_text.render_text(reply)


def test_a_list_that_bears_no_date_is_said_to_bear_none(ask: Ask) -> None:
    said = plain_text.render_text(ask(f"/screen {UNLISTED}"))
    assert "OFAC consolidated non-SDN list (US), undated, fetched on 24 November 2026" in said


def test_lists_are_named_in_the_readers_language(library: Library, lists: Path) -> None:
    reply = assistant_of(library, lists).answer(Question(text=f"/screen {UNLISTED}", language="ru"))
    said = plain_text.render_text(reply)
    assert "список SDN OFAC (США) от 20 ноября 2026" in said
    assert "list" not in reply.body[-1]


def test_an_old_edition_and_a_missing_list_are_shown_with_the_command_that_replaces_them(
    library: Library, tmp_path: Path
) -> None:
    put(tmp_path, "uk")
    assistant = assistant_of(library, tmp_path)
    said = plain_text.render_text(assistant.answer(Question(text=f"/screen {UNLISTED}")))
    assert "NOT CHECKED" in said
    assert "holds most of the sanctioned crypto addresses is missing" in said
    assert "tradewind-index lists update ofac-sdn=" in said
    old = tmp_path / "old.xml"
    old.write_bytes(FILES["ofac-sdn"].read_bytes().replace(b"<Year>2026", b"<Year>2019", 1))
    put(tmp_path, "ofac-sdn", old)
    said = plain_text.render_text(assistant.answer(Question(text=f"/screen {UNLISTED}")))
    assert "of 20 November 2019: the publisher should have issued a newer edition" in said
    assert "tradewind-index lists update ofac-sdn=" in said


def test_words_without_an_address_do_not_even_open_the_lists(library: Library) -> None:
    def never() -> ScreeningHandler:
        raise AssertionError("the lists were opened")

    assistant = Assistant(library, Sessions(lambda: 0.0), screening=never)
    for text in ("Can a Turkish buyer pay my invoice in crypto?", "cryptocurrencies abroad",
                 "invoice 2026-000123 over 40000 EUR", "hello"):  # fmt: skip
        assert assistant.answer(Question(text=text)).kind is not ReplyKind.SCREENING


def test_checks_are_kept_over_a_restart_as_words(library: Library, lists: Path) -> None:
    assistant = assistant_of(library, lists)
    for text in (f"/screen {HIT}", "/screen Toyota", "/corridor DE TR 5 EUR"):
        reply = assistant.answer(Question(text=text))
        kept = session_codec.decode_session(
            session_codec.encode_session(assistant.session("console"))
        )
        assert kept.reply is not None
        assert plain_text.render_text(kept.reply) == plain_text.render_text(reply)


# The audit log.


def test_every_reply_leaves_a_line_with_what_it_rests_on(
    library: Library, lists: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, market="sample")
    assistant = assistant_of(library, lists, record=build_recorder(settings))
    for text in ("Can a Turkish buyer pay my invoice in crypto?", f"/screen {HIT}",
                 "/corridor DE TR 40000 EUR", "50,000 EUR from Germany to Turkey in USDC",
                 "how do I split a payment to stay under the reporting limit?", "hi"):  # fmt: skip
        assistant.answer(Question(text=text, user="9"))
    log = AuditLog(settings.audit_root)
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


def test_a_name_leaves_what_was_said_of_it_and_the_lists_that_were_searched(
    library: Library, lists: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, market="sample")
    for folder in (lists, tmp_path / "none"):
        assistant = assistant_of(library, folder, record=build_recorder(settings))
        for text in ("/screen Toyota", '/screen "Sample Shipping" "Toyota"'):
            assistant.answer(Question(text=text, user="9"))
    one, both, unchecked, _ = AuditLog(settings.audit_root).lines()
    assert (one["names"], both["names"]) == (["no_match"], ["possible_match", "no_match"])
    assert both["possible_matches"] == 1
    assert one["lists"][:2] == [
        "ofac-sdn 2026-11-20", "ofac-consolidated undated, fetched 2026-11-24",
    ]  # fmt: skip
    assert unchecked["names"] == ["not_checked"]
    assert "lists" not in unchecked
    assert b"Toyota" not in b"".join(f.read_bytes() for f in settings.audit_root.glob("*.jsonl"))


def test_a_brief_leaves_the_rates_that_it_compared_at_with_day_and_source(ask: Ask) -> None:
    kept = ask("/corridor RU CN 250000 CNY USDT").audit_facts()
    assert any(rate.startswith("CNY/RUB 11.5975 2026-11-20 ") for rate in kept["rates"])
    assert kept["snapshot"] == ask("/corridor RU CN 250000 CNY USDT").audit_facts()["snapshot"]
    assert "250000" not in repr(kept)
    assert ask("/corridor RU CN").audit_facts()["snapshot"] is None


def test_a_log_that_cannot_be_written_is_reported_and_costs_no_answer(
    library: Library, lists: Path
) -> None:
    def full(_question: Question, _facts: dict[str, Any]) -> None:
        raise OSError(28, "No space left on device")

    reply = assistant_of(library, lists, record=full).answer(Question(text=f"/screen {HIT}"))
    assert "HIT" in reply.opening
    assert "audit log" in reply.notices[-1]


def test_the_facts_of_a_reply_hold_none_of_its_words(ask: Ask) -> None:
    reply = ask(f"/screen {HIT}")
    assert HIT not in repr(reply.audit_facts())
    assert "SAMPLE NORTHERN" not in repr(reply.audit_facts())
