"""Arrays in files, and ranges of numbers."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

import numpy as np
import pytest

from knowledge.index.arrays import concatenate_ranges, load_arrays, open_lazily, save_arrays

ARRAYS = {"b": np.arange(3), "a": np.eye(2, dtype=np.float16)}


def test_arrays_come_back_as_they_were_and_equal_ones_make_equal_files(tmp_path: Path) -> None:
    save_arrays(tmp_path / "one", ARRAYS)
    save_arrays(tmp_path / "two", dict(reversed(ARRAYS.items())))
    found = load_arrays(tmp_path / "one")
    assert all(np.array_equal(found[name], values) for name, values in ARRAYS.items())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_lazy_arrays_can_be_read_after_their_file_was_deleted(tmp_path: Path) -> None:
    save_arrays(tmp_path / "file", ARRAYS)
    read = open_lazily(tmp_path / "file", {"a": (None, 2)})
    (tmp_path / "file").unlink()
    assert list(read()) == ["a"]


def test_a_missing_array_or_a_broken_header_is_noticed_at_once(tmp_path: Path) -> None:
    save_arrays(tmp_path / "file", ARRAYS)
    with pytest.raises(ValueError, match="does not hold"):
        open_lazily(tmp_path / "file", {"a": (2, 2), "c": (1,)})
    (tmp_path / "file").write_bytes(b"x" * 20)
    with pytest.raises(Exception, match=r"."):
        open_lazily(tmp_path / "file", {"a": (None, 2)})


@pytest.mark.parametrize("shape", [(2,), (3, 2), (None, 3), (2, 2, 1)])
def test_an_array_of_another_shape_is_noticed_before_it_is_read(
    tmp_path: Path, shape: tuple[int | None, ...]
) -> None:
    save_arrays(tmp_path / "file", ARRAYS)
    with pytest.raises(ValueError, match="another shape"):
        open_lazily(tmp_path / "file", {"a": shape})


def test_ranges_are_put_end_to_end() -> None:
    numbers, starts = concatenate_ranges(np.array([5, 9, 2]), np.array([7, 9, 4]))
    assert numbers.tolist() == [5, 6, 2, 3]
    assert starts.tolist() == [0, 2, 2]


def test_a_disk_that_takes_no_more_is_an_error_of_the_system(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            save_arrays(tmp_path / "file", {"a": np.zeros(10_000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.errno == errno.EFBIG
