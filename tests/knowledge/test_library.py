"""The knowledge base as the bot uses it."""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from pathlib import Path

import pytest

from knowledge.errors import IndexMissingError, ModelError
from knowledge.index import disk_format
from knowledge.index.update_record import UpdateRecord, write_update_record
from knowledge.library import Library, model_directory, open_encoder
from tests.support.encoders import WordEncoder
from tests.support.index import MakeIndex, rebuild
from tests.support.notes import note


def test_a_library_lets_go_of_an_index_that_was_replaced(make_index: MakeIndex) -> None:
    root = make_index()
    library = Library(root, root, encoders=[WordEncoder()])
    library.search("tax on salt")
    before = weakref.ref(library.generation)
    (root.parent / "notes" / "gamma.md").unlink()
    rebuild(root, root.parent / "notes", WordEncoder())
    assert library.refresh()
    library.search("tax on salt")
    gc.collect()
    assert before() is None


def test_a_new_generation_is_served_once_and_a_broken_one_never(make_index: MakeIndex) -> None:
    root = make_index()
    library = Library(root, root, encoders=[WordEncoder()])
    assert not library.refresh()
    (root.parent / "notes" / "delta.md").write_text(note("delta", "Nutmeg.[^1]"), "utf-8")
    rebuild(root, root.parent / "notes", WordEncoder())
    assert library.refresh()
    assert library.generation.name == "gen-000002"
    assert not library.refresh()
    (root / disk_format.CURRENT).write_text("gen-000009\n", "utf-8")
    assert not library.refresh()
    assert library.search("nutmeg")


def test_an_update_that_failed_and_a_damaged_generation_are_named_with_what_is_served(
    make_index: MakeIndex,
) -> None:
    root = make_index()
    at = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)
    library = Library(root, root, encoders=[WordEncoder()])
    assert library.describe_trouble(at) == ""
    write_update_record(root, UpdateRecord(at=at, outcome="failed"))
    served = f"; serving gen-000001 of {library.generation.manifest.built_at:%Y-%m-%d}"
    failed = "the last update failed at 2026-11-29 03:00 UTC"
    assert library.describe_trouble(at).startswith(failed + served)
    rebuild(root, root.parent / "notes", WordEncoder())
    (root / "gen-000002" / disk_format.PASSAGES).write_bytes(b"")
    library = Library(root, root, encoders=[WordEncoder()])
    damaged = "; a newer generation cannot be opened"
    assert library.describe_trouble(at).startswith(failed + damaged + served)


def test_an_index_of_another_encoder_is_refused(make_index: MakeIndex) -> None:
    root = make_index()
    with pytest.raises(ModelError, match="not exported"):
        Library(root, root, encoders=[WordEncoder(revision="2")])


def test_an_index_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Library(tmp_path, tmp_path)


def test_a_model_that_is_not_exported_is_named_with_what_to_run(tmp_path: Path) -> None:
    spec = WordEncoder().spec
    with pytest.raises(ModelError, match="tradewind-index model"):
        open_encoder(tmp_path, spec, threads=1)
    assert model_directory(tmp_path, "a" * 64) == tmp_path / "models" / ("a" * 16)


def test_a_damaged_generation_is_passed_over_and_its_fault_kept(make_index: MakeIndex) -> None:
    root = make_index()
    rebuild(root, root.parent / "notes", WordEncoder(), keep=False)
    (root / "gen-000002" / disk_format.ROWS).write_bytes(b"x")
    library = Library(root, root, encoders=[WordEncoder()])
    assert library.generation.name == "gen-000001"
    assert "rows.safetensors" in str(library.faults[0])


def test_a_link_in_the_place_of_a_model_is_not_followed(tmp_path: Path) -> None:
    spec = WordEncoder().spec
    folder = model_directory(tmp_path / "home", spec.revision)
    folder.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="not exported"):
        open_encoder(tmp_path / "home", spec, threads=1)
