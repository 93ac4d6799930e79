"""``tradewind screen``, ``corridor`` and ``audit`` as scripts call them: output, files, codes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pypdf
import pytest

from bot.__main__ import main
from indexer.__main__ import main as index_notes
from tests.support.sanctions import LISTED, UNLISTED, UNREAD, fresh


@pytest.fixture(scope="module")
def built(home: Path, bundled_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled notes indexed and the model that they were indexed with."""
    place = tmp_path_factory.mktemp("checks")
    (place / "models").symlink_to(home / "models")
    (place / "index").symlink_to(bundled_index)
    return place


@pytest.fixture
def place(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("lists", "audit"):
        shutil.rmtree(built / folder, ignore_errors=True)
    monkeypatch.setenv("TRADEWIND_HOME", str(built))
    monkeypatch.setenv("TRADEWIND_MARKET", "sample")
    return built


@pytest.fixture
def lists(place: Path, tmp_path: Path) -> None:
    named = [f"{name}={file}" for name, file in fresh(tmp_path).items()]
    assert index_notes(["lists", "update", "--quiet", *named]) == 0


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ([LISTED["eu"][0]], 1, "HIT"),
        ([UNLISTED], 0, "NO MATCH"),
        ([UNLISTED, LISTED["uk"][0]], 1, "HIT"),
        ([UNLISTED[:-1] + "C"], 4, "NOT A VALID ADDRESS"),
        (["Sample", "Pay", "Trading", "FZE"], 1, "Possible matches"),
        (["Toyota Motor Corporation"], 0, "No name on the lists"),
        (["1BoatSLRHtKNngkdXEeobR76b53LETtpyTT99"], 3, "NOT CHECKED"),
        ([UNREAD["uk"]], 1, "HIT"),
        (["0x123"], 4, "NOT A VALID ADDRESS"),
        ([f"0x{number:040x}" for number in range(40)] + [LISTED["uk"][0]], 1, "HIT"),
        (["Sample Pay Trading FZE", UNLISTED], 1, "Possible matches"),
        (["Toyota", UNLISTED], 0, "NO MATCH"),
    ],
)
def test_the_exit_code_of_a_screening_is_its_worst_verdict(
    asked: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", *asked]) == code
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("place")
def test_without_lists_nothing_is_checked_and_the_exit_code_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["screen", UNLISTED]) == 3
    assert main(["screen", "Toyota"]) == 3
    assert "tradewind-index lists update" in capsys.readouterr().out


@pytest.mark.usefixtures("lists")
def test_a_screening_as_json_holds_entries_lists_and_verdicts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["screen", LISTED["ofac-sdn"][0], "--json"])
    found = json.loads(capsys.readouterr().out)
    (screened,) = found["screened"]
    assert screened["verdict"] == "hit"
    assert screened["hits"][0]["programmes"][:2] == ["CYBER2", "RUSSIA-EO14024"]
    assert len(screened["searched"]["current"]) == 5
    assert found["checks"][0]["lists"]


@pytest.mark.usefixtures("place")
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


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("asked", "language", "pages"),
    [
        ("RU CN --amount 250000 --currency CNY --asset USDT", "en", 1),
        ("RU CN --amount 250000 --currency CNY --asset USDT", "ru", 1),
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
    # What does not fit a page has its sources on a second one.
    assert len(read.pages) <= pages
    flat = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages[:1]))
    for line in text.split("\n"):
        if line.startswith("•"):
            assert re.sub(r"\s+", "", line) in flat, line
    sizes = {
        float(size)
        for page in read.pages
        for size in re.findall(rb"/F\d+ ([\d.]+) Tf", page.get_contents().get_data())  # type: ignore[union-attr]
    }
    assert min(sizes) >= 5.6


@pytest.mark.usefixtures("place")
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


@pytest.mark.usefixtures("place")
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


def test_the_log_is_shown_exported_and_verified(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    main(["corridor", "DE", "TR"])
    capsys.readouterr()
    assert main(["audit", "verify"]) == 0
    assert "2 lines (1 to 2)" in capsys.readouterr().out
    assert main(["audit", "show", "--last", "1"]) == 0
    assert "corridor=DE-TR" in capsys.readouterr().out
    assert main(["audit", "export", "--to", str(tmp_path / "log.jsonl")]) == 0
    exported = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["n"] for line in exported] == [1, 2]
    assert UNLISTED not in (tmp_path / "log.jsonl").read_text()


def test_an_export_that_leaves_lines_out_says_so_and_fails(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    (file,) = (place / "audit").glob("2*.jsonl")
    file.write_bytes(b"not a line\n" + file.read_bytes())
    to = tmp_path / "log.jsonl"
    assert main(["audit", "export", "--to", str(to)]) == 7
    assert "1 lines of the log cannot be read" in capsys.readouterr().err
    assert len(to.read_text().splitlines()) == 1
    assert to.stat().st_mode & 0o077 == 0
    assert main(["audit", "show"]) == 7


def test_an_emptied_log_is_found(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["screen", UNLISTED])
    (file,) = (place / "audit").glob("2*.jsonl")
    file.write_bytes(b"")
    assert main(["audit", "verify"]) == 7
    assert "empty" in capsys.readouterr().err


def test_a_changed_byte_in_the_log_is_found(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["screen", UNLISTED])
    main(["screen", UNLISTED])
    (file,) = (place / "audit").glob("2*.jsonl")
    content = bytearray(file.read_bytes())
    at = content.index(b"not_checked")
    content[at] ^= 1
    file.write_bytes(content)
    assert main(["audit", "verify"]) == 7
    assert "line 1 was changed" in capsys.readouterr().err


def test_no_log_is_kept_when_it_is_switched_off(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_AUDIT", "off")
    main(["screen", UNLISTED])
    assert not (place / "audit").exists()
