"""Whether an encoder gives the vectors that it gave when it was chosen: a check for ``doctor``."""

from __future__ import annotations

import numpy as np

from knowledge.errors import ModelError
from knowledge.index.encoders.base import Encoder

SENTENCE = "An invoice is paid abroad in a stablecoin."
# The first components of the sentence's vector, by the encoder's model: the default one by the
# revision of its weights, the other by its name.
GOLDEN = {
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db": (
        -0.0703, 0.0428, -0.0679, -0.0499, -0.1013, -0.0510, -0.0096, 0.0570,
    ),
    "multilingual": (-0.0651, -0.0584, -0.0903, -0.0385, -0.0140, -0.0464, -0.0877, 0.0402),
}  # fmt: skip
# Processors round differently, by some 0.0001; the components of another text are some 0.05 off.
TOLERANCE = 0.005
# For other models only the length, which is 1, is known.
_UNIT_TOLERANCE = 0.001


def check_vectors(encoder: Encoder) -> None:
    """ModelError when the encoder's vector of a fixed sentence is not what it should be."""
    spec = encoder.spec
    vector = encoder.encode_query(SENTENCE).vector
    if vector.shape != (spec.dim,):
        raise ModelError(f"{spec.model} gives vectors of a wrong size.")
    golden = GOLDEN.get(spec.revision) or GOLDEN.get(spec.name)
    if golden is None:
        is_right = abs(float(np.linalg.norm(vector)) - 1) < _UNIT_TOLERANCE
    else:
        is_right = bool(np.abs(vector[: len(golden)] - np.array(golden)).max() < TOLERANCE)
    if not is_right:
        raise ModelError(
            f"{spec.model} gives other vectors than it should.",
            fix="Run: tradewind-index model --force; if that does not help, install anew.",
        )
