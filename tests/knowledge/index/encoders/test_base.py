"""Unit vectors."""

from __future__ import annotations

import numpy as np

from knowledge.index.encoders.base import unit


def test_vectors_are_scaled_to_length_one_and_zero_stays_zero() -> None:
    scaled = unit(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    assert np.allclose(scaled, [[0.6, 0.8], [0.0, 0.0]])
    assert scaled.dtype == np.float32
