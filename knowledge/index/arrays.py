"""Named arrays in one file (safetensors: a JSON header and raw bytes, checked, no pickle)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


def save_arrays(path: Path, arrays: dict[str, Array]) -> None:
    """Write the arrays in the order of their names, so that equal arrays make equal bytes."""
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}, path)


def load_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file by name; raises when the header does not fit the bytes."""
    from safetensors.numpy import load_file

    found: dict[str, Array] = load_file(path)
    return found


def open_lazily(path: Path, names: Iterable[str]) -> Callable[[], dict[str, Array]]:
    """A function that reads the named arrays when called, even if the file was deleted by then.

    Raises now when the header does not fit the bytes; ValueError when a name is missing.
    """
    from safetensors import safe_open

    file: Any = safe_open(path, framework="np")
    wanted = tuple(names)
    if not set(wanted) <= set(file.keys()):
        raise ValueError("does not hold the arrays that it should")
    return lambda: {name: file.get_tensor(name) for name in wanted}


def concatenate_ranges(begins: Rows, ends: Rows) -> tuple[Rows, Rows]:
    """The numbers of all ranges ``begins[i]..ends[i]`` in one array, and where each range starts.

    Shapes (sum of lengths,) and (ranges,).
    """
    counts = ends - begins
    starts = np.cumsum(counts) - counts
    return np.repeat(begins - starts, counts) + np.arange(counts.sum()), starts
