"""The reader's training, on a base so small that it learns in seconds."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.training.policy_model import base, export
from indexer.training.policy_model.__main__ import rows
from indexer.training.policy_model.base import Floats
from indexer.training.policy_model.net import Net
from indexer.training.policy_model.train import Course, Example, blended, readings, trained
from knowledge.compliance.policy.classifier import RULES, PolicyClassifier
from knowledge.compliance.policy.decide import find_violation

pytestmark = pytest.mark.slow

WIDTH, INNER, LAYERS = 48, 96, 2
PIECES = [
    ("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0),
    *((f"▁{word}", -2.0) for word in (
        "hide", "split", "the", "payment", "fee", "what", "is", "from", "bank", "скрой", "платёж",
        "какая", "комиссия",
    )),
    *((letter, -6.0) for letter in "abcdefghijklmnopqrstuvwxyz"),
]  # fmt: skip
COURSE = Course(epochs=30, rate=2e-3, seed=1, layers=2, first=1)


def weights(seed: int = 0) -> dict[str, Floats]:
    dice = np.random.default_rng(seed)

    def some(*shape: int) -> Floats:
        return dice.normal(0, 0.05, shape).astype(np.float32)

    made = {"word": some(len(PIECES), WIDTH), "position": some(base.POSITIONS, WIDTH)}
    made |= {"norm.weight": np.ones(WIDTH, np.float32), "norm.bias": some(WIDTH)}
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            made[f"{layer}.{name}.weight"] = some(WIDTH, WIDTH)
            made[f"{layer}.{name}.bias"] = some(WIDTH)
        made |= {f"{layer}.fi.weight": some(INNER, WIDTH), f"{layer}.fi.bias": some(INNER)}
        made |= {f"{layer}.fo.weight": some(WIDTH, INNER), f"{layer}.fo.bias": some(WIDTH)}
        for name in ("aln", "oln"):
            made[f"{layer}.{name}.weight"] = np.ones(WIDTH, np.float32)
            made[f"{layer}.{name}.bias"] = np.zeros(WIDTH, np.float32)
    return made


TEXTS = [
        ("hide the payment from the bank", 1.0, 2), ("split the payment", 1.0, 1),
        ("what is the fee", 0.0, -1), ("what is the payment", 0.0, -1),
        ("the bank is what", 0.0, -1), ("hide the fee from the bank", 1.0, 2),
    ]  # fmt: skip


def labelled() -> list[Example]:
    cutter = base.tokenizer(PIECES)
    return [Example(tuple(cutter.encode(text)), unsafe, rule) for text, unsafe, rule in TEXTS]


def test_a_reader_learns_and_reads_the_same_once_exported(tmp_path: Path) -> None:
    examples = labelled() * 8
    nets = [
        trained(weights(), examples, len(RULES), replace(COURSE, seed=s), "cpu") for s in (1, 2)
    ]
    net = Net(weights(), COURSE.layers, COURSE.first, len(RULES)).eval()
    net.load_state_dict(blended(nets))
    cutter = base.tokenizer(PIECES)
    export.export(net, cutter, tmp_path)
    assert export.drift(net, tmp_path, cutter, [text for text, _, _ in TEXTS]) < 0.5
    reader = PolicyClassifier(tmp_path)
    unsafe, safe = map(reader.classify_fully, ("hide the payment from the bank", "what is the fee"))
    assert unsafe.log_odds > 0 > safe.log_odds
    assert unsafe.rule is RULES[2]


def test_training_twice_gives_the_same_reader() -> None:
    few = Course(epochs=2, rate=1e-3, seed=3, layers=1, first=1)
    one, two = (trained(weights(), labelled(), len(RULES), few, "cpu") for _ in range(2))
    said = [readings(net, labelled(), "cpu") for net in (one, two)]
    assert np.array_equal(said[0], said[1])


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
    made = base.read(file, ["hide the payment"])
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
        base.read(tmp_path / "x.bin", [])


def test_the_rule_of_a_refusal_is_nearly_always_the_one_that_the_examples_name() -> None:
    named = [row for row in rows() if "rule" in row]
    found = [(find_violation(str(row["text"])), row["rule"]) for row in named]
    right = sum(refusal is not None and refusal.rule == rule for refusal, rule in found)
    assert len(named) > 100
    assert right / len(named) >= 0.85
