"""Tests for the sets of invisible characters and the profiles that strip them."""

import re
import unicodedata
from collections.abc import Callable

import pytest

from knowledge.text.invisible import (
    ADDRESS,
    DISPLAY,
    DOCUMENT,
    MESSAGE,
    PARSING,
    POLICY,
    Invisible,
    InvisibleProfile,
    classify_character,
)

# Every code point once; a block of one category, as private use, by its ends and some between.
_UNIFORM = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xE000, 0xF8FF),
            (0x20000, 0xDFFFF), (0xE0200, 0x10FFFF))  # fmt: skip
_EDGE, _STEP = 0x100, 251


def _code_points() -> list[int]:
    left_out: set[int] = set()
    for first, last in _UNIFORM:
        middle = range(first + _EDGE, last - _EDGE)
        left_out.update(middle)
        left_out.difference_update(middle[::_STEP])
    return [code for code in range(0x110000) if code not in left_out]


CHARACTERS = [chr(code) for code in _code_points()]
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\U0001d159")
_TELEGRAM = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _old_message(char: str) -> bool:
    kind = unicodedata.category(char)
    return char not in "\t\r\n" and kind in ("Cc", "Cf", "Cs", "Co", "Cn")


def _old_parsing(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def _old_address(char: str) -> bool:
    blank = char in _BLANK and char != "\U0001d159"
    return _is_selector(char) or blank or unicodedata.category(char) == "Cf"


def _old_policy(char: str) -> bool:
    return unicodedata.category(char) in {"Cf", "Mn", "Me"}


def _old_display(char: str) -> bool:
    return bool(_TELEGRAM.match(char))


def _old_document(char: str) -> bool:
    if char in "\t\u200c\u200d":
        return False
    mongolian = "\u180b" <= char <= "\u180f"
    kind = unicodedata.category(char)
    hidden = kind in ("Cc", "Cf", "Co", "Cs", "Cn")
    return _is_selector(char) or mongolian or hidden or char in _BLANK


# What each profile strips beyond the list that its use had before there was one table.
_MONGOLIAN = "\u180b\u180c\u180d\u180f"
_SHORTHAND = "".join(map(chr, range(0x1BCA0, 0x1BCA4)))
_MUSIC = "".join(map(chr, range(0x1D173, 0x1D17B)))


@pytest.mark.parametrize(
    ("profile", "old", "added"),
    [
        (MESSAGE, _old_message, ""),
        (PARSING, _old_parsing, ""),
        (ADDRESS, _old_address, _MONGOLIAN + "\U0001d159"),
        (POLICY, _old_policy, "\u115f\u1160\u3164\uffa0\U0001d159"),
        (DISPLAY, _old_display, _SHORTHAND + _MUSIC),
        (DOCUMENT, _old_document, ""),
    ],
    ids=["message", "parsing", "address", "policy", "display", "document"],
)
def test_a_profile_strips_what_its_use_always_stripped(
    profile: InvisibleProfile, old: Callable[[str], bool], added: str
) -> None:
    different = {char for char in CHARACTERS if profile.hides(char) != old(char)}
    # Unicode adds format controls for hieroglyphs from version to version.
    hieroglyphs = {chr(code) for code in range(0x13430, 0x13460)}
    assert different - hieroglyphs == set(added)
    assert not any(old(char) for char in different)


def test_a_character_may_belong_to_several_sets() -> None:
    assert classify_character("a") is Invisible.NONE
    assert classify_character("\u200b") is Invisible.FORMAT
    assert classify_character("\ufe0f") == Invisible.COMBINING | Invisible.VARIATION_SELECTOR
    assert classify_character("\u0600") is Invisible.VISIBLE_FORMAT


def test_a_text_is_stripped_of_what_its_profile_hides() -> None:
    text = "pa\u200by\t❤\ufe0f"
    assert DISPLAY.find_hidden(text) == {"\u200b"}
    assert DISPLAY.strip(text) == "pay\t❤\ufe0f"
    assert DOCUMENT.strip(text) == "pay\t❤"
    assert MESSAGE.strip("plain") == "plain"
