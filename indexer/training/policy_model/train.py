"""Training: classifiers from labelled messages, and one of the mean of their weights.

Messages are varied on the way: now and then a piece is made unreadable, and now and then a
message stands among others, as in a pasted text or a conversation of several turns.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch.nn import functional as fn

from indexer.training.policy_model.base import POSITIONS, UNKNOWN, Floats
from indexer.training.policy_model.net import PADDING, ClassifierNet

WARM, EARLY = 0.06, 0.5
UNREADABLE, AMONG_OTHERS = 0.06, 0.15
SMOOTH, RULES_WEIGHT = 0.05, 0.2
MAX_PIECES = POSITIONS - 2
_BEGIN, _END = 0, 2


@dataclass(frozen=True)
class Example:
    """A message as pieces; ``unsafe`` from 0 to 1; ``rule`` is -1 where it is not known."""

    pieces: tuple[int, ...]
    unsafe: float
    rule: int = -1
    russian: bool = False


@dataclass(frozen=True)
class TrainingPlan:
    """How a classifier is trained: epochs, learning rate; ``first`` as in ClassifierNet."""

    epochs: float
    rate: float
    seed: int = 0
    layers: int = 12
    first: int = 4
    batch: int = 32


def train_classifier(
    weights: dict[str, Floats],
    examples: Sequence[Example],
    rules: int,
    course: TrainingPlan,
    device: str,
    start: dict[str, torch.Tensor] | None = None,
) -> ClassifierNet:
    """A classifier trained on examples, from the base or from the state ``start``."""
    torch.manual_seed(course.seed)
    dice = np.random.default_rng(course.seed)
    net = ClassifierNet(weights, course.layers, course.first, rules).to(device)
    if start:
        net.load_state_dict(start)
    top = [p for name, p in net.named_parameters() if name.startswith(("early.", "late."))]
    rest = [p for name, p in net.named_parameters() if not name.startswith(("early.", "late."))]
    groups = [{"params": rest, "lr": course.rate}, {"params": top, "lr": 4 * course.rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rates = [float(group["lr"]) for group in optimizer.param_groups]
    steps = int(course.epochs * math.ceil(len(examples) / course.batch))
    net.train()
    for step, batch in zip(range(steps), _batches(examples, course, dice), strict=False):
        share = min(1.0, (step + 1) / (WARM * steps)) * max(0.02, 1 - step / steps)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        loss = _loss(net, batch, device)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
    return net.eval()


def average_weights(nets: Sequence[ClassifierNet]) -> dict[str, torch.Tensor]:
    """The mean of several nets' weights, which is better than each (Wortsman et al. 2022)."""
    states = [net.state_dict() for net in nets]
    return {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}


def classify_examples(net: ClassifierNet, examples: Sequence[Example], device: str) -> Floats:
    """The full verdict on each example. Shape (examples, 1 + rules)."""
    found = []
    with torch.no_grad(), torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
        for at in range(0, len(examples), 256):
            ids = pad_rows([e.pieces for e in examples[at : at + 256]]).to(device)
            found.append(net(ids)[1].float().cpu().numpy())
    out: Floats = np.concatenate(found)
    return out


def pad_rows(texts: Sequence[Sequence[int]]) -> torch.Tensor:
    """Texts as rows of pieces, begun, ended, and filled up."""
    cut = [[_BEGIN, *text[:MAX_PIECES], _END] for text in texts]
    width = max(map(len, cut))
    return torch.tensor([row + [PADDING] * (width - len(row)) for row in cut])


def _loss(net: ClassifierNet, batch: Sequence[Example], device: str) -> torch.Tensor:
    ids = pad_rows([example.pieces for example in batch]).to(device)
    wanted = torch.tensor([example.unsafe for example in batch], device=device)
    rule = torch.tensor([example.rule for example in batch], device=device)
    with torch.autocast(device, torch.bfloat16, enabled=device != "cpu"):
        early, late = net(ids)
    return _head_loss(late, wanted, rule) + EARLY * _head_loss(early, wanted, rule)


def _head_loss(said: torch.Tensor, wanted: torch.Tensor, rule: torch.Tensor) -> torch.Tensor:
    """The loss of one head: of how unsafe a message is, and of its rule where that is known."""
    said = said.float()
    smooth = wanted * (1 - SMOOTH) + SMOOTH / 2
    loss = fn.binary_cross_entropy_with_logits(said[:, 0], smooth)
    known = rule >= 0
    if bool(known.any()):
        loss = loss + RULES_WEIGHT * fn.cross_entropy(said[known, 1:], rule[known])
    return loss


def _batches(
    examples: Sequence[Example], course: TrainingPlan, dice: np.random.Generator
) -> Iterator[list[Example]]:
    """Batches of messages of like length, varied anew each time."""
    size = course.batch
    for _ in range(math.ceil(course.epochs)):
        varied = [_vary(examples[i], examples, dice) for i in dice.permutation(len(examples))]
        near = [
            sorted(varied[at : at + 20 * size], key=lambda example: len(example.pieces))
            for at in range(0, len(varied), 20 * size)
        ]
        batches = [group[at : at + size] for group in near for at in range(0, len(group), size)]
        yield from (batches[i] for i in dice.permutation(len(batches)))


def _vary(example: Example, examples: Sequence[Example], dice: np.random.Generator) -> Example:
    if dice.random() < AMONG_OTHERS:
        example = _join_harmless(example, examples, dice)
    if dice.random() < 0.5:
        hidden = dice.random(len(example.pieces)) < UNREADABLE
        pieces = tuple(
            UNKNOWN if gone else piece for piece, gone in zip(example.pieces, hidden, strict=True)
        )
        example = replace(example, pieces=pieces)
    return example


def _join_harmless(
    example: Example, examples: Sequence[Example], dice: np.random.Generator
) -> Example:
    """The message with a harmless one of its language before or behind it."""
    other = examples[int(dice.integers(len(examples)))]
    both = len(example.pieces) + len(other.pieces)
    if other.unsafe > 0.1 or other.russian != example.russian or both > MAX_PIECES:
        return example
    pair = (other.pieces, example.pieces) if dice.random() < 0.7 else (example.pieces, other.pieces)
    return replace(example, pieces=pair[0] + pair[1])
