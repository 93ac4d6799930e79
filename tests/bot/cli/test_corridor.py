"""``tradewind corridor`` as a script calls it: output, files, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdf
import pytest

from bot.__main__ import main

pytestmark = pytest.mark.usefixtures("command_home")


def test_a_brief_as_json_holds_every_duty_with_its_source_and_dates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["DE", "TR", "--amount", "40000", "--currency", "EUR", "--asset", "USDT", "--json"]
    assert main(["corridor", *asked]) == 0
    found = json.loads(capsys.readouterr().out)
    lines = found["brief"]["lines"]
    assert len(lines) > 20
    for line in lines:
        assert line["duty"]["note"]
        assert line["duty"]["as_of"] < line["duty"]["review_after"]
    (rule,) = [line for line in lines if line["duty"]["amount"] == "15000"]
    assert rule["reached"] == "reached"
    assert rule["compared"]["source"]
    assert rule["compared"]["day"]


@pytest.mark.parametrize(
    ("asked", "language", "pages"),
    [
        ("RU CN --amount 250000 --currency CNY --asset USDT", "en", 2),
        ("RU CN --amount 250000 --currency CNY --asset USDT", "ru", 2),
        ("DE TR --amount 40000 --currency EUR --asset USDT", "ru", 1),
        ("AE VN --asset USDC", "en", 1),
        ("US BR --amount 150000 --currency USD", "ru", 1),
        ("DE KG --asset A7A5", "en", 1),
        ("RU US --amount 250000 --currency USD --asset USDT", "ru", 2),
    ],
)
def test_the_pdf_of_a_brief_can_be_read_and_says_what_the_text_says(
    asked: str, language: str, pages: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "brief.pdf"
    assert main(["corridor", *asked.split(), "--pdf", str(file), "--lang", language]) == 0
    text = capsys.readouterr().out
    read = pypdf.PdfReader(file)
    # What does not fit a page goes on, or has its sources, on a second one.
    assert len(read.pages) <= pages
    flat = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages))
    for line in text.split("\n"):
        if line.startswith("•"):
            assert re.sub(r"\s+", "", line) in flat, line
    sizes = {
        float(size)
        for page in read.pages
        for size in re.findall(rb"/F\d+ ([\d.]+) Tf", page.get_contents().get_data())  # type: ignore[union-attr]
    }
    assert min(sizes) >= 5.6


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["XX", "TR"], "no country"),
        (["DE", "Nowhere"], "no country"),
        (["DE", "TR", "--amount", "5"], "amount and a currency"),
        (["DE", "TR", "--currency", "EUR"], "amount and a currency"),
        (["DE", "TR", "--amount", "nan", "--currency", "EUR"], "no amount"),
        (["DE", "TR", "--amount", "5", "--currency", "EUR", "--pdf", "/no/such/x.pdf"], "written"),
    ],
)
def test_a_brief_that_cannot_be_made_is_a_line_and_an_exit_code(
    asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corridor", *asked]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("DE Germany", "both ends"),
        ("DE TR --amount 1e30 --currency EUR", "No payment has such an amount"),
        ("DE TR --amount 1e400 --currency EUR", "No payment has such an amount"),
        ("DE TR --amount 1e-400 --currency EUR", "No payment has such an amount"),
        ("DE TR --asset FOO", "'FOO' is no coin"),
    ],
)
def test_what_is_no_corridor_is_asked_back(
    asked: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corridor", *asked.split()]) == 1
    assert said in capsys.readouterr().out
