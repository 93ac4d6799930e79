"""Names, checksums and manifests of the index on disk."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import publish
from knowledge.errors import (
    IndexCorruptError,
    IndexIncompatibleError,
    IndexMissingError,
    IndexStateError,
)
from knowledge.index import disk_format
from knowledge.index.disk_format import EncoderSpec
from knowledge.index.generation import Generation
from tests.support.users import as_another_user, folder_for_everyone


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


def sealed(folder: Path, text: str) -> Path:
    """A generation whose manifest is this text, with the checksum that belongs to it."""
    folder.mkdir(exist_ok=True)
    (folder / disk_format.MANIFEST).write_text(text, "utf-8")
    seal = hashlib.sha256(text.encode()).hexdigest()
    (folder / disk_format.SEAL).write_text(seal + "\n", "ascii")
    return folder


def changed(rules: Generation, **fields: object) -> str:
    """The manifest of the rules with other fields."""
    return json.dumps(json.loads(rules.manifest.model_dump_json()) | fields)


OUTSIDE = [
    "../secret",
    "/etc/passwd",
    "a/b",
    "..",
    "",
    "x\u0000y",
    "\u202e.faiss",
    "a" * 999 + ".b",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_manifest_names_no_file_outside_its_folder(
    tmp_path: Path, rules: Generation, name: str
) -> None:
    (tmp_path / "secret").write_text("x")
    files = rules.manifest.files | {name: "0" * 64}
    with pytest.raises(IndexCorruptError, match="lacks or garbles a field"):
        disk_format.read_manifest(sealed(tmp_path / "gen-000001", changed(rules, files=files)))


@pytest.mark.parametrize(
    "revision", ["../../evil", "/abs/olute/path/to/a/model", "", "0" * 15, "0" * 65, "g" * 16]
)
def test_a_revision_is_hexadecimal_as_it_names_a_folder(
    tmp_path: Path, rules: Generation, revision: str
) -> None:
    encoder = json.loads(rules.manifest.model_dump_json())["encoders"][0] | {"revision": revision}
    with pytest.raises(IndexCorruptError, match="lacks or garbles a field"):
        disk_format.read_manifest(sealed(tmp_path, changed(rules, encoders=[encoder])))


@pytest.mark.parametrize(
    "fields",
    [
        {"generation": "../gen-000001"}, {"documents": 10**18}, {"passages": -1},
        {"encoders": []}, {"vectors": {}}, {"languages": {"\u001b[2J": 1}},
        {"calibration": {"weights": {"words": "NaN"}, "bias": 0, "cutoff": 0.5, "fitted_on": "x"}},
    ],
)  # fmt: skip
def test_a_manifest_is_held_to_what_an_index_can_be(
    tmp_path: Path, rules: Generation, fields: dict[str, object]
) -> None:
    with pytest.raises(IndexCorruptError, match="lacks or garbles a field"):
        disk_format.read_manifest(sealed(tmp_path, changed(rules, **fields)))


def test_a_manifest_nested_too_deeply_is_no_json(tmp_path: Path) -> None:
    with pytest.raises(IndexCorruptError, match="is not JSON"):
        disk_format.read_manifest(sealed(tmp_path, "[" * 200_000))


def test_a_manifest_that_leaves_a_file_out_is_not_verified(
    tmp_path: Path, rules: Generation
) -> None:
    files = dict(rules.manifest.files)
    del files[disk_format.PASSAGES]
    folder = sealed(tmp_path / "gen-000001", changed(rules, files=files))
    with pytest.raises(IndexCorruptError, match=r"leaves out a file, passages\.sqlite"):
        disk_format.verify_generation(folder)
    more = rules.manifest.files | {"other.bin": "0" * 64}
    with pytest.raises(IndexCorruptError, match=r"names a file too many, other\.bin"):
        disk_format.verify_generation(sealed(folder, changed(rules, files=more)))


def test_a_manifest_of_another_generation_is_not_verified(
    tmp_path: Path, rules: Generation
) -> None:
    folder = sealed(tmp_path / "gen-000009", changed(rules))
    with pytest.raises(IndexCorruptError, match="another generation"):
        disk_format.verify_generation(folder)


def copied(rules: Generation, root: Path) -> Path:
    """A copy of the generation that a test may damage."""
    return Path(shutil.copytree(rules.directory, root / "gen-000001"))


def put_folder(file: Path) -> None:
    file.mkdir()


def put_dangling_link(file: Path) -> None:
    file.symlink_to(file.with_name("nowhere"))


def put_link_out(file: Path) -> None:
    (aside := file.parent.parent / "aside").write_bytes(b"x")
    file.symlink_to(aside)


def put_pipe(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.parametrize("put", [put_folder, put_dangling_link, put_link_out, put_pipe])
@pytest.mark.parametrize(
    "name", [disk_format.MANIFEST, disk_format.SEAL, disk_format.PASSAGES, "vectors-main.faiss"]
)
def test_what_is_no_file_of_the_folder_is_a_fault_and_never_opened(
    tmp_path: Path, rules: Generation, name: str, put: Callable[[Path], None]
) -> None:
    folder = copied(rules, tmp_path)
    (folder / name).unlink()
    put(folder / name)
    with pytest.raises(IndexCorruptError, match="cannot be read"):
        disk_format.verify_generation(folder)


def test_a_link_to_a_generation_is_none(tmp_path: Path, rules: Generation) -> None:
    (tmp_path / "gen-000001").symlink_to(rules.directory)
    assert disk_format.list_generations(tmp_path) == []


@pytest.mark.parametrize("put", [put_folder, put_dangling_link, put_link_out, put_pipe])
def test_a_pointer_that_is_no_file_is_a_fault(tmp_path: Path, put: Callable[[Path], None]) -> None:
    root = tmp_path / "index"
    root.mkdir()
    put(root / disk_format.CURRENT)
    with pytest.raises(IndexCorruptError, match="cannot be read"):
        disk_format.read_current(root)
    assert disk_format.read_pointer(root) == b""


@pytest.mark.parametrize("closed", [disk_format.ROWS, disk_format.MANIFEST, "the folder"])
def test_what_this_user_may_not_read_is_a_fault_that_says_what_to_do(
    rules: Generation, closed: str
) -> None:
    with folder_for_everyone() as root:
        folder = copied(rules, root)
        folder.chmod(0o755)
        for file in folder.iterdir():
            file.chmod(0o644)
        (folder if closed == "the folder" else folder / closed).chmod(0)
        name = disk_format.MANIFEST if closed == "the folder" else closed
        with pytest.raises(IndexCorruptError, match=f"{name} cannot be read .permission.*chown"):
            as_another_user(lambda: disk_format.verify_generation(folder))
        root.chmod(0)
        with pytest.raises(IndexStateError, match=r"cannot be read \(permission denied\).*chown"):
            as_another_user(lambda: disk_format.list_generations(root))
        root.chmod(0o700)
        folder.chmod(0o700)


def test_an_encoder_without_languages_serves_all() -> None:
    spec = EncoderSpec(name="main", model="m", revision="1" * 16, dim=3, max_tokens=9)
    assert spec.serves("en")
    only = spec.model_copy(update={"languages": ("en",)})
    assert [only.serves("en"), only.serves("ru")] == [True, False]


def test_a_stamp_differs_after_a_write_of_the_same_size(tmp_path: Path, rules: Generation) -> None:
    folder = copied(rules, tmp_path)
    before = disk_format.stamp_files(folder)
    assert disk_format.stamp_files(folder) == before
    file = folder / disk_format.ROWS
    times = file.stat()
    content = file.read_bytes()
    aside = folder / "aside"
    aside.write_bytes(content)
    os.utime(aside, ns=(times.st_atime_ns, times.st_mtime_ns))
    aside.replace(file)
    assert disk_format.stamp_files(folder) != before
