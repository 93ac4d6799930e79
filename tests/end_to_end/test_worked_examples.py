"""The examples worked out by hand come out to the cent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support import estimates
from tests.support.paths import FIXTURES

OWN = FIXTURES / "worked_examples.json"
MORE = FIXTURES / "more_worked_examples.json"


def examples() -> list[Any]:
    """The examples of the file named by the environment, else our own."""
    named = os.environ.get("TRADEWIND_WORKED_EXAMPLES")
    files = [Path(named)] if named else [OWN, MORE]
    return [one for file in files for one in json.loads(file.read_text("utf-8"))["examples"]]


@pytest.mark.parametrize("example", examples(), ids=lambda one: str(one["id"]))
def test_an_example_comes_out_as_it_was_worked_out(example: dict[str, Any]) -> None:
    found = estimates.made(example)
    assert estimates.differences(example["expected"], found) == []
    if "quote_id" in example:
        assert found["quote_id"] == example["quote_id"]


def test_a_wrong_expectation_is_noticed() -> None:
    example = json.loads(OWN.read_text("utf-8"))["examples"][0]
    wrong = example["expected"] | {"payer_pays": "2959555.65", "gross_fiat": "250752.25"}
    assert len(estimates.differences(wrong, estimates.made(example))) == 2
