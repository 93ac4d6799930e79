"""The encoder's export: a sentence-transformers model made once into files that need no torch."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from indexer.build.model_source import DEFAULT_MODEL, find_revision, locate_model
from indexer.build.torch_encoder import load_model
from indexer.progress import Step, ignore_step
from knowledge.digests import list_digests
from knowledge.errors import ModelError
from knowledge.files import (
    ASIDE_PREFIX,
    OWNER_ONLY_FOLDER_MODE,
    OWNER_ONLY_MODE,
    explain_os_error,
    secure_files,
    sync_folder,
)
from knowledge.index.encoders.base import BATCH_TEXTS
from knowledge.index.encoders.onnx import (
    CARD_FILE,
    GRAPH_FILE,
    MODEL_FILES,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    OnnxEncoder,
    is_damaged,
)
from knowledge.index.encoders.token_encoder import ModelCard
from knowledge.library import model_directory
from knowledge.settings import BUNDLED_NOTES
from knowledge.text.terminal import print_text

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The encoder's name in the index.
ENCODER_NAME = "main"
# The least cosine between the original's vectors and the export's.
PARITY_FLOOR = 0.9999
# Passages that are compared. The default's weights are checked by their SHA-256 and were compared
# at length before they were chosen; a handful shows that the exporter works on this machine.
DEFAULT_PARITY_TEXTS, OTHER_PARITY_TEXTS = 8, 1000
_ENGLISH_ONLY = ("en",)
_STAGE = "Exporting the model"
LOCK = ".lock"
# An export takes under a minute; a larger model on a slow machine, some.
MAX_WAIT_S = 600.0

Load = Callable[[Path | str], "SentenceTransformer"]


def ensure_exported(
    home: Path,
    model: str = DEFAULT_MODEL,
    *,
    force: bool = False,
    progress: Step = ignore_step,
    load: Load = load_model,
) -> Path:
    """The folder of the model's export, made now if it was not there whole or ``force`` is set."""
    folder = model_directory(home, find_revision(model))
    if not force and not is_damaged(folder):
        return folder
    source, revision = locate_model(model)
    with _written_aside(folder) as aside:
        # Another process may have made it while this one waited.
        if not force and not is_damaged(folder):
            return folder
        print_text(f"Exporting {model}; needed once, takes under a minute ...", to_stderr=True)
        progress(_STAGE, 0, 3)
        _export(load(source), _describe(source, model, revision), aside, progress)
        secure_files(aside)
        _replace_folder(aside, folder)
    return folder


def open_encoder(
    home: Path, model: str = DEFAULT_MODEL, *, threads: int = 0, progress: Step = ignore_step
) -> OnnxEncoder:
    """The exported model, ready to encode; exported first if need be."""
    folder = ensure_exported(home, model, progress=progress)
    return OnnxEncoder(folder, ENCODER_NAME, threads=threads)


@contextmanager
def _written_aside(folder: Path) -> Iterator[Path]:
    """A fresh folder beside ``folder``, removed afterwards; ModelError when it cannot be made.

    One process exports at a time; what one that was killed has left is removed.
    """
    models = folder.parent
    aside = models / f"{ASIDE_PREFIX}{folder.name}"
    try:
        models.mkdir(mode=OWNER_ONLY_FOLDER_MODE, parents=True, exist_ok=True)
        with FileLock(models / LOCK, mode=OWNER_ONLY_MODE).acquire(timeout=MAX_WAIT_S):
            for leftover in (*models.glob(f"{ASIDE_PREFIX}*"), *models.glob(f".{folder.name}.*")):
                shutil.rmtree(leftover, ignore_errors=True)
            aside.mkdir(mode=OWNER_ONLY_FOLDER_MODE)
            try:
                yield aside
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Timeout:
        raise ModelError(
            f"Another process is exporting a model to {models}.",
            fix="Wait for it to end, then try again.",
        ) from None
    except OSError as error:
        raise ModelError(
            f"No model can be written to {models} ({explain_os_error(error)}).",
            fix="Set TRADEWIND_HOME to a folder that can be written and has 500 MB free.",
        ) from None


