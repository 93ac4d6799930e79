"""The original model on torch: for its export, and for building large bases on a GPU."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer.build.model_source import locate_model
from knowledge.errors import ModelError
from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.base import BATCH_TEXTS
from knowledge.index.encoders.onnx import read_card
from knowledge.index.encoders.token_encoder import TokenEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load_model(source: Path | str, device: str = "cpu") -> SentenceTransformer:
    """The original model on a device; imports torch. ModelError when it cannot be loaded."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(
            str(source),
            device=device,
            trust_remote_code=False,
            local_files_only=isinstance(source, Path),
            model_kwargs={"use_safetensors": True, "attn_implementation": "eager"},
        )
    except ImportError as error:
        raise ModelError(
            "An export needs torch and sentence-transformers.",
            fix="Run: pip install torch==2.13.0 && pip install 'tradewind[export]'",
        ) from error
    except Exception as error:
        raise ModelError(
            f"The model {source} cannot be loaded ({type(error).__name__}).",
            fix="Give a sentence-transformers model by name or by its folder.",
        ) from error


class TorchEncoder(TokenEncoder):
    """The original model on a device such as ``cuda``: for building, not for asking."""

    batch_texts = 8 * BATCH_TEXTS

    def __init__(self, export: Path, name: str, model: str, device: str) -> None:
        """Load the model on the device; ``export`` is its export, whose spec the vectors share."""
        super().__init__(read_card(export), name)
        self._model = load_model(locate_model(model)[0], device)

    def _encode_tokens(self, texts: Sequence[str]) -> Iterator[tuple[Floats, Rows]]:
        found = self._model.encode(
            list(texts), output_value="token_embeddings", show_progress_bar=False
        )
        backend = self._model.tokenizer.backend_tokenizer
        for text, tokens in zip(texts, found, strict=True):
            values = tokens.float().cpu().numpy()
            offsets = np.array(backend.encode(text).offsets, np.int64).reshape(-1, 2)
            yield values, offsets[: len(values)]
