"""``tradewind ask``: a question or lines of them, as text or JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.__main__ import main
from tests.support.standard_input import type_in

pytestmark = pytest.mark.usefixtures("command_home")
QUESTION = "Can a Russian company pay a foreign supplier in bitcoin?"


def replies(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_ask_in_json_cites_the_law_of_2026_and_says_what_held_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ask", QUESTION, "--json"]) == 0
    (reply,) = replies(capsys)
    assert reply["kind"] == "answer"
    assert reply["verdict"] == "yes" or reply["text"].lower().startswith("yes")
    assert any(c["source_id"] == "ru-trade-payment-2026" for c in reply["citations"])
    assert "experimental" in reply["text"]
    assert {"n", "source_id", "title", "publisher", "url", "date", "quote", "start", "end"} <= set(
        reply["citations"][0]
    )


def test_the_same_question_in_russian_is_answered_in_russian(
    capsys: pytest.CaptureFixture[str],
) -> None:
    question = "Может ли российская компания заплатить иностранному поставщику в биткоинах?"
    assert main(["ask", question, "--json"]) == 0
    (reply,) = replies(capsys)
    assert (reply["kind"], reply["language"]) == ("answer", "ru")
    assert any(c["source_id"].startswith("ru-trade-payment-2026") for c in reply["citations"])
    assert "2026" in reply["text"]
    assert all(claim["language"] == "ru" for claim in reply["claims"][:2])


def test_lines_are_questions_and_a_session_makes_them_one_talk(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "Is evading sanctions a crime in the US?\n\nand in the EU?\n"
    type_in(typed, monkeypatch)
    assert main(["ask", "--json", "-"]) == 0
    assert [reply["kind"] for reply in replies(capsys)] == ["answer", "clarification"]
    type_in(typed, monkeypatch)
    assert main(["ask", "--json", "--session", "-"]) == 0
    second = replies(capsys)[1]
    assert second["kind"] == "answer"
    assert second["citations"][0]["source_id"].startswith("eu-")


def test_bytes_that_are_no_text_and_overlong_lines_get_short_replies(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    type_in(b"\xff\xfe\x00junk\n" + b"a" * 3_000_000 + b"\n\xf0\x9f\x98\x80\n", monkeypatch)
    assert main(["ask", "--json", "-"]) == 0
    found = replies(capsys)
    assert len(found) == 3
    assert all(len(reply["text"]) < 700 for reply in found)


def test_a_blank_question_is_an_error_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "  "]) == 2
    assert "The question is empty." in capsys.readouterr().err
