"""The exported model on onnxruntime."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export
from knowledge.digests import list_digests
from knowledge.errors import ModelError
from knowledge.index.encoders.onnx import CARD_FILE, MODEL_FILES, OnnxEncoder
from tests.support.encoders import TEXTS


@pytest.mark.slow
def test_a_text_has_the_same_vector_alone_and_in_company(home: Path) -> None:
    encoder = encoder_export.open_encoder(home)
    together = encoder.encode_passages(TEXTS, [[(0, 3)]] * len(TEXTS), phrases=True)
    for i, text in enumerate(TEXTS):
        alone = encoder.encode_passages([text], [[(0, 3)]], phrases=True)
        assert np.allclose(alone.passages[0], together.passages[i], atol=1e-5)
        assert np.allclose(alone.windows[0], together.windows[i], atol=1e-5)
        assert np.allclose(alone.phrases[0], together.phrases[i], atol=1e-5)


@pytest.mark.slow
def test_phrases_cover_every_word_of_a_question(home: Path) -> None:
    question = encoder_export.open_encoder(home).encode_query(TEXTS[0])
    covered = set().union(*(range(a, b) for a, b in question.spans))
    assert {i for i, char in enumerate(TEXTS[0]) if char.isalnum()} <= covered
    assert len(question.phrases) == len(question.spans)


def test_a_broken_export_says_how_to_make_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="tradewind-index update"):
        OnnxEncoder(tmp_path, "main")


CARD: dict[str, object] = {
    "model": "m", "revision": "0" * 64, "dim": 3, "max_tokens": 9, "pooling": "mean", "parity": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"revision": "../../evil"}, {"dim": 10**9}, {"max_tokens": 0}, {"pooling": "max"},
        {"files": {"../../etc/passwd": "0" * 64}}, {"files": {"tokens.onnx": "0" * 64}},
        {"files": {"tokens.onnx": "x"}}, {"model": "\u001b[2J"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_card_is_held_to_what_an_export_can_be(tmp_path: Path, fields: dict[str, object]) -> None:
    (tmp_path / "card.json").write_text(json.dumps(CARD), "utf-8")
    assert OnnxEncoder(tmp_path, "main").spec.dim == 3
    (tmp_path / "card.json").write_text(json.dumps(CARD | fields), "utf-8")
    with pytest.raises(ModelError, match="tradewind-index update"):
        OnnxEncoder(tmp_path, "main")


@pytest.mark.slow
@pytest.mark.parametrize("name", MODEL_FILES)
def test_a_damaged_file_of_an_export_is_named_when_it_is_loaded(
    home: Path, tmp_path: Path, name: str
) -> None:
    whole = encoder_export.ensure_exported(home)
    for file in whole.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    card = json.loads((whole / CARD_FILE).read_bytes()) | {
        "files": list_digests(whole, MODEL_FILES)
    }
    (tmp_path / CARD_FILE).write_text(json.dumps(card), "utf-8")
    content = bytearray((tmp_path / name).read_bytes())
    # As little as one bit, in the middle: most such files load without complaint.
    content[len(content) // 2] ^= 1
    (tmp_path / name).write_bytes(content)
    encoder = OnnxEncoder(tmp_path, "main")
    with pytest.raises(ModelError, match=f"{name} differs from its SHA-256.*tradewind-index upd"):
        encoder.encode_query("payment")
