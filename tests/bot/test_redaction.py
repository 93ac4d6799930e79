"""What never stands in a log."""

from __future__ import annotations

import pytest

from bot.redaction import redact

TOKEN = "12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/getMe", "AAE-"),
        ("GET /file/bot7000000001%3AAAEabcdefghijklmnopqrstuvwxyz_0123456/a.bin", "AAEabc"),
        ("to EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N now", "vMjEXrzGaRcC"),
        ("to UQBYTuYbLf8INxFtD8tQeNk5ZLy-nAX9ahQbG_yl1qQ-GEMS.", "ZLy-nAX9"),
        ("to addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3", "umyhttkx"),
        ("to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "KQxGTCi8"),
        ("to 0x52908400098527886E0F7030069857D2E4169EE7", "0009852788"),
        ("User(first_name='Vera', id=4, is_bot=False, last_name='Pavlova')", "Vera"),
        ("User(first_name='Vera', id=4, is_bot=False, last_name='Pavlova')", "Pavlova"),
        ('{"chat": {"username": "vera_p", "id": 4}}', "vera_p"),
        ("Message(text='it\\'s \"for\" my brother', date=1)", "brother"),
        ('Message(text="it\'s for my brother", date=1)', "brother"),
        ("'text': 'pay my brother', to", "brother"),
        ("text='cut off in the middle of a bro", "bro"),
    ],
)
def test_what_is_secret_is_taken_out_of_any_line(line: str, secret: str) -> None:
    assert secret in line
    assert secret not in redact(line)


def test_what_is_no_secret_stays() -> None:
    line = "Message(chat=Chat(id=4, type=private), date=1, text='hidden', message_id=7) in 12:30"
    assert redact(line) == line.replace("text='hidden'", "text=<text>")
    assert redact("generation gen-000001 of 2026-11-27") == "generation gen-000001 of 2026-11-27"


def test_logs_hold_no_token_no_address_and_no_words() -> None:
    line = (
        "POST /bot12345678:AAE-abcdefghijklmnopqrstuvwxyz_0123456/sendMessage"
        " 'text': 'pay my brother', to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
        " and 0x52908400098527886E0F7030069857D2E4169EE7"
    )
    said = redact(line)
    assert "AAE-" not in said
    assert "brother" not in said
    assert "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" not in said
    assert "TR7N…Lj6t" in said
    assert "0x52…9EE7" in said
