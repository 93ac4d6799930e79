"""The policy classifier: how likely a message asks for help to evade a rule.

A small transformer (multilingual-e5-small, Wang et al. 2024, MIT; cut to the pieces of words that
English and Russian use) trained on labelled messages by ``indexer/training/policy_model``; 8-bit
weights, run on onnxruntime. A first result after four of its twelve layers lets plainly harmless
messages pass; only the others run through all layers. Decision record 011 gives reasons and
measurements.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.compliance.policy.refusal import PolicyRule
from knowledge.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

Floats: TypeAlias = npt.NDArray[np.float32]
Ids: TypeAlias = npt.NDArray[np.int64]

RULES = (
    PolicyRule.SANCTIONS,
    PolicyRule.STRUCTURING,
    PolicyRule.CONCEALMENT,
    PolicyRule.UNREGULATED,
)
FIRST_FILE, REST_FILE, PIECES_FILE = "first.onnx", "rest.onnx", "pieces.model"
# Below these log odds the first result is final.
HARMLESS_LOG_ODDS = -2.5
# A long text is classified in overlapping windows, so that a request in its middle is seen.
WINDOW_PIECES, STEP_PIECES = 96, 64
_BEGIN, _END, _UNKNOWN = 0, 2, 3
# A text with a larger share of unknown pieces is not classified.
MAX_UNKNOWN_SHARE = 0.1


@dataclass(frozen=True)
class Classification:
    """The log odds that a text is such a request, and the rule that it would break."""

    log_odds: float
    rule: PolicyRule


class PolicyClassifier:
    """Classifies with the model in a folder; loaded for the first text, thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Load nothing yet."""
        self._folder = folder
        self._loading = threading.Lock()

    @cached_property
    def _tokenizer(self) -> SentencePieceProcessor:
        from sentencepiece import SentencePieceProcessor

        try:
            return SentencePieceProcessor(model_file=str(self._folder / PIECES_FILE))
        except Exception as error:
            raise _load_error(error) from error

    @cached_property
    def _first(self) -> InferenceSession:
        return _load_session(self._folder / FIRST_FILE)

    @cached_property
    def _rest(self) -> InferenceSession:
        return _load_session(self._folder / REST_FILE)

    def classify(self, *texts: str) -> list[Classification] | None:
        """The classification of each text, by its most suspicious window.

        None when the first text is in a script that the model does not know.
        """
        cut = self._cut(texts)
        if cut[0].count(_UNKNOWN) > MAX_UNKNOWN_SHARE * len(cut[0]):
            return None
        return self._read(cut, enough=HARMLESS_LOG_ODDS)

    def classify_fully(self, text: str) -> Classification:
        """The classification by all layers, however harmless the first result is."""
        return self._read(self._cut([text]), enough=-math.inf)[0]

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        with self._loading:
            tokenizer = self._tokenizer
        return [tokenizer.encode(text) for text in texts]

    def _read(self, cut: Sequence[Sequence[int]], enough: float) -> list[Classification]:
        with self._loading:
            first = self._first
        parts = [split_windows(pieces) for pieces in cut]
        ids = build_batch([run for runs in parts for run in runs])
        states, found = first.run(["states", "readings"], {"ids": ids})
        if found[:, 0].max() >= enough:
            with self._loading:
                rest = self._rest
            (found,) = rest.run(["readings"], {"states": states, "ids": ids})
        ends = np.cumsum([len(runs) for runs in parts])
        return [_strongest(some) for some in np.split(found, ends[:-1])]


def split_windows(pieces: Sequence[int]) -> list[Sequence[int]]:
    """The pieces in runs of at most ``WINDOW``, each beginning ``STEP`` after the one before."""
    starts = range(0, max(len(pieces) - WINDOW_PIECES + STEP_PIECES, 1), STEP_PIECES)
    return [pieces[start : start + WINDOW_PIECES] for start in starts]


def build_batch(runs: Sequence[Sequence[int]]) -> Ids:
    """Runs of pieces as rows of one array, with start and end pieces, padded with piece 1."""
    table = np.ones((len(runs), max(map(len, runs)) + 2), np.int64)
    for row, run in enumerate(runs):
        table[row, : len(run) + 2] = [_BEGIN, *run, _END]
    return table


@cache
def load_classifier() -> PolicyClassifier:
    """The classifier that comes with the package."""
    return PolicyClassifier(Path(str(resources.files("knowledge.compliance.policy"))))


def _strongest(found: Floats) -> Classification:
    """The result of the window with the highest log odds."""
    best = found[int(np.argmax(found[:, 0]))]
    return Classification(float(best[0]), RULES[int(np.argmax(best[1:]))])


def _load_session(file: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread: a run takes a few milliseconds, and other requests need cores, too.
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # Memory for a long text is returned, not kept for the next one.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise _load_error(error) from error


def _load_error(error: Exception) -> ModelError:
    return ModelError(
        f"The policy's reader cannot be loaded ({type(error).__name__}).",
        fix="Install Tradewind again.",
    )
