"""Named arrays in one file (safetensors: a JSON header and raw bytes, checked, no pickle)."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Shape = tuple[int | None, ...]
_SYSTEM_ERROR = re.compile(r"os error (\d{1,4})")


def save_arrays(path: Path, arrays: dict[str, Array]) -> None:
    """Write the arrays in the order of their names, so that equal arrays make equal bytes.

    OSError when the disk does not take them.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    try:
        save_file({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}, path)
    except SafetensorError as error:
        # The library reports errors of the system in words only.
        found = _SYSTEM_ERROR.search(str(error))
        number = int(found[1]) if found else errno.EIO
        raise OSError(number, os.strerror(number), str(path)) from error


def load_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file by name; raises when the header does not fit the bytes."""
    from safetensors.numpy import load_file

    found: dict[str, Array] = load_file(path)
    return found


def open_lazily(path: Path, shapes: Mapping[str, Shape]) -> Callable[[], dict[str, Array]]:
    """A function that reads the named arrays when called, even if the file was deleted by then.

    Raises now when the header does not fit the bytes; ValueError when an array is missing or of
    another shape. A length of None may be any.
    """
    from safetensors import safe_open

    file: Any = safe_open(path, framework="np")
    if not shapes.keys() <= set(file.keys()):
        raise ValueError("does not hold the arrays that it should")
    for name, wanted in shapes.items():
        found = tuple(file.get_slice(name).get_shape())
        if len(found) != len(wanted) or any(
            length not in (None, there) for length, there in zip(wanted, found, strict=True)
        ):
            raise ValueError(f"holds {name} of another shape")
    return lambda: {name: file.get_tensor(name) for name in shapes}


def concatenate_ranges(begins: Rows, ends: Rows) -> tuple[Rows, Rows]:
    """The numbers of all ranges ``begins[i]..ends[i]`` in one array, and where each range starts.

    Shapes (sum of lengths,) and (ranges,).
    """
    counts = ends - begins
    starts = np.cumsum(counts) - counts
    return np.repeat(begins - starts, counts) + np.arange(counts.sum()), starts
