"""Button data: small, bound to chat and user, expiring, never trusted when changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.delivery.callback_data import (
    LIFETIME_S,
    ButtonAction,
    ExpiredButtonError,
    ForgedButtonError,
    decode_action,
    encode_action,
)

KEY = b"k" * 32
ACTION = ButtonAction("rail", "usdc-arbitrum", 0x6B05DA7A)


def test_an_action_comes_back_as_it_was_and_fits_a_button() -> None:
    data = encode_action(ACTION, KEY, "-1001234567890/42", 7, 1e9)
    assert len(data.encode()) <= 64
    assert decode_action(data, KEY, "-1001234567890/42", 7, 1e9 + 60) == ACTION


def test_it_is_stale_after_a_day() -> None:
    data = encode_action(ACTION, KEY, "1", 7, 1e9)
    with pytest.raises(ExpiredButtonError):
        decode_action(data, KEY, "1", 7, 1e9 + LIFETIME_S + 2)


@pytest.mark.parametrize(("chat", "user", "key"), [("2", 7, KEY), ("1", 8, KEY), ("1", 7, b"x")])
def test_another_chat_user_or_key_cannot_use_it(chat: str, user: int, key: bytes) -> None:
    data = encode_action(ACTION, KEY, "1", 7, 1e9)
    with pytest.raises(ForgedButtonError):
        decode_action(data, key, chat, user, 1e9)


@given(st.text(max_size=64))
def test_no_invented_data_opens(data: str) -> None:
    with pytest.raises(ForgedButtonError):
        decode_action(data, KEY, "1", 7, 1e9)


@given(st.integers(0, 45), st.characters(min_codepoint=33, max_codepoint=126))
def test_no_changed_letter_goes_unseen(at: int, letter: str) -> None:
    data = encode_action(ACTION, KEY, "1", 7, 1e9)
    changed = data[:at] + letter + data[at + 1 :]
    if changed != data:
        with pytest.raises(ForgedButtonError):
            decode_action(changed, KEY, "1", 7, 1e9)
