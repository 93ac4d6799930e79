"""Training."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from indexer.training.policy_model.net import PADDING, ClassifierNet
from indexer.training.policy_model.train import (
    MAX_PIECES,
    TrainingPlan,
    average_weights,
    classify_examples,
    pad_rows,
    train_classifier,
)
from knowledge.compliance.policy.classifier import RULES
from tests.support.policy_training import LAYERS, labelled, weights

pytestmark = pytest.mark.slow


def test_training_twice_gives_the_same_reader() -> None:
    few = TrainingPlan(epochs=2, rate=1e-3, seed=3, layers=1, first=1)
    one, two = (train_classifier(weights(), labelled(), len(RULES), few, "cpu") for _ in range(2))
    said = [classify_examples(net, labelled(), "cpu") for net in (one, two)]
    assert np.array_equal(said[0], said[1])


def test_rows_are_begun_ended_cut_and_filled_up() -> None:
    rows = pad_rows([[7, 8], [9], list(range(10, 10 + 2 * MAX_PIECES))])
    assert rows[0, :4].tolist() == [0, 7, 8, 2]
    assert rows[1, :4].tolist() == [0, 9, 2, PADDING]
    assert rows.shape == (3, MAX_PIECES + 2)


def test_averaged_weights_are_the_mean_of_each() -> None:
    nets = [ClassifierNet(weights(seed), LAYERS, 1, len(RULES)) for seed in (0, 1)]
    mean = average_weights(nets)["word.weight"]
    assert torch.allclose(mean, (nets[0].word.weight + nets[1].word.weight) / 2)
