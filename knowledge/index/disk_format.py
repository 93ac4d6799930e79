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
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import from_json

from knowledge.errors import (
    IndexCorruptError,
    IndexIncompatibleError,
    IndexMissingError,
    IndexStateError,
)
from knowledge.files import (
    FileStamp,
    explain_os_error,
    read_regular_file,
    sha256_of_file,
    stamp_file,
)
from knowledge.models import Sha256, Value
from knowledge.text.terminal import escape_line

FORMAT = 1
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
PASSAGES = "passages.sqlite"
LEXICAL = "lexical.safetensors"
ROWS = "rows.safetensors"
_GENERATION = re.compile(r"gen-\d{6,12}", re.ASCII)
# A line of CURRENT is eleven bytes, a checksum 65. A manifest's longest part names the documents
# that could not be read, a hundred bytes each.
MAX_POINTER_BYTES, MAX_SEAL_BYTES, MAX_MANIFEST_BYTES = 100, 100, 16 << 20
# More than any base has; what a reader allocates goes by them.
MAX_DOCUMENTS, MAX_PASSAGES, MAX_SENTENCES = 5_000_000, 50_000_000, 500_000_000
# What names a folder or a file, or is shown on a terminal, is held to a pattern.
GenerationName = Annotated[str, StringConstraints(pattern=r"^gen-[0-9]{6,12}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\.[a-z]{1,20}$")]
Revision = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]
PlainText = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]{0,300}$")]
_PERMISSION_FIX = (
    "Give the index to the user that Tradewind runs as (chown), or run as that user: "
    "tradewind-index build"
)


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
    model: PlainText
    revision: Revision
    dim: int = Field(gt=0, le=8192)
    max_tokens: int = Field(gt=0, le=1 << 20)
    languages: tuple[PlainText, ...] = ()
    query_prefix: str = Field(default="", max_length=300)
    passage_prefix: str = Field(default="", max_length=300)

    def serves(self, language: str) -> bool:
        """Whether texts of the language are embedded by this model."""
        return not self.languages or language in self.languages


class Noise(Value):
    """Mean and deviation of an encoder's cosines between unrelated texts."""

    mean: float = Field(default=0.0, allow_inf_nan=False)
    deviation: float = Field(default=0.1, gt=0, allow_inf_nan=False)


class VectorSpec(Value):
    """How an encoder's vectors are searched, and what was measured of them at the build."""

    kind: Literal["flat", "ivf"]
    rows: int = Field(ge=0, le=MAX_PASSAGES)
    lists: int = Field(default=0, ge=0, le=MAX_PASSAGES)
    probes: int = Field(default=0, ge=0, le=MAX_PASSAGES)
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

    weights: dict[PlainText, Annotated[float, Field(allow_inf_nan=False)]]
    bias: float = Field(allow_inf_nan=False)
    cutoff: float = Field(ge=0, le=1)
    fitted_on: PlainText


class Manifest(Value):
    """What a generation was made of, when, by which models, and its files with their SHA-256."""

    format: int = FORMAT
    generation: GenerationName
    built_at: dt.datetime
    corpus: str
    documents: int = Field(ge=0, le=MAX_DOCUMENTS)
    passages: int = Field(ge=0, le=MAX_PASSAGES)
    sentences: int = Field(ge=0, le=MAX_SENTENCES)
    languages: dict[PlainText, int]
    chunker: ChunkerSpec
    encoders: tuple[EncoderSpec, ...] = Field(min_length=1, max_length=8)
    vectors: dict[str, VectorSpec]
    calibration: Calibration
    files: dict[FileName, Sha256]
    sources: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _check_encoders(self) -> Manifest:
        names = [encoder.name for encoder in self.encoders]
        if sorted(names) != sorted(self.vectors):
            raise ValueError("each encoder has one name, and vectors of that name")
        return self

    @property
    def needed_files(self) -> frozenset[str]:
        """The names of the files of a generation, but for the manifest and its checksum."""
        names = {PASSAGES, LEXICAL, ROWS}
        for encoder in self.encoders:
            names |= {vectors_file(encoder.name), windows_file(encoder.name)}
        return frozenset(names)


