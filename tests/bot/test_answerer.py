"""The port of the assistant, and who fits into it."""

from __future__ import annotations

import inspect

import pytest

from bot.answerer import Answerer
from bot.assistant import Assistant
from tests.support.assistants import FakeAssistant

PORT = [name for name in vars(Answerer) if not name.startswith("_")]


@pytest.mark.parametrize("name", PORT)
def test_the_assistant_has_all_that_channels_ask_of_it(name: str) -> None:
    asked, given = vars(Answerer)[name], vars(Assistant)[name]
    if callable(asked):
        assert list(inspect.signature(asked).parameters) == list(
            inspect.signature(given).parameters
        )


def test_the_stand_in_of_the_tests_has_no_less_and_no_more() -> None:
    own = {"asked", "replies", "thumbs", "at_work", "go_on", "texts", "users"}
    public = {name for name in dir(FakeAssistant()) if not name.startswith("_")}
    assert public - own == set(PORT)
