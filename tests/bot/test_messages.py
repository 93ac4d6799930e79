from __future__ import annotations

import ast
import datetime as dt
import re

import pytest

from bot.messages import catalogue, format_date, message
from bot.messages.language import LANGUAGES
from knowledge.compliance.policy.refusal import PolicyRule
from tests.support.paths import ROOT

BOT = ROOT / "bot"


def keys_in_code() -> set[str]:
    """The literal keys that the bot's code asks for; f-strings are listed below by hand."""
    found = set()
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message"
            if called and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_language_has_the_same_messages_with_the_same_values() -> None:
    first = catalogue(LANGUAGES[0])
    for language in LANGUAGES[1:]:
        other = catalogue(language)
        assert other.keys() == first.keys()
        for key, text in first.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", other[key])), key


def test_every_message_that_the_code_asks_for_exists() -> None:
    keys = keys_in_code()
    assert len(keys) > 15
    made = {f"{kind}_{rule.name}" for kind in ("refuse", "rule") for rule in PolicyRule}
    made |= {f"verdict_{verdict}" for verdict in ("yes", "no", "depends")}
    assert keys | made <= catalogue("en").keys()


def test_a_missing_message_fails() -> None:
    with pytest.raises(KeyError):
        message("no_such_message", "en")


@pytest.mark.parametrize(
    ("date", "language", "expected"),
    [
        (dt.date(2026, 9, 1), "en", "1 September 2026"), ("2026-09-01", "ru", "1 сентября 2026"),
        ("2026-09", "en", "2026-09"), ("2026", "ru", "2026"), ("", "en", ""),
    ],
)  # fmt: skip
def test_dates_are_written_as_people_write_them(
    date: dt.date | str, language: str, expected: str
) -> None:
    assert format_date(date, language) == expected
