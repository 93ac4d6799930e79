"""``tradewind screen`` as a script calls it: output, files, exit codes."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main
from tests.support.sanctions import LISTED, UNLISTED, UNREAD

pytestmark = pytest.mark.usefixtures("command_home")


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
        (["HTX"], 1, "in our table of listed venues"),
        (["Tornado", "Cash"], 0, "ended on 21 March 2025"),
    ],
)
def test_the_exit_code_of_a_screening_is_its_worst_verdict(
    asked: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", *asked]) == code
    assert said in capsys.readouterr().out


def test_without_lists_nothing_is_checked_and_the_exit_code_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["screen", UNLISTED]) == 3
    assert main(["screen", "Toyota"]) == 3
    assert main(["screen", "Tornado Cash"]) == 3
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
