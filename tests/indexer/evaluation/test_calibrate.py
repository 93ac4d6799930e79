"""The fit of the abstention."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.evaluation.calibrate import (
    _publish_calibration,
    choose_cutoff,
    collect_features,
    fit_logistic,
)
from indexer.evaluation.golden import Golden
from knowledge.errors import UsageError
from knowledge.index.disk_format import Calibration
from knowledge.index.generation import open_current
from knowledge.library import Library
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex


def test_the_fit_finds_the_feature_that_decides() -> None:
    draw = np.random.default_rng(0)
    features = draw.normal(size=(400, 2))
    answerable = (features[:, 1] > 0.5).astype(float)
    weights, bias = fit_logistic(features, answerable)
    assert weights[1] > 5 * abs(weights[0])
    assert -bias / weights[1] == pytest.approx(0.5, abs=0.15)


def test_a_stronger_penalty_makes_smaller_weights() -> None:
    features, answerable = np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 0.0, 1.0])
    loose, tight = (fit_logistic(features, answerable, p)[0][0] for p in (0.01, 10))
    assert loose > tight > 0


def test_the_cutoff_is_in_the_middle_of_the_best_stretch() -> None:
    chance, answerable = np.array([0.1, 0.4, 0.6, 0.9]), np.array([0, 0, 1, 1])
    assert choose_cutoff(chance, answerable) == pytest.approx(0.5, abs=0.011)


def golden(text: str, group: str, **more: object) -> Golden:
    return Golden(text, text, "en", group, **more)  # type: ignore[arg-type]


def test_questions_of_one_turn_give_features_and_both_kinds_are_needed(
    make_index: MakeIndex,
) -> None:
    library = Library(make_index(), Path(), encoders=[WordEncoder()])
    asked = [
        golden("the tax on salt", "questions"), golden("zebra", "unanswerable"),
        golden("and now?", "questions", turns=("a",)), golden("salt in Japan", "questions"),
    ]  # fmt: skip
    names, features, answerable = collect_features(library, asked)
    assert features.shape == (2, len(names))
    assert answerable.tolist() == [1, 0]
    with pytest.raises(UsageError, match="answerable and unanswerable"):
        collect_features(library, asked[:1])


def test_a_fit_is_published_as_a_generation_like_the_last(make_index: MakeIndex) -> None:
    root = make_index()
    found = Calibration(weights={"words": 1.0}, bias=0.0, cutoff=0.4, fitted_on="this test")
    name = _publish_calibration(root, root / "gen-000001", found)
    generation, _ = open_current(root)
    assert generation.name == name == "gen-000002"
    assert generation.manifest.calibration == found
    assert generation.manifest.documents == 3
