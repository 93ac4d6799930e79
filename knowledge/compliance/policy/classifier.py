"""The policy classifier: how likely a message asks for help to evade a rule.

A small transformer (multilingual-e5-small, Wang et al. 2024, MIT; cut to the pieces of words that
English and Russian use) trained on labelled messages by ``indexer/training/policy_model``; 8-bit
weights, run on onnxruntime. A first result after four of its twelve layers lets plainly harmless
messages pass; only the others run through all layers. Decision record 011 gives reasons and
measurements.

A window takes 5 ms through the first layers and 9 ms more through the rest, and the windows of a
message are limited. A longer one is not read in part, for then a request could hide in the other
part: it is unreadable, and not answered.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.compliance.policy.refusal import PolicyRule, UnreadableTextError
from knowledge.digests import ModelFiles, packaged_files
from knowledge.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

Floats: TypeAlias = npt.NDArray[np.float32]
Ids: TypeAlias = npt.NDArray[np.int64]
Run: TypeAlias = Sequence[int]

RULES = (
    PolicyRule.SANCTIONS,
    PolicyRule.STRUCTURING,
    PolicyRule.CONCEALMENT,
    PolicyRule.UNREGULATED,
)
FIRST_FILE, REST_FILE, PIECES_FILE = "first.onnx", "rest.onnx", "pieces.model"
# The weights of a graph are beside it. All five files have their digests in a list.
WEIGHTS_SUFFIX = ".bin"
MODEL_FILES = (FIRST_FILE, "first.bin", REST_FILE, "rest.bin", PIECES_FILE)
_NAME = "The policy's reader"
# Below these log odds the first result is final; from these on a window suffices to refuse.
HARMLESS_LOG_ODDS, SURE_LOG_ODDS = -2.5, 0.5
# A long text is classified in overlapping windows, so that a request in its middle is seen.
WINDOW_PIECES, STEP_PIECES = 96, 64
# The windows that a text may have: 16, and one more for every 200 characters. Words take 200 to 250
# characters a window, columns of figures 130. A message of 4,096 characters has at most 36, which
# take 0.2 s through the first layers.
_FREE_WINDOWS, _CHARS_PER_WINDOW = 16, 200
# Of these windows the most suspicious go through all layers, 0.15 s; no message that Telegram
# delivers has more that are not plainly harmless, unless it was made to.
MAX_FULL_WINDOWS = 16
# Small batches take no longer than large ones, and 25 MB each; other texts wait meanwhile.
MAX_BATCH_WINDOWS = 4
MAX_TEXTS_AT_ONCE = 2
_BEGIN, _END, _UNKNOWN = 0, 2, 3
# A text with a larger share of unknown pieces is not classified, but for its windows with fewer.
MAX_UNKNOWN_SHARE = 0.1


@dataclass(frozen=True)
class Classification:
    """The log odds that a text is such a request, and the rule that it would break."""

    log_odds: float
    rule: PolicyRule


class PolicyClassifier:
    """Classifies with the model in a folder; loaded for the first text, thread-safe."""

    def __init__(self, folder: Path, slots: AbstractContextManager[object] | None = None) -> None:
        """Load nothing yet; texts wait for one of ``MAX_TEXTS_AT_ONCE`` ``slots``."""
        self._folder = folder
        self._loading = threading.Lock()
        self._slots = slots or threading.BoundedSemaphore(MAX_TEXTS_AT_ONCE)

    @cached_property
    def _files(self) -> ModelFiles:
        return packaged_files(self._folder, _NAME)

    @cached_property
    def _tokenizer(self) -> SentencePieceProcessor:
        from sentencepiece import SentencePieceProcessor

        try:
            return SentencePieceProcessor(model_proto=self._files.read(PIECES_FILE))
        except ModelError:
            raise
        except Exception as error:
            raise _load_error(error) from error

    @cached_property
    def _first(self) -> InferenceSession:
        return _load_session(self._files, FIRST_FILE)

    @cached_property
    def _rest(self) -> InferenceSession:
        return _load_session(self._files, REST_FILE)

    def classify(self, *texts: str) -> list[Classification] | None:
        """The classification of each text, by its most suspicious window.

        None when the first text is in a script that the model does not know. UnreadableTextError
        when a text has too many windows, or too many that only all layers could clear.
        """
        with self._slots:
            cut = self._cut(texts)
            parts = [split_windows(pieces) for pieces in cut]
            for text, runs in zip(texts, parts, strict=True):
                if len(runs) > _FREE_WINDOWS + len(text) // _CHARS_PER_WINDOW:
                    raise UnreadableTextError
            if not _is_known(cut[0]):
                parts[0] = list(filter(_is_known, parts[0]))
            if not parts[0]:
                return None
            found = self._read([run for runs in parts for run in runs], first_text=len(parts[0]))
        ends = np.cumsum([len(runs) for runs in parts])
        return [_strongest(some) for some in np.split(found, ends[:-1])]

    def classify_fully(self, text: str) -> Classification:
        """The classification by all layers, however harmless the first result is."""
        runs = split_windows(self._cut([text])[0])
        found, states = self._read_first_layers(runs)
        for batch in _split_batches(range(len(runs))):
            found[batch] = self._read_rest(runs, states, batch)
        return _strongest(found)

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        with self._loading:
            tokenizer = self._tokenizer
        return [tokenizer.encode(text) for text in texts]

    def _read(self, runs: Sequence[Run], first_text: int) -> Floats:
        """The results of windows, of which the first ``first_text`` are those of the first text."""
        found, states = self._read_first_layers(runs)
        doubtful = int((found[:, 0] >= HARMLESS_LOG_ODDS).sum())
        if not doubtful:
            return found
        order = np.argsort(-found[:, 0], kind="stable")[:MAX_FULL_WINDOWS]
        for batch in _split_batches(order.tolist()):
            found[batch] = self._read_rest(runs, states, batch)
            if any(at < first_text and found[at, 0] >= SURE_LOG_ODDS for at in batch):
                return found
        if doubtful > MAX_FULL_WINDOWS:
            raise UnreadableTextError
        return found

    def _read_first_layers(self, runs: Sequence[Run]) -> tuple[Floats, list[Floats]]:
        """The results of the first layers, one row a window, and the states that they leave."""
        with self._loading:
            session = self._first
        found: list[Floats] = []
        states: list[Floats] = []
        for batch in _split_batches(range(len(runs))):
            ids = build_batch([runs[at] for at in batch])
            left, results = session.run(["states", "readings"], {"ids": ids})
            found.append(results)
            states.extend(left)
        return np.concatenate(found), states

    def _read_rest(
        self, runs: Sequence[Run], states: Sequence[Floats], batch: Sequence[int]
    ) -> Floats:
        """The results of all layers for the windows of a batch, from the states of the first."""
        with self._loading:
            session = self._rest
        ids = build_batch([runs[at] for at in batch])
        joined = np.zeros((*ids.shape, states[0].shape[-1]), np.float32)
        for row, at in enumerate(batch):
            width = min(ids.shape[1], len(states[at]))
            joined[row, :width] = states[at][:width]
        results: Floats = session.run(["readings"], {"states": joined, "ids": ids})[0]
        return results


def split_windows(pieces: Run) -> list[Run]:
    """The pieces in runs of at most ``WINDOW``, each beginning ``STEP`` after the one before."""
    starts = range(0, max(len(pieces) - WINDOW_PIECES + STEP_PIECES, 1), STEP_PIECES)
    return [pieces[start : start + WINDOW_PIECES] for start in starts]


def build_batch(runs: Sequence[Run]) -> Ids:
    """Runs of pieces as rows of one array, with start and end pieces, padded with piece 1."""
    table = np.ones((len(runs), max(map(len, runs)) + 2), np.int64)
    for row, run in enumerate(runs):
        table[row, : len(run) + 2] = [_BEGIN, *run, _END]
    return table


@cache
def load_classifier() -> PolicyClassifier:
    """The classifier that comes with the package."""
    return PolicyClassifier(Path(str(resources.files("knowledge.compliance.policy"))))


def _split_batches(order: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of windows in batches, in their order."""
    for start in range(0, len(order), MAX_BATCH_WINDOWS):
        yield list(order[start : start + MAX_BATCH_WINDOWS])


def _is_known(run: Run) -> bool:
    """Whether the model knows enough of the pieces to classify them."""
    return run.count(_UNKNOWN) <= MAX_UNKNOWN_SHARE * len(run)


def _strongest(found: Floats) -> Classification:
    """The result of the window with the highest log odds."""
    best = found[int(np.argmax(found[:, 0]))]
    return Classification(float(best[0]), RULES[int(np.argmax(best[1:]))])


def _load_session(files: ModelFiles, graph: str) -> InferenceSession:
    """The session of a graph, after the digests of the graph and of its weights were checked."""
    import onnxruntime

    file = files.check(graph)
    files.check(file.with_suffix(WEIGHTS_SUFFIX).name)
    options = onnxruntime.SessionOptions()
    # One thread: a run takes a few milliseconds, and other requests need cores, too.
    options.intra_op_num_threads = 1
    # Its errors are raised, too; it would also print them past our log.
    options.log_severity_level = 4
    # Memory for a long text is returned, not kept for the next one.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise _load_error(error) from error


def _load_error(error: Exception) -> ModelError:
    return ModelError(
        f"{_NAME} cannot be loaded ({type(error).__name__}).", fix="Install Tradewind again."
    )
