"""The classifier's network: layers of the base, an early verdict after a few, a full one after all.

Most messages are plainly harmless, which the early verdict says at a third of the cost.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from indexer.training.policy_model.base import Floats

HEADS, PADDING = 12, 1


class EncoderLayer(nn.Module):
    """A layer of the base, with its weights."""

    ao: nn.Linear
    fi: nn.Linear
    fo: nn.Linear
    aln: nn.LayerNorm
    oln: nn.LayerNorm

    def __init__(self, weights: dict[str, Floats], number: int, dropout: float) -> None:
        """Layer ``number`` of the base."""
        super().__init__()
        self.dropout = dropout
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            weight = weights[f"{number}.{name}.weight"]
            linear = nn.Linear(weight.shape[1], weight.shape[0])
            self.add_module(name, _load_weights(linear, weights, f"{number}.{name}"))
        width = weights["norm.weight"].shape[0]
        for name in ("aln", "oln"):
            self.add_module(
                name, _load_weights(nn.LayerNorm(width, 1e-12), weights, f"{number}.{name}")
            )

    def forward(self, states: Tensor, seen: Tensor) -> Tensor:
        """States of the pieces after this layer. Shape (texts, pieces, width)."""
        texts, pieces, width = states.shape

        def heads(name: str) -> Tensor:
            made: Tensor = getattr(self, name)(states)
            return made.view(texts, pieces, HEADS, width // HEADS).transpose(1, 2)

        drop = self.dropout if self.training else 0.0
        looked = fn.scaled_dot_product_attention(
            heads("q"), heads("k"), heads("v"), attn_mask=seen, dropout_p=drop
        )
        out = self.ao(looked.transpose(1, 2).reshape(texts, pieces, width))
        states = self.aln(states + fn.dropout(out, drop, self.training))
        inner = self.fo(fn.gelu(self.fi(states)))
        kept: Tensor = self.oln(states + fn.dropout(inner, drop, self.training))
        return kept


class ClassifierHead(nn.Module):
    """The verdict on texts from the states of their pieces."""

    def __init__(self, width: int, rules: int, dropout: float) -> None:
        """One output for "unsafe" and one for each of ``rules``."""
        super().__init__()
        self.dropout = dropout
        self.inner = nn.Linear(2 * width, width)
        self.out = nn.Linear(width, 1 + rules)

    def forward(self, states: Tensor, real: Tensor) -> Tensor:
        """Log odds that it is a request to refuse, and each rule's. Shape (texts, 1 + rules)."""
        shown = real[..., None].to(states.dtype)
        mean = (states * shown).sum(1) / shown.sum(1)
        pooled = fn.dropout(torch.cat([states[:, 0], mean], 1), self.dropout, self.training)
        hidden = torch.tanh(self.inner(pooled))
        found: Tensor = self.out(fn.dropout(hidden, self.dropout, self.training))
        return found


class ClassifierNet(nn.Module):
    """Pieces of texts in; the early and the full verdict of each out."""

    def __init__(
        self, weights: dict[str, Floats], layers: int, first: int, rules: int, dropout: float = 0.1
    ) -> None:
        """Start from the base; the early verdict comes after ``first`` of its layers."""
        super().__init__()
        word = torch.from_numpy(weights["word"])
        width = word.shape[1]
        self.dropout, self.first = dropout, first
        self.word = nn.Embedding(*word.shape)
        with torch.no_grad():
            self.word.weight.copy_(word)
        self.position = nn.Parameter(torch.from_numpy(weights["position"].copy()))
        self.norm = _load_weights(nn.LayerNorm(width, 1e-12), weights, "norm")
        self.layers = nn.ModuleList(
            EncoderLayer(weights, number, dropout) for number in range(layers)
        )
        self.early, self.late = (ClassifierHead(width, rules, dropout) for _ in range(2))

    def begun(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """The states after the first layers, and the early verdict."""
        real = ids != PADDING
        states = self.norm(self.word(ids) + self.position[: ids.shape[1]])
        states = fn.dropout(states, self.dropout, self.training)
        for layer in self.layers[: self.first]:
            states = layer(states, real[:, None, None, :])
        return states, self.early(states, real)

    def finished(self, states: Tensor, ids: Tensor) -> Tensor:
        """The full verdict, from the states after the first layers."""
        real = ids != PADDING
        for layer in self.layers[self.first :]:
            states = layer(states, real[:, None, None, :])
        found: Tensor = self.late(states, real)
        return found

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """The early and the full verdict of rows of pieces, filled up with the padding piece."""
        states, early = self.begun(ids)
        return early, self.finished(states, ids)


def _load_weights(module: Any, weights: dict[str, Floats], name: str) -> Any:
    """A module with the weights of that name."""
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.ascontiguousarray(weights[f"{name}.weight"])))
        module.bias.copy_(torch.from_numpy(weights[f"{name}.bias"]))
    return module
