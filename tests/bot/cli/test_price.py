"""``tradewind price`` as a script calls it."""

from __future__ import annotations

import json

import pytest

from bot.__main__ import main

pytestmark = pytest.mark.usefixtures("command_home")


def test_a_price_has_its_sources_and_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", "btc", "--in", "try", "--market", "sample"]) == 0
    shown = capsys.readouterr().out
    assert "TRY" in shown
    assert "SAMPLE DATA" in shown


def test_a_price_in_json_is_in_dollars_unless_another_currency_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["price", "BTC", "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert (reply["kind"], reply["price"]["quote"]) == ("price", "USD")


def test_an_unknown_code_of_a_price_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["price", "doubloon", "--market", "sample"]) == 2
    assert "DOUBLOON" in capsys.readouterr().err


def test_without_a_market_there_is_no_price(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_MARKET", "off")
    assert main(["price", "BTC"]) == 2
    assert "TRADEWIND_MARKET=live" in capsys.readouterr().err
