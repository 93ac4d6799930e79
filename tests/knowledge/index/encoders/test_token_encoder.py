"""Texts, spans and phrases encoded by way of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.token_encoder import ModelCard, TokenEncoder

CARD = ModelCard(
    model="letters", revision="1" * 16, dim=26, max_tokens=99, pooling="mean", parity=1.0,
    query_prefix="q: ", passage_prefix="p: ",
)  # fmt: skip


class Letters(TokenEncoder):
    """Each letter is a token of a direction of its own."""

    batch_texts = 2

    def __init__(self) -> None:
        super().__init__(CARD, "main")
        self.batches: list[list[str]] = []

    def _encode_tokens(self, texts: Sequence[str]) -> Iterator[tuple[Floats, Rows]]:
        self.batches.append(list(texts))
        for text in texts:
            places = [i for i, char in enumerate(text) if char.isalpha()]
            vectors = np.eye(26, dtype=np.float32)[[ord(text[i]) - ord("a") for i in places]]
            yield vectors, np.array([[i, i + 1] for i in places])


def test_texts_are_encoded_in_batches_of_like_length_and_returned_in_order() -> None:
    encoder, done = Letters(), list[int]()
    out = encoder.encode_passages(["a", "bbb", "cc"], [[], [], []], done.append)
    assert encoder.batches == [["p: bbb", "p: cc"], ["p: a"]]
    assert out.passages.argmax(axis=1).tolist()[1:] == [1, 2]
    assert done == [2, 1]


def test_spans_count_the_characters_of_the_text_and_not_of_its_prefix() -> None:
    out = Letters().encode_passages(["ab"], [[(0, 1), (1, 2)]], phrases=True)
    assert out.windows[0].argmax(axis=1).tolist() == [0, 1]
    assert len(out.phrases[0]) == 1
    query = Letters().encode_query("ab")
    assert query.spans[-1] == (0, 2)


def test_phrases_are_made_only_when_they_are_wanted() -> None:
    assert Letters().encode_passages(["ab"], [[]]).phrases[0].shape == (0, 26)


def test_a_card_names_the_encoder_in_a_manifest() -> None:
    spec = CARD.spec("main")
    assert (spec.name, spec.model, spec.query_prefix) == ("main", "letters", "q: ")
    with pytest.raises(ValueError, match="odd"):
        ModelCard.model_validate(CARD.model_dump() | {"odd": 1})