def list_generations(root: Path) -> list[str]:
    """The names of the complete generations in a folder, oldest first.

    IndexStateError says why the folder cannot be read.
    """
    try:
        found = [p.name for p in root.iterdir() if _GENERATION.fullmatch(p.name) and _is_own(p)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        problem = f"The index in {root} cannot be read ({explain_os_error(error)})."
        raise IndexStateError(problem, fix=_PERMISSION_FIX) from None
    return sorted(found, key=_number)


def _is_own(folder: Path) -> bool:
    """Whether this is a folder, and no link that leads out of the index."""
    return folder.is_dir() and not folder.is_symlink()


def _number(generation: str) -> int:
    return int(generation.removeprefix("gen-"))


def older_generations(names: Sequence[str], than: str) -> list[str]:
    """Those of the names that are older than a generation, in their order."""
    return [name for name in names if _number(name) < _number(than)]


def next_generation_name(root: Path) -> str:
    """The name of the next generation of a folder."""
    existing = list_generations(root)
    return f"gen-{(_number(existing[-1]) if existing else 0) + 1:06d}"


def read_pointer(root: Path) -> bytes:
    """The content of CURRENT; empty when it cannot be read."""
    try:
        return read_regular_file(root / CURRENT, MAX_POINTER_BYTES)
    except OSError:
        return b""


def read_current(root: Path) -> str:
    """The name of the generation that CURRENT points to; IndexMissingError when there is none."""
    try:
        content = read_regular_file(root / CURRENT, MAX_POINTER_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(root) from None
    except OSError as error:
        raise unreadable("?", CURRENT, error) from None
    name = content.decode("ascii", "replace").strip()
    if not _GENERATION.fullmatch(name):
        shown = escape_line(name)[:40]
        raise IndexCorruptError(shown, CURRENT, "does not name a generation")
    return name


def unreadable(generation: str, file: str, error: OSError) -> IndexCorruptError:
    """The fault of a file that the system does not let us read."""
    fix = _PERMISSION_FIX if isinstance(error, PermissionError) else ""
    reason = f"cannot be read ({explain_os_error(error)})"
    return IndexCorruptError(generation, file, reason, fix=fix)


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a generation; its checksum and format are checked before it is parsed."""
    name = directory.name
    try:
        blob = read_regular_file(directory / MANIFEST, MAX_MANIFEST_BYTES)
        seal = read_regular_file(directory / SEAL, MAX_SEAL_BYTES)
    except OSError as error:
        raise unreadable(name, MANIFEST, error) from None
    if hashlib.sha256(blob).hexdigest().encode() != seal.strip():
        raise IndexCorruptError(name, MANIFEST, "differs from its checksum")
    try:
        raw = from_json(blob)
    except ValueError:
        raise IndexCorruptError(name, MANIFEST, "is not JSON") from None
    version = raw.get("format") if isinstance(raw, dict) else None
    if version != FORMAT:
        raise IndexIncompatibleError(
            f"The index has format {repr(version)[:20]}; this program reads {FORMAT}."
        )
    try:
        return Manifest.model_validate_json(blob)
    except ValidationError:
        raise IndexCorruptError(name, MANIFEST, "lacks or garbles a field") from None


def verify_generation(directory: Path) -> Manifest:
    """The manifest, after the SHA-256 of every file was checked; IndexCorruptError names one.

    The check is needed: FAISS loads most files with a flipped bit without complaint.
    """
    manifest = read_manifest(directory)
    if manifest.generation != directory.name:
        raise IndexCorruptError(directory.name, MANIFEST, "is that of another generation")
    if manifest.files.keys() != manifest.needed_files:
        odd = min(manifest.files.keys() ^ manifest.needed_files)
        kept = "names a file too many" if odd in manifest.files else "leaves out a file"
        raise IndexCorruptError(directory.name, MANIFEST, f"{kept}, {odd}")
    for name, expected in manifest.files.items():
        if _hash(directory, name) != expected:
            raise IndexCorruptError(directory.name, name, "differs from its checksum")
    return manifest


def _hash(directory: Path, name: str) -> str:
    try:
        return sha256_of_file(directory / name)
    except FileNotFoundError:
        raise IndexCorruptError(directory.name, name, "is missing") from None
    except OSError as error:
        raise unreadable(directory.name, name, error) from None


def stamp_files(directory: Path) -> dict[str, FileStamp]:
    """The stamp of each file of a folder, by name."""
    try:
        return {path.name: stamp_file(path) for path in directory.iterdir()}
    except OSError as error:
        raise unreadable(directory.name, "the folder", error) from None
