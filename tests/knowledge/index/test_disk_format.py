"""Names, checksums and manifests of the index on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.build import publish
from knowledge.errors import IndexCorruptError, IndexIncompatibleError, IndexMissingError
from knowledge.files import sha256_of_file
from knowledge.index import disk_format
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.generation import Generation


def test_generations_are_listed_by_number_and_nothing_else_is(tmp_path: Path) -> None:
    for name in (
        "gen-000010",
        "gen-000009",
        "gen-1000000",
        "gen-7",
        "other",
        ".writing-gen-000011",
    ):
        (tmp_path / name).mkdir()
    (tmp_path / "gen-000012").write_text("a file")
    names = disk_format.list_generations(tmp_path)
    assert names == ["gen-000009", "gen-000010", "gen-1000000"]
    assert disk_format.next_generation_name(tmp_path) == "gen-1000001"
    assert disk_format.older_generations(names, "gen-000010") == ["gen-000009"]
    assert disk_format.next_generation_name(tmp_path / "nowhere") == "gen-000001"


@pytest.mark.parametrize("content", ["../../etc", "gen-1", "", "gen-000001\nx"])
def test_a_pointer_that_names_no_generation_is_corrupt(tmp_path: Path, content: str) -> None:
    (tmp_path / disk_format.CURRENT).write_text(content)
    with pytest.raises(IndexCorruptError, match="does not name a generation"):
        disk_format.read_current(tmp_path)


def test_no_pointer_means_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        disk_format.read_current(tmp_path)


def test_a_manifest_without_its_seal_is_not_read(tmp_path: Path, rules: Generation) -> None:
    manifest = rules.manifest.model_copy(update={"files": {}})
    publish.seal(tmp_path, manifest)
    assert disk_format.read_manifest(tmp_path).documents == manifest.documents
    text = (tmp_path / disk_format.MANIFEST).read_text("utf-8")
    (tmp_path / disk_format.MANIFEST).write_text(text + " ", "utf-8")
    with pytest.raises(IndexCorruptError, match="differs from its checksum"):
        disk_format.read_manifest(tmp_path)


def test_another_format_is_incompatible_and_not_corrupt(tmp_path: Path, rules: Generation) -> None:
    publish.seal(tmp_path, rules.manifest.model_copy(update={"format": 2, "files": {}}))
    with pytest.raises(IndexIncompatibleError, match="format 2"):
        disk_format.read_manifest(tmp_path)


def test_a_file_outside_the_folder_is_refused(tmp_path: Path, rules: Generation) -> None:
    folder = tmp_path / "gen-000001"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    publish.seal(folder, rules.manifest)
    manifest = json.loads((folder / disk_format.MANIFEST).read_text("utf-8"))
    assert manifest["files"] == {}
    (folder / "kept").write_text("x")
    publish.seal(folder, rules.manifest)
    assert disk_format.verify_generation(folder).files == {"kept": sha256_of_file(folder / "kept")}
    (folder / "kept").unlink()
    with pytest.raises(IndexCorruptError, match="is missing"):
        disk_format.verify_generation(folder)


def test_an_encoder_without_languages_serves_all() -> None:
    spec = EncoderSpec(name="main", model="m", revision="1", dim=3, max_tokens=9)
    assert spec.serves("en")
    only = spec.model_copy(update={"languages": ("en",)})
    assert [only.serves("en"), only.serves("ru")] == [True, False]
