"""Named arrays in one file (safetensors: a JSON header and raw bytes, checked, no pickle)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]


def save(path: Path, arrays: dict[str, Array]) -> None:
    """Write the arrays, in the order of their names, so that equal arrays make equal bytes."""
    import numpy as np
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}, path)


def load(path: Path) -> dict[str, Array]:
    """The arrays of a file by name; raises when the header does not fit the bytes."""
    from safetensors.numpy import load_file

    found: dict[str, Array] = load_file(path)
    return found


def open_lazily(path: Path, names: Iterable[str]) -> Callable[[], dict[str, Array]]:
    """What reads the arrays of a file once they are wanted, even if the file is gone by then.

    Raises now when the header does not fit the bytes; ValueError when a name is missing.
    """
    from safetensors import safe_open

    file: Any = safe_open(path, framework="np")
    wanted = tuple(names)
    if not set(wanted) <= set(file.keys()):
        raise ValueError("does not hold the arrays that it should")
    return lambda: {name: file.get_tensor(name) for name in wanted}
