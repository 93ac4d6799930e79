"""Tests for the digests of the files of a model."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from knowledge.compliance.policy.classifier import MODEL_FILES
from knowledge.digests import (
    LIST_FILE,
    ModelFiles,
    list_digests,
    packaged_files,
    read_digests,
    write_digests,
)
from knowledge.errors import ModelError


@pytest.mark.parametrize(
    ("package", "names"),
    [("knowledge.compliance.policy", MODEL_FILES), ("knowledge.index", ("forest.npz",))],
)
def test_every_file_of_a_model_that_comes_with_tradewind_has_its_digest(
    package: str, names: tuple[str, ...]
) -> None:
    folder = Path(str(resources.files(package)))
    assert read_digests(folder) == list_digests(folder, names)


def test_digests_are_written_as_sha256sum_reads_them(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    write_digests(tmp_path, ["a.bin"])
    line = f"{hashlib.sha256(b'a').hexdigest()}  a.bin\n"
    assert (tmp_path / LIST_FILE).read_text("ascii") == line
    (tmp_path / LIST_FILE).write_text(f"{line}x  b\n{'0' * 64}  ../c\n", "utf-8")
    assert list(read_digests(tmp_path)) == ["a.bin"]
    assert read_digests(tmp_path / "nowhere") == {}


def change(file: Path) -> None:
    file.write_bytes(b"b")


def remove(file: Path) -> None:
    file.unlink()


def put_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def put_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [change, remove, put_pipe, put_folder])
def test_a_file_that_is_not_as_it_was_made_is_named_with_what_to_do(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"a")
    write_digests(tmp_path, ["a.bin"])
    files = packaged_files(tmp_path, "The model")
    assert (files.check("a.bin"), files.read("a.bin")) == (file, b"a")
    spoil(file)
    said = r"The model cannot be loaded: a\.bin .*Install Tradewind again"
    with pytest.raises(ModelError, match=said):
        files.check("a.bin")
    with pytest.raises(ModelError, match=said):
        files.read("a.bin")


def test_a_file_without_a_digest_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    with pytest.raises(ModelError, match="differs"):
        packaged_files(tmp_path, "The model").check("a.bin")


def test_a_link_is_followed_only_in_a_package(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"a")
    (tmp_path / "a.bin").symlink_to("real")
    digests = {"a.bin": hashlib.sha256(b"a").hexdigest()}
    ModelFiles(tmp_path, digests, "The model", "", follow_links=True).check("a.bin")
    with pytest.raises(ModelError, match="it is a link"):
        ModelFiles(tmp_path, digests, "The model", "").check("a.bin")
