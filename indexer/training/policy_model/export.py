"""The trained classifier as files: two graphs with 8-bit weights, and the pieces of words."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor, nn

from indexer.training.policy_model.net import ClassifierNet
from indexer.training.policy_model.train import Example, classify_examples
from knowledge.compliance.policy.classifier import (
    FIRST_FILE,
    MODEL_FILES,
    PIECES_FILE,
    REST_FILE,
    WEIGHTS_SUFFIX,
    PolicyClassifier,
)
from knowledge.digests import write_digests

_TEXTS, _PIECES = {0: "texts"}, {0: "texts", 1: "pieces"}


def export_classifier(net: ClassifierNet, cutter: SentencePieceProcessor, folder: Path) -> None:
    """Write the classifier into ``folder``, with the digests of its files."""
    net = net.cpu().float().eval()
    folder.mkdir(parents=True, exist_ok=True)

    class Begun(nn.Module):
        def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
            return net.begun(ids)

    class Finished(nn.Module):
        def forward(self, states: Tensor, ids: Tensor) -> Tensor:
            return net.finished(states, ids)

    ids = torch.arange(4, 12).repeat(2, 1)
    with torch.no_grad():
        states, _ = net.begun(ids)
    first, rest = Begun(), Finished()
    first.net = rest.net = net
    _write(
        first,
        (ids,),
        {"ids": _PIECES},
        {"states": _PIECES, "readings": _TEXTS},
        folder / FIRST_FILE,
    )
    _write(rest, (states, ids), {"states": _PIECES, "ids": _PIECES}, {"readings": _TEXTS},
           folder / REST_FILE)  # fmt: skip
    (folder / PIECES_FILE).write_bytes(cutter.serialized_model_proto())
    write_digests(folder, MODEL_FILES)


def _write(
    module: nn.Module,
    example: tuple[Tensor, ...],
    takes: dict[str, dict[int, str]],
    gives: dict[str, dict[int, str]],
    file: Path,
) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as aside, warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        whole = str(Path(aside) / "whole.onnx")
        torch.onnx.export(
            module, example, whole, input_names=list(takes), output_names=list(gives),
            dynamic_axes=takes | gives, opset_version=17, dynamo=False,
        )  # fmt: skip
        small = str(Path(aside) / "small.onnx")
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True)
        # Beside the graph the weights are mapped and not copied.
        beside = file.with_suffix(WEIGHTS_SUFFIX)
        beside.unlink(missing_ok=True)
        onnx.save_model(
            onnx.load(small), str(file), save_as_external_data=True, location=beside.name,
            size_threshold=1024,
        )  # fmt: skip


def measure_drift(
    net: ClassifierNet, folder: Path, cutter: SentencePieceProcessor, texts: list[str]
) -> float:
    """The mean difference in log odds between the exported classifier and the trained one."""
    reader = PolicyClassifier(folder)
    exported = [reader.classify_fully(text).log_odds for text in texts]
    mine = classify_examples(
        net, [Example(tuple(cutter.encode(text)), 0.0) for text in texts], "cpu"
    )
    return float(np.abs(np.array(exported) - mine[:, 0]).mean())
