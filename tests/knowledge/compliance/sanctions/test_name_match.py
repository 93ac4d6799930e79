"""Names that may be the one asked for: transliterated, reordered, misspelt, cut short."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compliance.sanctions import list_file, name_match

ENTRIES = {
    1: ("SAMPLE NORTHERN EXCHANGE LLC", "ОБМЕННИК СЕВЕРНЫЙ ПРИМЕР"),
    2: ("GARANTEX EUROPE OU", "Garantex"),
    3: ("IVANOV, Sergei Petrovich", "Сергей Петрович Иванов"),
    4: ("HUAWEI EXAMPLE TECHNOLOGIES CO., LTD.", "华为示例技术有限公司"),
    5: ("SAMPLE CEMENT WORKS JSC",),
    6: ("SAMPLE CEMENT TRADING GMBH",),
    7: ("VESSEL SAMPLE 12",),
    8: ("Łódzka Przykładowa Spółka Akcyjna",),
    9: ("BANCO EJEMPLO DE COMERCIO EXTERIOR S.A.",),
    10: ("AL-EXAMPLE, Ahmed Sample", "أحمد المثال"),
}


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    opened.executescript(list_file.SCHEMA + name_match.SCHEMA)
    for entry, known in ENTRIES.items():
        name_match.add_names(opened, entry, known)
    name_match.build_name_index(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("asked", "entry", "why"),
    [
        ("Sample Northern Exchange LLC", 1, "same"),
        ("sample northern exchange", 1, "same"),
        ("Обменник Северный Пример", 1, "alias"),
        ("Garantex", 2, "same"),
        ("Гарантекс", 2, "script"),
        ("Garanteks", 2, "spelling"),
        ("Sergei Petrovich Ivanov", 3, "order"),
        ("Sergey Ivanov", 3, "part"),
        ("Иванов Сергей Петрович", 3, "same"),
        ("华为示例技术", 4, "same"),
        ("Huawei Example Technologies", 4, "same"),
        ("Lodzka Przykladowa Spolka Akcyjna", 8, "same"),
        ("Banco Ejemplo de Comercio Exterior", 9, "same"),
        ("Ahmed Sample Al-Example", 10, "order"),
        ("Vessel Sample 12", 7, "same"),
    ],
)
def test_a_name_is_found_however_it_is_written(
    asked: str, entry: int, why: str, db: sqlite3.Connection
) -> None:
    found = name_match.find_name_matches(db, asked)
    assert found, asked
    assert found[0].entry == entry
    assert found[0].score >= name_match.MIN_SCORE
    assert why in {reason for one in found if one.entry == entry for reason in one.why}


@pytest.mark.parametrize(
    "asked",
    ["Müller Maschinenbau GmbH", "ООО Ромашка", "Toyota Motor Corporation", "Vessel Sample 13",
     "Limited Liability Company", "Acme", "1234", "", " ", "...", "a", "北京面包店", "J" * 5000],
)  # fmt: skip
def test_other_names_and_bare_legal_forms_are_not_taken_for_an_entry(
    asked: str, db: sqlite3.Connection
) -> None:
    assert name_match.find_name_matches(db, asked) == ()


def test_the_likest_comes_first_and_each_entry_once(db: sqlite3.Connection) -> None:
    found = name_match.find_name_matches(db, "Sample Cement Works", at_least=0.5)
    assert found[0].entry == 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.entry for one in found}) == len(found)


@given(st.text(max_size=120))
def test_any_text_is_looked_up_without_complaint(text: str) -> None:
    opened = sqlite3.connect(":memory:")
    opened.executescript(list_file.SCHEMA + name_match.SCHEMA)
    name_match.add_names(opened, 1, [text or "x"])
    name_match.build_name_index(opened)
    found = name_match.find_name_matches(opened, text)
    assert all(0 <= one.score <= 1 for one in found)
    # What has letters or figures at all finds itself.
    if any(char.isascii() and char.isalnum() for char in text):
        assert found
    opened.close()


def matches(names: list[str], query: str, at_least: float = 0.0) -> list[name_match.NameCandidate]:
    """The matches of a name in a list of entries with one name each, numbered from 1."""
    opened = sqlite3.connect(":memory:")
    opened.executescript(list_file.SCHEMA + name_match.SCHEMA)
    for number, name in enumerate(names, 1):
        name_match.add_names(opened, number, [name])
    name_match.build_name_index(opened)
    found = name_match.find_name_matches(opened, query, at_least=at_least)
    opened.close()
    return list(found)


def test_at_most_a_hundred_names_are_compared() -> None:
    assert len(matches(["Sample Works"] * 150, "Sample Works")) == 100


@pytest.mark.parametrize(
    "asked",
    ["ﷺ" * 300, "中国人民银行上海贸易" * 30, "al ka ro " * 33, "🫰" * 300],
    ids=["ligatures", "chinese", "short words", "signs"],
)
def test_a_name_of_hundreds_of_words_takes_little_longer_than_a_short_one(asked: str) -> None:
    opened = sqlite3.connect(":memory:")
    opened.executescript(list_file.SCHEMA + name_match.SCHEMA)
    for number in range(150):
        name = f"Allah Zhongguo Alkaro Hand {number} Salam Renmin Index Finger"
        name_match.add_names(opened, number, [name])
    name_match.build_name_index(opened)

    def seconds(query: str) -> float:
        spent = []
        for _ in range(3):
            began = time.thread_time()
            name_match.find_name_matches(opened, query)
            spent.append(time.thread_time() - began)
        return min(spent)

    assert seconds(asked) < 5 * seconds("Allah Salam") + 0.05
    opened.close()


def test_a_name_without_a_common_trigram_is_no_candidate() -> None:
    # "abcz" and "abcq" share the beginning "^ab" and "abc"; "xabz" shares none of three letters.
    assert [one.entry for one in matches(["abcq", "xabz"], "abcz")] == [1]


def test_the_words_asked_for_are_four_fifths_of_the_score() -> None:
    whole, half = matches(["Alpha Bravo", "Charlie Delta"], "Alpha Bravo Zulu Echo")[:1], None
    assert half is None
    (found,) = whole
    # Two of the four words asked for are there, weighed by rarity; both of its own are asked for.
    assert 0.5 < found.score < 0.7
    (part,) = matches(["Alpha Bravo"], "Alpha")
    assert part.score == pytest.approx(0.9, abs=0.01)


def test_words_that_only_repeat_are_no_part_of_a_name() -> None:
    (found,) = matches(["Sample Sample Works"], "Sample Works")
    assert found.why == ("spelling",)
    (part,) = matches(["Sample Cement Works"], "Sample Works")
    assert part.why == ("part",)


def test_words_that_are_not_alike_score_nothing() -> None:
    (found,) = matches(["Sample Quixotic"], "Sample Bramble")
    assert found.score < 0.6
