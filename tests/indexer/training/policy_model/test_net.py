"""The network."""

from __future__ import annotations

import pytest
import torch

from indexer.training.policy_model.net import ClassifierNet
from indexer.training.policy_model.train import (
    pad_rows,
)
from knowledge.compliance.policy.classifier import RULES
from tests.support.policy_training import LAYERS, WIDTH, weights

pytestmark = pytest.mark.slow


def test_padding_changes_no_verdict() -> None:
    net = ClassifierNet(weights(), LAYERS, 1, len(RULES)).eval()
    short = pad_rows([[5, 6]])
    padded = pad_rows([[5, 6], [5] * 20])[:1]
    with torch.no_grad():
        for alone, filled in zip(net(short), net(padded), strict=True):
            assert alone.shape == (1, 1 + len(RULES))
            assert torch.allclose(alone, filled, atol=1e-5)


def test_the_two_halves_give_what_the_whole_gives() -> None:
    net = ClassifierNet(weights(), LAYERS, 1, len(RULES)).eval()
    ids = pad_rows([[5, 6, 7]])
    with torch.no_grad():
        states, early = net.begun(ids)
        whole = net(ids)
        assert states.shape == (1, 5, WIDTH)
        assert torch.equal(early, whole[0])
        assert torch.equal(net.finished(states, ids), whole[1])
