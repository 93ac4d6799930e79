"""The names in a request to screen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.understand.request.screening_names import MAX_NAME_CHARS, find_names
from knowledge.compliance.sanctions.list_set import SanctionsLists
from knowledge.compliance.screening import screen_addresses
from tests.support.addresses import EXAMPLES
from tests.support.sanctions import NOW

TRON = EXAMPLES["tron"]


def names(text: str) -> tuple[str, ...]:
    """The names beside the addresses of a text, with no list in force."""
    nowhere = SanctionsLists(Path("no such folder"))
    return find_names(text, screen_addresses(text, nowhere, NOW, asked=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"check {TRON} of Nord Trading LLC please", ("Nord Trading LLC",)),
        (f"please check the wallet {TRON} on tron", ()),
        (f"проверь адрес {TRON}", ()),
        (f'pay "Nord Trading" at {TRON} for steel', ("Nord Trading",)),
        (f"Иван Петров\n{TRON}", ("Иван Петров",)),
        (f"tron:{TRON}?amount=5", ()),
        (f"Nord\n{TRON}\nNord", ("Nord",)),
        (f"{TRON} {TRON}", ()),
        (f"{EXAMPLES['evm']}, {EXAMPLES['evm'].lower()}", ()),
    ],
)
def test_the_name_is_what_stands_beside_the_address(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


def test_without_an_address_the_whole_text_is_the_name() -> None:
    assert names("The Bank of the North") == ("The Bank of the North",)
    assert names("  \n ?! ") == ()
    assert len(names("a" * 1000)[0]) == MAX_NAME_CHARS


def test_a_thousand_addresses_take_time_by_their_number() -> None:
    def seconds(count: int) -> float:
        text, spent = f"{TRON} " * count, []
        for _ in range(3):
            began = time.thread_time()
            find_names(text, ())
            spent.append(time.thread_time() - began)
        return min(spent)

    seconds(10)
    assert seconds(1000) < 10 * seconds(200)
