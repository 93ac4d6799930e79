"""``tradewind estimate`` as a script calls it: output, files, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bot.__main__ import main
from knowledge.settlement import schema

pytestmark = pytest.mark.usefixtures("command_home")
INVOICE = "€40,000 invoice to Istanbul from Germany"
PNG = b"\x89PNG"


def estimate(*arguments: str) -> int:
    return main(["estimate", "--market", "sample", *arguments])


def test_an_estimate_prints_its_rails_and_that_it_is_no_offer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert estimate(INVOICE) == 0
    said = capsys.readouterr().out
    for words in (
        "SAMPLE DATA",
        "40,000",
        "Bank wire, OUR",
        "USDC on",
        "an estimate, not an offer",
    ):
        assert words.lower() in said.lower()


def test_json_holds_the_whole_estimate_and_fits_the_committed_schema(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert estimate(INVOICE, "--json") == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["kind"] == "estimate"
    jsonschema.validate(reply["estimate"], json.loads(schema.SCHEMA_FILE.read_text("utf-8")))


def test_flags_say_the_same_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ("--amount", "40000", "--currency", "EUR", "--from", "DE", "--to", "Turkey",
             "--side", "payee_gets", "--json")  # fmt: skip
    assert estimate(*flags) == 0
    by_flags = json.loads(capsys.readouterr().out)["estimate"]
    assert estimate(INVOICE, "--json") == 0
    by_words = json.loads(capsys.readouterr().out)["estimate"]
    assert by_flags["request"] == by_words["request"]
    assert by_flags["quote_id"] == by_words["quote_id"]


def test_a_saved_snapshot_gives_the_same_quote_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "then.json"
    assert estimate(INVOICE, "--json", "--save-snapshot", str(kept)) == 0
    first = json.loads(capsys.readouterr().out)["estimate"]
    again = ["estimate", INVOICE, "--json", "--snapshot", str(kept)]
    assert main(again) == 0
    assert json.loads(capsys.readouterr().out)["estimate"] == first
    assert first["quote_id"]


def test_a_chosen_rail_is_shown_in_detail_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chart = tmp_path / "rails.png"
    assert estimate(INVOICE, "--rail", "usdc-base", "--chart", str(chart), "--dark") == 0
    assert "usdc-base" in capsys.readouterr().out.lower().replace(" on ", "-")
    assert chart.read_bytes().startswith(PNG)


def test_a_question_back_is_printed_and_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert estimate("pay 1.250 EUR from Germany to Istanbul") == 1
    assert "1250" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "What is to be paid?"),
        (("--amount", "zero", "--currency", "EUR"), 2, "no amount"),
        (("--amount", "-5", "--currency", "EUR"), 2, "no amount"),
        (("--amount", "NaN", "--currency", "EUR"), 2, "no amount"),
        (("--amount", "5", "--currency", "EUR", "--from", "Narnia"), 2, "no country"),
        ((INVOICE, "--rail", "doge-moon"), 2, "no rail"),
        ((INVOICE, "--snapshot", "/nowhere/at/all.json"), 2, "/nowhere/at/all.json"),
        ((INVOICE, "--save-snapshot", "/nowhere/at/all.json"), None, "/nowhere/at/all.json"),
        ((INVOICE, "--chart", "/nowhere/at/all.png"), None, "/nowhere/at/all.png"),
    ],
)
def test_a_bad_argument_is_one_line_and_a_failure(
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int | None,
    words: str,
) -> None:
    found = main(["estimate", "--market", "sample", *arguments])
    heard = capsys.readouterr()
    assert found == code if code else found > 0
    assert words in heard.err
    assert heard.err.count("\n") <= 2
    assert "Traceback" not in heard.err


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1e-12", "EUR"), ("1e15", "EUR"), ("0.001", "EUR"), ("10.5", "JPY"), ("5", "QQQ")],
)
def test_a_sum_that_cannot_be_paid_gets_one_readable_sentence(
    capsys: pytest.CaptureFixture[str], amount: str, currency: str
) -> None:
    flags = ("--amount", amount, "--currency", currency, "--from", "DE", "--to", "TR")
    code = estimate(*flags)
    heard = capsys.readouterr()
    said = heard.out + heard.err
    assert "Traceback" not in said
    assert said.strip()
    if code:
        assert len(said.strip().splitlines()) <= 3
    else:
        # An amount beyond what the books hold is answered with what does fill.
        assert "fill" in said or "deep" in said or "book" in said
