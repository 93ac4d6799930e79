"""A base so small that a classifier learns on it in seconds."""

from __future__ import annotations

import numpy as np

from indexer.training.policy_model import base
from indexer.training.policy_model.base import Floats
from indexer.training.policy_model.train import Example, TrainingPlan

WIDTH, INNER, LAYERS = 48, 96, 2
PLAN = TrainingPlan(epochs=30, rate=2e-3, seed=1, layers=2, first=1)
PIECES = [
    ("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0),
    *((f"▁{word}", -2.0) for word in (
        "hide", "split", "the", "payment", "fee", "what", "is", "from", "bank", "скрой", "платёж",
        "какая", "комиссия",
    )),
    *((letter, -6.0) for letter in "abcdefghijklmnopqrstuvwxyz"),
]  # fmt: skip


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
    cutter = base.build_tokenizer(PIECES)
    return [Example(tuple(cutter.encode(text)), unsafe, rule) for text, unsafe, rule in TEXTS]
