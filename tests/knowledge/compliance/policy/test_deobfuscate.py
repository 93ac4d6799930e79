"""Spelling tricks are undone; honest text stays as it is."""

from __future__ import annotations

import pytest

from knowledge.compliance.policy.deobfuscate import MAX_ADDED_CHARS, deobfuscate
from knowledge.compliance.policy.refusal import UnreadableTextError
from tests.support.growth import assert_linear


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


def test_a_long_run_of_letters_is_joined_and_tried_with_a_space_in_its_beginning_only() -> None:
    word, *divided = deobfuscate("x 1 " * 1000).split()
    assert len(word) == 2000
    assert sum(map(len, divided)) < MAX_ADDED_CHARS


@pytest.mark.parametrize(
    "run", ["c i r c u m v e n t s a n c t i o n s  ", "о б х о д и м с а н к ц и и  "]
)
def test_a_text_that_would_grow_to_many_times_its_length_is_unreadable(run: str) -> None:
    assert len(deobfuscate(run * 2)) <= len(run * 2) + MAX_ADDED_CHARS
    with pytest.raises(UnreadableTextError):
        deobfuscate(run * 50)


def test_characters_that_stand_for_many_do_not_make_a_text_grow_without_bound() -> None:
    with pytest.raises(UnreadableTextError):
        deobfuscate("\ufdfa" * 2000)


@pytest.mark.parametrize(
    "piece",
    [
        "x 1 ",
        "a_b_",
        "a" + "\u0301\u0323" * 3,
        "\u0323\u0301",
        "s4$",
        "a*",
        "a\u200b",
        "аa",
        "o'",
        "a b",
    ],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    assert_linear(deobfuscate, piece)
