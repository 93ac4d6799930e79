"""Messages that give a figure of the user's own."""

from __future__ import annotations

from bot.understand.request.figure_command import is_rate_command, is_tariff_command


def test_a_rate_and_a_tariff_are_known_by_how_they_begin() -> None:
    assert is_rate_command("rate 1 USDT = banana")
    assert not is_rate_command("what rate do I get for 1 USDT = ?")
    assert is_tariff_command("set wire.margin lots")
    assert not is_tariff_command("set a reminder")
