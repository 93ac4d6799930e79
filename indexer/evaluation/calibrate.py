"""Fits the probability that evidence answers a question, on golden questions."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.build import publish
from indexer.evaluation.golden import Golden
from knowledge.errors import UsageError
from knowledge.files import ASIDE_PREFIX
from knowledge.index import disk_format
from knowledge.index.disk_format import Calibration
from knowledge.index.evidence import QuestionContext
from knowledge.index.generation import Generation
from knowledge.library import Library
from knowledge.places.jurisdictions import find_place_codes
from knowledge.text.terminal import print_text

Matrix = npt.NDArray[np.float64]
PENALTY = 0.15


def fit_logistic(
    features: Matrix, answerable: Matrix, penalty: float = PENALTY
) -> tuple[Matrix, float]:
    """The weights and bias of a logistic regression with an L2 penalty, by Newton's method."""
    design = np.c_[features, np.ones(len(features))]
    weights = np.zeros(design.shape[1])
    penalties = np.full(len(weights), penalty)
    penalties[-1] = penalty / 10
    for _ in range(60):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (chance - answerable) + penalties * weights
        hessian = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(penalties)
        weights -= np.linalg.solve(hessian, gradient)
    return weights[:-1], float(weights[-1])


def choose_cutoff(chance: Matrix, answerable: Matrix) -> float:
    """The probability at which the two kinds of error are together the smallest."""
    tried = np.arange(0.3, 0.71, 0.01)
    lost = [((chance < c) & (answerable == 1)).sum() / max(1, (answerable == 1).sum())
            + ((chance >= c) & (answerable == 0)).sum() / max(1, (answerable == 0).sum())
            for c in tried]  # fmt: skip
    least = min(lost)
    # The middle of the best stretch, so that a slight shift of the data changes nothing.
    best = [c for c, value in zip(tried, lost, strict=True) if value == least]
    return round(float(np.median(best)), 2)


def run_calibration(
    arguments: argparse.Namespace, golden: Sequence[Golden], root: Path, home: Path
) -> int:
    """Fit on the golden questions, and publish a copy of the current generation with the result."""
    library = Library(root, home)
    names, features, answerable = collect_features(library, golden)
    weights, bias = fit_logistic(features, answerable)
    chance = 1 / (1 + np.exp(-(features @ weights + bias)))
    found = Calibration(
        weights={n: round(float(w), 3) for n, w in zip(names, weights, strict=True)},
        bias=round(bias, 3),
        cutoff=choose_cutoff(chance, answerable),
        fitted_on=f"{len(answerable)} golden questions, {dt.datetime.now(dt.UTC):%Y-%m-%d}",
    )
    name = _publish_calibration(root, library.generation.directory, found)
    answered = float((chance[answerable == 1] >= found.cutoff).mean())
    abstained = float((chance[answerable == 0] < found.cutoff).mean())
    if arguments.json:
        print_text(json.dumps({"generation": name} | found.model_dump()))
    else:
        print_text(f"{name}: cutoff {found.cutoff}, weights {found.weights}, bias {found.bias}")
        print_text(
            f"answered {answered:.3f} of the answerable, abstained on {abstained:.3f} of the others"
        )
    return 0


def collect_features(
    library: Library, golden: Sequence[Golden]
) -> tuple[list[str], Matrix, Matrix]:
    """Names, features (questions, names) and labels (questions,) of the questions without turns.

    UsageError unless there are answerable and unanswerable ones.
    """
    rows, labels = [], []
    today = dt.datetime.now(dt.UTC).date()
    for question in golden:
        if question.turns or question.group not in ("questions", "unanswerable"):
            continue
        context = QuestionContext(places=find_place_codes(question.text), today=today)
        evidence = library.evidence(question.text, context)
        # A place without a note decides the matter by itself.
        if evidence.features and not evidence.missing:
            rows.append(evidence.features)
            labels.append(float(question.group == "questions"))
    if not 0 < sum(labels) < len(labels):
        raise UsageError("Calibration needs answerable and unanswerable questions.")
    names = sorted(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows]), np.array(labels)


def _publish_calibration(root: Path, folder: Path, calibration: Calibration) -> str:
    before = disk_format.verify_generation(folder)

    def fill(aside: Path) -> disk_format.Manifest:
        for name in before.files:
            os.link(folder / name, aside / name)
        generation = aside.name.removeprefix(ASIDE_PREFIX)
        return before.model_copy(update={"calibration": calibration, "generation": generation})

    def check(made: Path) -> None:
        Generation(made).close()

    with publish.writing(root):
        return publish.publish(root, fill, check)
