"""The original model as an encoder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.build import encoder_export, model_source, torch_encoder
from knowledge.errors import ModelError
from tests.support.encoders import TEXTS


@pytest.mark.slow
def test_the_original_gives_the_vectors_of_its_export(home: Path) -> None:
    export = encoder_export.ensure_exported(home)
    original = torch_encoder.TorchEncoder(export, "main", model_source.DEFAULT_MODEL, "cpu")
    exported = encoder_export.open_encoder(home)
    assert original.spec == exported.spec
    spans = [[(0, 3)]] * len(TEXTS)
    mine, theirs = (encoder.encode_passages(TEXTS, spans) for encoder in (original, exported))
    assert np.allclose(mine.passages, theirs.passages, atol=1e-3)
    assert np.allclose(mine.windows[0], theirs.windows[0], atol=1e-3)


@pytest.mark.slow
def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({}), "utf-8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        torch_encoder.load_model(tmp_path)
