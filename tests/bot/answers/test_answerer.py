"""What stands between a question and its evidence."""

from __future__ import annotations

import pytest

from bot.answers.answerer import replace_cities


@pytest.mark.parametrize(
    ("text", "plainer"),
    [
        ("Can we pay a supplier in Havana in USDT?", "Can we pay a supplier in Cuba in USDT?"),
        ("Можно ли заплатить в Гаване?", "Можно ли заплатить в Куба?"),
        ("from Shenzhen to Istanbul", "from China to Türkiye"),
        ("What does AUSTRAC ask of a Turkish firm?", "What does AUSTRAC ask of a Turkish firm?"),
        ("", ""),
    ],
)
def test_cities_become_their_countries_and_nothing_else_does(text: str, plainer: str) -> None:
    assert replace_cities(text) == plainer
