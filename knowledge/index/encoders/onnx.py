"""The main encoder: an exported model run on onnxruntime, without torch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.digests import ModelFiles
from knowledge.errors import ModelError
from knowledge.files import read_regular_file
from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.token_encoder import ModelCard, TokenEncoder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


CARD_FILE = "card.json"
GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE = "tokens.onnx", "weights.bin", "tokenizer.json"
MODEL_FILES = (GRAPH_FILE, WEIGHTS_FILE, TOKENIZER_FILE)
# A card has some 700 bytes.
MAX_CARD_BYTES = 1 << 16
FIX = "Run: tradewind-index update, which exports it again"


@dataclass(frozen=True)
class TokenBatch:
    """Token ids and mask, shapes (texts, tokens), and each text's character offsets."""

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]
    offsets: list[Rows]


class OnnxEncoder(TokenEncoder):
    """An exported sentence-transformers model.

    Only the card is read at first; the model itself is loaded by the first text, so that a
    question in a language it does not serve never pays for it.
    """

    def __init__(self, directory: Path, name: str, *, threads: int = 0) -> None:
        """Use the export in ``directory``; ``threads`` 0 means one per core.

        ModelError when the card cannot be read.
        """
        self._directory = directory
        self._threads = threads
        self._loading = threading.Lock()
        super().__init__(read_card(directory), name)

    @property
    def has_digests(self) -> bool:
        """Whether the export states the digests of its files, so that damage shows."""
        return bool(self._card.files)

    def _find_file(self, name: str) -> Path:
        """The path of a file of the export; ModelError when it differs from its digest, if any."""
        if not self.has_digests:
            return self._directory / name
        return list_files(self._directory, self._card).check(name)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._find_file(TOKENIZER_FILE)))
        except ModelError:
            raise
        except Exception as error:
            raise _load_error(self._directory, error) from error
        tokenizer.enable_truncation(self._card.max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        # Its errors are raised, too; it would also print them past our log.
        options.log_severity_level = 4
        # Idle threads that spin would take the cores from whatever runs next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph = str(self._find_file(GRAPH_FILE))
        # 90 MB of weights are hashed in 50 ms, beside the work that the session is.
        with ThreadPoolExecutor(1) as pool:
            checking = pool.submit(self._find_file, WEIGHTS_FILE)
            try:
                session = onnxruntime.InferenceSession(
                    graph, options, providers=["CPUExecutionProvider"]
                )
            except Exception as error:
                checking.result()
                raise _load_error(self._directory, error) from error
            checking.result()
        return session

    def load_in_background(self) -> None:
        """Load the model in a thread of its own: reading it takes a core, and no Python.

        onnxruntime is imported first; two threads in Python only wait for each other.
        """
        import onnxruntime  # noqa: F401 (as above)

        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        # An error here is raised again by the first question.
        with suppress(ModelError), self._loading:
            _ = self._session

    def _encode_tokens(self, texts: Sequence[str]) -> Iterator[tuple[Floats, Rows]]:
        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        batch = _tokenize(tokenizer, texts)
        (tokens,) = session.run(["tokens"], {"input_ids": batch.ids, "attention_mask": batch.mask})
        for row, offsets in enumerate(batch.offsets):
            yield tokens[row, : len(offsets)], offsets


def read_card(directory: Path) -> ModelCard:
    """The card of an export; ModelError when it cannot be read or leaves a file out."""
    try:
        content = read_regular_file(directory / CARD_FILE, MAX_CARD_BYTES)
        card = ModelCard.model_validate_json(content)
        if card.files and card.files.keys() != set(MODEL_FILES):
            raise ValueError("names other files")
    except (OSError, ValueError) as error:
        raise _load_error(directory, error) from error
    return card


def is_damaged(directory: Path) -> bool:
    """Whether an export is a link, lacks a file, or has one that differs from its digest."""
    if directory.is_symlink():
        return True
    try:
        card = read_card(directory)
        for name in card.files:
            list_files(directory, card).check(name)
    except ModelError:
        return True
    return not all((directory / name).is_file() for name in MODEL_FILES)


def list_files(directory: Path, card: ModelCard) -> ModelFiles:
    """The files of an export, with the digests on its card."""
    return ModelFiles(directory, card.files, _describe(directory), FIX)


def _describe(directory: Path) -> str:
    return f"The model in {directory.name}"


def _load_error(directory: Path, error: Exception) -> ModelError:
    problem = f"{_describe(directory)} cannot be loaded ({type(error).__name__})."
    return ModelError(problem, fix=FIX)


def _tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> TokenBatch:
    encoded = tokenizer.encode_batch(list(texts))
    width = max(len(item.ids) for item in encoded)
    ids = np.zeros((len(texts), width), np.int64)
    mask = np.zeros((len(texts), width), np.int64)
    for row, item in enumerate(encoded):
        ids[row, : len(item.ids)] = item.ids
        mask[row, : len(item.ids)] = 1
    offsets = [np.array(item.offsets, np.int64).reshape(-1, 2) for item in encoded]
    return TokenBatch(ids, mask, offsets)