def _replace_folder(aside: Path, folder: Path) -> None:
    """Put one folder in the place of another, which is removed."""
    old = folder.with_name(f"{ASIDE_PREFIX}{folder.name}.old")
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        folder.replace(old)
    aside.replace(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _describe(source: Path | str, name: str, revision: str) -> dict[str, Any]:
    """The fields of the model's card that are known before it is loaded."""
    is_default = name == DEFAULT_MODEL
    return {
        "model": name if isinstance(source, str) or is_default else source.name,
        "revision": revision,
        "languages": _ENGLISH_ONLY if is_default else (),
        "parity": 1.0,
    }


def _export(model: SentenceTransformer, card: dict[str, Any], folder: Path, progress: Step) -> None:
    """Write graph, weights, tokenizer and card; ModelError when the vectors are not the same."""
    prompts = model.prompts
    card |= {
        "dim": model.get_embedding_dimension(),
        "max_tokens": int(model.max_seq_length or 512),
        "pooling": find_pooling(model),
        "query_prefix": prompts.get("query") or "",
        "passage_prefix": prompts.get("passage") or prompts.get("document") or "",
    }
    progress(_STAGE, 1, 3)
    _write_graph(model, folder / GRAPH_FILE)
    _move_weights_beside(folder / GRAPH_FILE)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    _write_card(folder, card)
    progress(_STAGE, 2, 3)
    count = DEFAULT_PARITY_TEXTS if card["model"] == DEFAULT_MODEL else OTHER_PARITY_TEXTS
    card["parity"] = measure_parity(
        model, OnnxEncoder(folder, ENCODER_NAME), sample_texts(count), progress
    )
    if card["parity"] < PARITY_FLOOR:
        raise ModelError(
            f"The export of {card['model']} gives other vectors (cosine {card['parity']:.5f}).",
            fix="Please report the model's name.",
        )
    _write_card(folder, card | {"files": list_digests(folder, MODEL_FILES)})
    progress(_STAGE, 3, 3)


def find_pooling(model: SentenceTransformer) -> str:
    """How the model makes one vector of many: "mean" or "cls"; ModelError for anything else."""
    names = [type(module).__name__ for module in model]
    second: Any = model[1] if len(names) > 1 else None
    modes = second.get_config_dict() if second else {}
    mode = modes.get("pooling_mode")
    if mode is None:
        mode = next((k for k in ("mean", "cls") if any(modes.get(f"pooling_mode_{k}{t}")
                     for t in ("_tokens", "_token"))), None)  # fmt: skip
    plain = names[0] == "Transformer" and set(names[2:]) <= {"Normalize"}
    if not plain or mode not in ("mean", "cls"):
        raise ModelError(
            f"A model of {' + '.join(names)} cannot be exported.",
            fix="Models of a transformer with mean or cls pooling can.",
        )
    return str(mode)


def _write_graph(model: SentenceTransformer, file: Path) -> None:
    import torch

    transformer: Any = model[0]

    class TokenVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer.auto_model.eval()

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> Any:
            return self.transformer(input_ids=ids, attention_mask=mask).last_hidden_state

    example = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    with warnings.catch_warnings(), torch.no_grad():
        # The tracing exporter is deprecated, yet needs no further package, and its graph is
        # compared with the model afterwards.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            TokenVectors(),
            (example, example.clone()),
            str(file),
            input_names=["input_ids", "attention_mask"],
            output_names=["tokens"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "tokens": axes},
            opset_version=17,
            dynamo=False,
        )


def _move_weights_beside(file: Path) -> None:
    """Move the weights out of the graph into a file that is mapped, not copied: 70 MB less."""
    import onnx

    graph = onnx.load(file)
    file.unlink()
    onnx.save_model(
        graph, file, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024
    )


def _write_card(folder: Path, card: dict[str, Any]) -> None:
    ModelCard.model_validate(card)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def sample_texts(count: int) -> list[str]:
    """Passages of 3 to 122 words from the bundled notes, for comparing encoders."""
    notes = sorted(BUNDLED_NOTES.rglob("*.md"))
    words = " ".join(note.read_text("utf-8") for note in notes).split() or ["payment"]
    texts, at = [], 0
    for i in range(count):
        length = 3 + (i * 37) % 120
        texts.append(" ".join(words[(at + k) % len(words)] for k in range(length)))
        at += length
    return texts


def measure_parity(
    model: SentenceTransformer,
    encoder: OnnxEncoder,
    texts: list[str],
    progress: Step = ignore_step,
) -> float:
    """The least cosine between the original's vectors of the texts and the export's."""
    least = 1.0
    for begin in range(0, len(texts), BATCH_TEXTS):
        batch = texts[begin : begin + BATCH_TEXTS]
        mine = encoder.encode_passages(batch, [[]] * len(batch)).passages
        theirs = model.encode(batch, normalize_embeddings=True, show_progress_bar=False)
        least = min(least, float(np.einsum("ij,ij->i", mine, theirs).min()))
        if len(texts) > BATCH_TEXTS:
            progress("Comparing with the original", begin + len(batch), len(texts))
    return least
