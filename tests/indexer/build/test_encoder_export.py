"""The export of a model: once, whole, and only if its vectors are the original's."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from indexer.build import encoder_export, model_source, torch_encoder
from knowledge.digests import list_digests
from knowledge.errors import ModelError
from knowledge.index.encoders.onnx import CARD_FILE, MODEL_FILES
from knowledge.index.encoders.token_encoder import ModelCard
from tests.support.encoders import TEXTS


@pytest.mark.slow
def test_the_export_gives_the_vectors_of_sentence_transformers(home: Path) -> None:
    original = torch_encoder.load_model(model_source.locate_model(model_source.DEFAULT_MODEL)[0])
    theirs = original.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    encoder = encoder_export.open_encoder(home)
    mine = encoder.encode_passages(TEXTS, [[]] * len(TEXTS)).passages
    assert np.einsum("ij,ij->i", mine, theirs).min() >= encoder_export.PARITY_FLOOR
    for text, vector in zip(TEXTS, theirs, strict=True):
        assert encoder.encode_query(text).vector @ vector >= encoder_export.PARITY_FLOOR


class LoadedError(Exception):
    """The original model was asked for."""


def load(_source: Path | str) -> NoReturn:
    raise LoadedError


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder with the files and the card of an export of the model in ``tmp_path``."""
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    _, revision = model_source.locate_model(str(tmp_path))
    folder = encoder_export.model_directory(tmp_path / "home", revision)
    folder.mkdir(parents=True)
    for name in MODEL_FILES:
        (folder / name).write_text(name)
    write_card(folder, revision, list_digests(folder, MODEL_FILES))
    return folder


def write_card(folder: Path, revision: str, files: dict[str, str]) -> None:
    card = ModelCard(
        model="m", revision=revision, dim=3, max_tokens=9, pooling="mean", parity=1.0, files=files
    )
    (folder / CARD_FILE).write_text(card.model_dump_json())


def test_an_export_that_is_there_whole_is_not_made_again(exported: Path, tmp_path: Path) -> None:
    assert encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load) == exported


@pytest.mark.parametrize("name", [*MODEL_FILES, CARD_FILE])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_export_is_made_again(
    exported: Path, tmp_path: Path, name: str, damage: str
) -> None:
    if damage == "changed":
        (exported / name).write_bytes(b"x" + (exported / name).read_bytes()[1:])
    else:
        (exported / name).unlink()
    with pytest.raises(LoadedError):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)


def test_a_link_in_the_place_of_an_export_is_no_export(exported: Path, tmp_path: Path) -> None:
    exported.rename(tmp_path / "elsewhere")
    exported.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LoadedError):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)


def test_an_export_of_a_version_before_the_digests_is_used_as_it_is(
    exported: Path, tmp_path: Path
) -> None:
    write_card(exported, exported.name * 4, {})
    assert encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load) == exported


def test_what_a_killed_export_left_is_removed_by_the_next(exported: Path, tmp_path: Path) -> None:
    models = exported.parent
    for name in (f".{exported.name}.4242", f".writing-{exported.name}", ".writing-other.old"):
        (models / name).mkdir()
    with pytest.raises(LoadedError):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), force=True, load=load)
    assert {path.name for path in models.iterdir()} == {exported.name, encoder_export.LOCK}


def test_a_home_that_cannot_be_written_is_refused_before_the_model_is_loaded(
    tmp_path: Path,
) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"weights")
    (tmp_path / "home").write_text("a file")
    with pytest.raises(ModelError, match="No model can be written"):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)


def test_a_model_that_fails_to_load_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"weights")

    with pytest.raises(LoadedError):
        encoder_export.ensure_exported(tmp_path / "home", str(tmp_path), load=load)
    (left,) = (tmp_path / "home" / "models").iterdir()
    assert left.name == encoder_export.LOCK


def test_a_handful_of_samples_has_short_and_long_passages() -> None:
    lengths = [len(t.split()) for t in encoder_export.sample_texts(8)]
    assert len(lengths) == 8
    assert min(lengths) < 5
    assert max(lengths) > 100


class Words:
    """A stand-in for the original model, its vectors turned by a little."""

    def __init__(self, turn: float) -> None:
        self.turn = turn

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        return np.array([[np.cos(self.turn), np.sin(self.turn)]] * len(texts), np.float32)


class Straight:
    """A stand-in for the export: every text points the same way."""

    def encode_passages(self, texts: list[str], _spans: object) -> object:
        return type("Made", (), {"passages": np.array([[1.0, 0.0]] * len(texts), np.float32)})


@pytest.mark.parametrize("turn", [0.0, 0.3])
def test_parity_is_the_least_cosine_over_all_batches(turn: float) -> None:
    shown: list[int] = []
    parity = encoder_export.measure_parity(
        Words(turn),  # type: ignore[arg-type]
        Straight(),  # type: ignore[arg-type]
        ["a text"] * 70,
        lambda _label, done, _total: shown.append(done),
    )
    assert parity == pytest.approx(np.cos(turn), abs=1e-6)
    assert shown == [32, 64, 70]
