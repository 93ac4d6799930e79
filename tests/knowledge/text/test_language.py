"""Detecting the language of a text: by its script, then by letters and small words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I pay my supplier?", "en"),
        ("Wie kann ich die Rechnung bezahlen?", "de"),
        ("Comment est-ce que je peux payer la facture ?", "fr"),
        ("¿Cómo puedo pagar la factura?", "es"),
        ("Como posso pagar uma fatura que não é minha?", "pt"),
        ("Come posso pagare la fattura con il conto?", "it"),
        ("Hoe kan ik de factuur betalen?", "nl"),
        ("Czy mogę zapłacić, i jak to się robi?", "pl"),
        ("Fatura nasıl ödenir ve ne kadar?", "tr"),
        ("Tôi có thể thanh toán như thế nào?", "vi"),
        ("Как заплатить поставщику?", "ru"),
        ("Як заплатити постачальнику її рахунок?", "uk"),
        ("Қалай төлеуге болады?", "kk"),
        ("Гэта ўжо можна?", "be"),
        ("كيف أدفع للمورد؟", "ar"),
        ("چگونه پرداخت کنم؟", "fa"),
        ("如何付款给供应商?", "zh"),
        ("仕入先への支払い方法は?", "ja"),
        ("공급업체에 어떻게 지불하나요?", "ko"),
        ("როგორ გადავიხადო?", "ka"),
        ("Ինչպե՞ս վճարել", "hy"),
    ],
)
def test_a_question_is_in_the_language_of_its_script_and_small_words(
    text: str, language: str
) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", "40.000,50", "?!", "€ 1 000"])
def test_a_text_without_letters_is_in_no_language(text: str) -> None:
    assert detect_language(text) == "und"


def test_words_of_trade_alone_are_english() -> None:
    assert detect_language("USDT invoice Vietnam") == "en"


def test_a_name_in_another_script_does_not_change_the_language() -> None:
    assert detect_language("Can we pay ООО Ромашка for the goods that it sent us?") == "en"
    assert detect_language("Можно ли заплатить Sample Trading FZE за товар?") == "ru"


@given(st.text(max_size=100))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert detect_language(text) == "und" or len(detect_language(text)) == 2
