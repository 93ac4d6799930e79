"""What touches a number on either side."""

from __future__ import annotations

import pytest

from bot.understand.amounts.number_context import NumberContext, context_after, context_before


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("5", NumberContext()),
        ("pay 5", NumberContext()),
        ("trc5", NumberContext(code=True)),
        ("mt-5", NumberContext(code=True)),
        ("a/5", NumberContext(code=True, slash=True)),
        ("-5", NumberContext(minus=True)),
        ("send −5", NumberContext(minus=True)),
        ("1000-5", NumberContext(range=True)),
        ("inv-2026-5", NumberContext(code=True)),
        ("2 x 5", NumberContext(broken=True)),
        ("10^5", NumberContext(broken=True)),
        ("1.5", NumberContext(broken=True)),
        (".5", NumberContext(point=True)),
        (",5", NumberContext(broken=True)),
        ("rub.5", NumberContext()),
        ("1\u200b5", NumberContext(broken=True)),
        ("到5", NumberContext()),
    ],
)
def test_the_characters_before_a_number_say_what_it_is(text: str, context: NumberContext) -> None:
    assert context_before(text, len(text) - 1) == context


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("5", NumberContext()),
        ("5 usd", NumberContext()),
        ("5a", NumberContext(code=True)),
        ("5-a", NumberContext(code=True)),
        ("5-10", NumberContext(range=True)),
        ("5-10-a", NumberContext(code=True)),
        ("5/7", NumberContext(code=True, slash=True)),
        ("5/usd", NumberContext()),
        ("5×3", NumberContext(broken=True)),
        ("5½", NumberContext(broken=True)),
        ("5 . 5", NumberContext(broken=True)),
        ("5:30", NumberContext(broken=True)),
        ("5.", NumberContext()),
        ("5万", NumberContext()),
    ],
)
def test_the_characters_after_a_number_say_what_it_is(text: str, context: NumberContext) -> None:
    assert context_after(text, 1) == context
