"""The reader's training, on a base so small that it learns in seconds."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from indexer.training.policy_model import base
from indexer.training.policy_model.base import Floats
from tests.support.policy_training import PIECES

pytestmark = pytest.mark.slow


def packed(values: Floats) -> bytes:
    """Weights in 4 bits, in blocks of 32, as the base's file has them."""
    blocks = values.reshape(-1, 32)
    scales = np.maximum(np.abs(blocks).max(1, keepdims=True) / 7, 1e-6).astype(np.float16)
    whole = np.clip(np.round(blocks / scales.astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    pairs = whole[:, :16] | (whole[:, 16:] << 4)
    return b"".join(s.tobytes() + p.tobytes() for s, p in zip(scales, pairs, strict=True))


def test_the_base_is_read_from_its_file_and_cut(tmp_path: Path) -> None:
    width, words = 32, [*(piece for piece, _ in PIECES), "▁слово", "ß", "語"]
    blob = "".join(words).encode()
    ends = np.cumsum([0, *(len(word.encode()) for word in words)]).astype(np.uint32)
    scores = np.array([score for _, score in PIECES] + [-4.0, -4.0, -4.0], np.float32)
    values = {"emb.word": np.random.default_rng(0).normal(0, 1, (len(words), width))}
    floats = {
        "emb.pos": np.ones((130, width)), "emb.type": np.full((2, width), 0.5),
        "emb.ln.w": np.ones(width), "emb.ln.b": np.zeros(width),
    }  # fmt: skip
    body, directory = b"", b""
    head = b"E5S1" + struct.pack("<I7ifi", 1, width, 0, 4, 64, len(words), 130, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(words), 0, 2, 1, 3, len(blob)) + ends.tobytes()
    head += scores.tobytes() + blob + struct.pack("<iI", 0, 0)
    tensors = [(n, packed(v.astype(np.float32)), v.size) for n, v in values.items()]
    tensors += [(n, v.astype(np.float32).tobytes(), v.size) for n, v in floats.items()]
    size = len(head) + 4 + sum(2 + len(n) + 21 for n, _, _ in tensors)
    for name, raw, number in tensors:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, number, size + len(body), len(raw))
        body += raw
    file = tmp_path / "small.bin"
    file.write_bytes(head + struct.pack("<i", len(tensors)) + directory + body)
    made = base.read_base(file, ["hide the payment"])
    kept = [piece for piece, _ in made.pieces]
    assert "▁слово" in kept
    assert "語" not in kept
    at = words.index("▁слово")
    near = np.abs(made.weights["word"][kept.index("▁слово")] - values["emb.word"][at])
    assert near.max() < 0.3
    assert made.weights["position"].shape == (base.POSITIONS, width)
    assert np.allclose(made.weights["position"], 1.5)


def test_another_file_is_no_base(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match="no model"):
        base.read_base(tmp_path / "x.bin", [])
