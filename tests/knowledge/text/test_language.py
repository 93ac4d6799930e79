"""Tests for the language of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Can I pay my supplier in USDT?", "en"), ("USDT invoice Vietnam", "en"),
        ("Можно ли платить поставщику?", "ru"), ("Чи можу її сплатити", "uk"),
        ("Қазақстанға төлеу", "kk"), ("Ці магу я заплаціць у Ўкраіне", "uk"), ("ў", "be"),
        ("Kann ich meinen Lieferanten mit USDT bezahlen?", "de"),
        ("Puis-je payer mon fournisseur avec des USDT ?", "fr"), ("¿Puedo pagar con USDT?", "es"),
        ("Posso pagar com USDT? Não sei", "pt"), ("Posso pagare il fornitore con USDT?", "it"),
        ("USDT ile ödeme yapabilir miyim, nasıl?", "tr"), ("Tôi có thể thanh toán không?", "vi"),
        ("我可以用USDT付款吗", "zh"), ("USDTで支払うことができますか", "ja"), ("송금 수수료", "ko"),
        ("هل يمكنني الدفع", "ar"), ("پرداخت چگونه است", "fa"), ("ชำระเงิน", "th"),
        ("გადახდა", "ka"), ("վճարում", "hy"), ("תשלום", "he"), ("πληρωμή", "el"),
        ("भुगतान", "hi"), ("12 345", "und"), ("", "und"),
    ],
)  # fmt: skip
def test_a_language_is_reported_by_its_script_its_letters_and_its_small_words(
    text: str, language: str
) -> None:
    assert detect_language(text) == language


def test_most_letters_decide() -> None:
    assert detect_language("оплата инвойса поставщику via USDT") == "ru"
    assert detect_language("please pay the invoice of ООО Ромашка") == "en"


@given(st.text())
def test_any_text_has_a_code(text: str) -> None:
    assert 2 <= len(detect_language(text)) <= 3
