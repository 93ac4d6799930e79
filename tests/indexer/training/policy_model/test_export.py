"""The trained classifier as files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.training.policy_model import base, export
from indexer.training.policy_model.net import ClassifierNet
from indexer.training.policy_model.train import (
    average_weights,
    train_classifier,
)
from knowledge.compliance.policy.classifier import RULES, PolicyClassifier
from tests.support.policy_training import PIECES, PLAN, TEXTS, labelled, weights

pytestmark = pytest.mark.slow


def test_a_reader_learns_and_reads_the_same_once_exported(tmp_path: Path) -> None:
    examples = labelled() * 8
    nets = [
        train_classifier(weights(), examples, len(RULES), replace(PLAN, seed=s), "cpu")
        for s in (1, 2)
    ]
    net = ClassifierNet(weights(), PLAN.layers, PLAN.first, len(RULES)).eval()
    net.load_state_dict(average_weights(nets))
    cutter = base.build_tokenizer(PIECES)
    export.export_classifier(net, cutter, tmp_path)
    assert export.measure_drift(net, tmp_path, cutter, [text for text, _, _ in TEXTS]) < 0.5
    reader = PolicyClassifier(tmp_path)
    unsafe, safe = map(reader.classify_fully, ("hide the payment from the bank", "what is the fee"))
    assert unsafe.log_odds > 0 > safe.log_odds
    assert unsafe.rule is RULES[2]
