"""A prepared question."""

from __future__ import annotations

from knowledge.index.query import Query
from tests.support.encoders import WordEncoder


def test_a_query_has_a_vector_by_each_encoder() -> None:
    encoded = {name: WordEncoder(name).encode_query("salt") for name in ("main", "second")}
    vectors = Query("salt", "en", {"en": "main"}, encoded).vectors
    assert list(vectors) == ["main", "second"]
    assert vectors["main"] is encoded["main"].vector
