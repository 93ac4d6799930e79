"""How many threads numpy multiplies matrices with."""

from __future__ import annotations

import os


def use_one_blas_thread() -> None:
    """Have numpy compute in the calling thread; call it before numpy is imported.

    OpenBLAS's threads wait for each other by spinning, on the cores that other work needs: matrix
    products of a search's size took 1.4 s of processor time with two threads, 0.3 s with one, and
    passages are embedded three times as fast by two threads of Python as by two of its own.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
