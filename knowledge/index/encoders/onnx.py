"""The main encoder: an exported model run on onnxruntime, without torch."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError
from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.token_encoder import ModelCard, TokenEncoder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


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
        try:
            card = ModelCard.model_validate_json((directory / "card.json").read_bytes())
        except (OSError, ValueError) as error:
            raise self._model_error(error) from error
        super().__init__(card, name)

    def _model_error(self, error: Exception) -> ModelError:
        return ModelError(
            f"The model in {self._directory.name} cannot be loaded ({type(error).__name__}).",
            fix="Run: tradewind-index model --force",
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
        except Exception as error:
            raise self._model_error(error) from error
        tokenizer.enable_truncation(self._card.max_tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 3
        # Idle threads that spin would take the cores from whatever runs next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(
                str(self._directory / "tokens.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise self._model_error(error) from error

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
