"""The index on disk: the contract between the indexer, which writes, and the bot, which reads.

    ROOT/CURRENT                  one line: the generation to serve
    ROOT/gen-000042/
        manifest.json             what the rest is, with the SHA-256 of every file
        manifest.sha256           the SHA-256 of the manifest itself
        passages.sqlite           documents, passages, sentences
        lexical.safetensors       inverted index (words, pairs, headings)
        rows.safetensors          per-passage columns: document, language, first sentence
        vectors-NAME.faiss        one vector for each passage that encoder NAME serves
        windows-NAME.safetensors  one vector for each sentence and each asked question of those

A generation is complete or absent: it is written under a temporary name, renamed, and becomes
current by replacing CURRENT.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from knowledge.errors import IndexCorruptError, IndexIncompatibleError, IndexMissingError
from knowledge.files import sha256_of_file
from knowledge.models import Value

FORMAT = 1
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
PASSAGES = "passages.sqlite"
LEXICAL = "lexical.safetensors"
ROWS = "rows.safetensors"
_GENERATION = re.compile(r"^gen-(\d{6,})$")


def vectors_file(encoder: str) -> str:
    """The name of the file that holds an encoder's passage vectors."""
    return f"vectors-{encoder}.faiss"


def windows_file(encoder: str) -> str:
    """The name of the file that holds an encoder's sentence and question vectors."""
    return f"windows-{encoder}.safetensors"


class EncoderSpec(Value):
    """Which model made the vectors; a reader with another model must refuse to serve.

    ``languages`` is empty for a model that serves every language.
    """

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    model: str
    revision: str
    dim: int = Field(gt=0, le=8192)
    max_tokens: int = Field(gt=0)
    languages: tuple[str, ...] = ()
    query_prefix: str = ""
    passage_prefix: str = ""

    def serves(self, language: str) -> bool:
        """Whether texts of the language are embedded by this model."""
        return not self.languages or language in self.languages


class Noise(Value):
    """Mean and deviation of an encoder's cosines between unrelated texts."""

    mean: float = 0.0
    deviation: float = Field(default=0.1, gt=0)


class VectorSpec(Value):
    """How an encoder's vectors are searched, and what was measured of them at the build."""

    kind: Literal["flat", "ivf"]
    rows: int = Field(ge=0)
    lists: int = 0
    probes: int = 0
    recall: float = Field(default=1.0, ge=0, le=1)
    noise: Noise = Noise()


class ChunkerSpec(Value):
    """The chunker's version and sizes, in characters."""

    version: int
    target: int
    limit: int


class Calibration(Value):
    """From features of the best evidence to the probability that it answers the question.

    A logistic model; below ``cutoff`` the assistant abstains. ``fitted_on`` names the questions.
    """

    weights: dict[str, float]
    bias: float
    cutoff: float = Field(ge=0, le=1)
    fitted_on: str


class Manifest(Value):
    """What a generation was made of, when, by which models, and its files with their SHA-256."""

    format: int = FORMAT
    generation: str
    built_at: dt.datetime
    corpus: str
    documents: int = Field(ge=0)
    passages: int = Field(ge=0)
    sentences: int = Field(ge=0)
    languages: dict[str, int]
    chunker: ChunkerSpec
    encoders: tuple[EncoderSpec, ...]
    vectors: dict[str, VectorSpec]
    calibration: Calibration
    files: dict[str, str]
    sources: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def list_generations(root: Path) -> list[str]:
    """The names of the complete generations in a folder, oldest first."""
    if not root.is_dir():
        return []
    found = [p.name for p in root.iterdir() if _GENERATION.match(p.name) and p.is_dir()]
    return sorted(found, key=_number)


def _number(generation: str) -> int:
    return int(generation.removeprefix("gen-"))


def older_generations(names: Sequence[str], than: str) -> list[str]:
    """Those of the names that are older than a generation, in their order."""
    return [name for name in names if _number(name) < _number(than)]


def next_generation_name(root: Path) -> str:
    """The name of the next generation of a folder."""
    existing = list_generations(root)
    return f"gen-{(_number(existing[-1]) if existing else 0) + 1:06d}"


def read_current(root: Path) -> str:
    """The name of the generation that CURRENT points to; IndexMissingError when there is none."""
    try:
        name = (root / CURRENT).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise IndexMissingError(root) from None
    if not _GENERATION.match(name):
        raise IndexCorruptError(name[:40], CURRENT, "does not name a generation")
    return name


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a generation; its checksum and format are checked before it is parsed."""
    name = directory.name
    try:
        blob = (directory / MANIFEST).read_bytes()
        seal = (directory / SEAL).read_text("ascii").strip()
        if hashlib.sha256(blob).hexdigest() != seal:
            raise IndexCorruptError(name, MANIFEST, "differs from its checksum")
        raw = json.loads(blob)
    except OSError:
        raise IndexCorruptError(name, MANIFEST, "cannot be read") from None
    except ValueError:
        raise IndexCorruptError(name, MANIFEST, "is not JSON") from None
    version = raw.get("format") if isinstance(raw, dict) else None
    if version != FORMAT:
        raise IndexIncompatibleError(
            f"The index has format {version!r}; this program reads {FORMAT}."
        )
    try:
        return Manifest.model_validate_json(json.dumps(raw))
    except ValidationError:
        raise IndexCorruptError(name, MANIFEST, "lacks or garbles a field") from None


def verify_generation(directory: Path) -> Manifest:
    """The manifest, after the SHA-256 of every file was checked; IndexCorruptError names one.

    The check is needed: FAISS loads most files with a flipped bit without complaint.
    """
    manifest = read_manifest(directory)
    for name, expected in manifest.files.items():
        path = directory / name
        if Path(name).name != name or not path.is_file():
            raise IndexCorruptError(directory.name, name, "is missing")
        if sha256_of_file(path) != expected:
            raise IndexCorruptError(directory.name, name, "differs from its checksum")
    return manifest
