"""The catalogues in themselves, and what is filled into their messages."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal

import pytest

from bot.messages import catalogue, error_text, format_date, message
from bot.messages.language import LANGUAGES
from bot.payments.settlement_request import to_payment_request
from bot.understand.request.draft import PaymentDraft
from knowledge.errors import RailUnavailableError, UsageError
from knowledge.settlement.reference_data import load_bundled_reference
from tests.support.paths import ROOT

BOT, KNOWLEDGE = ROOT / "bot", ROOT / "knowledge"


def test_every_language_has_the_same_messages_with_the_same_values() -> None:
    first = catalogue(LANGUAGES[0])
    for language in LANGUAGES[1:]:
        other = catalogue(language)
        assert other.keys() == first.keys()
        for key, text in first.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", other[key])), key


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


def keyed_errors() -> list[tuple[str, set[str]]]:
    """The key of each UsageError that a chat may show, and the names of its values."""
    found = []
    for path in [*BOT.rglob("*.py"), *KNOWLEDGE.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UsageError":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                key, values = given.get("key"), given.get("values", ast.Dict([], []))
                if isinstance(key, ast.Constant):
                    assert isinstance(values, ast.Dict)
                    names = {name.value for name in values.keys if isinstance(name, ast.Constant)}
                    found.append((key.value, names))
    return found


def test_every_error_with_a_key_has_a_message_for_its_values() -> None:
    errors = keyed_errors()
    assert len(errors) >= 7
    for key, names in errors:
        assert set(re.findall(r"{(\w+)}", catalogue("en")[key])) == names, key


def test_an_error_is_shown_in_the_language_of_the_chat() -> None:
    error = UsageError(
        "DE stands at both ends.", key="corridor_same_ends", values={"country": "DE"}
    )
    assert error_text(error, "ru").startswith("DE указана на обоих концах платежа.")
    assert error_text(error, "en").startswith("DE is at both ends of the payment.")


@pytest.mark.parametrize("error", [UsageError("No.", fix="Try."), RailUnavailableError("no_rate")])
def test_an_error_without_a_message_shows_its_own_text(error: UsageError) -> None:
    assert error_text(error, "ru") == str(error)


def test_a_sum_that_cannot_be_estimated_is_explained_in_russian() -> None:
    reference = load_bundled_reference()
    for amount, currency, said in (
        ("10000000000000", "EUR", "таких больших платежей не бывает"),
        ("0.001", "EUR", "знаков после запятой у EUR: 2"),
        ("0", "EUR", "это не число больше нуля"),
        ("5", "XYZ", "код валюты XYZ мне неизвестен"),
    ):
        draft = PaymentDraft(amount=Decimal(amount), currency=currency, side="payer_spends")
        with pytest.raises(UsageError) as caught:
            to_payment_request(draft, reference)
        assert error_text(caught.value, "ru").startswith(said)
        assert error_text(caught.value, "en") != error_text(caught.value, "ru")
