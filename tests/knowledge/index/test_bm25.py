from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from knowledge.index import bm25
from knowledge.index.bm25 import K1, B
from knowledge.index.tokenize import pair_terms, stem_words

TEXTS = [
    ("en", "the bank sends the payment", "Banks"),
    ("en", "a payment in bitcoin is a transfer of property", "Coins"),
    ("ru", "банк отправляет платёж поставщику", "Банки"),
    ("en", "", ""),
]


def built() -> bm25.Bm25Index:
    return bm25.build_bm25(TEXTS, len(TEXTS))


def test_scores_are_bm25_by_the_formula() -> None:
    scores = built().scores("word", "en", stem_words("bitcoin", "en"))
    idf = math.log1p((2 - 1 + 0.5) / (1 + 0.5))
    length, mean = 9, (5 + 9) / 2
    expected = idf * (K1 + 1) / (1 + K1 * (1 - B + B * length / mean))
    assert scores == pytest.approx([0, expected, 0, 0], abs=1e-5)


def test_a_language_has_statistics_of_its_own() -> None:
    index = built()
    assert index.scores("word", "ru", stem_words("платежи", "ru"))[2] > 0
    assert not index.scores("word", "en", stem_words("платежи", "ru")).any()
    # One Russian text: its idf does not depend on how many English ones there are.
    alone = bm25.build_bm25([TEXTS[2]], 1)
    assert alone.scores("word", "ru", stem_words("банк", "ru"))[0] == pytest.approx(
        index.scores("word", "ru", stem_words("банк", "ru"))[2]
    )


def test_neighbouring_words_count_as_pairs() -> None:
    index = built()
    assert index.scores("pair", "en", pair_terms(stem_words("bank sends", "en")))[0] > 0
    assert not index.scores("pair", "en", pair_terms(stem_words("sends bank", "en"))).any()


def test_headings_are_a_field_of_their_own() -> None:
    index = built()
    assert index.scores("head", "en", stem_words("coins", "en"))[1] > 0
    assert not index.scores("word", "en", stem_words("coins", "en")).any()


def test_cover_is_the_share_of_the_question_that_a_passage_holds() -> None:
    index = built()
    cover = index.cover("word", "en", stem_words("payment in bitcoin", "en")).share
    assert cover[1] == pytest.approx(1.0, abs=1e-6)
    assert 0 < cover[0] < 1
    unknown = index.cover("word", "en", stem_words("zebra", "en")).share
    assert not unknown.any()
    assert index.cover("word", "en", stem_words("bitcoin zebra", "en")).share[1] < 0.7


def test_saving_and_opening_gives_the_same_index(tmp_path: Path) -> None:
    index = built()
    index.save(tmp_path / "lexical")
    again = bm25.Bm25Index.open(tmp_path / "lexical")
    terms = stem_words("payment bank bitcoin", "en")
    assert np.array_equal(index.scores("word", "en", terms), again.scores("word", "en", terms))
    index.save(tmp_path / "twice")
    assert (tmp_path / "twice").read_bytes() == (tmp_path / "lexical").read_bytes()


def test_an_empty_index_finds_nothing() -> None:
    empty = bm25.build_bm25([], 0)
    assert empty.scores("word", "en", ["anything"]).shape == (0,)
