"""From the vectors of tokens to those of texts, spans and phrases.

A passage's vector is the mean of its token vectors, as sentence-transformers makes it; the
vector of a sentence is the mean over that sentence's tokens in the same forward pass, so it costs
nothing more and depends on its surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.index.arrays import Floats, Rows
from knowledge.index.encoders.base import Span, unit


def slide_phrases(tokens: Floats, offsets: Rows, size: int, step: int) -> tuple[Floats, list[Span]]:
    """Unit vectors of overlapping runs of ``size`` tokens, and the characters that each spans."""
    real = np.flatnonzero(offsets[:, 1] > offsets[:, 0])
    if not len(real):
        return np.zeros((0, tokens.shape[1]), np.float32), []
    begins = range(0, max(len(real) - size, 0) + step, step) if len(real) > size else (0,)
    runs = [real[begin : begin + size] for begin in begins]
    runs = [run for run in runs if len(run)]
    # Scaled first, so that each token counts alike, whatever its length.
    scaled = unit(tokens)
    vectors = unit(np.array([scaled[run].sum(axis=0) for run in runs], np.float32))
    return vectors, [(int(offsets[run[0], 0]), int(offsets[run[-1], 1])) for run in runs]


def pool(
    tokens: Floats, offsets: Rows, spans: Sequence[Span], pooling: str
) -> tuple[Floats, Floats]:
    """The unit vector of a text and those of its spans, from its token vectors.

    A span past the model's token limit, or one without a token, takes the text's vector.
    """
    whole = tokens[0] if pooling == "cls" else tokens.mean(axis=0)
    windows = np.tile(whole, (len(spans), 1))
    real = offsets[:, 1] > offsets[:, 0]
    for i, (start, end) in enumerate(spans):
        inside = real & (offsets[:, 0] >= start) & (offsets[:, 1] <= end)
        if inside.any():
            windows[i] = tokens[inside].mean(axis=0)
    return unit(whole), unit(windows)
