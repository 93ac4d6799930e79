"""Spelling tricks are undone; honest text stays as it is."""

from __future__ import annotations

import pytest

from knowledge.compliance.policy.deobfuscate import deobfuscate


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sanc\u200btions", "sanctions"),
        ("sanc\u00adtions", "sanctions"),
        ("ｓａｎｃｔｉｏｎｓ", "sanctions"),
        ("еvаdе", "evade"),  # Cyrillic е, а, е in a Latin word
        ("кaк oбoйти", "как обойти"),  # Latin a, o, o in Cyrillic words
        ("s4nctions", "sanctions"),
        ("bypa$$", "bypass"),
        ("об0йти", "обойти"),
        ("san*ctions", "sanctions"),
        ("don't", "dont"),
        ("ПЛАТЁЖ", "платеж"),
    ],
)
def test_a_disguised_word_reads_as_meant(written: str, read: str) -> None:
    assert deobfuscate(written) == read


def test_spaced_out_letters_close_up() -> None:
    assert "evade" in deobfuscate("how do i e v a d e it").split()
    assert "обойти" in deobfuscate("о б о й т и").split()


@pytest.mark.parametrize(
    "text",
    [
        "a7a5 and p2p over trc20",
        "usdt-перевод на 10 000",
        "закон 115-фз, лимит 60 000 руб.",
        "the u.s. and the e.u. rules",
        "pay $5,000 by 31.12.2026",
        "оплата в usdt за импорт",
        "t1 0x52908400098527886e0f7030069857d2e4169ee7",
    ],
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert deobfuscate(text) == text
