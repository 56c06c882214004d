"""The encoder as PyTorch trains it: post-norm layers over frozen embeddings, one head for all.

The head's first scores are the types, the others demands and signals, as in the model's card.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from triage.learning.encoder_source import Source

_DROPPED = 0.1
HEADS = ("head.", "look.", "heard.")  # what is learnt anew, by the names of its weights


class Layer(nn.Module):
    """Attention, then two linear layers, each added to what came in and normed."""

    def __init__(self, source: Source, at: int) -> None:
        super().__init__()
        width, inner = source.width, source.inner
        self.heads = source.heads
        self.query = _linear(source, f"l{at}.q", width, width)
        self.key = _linear(source, f"l{at}.k", width, width)
        self.value = _linear(source, f"l{at}.v", width, width)
        self.out = _linear(source, f"l{at}.ao", width, width)
        self.up = _linear(source, f"l{at}.fi", inner, width)
        self.down = _linear(source, f"l{at}.fo", width, inner)
        self.norm_attention = _norm(source, f"l{at}.aln")
        self.norm_out = _norm(source, f"l{at}.oln")
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, words: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return (mails, length, width) from the same; `bias` is -1e9 where nothing stands."""
        mails, length, width = words.shape
        size = width // self.heads

        def parted(one: torch.Tensor) -> torch.Tensor:
            return one.reshape(mails, length, self.heads, size).transpose(1, 2)

        near = parted(self.query(words)) @ parted(self.key(words)).transpose(-1, -2)
        weights = torch.softmax(near / size**0.5 + bias, -1)
        heard = (weights @ parted(self.value(words))).transpose(1, 2).reshape(mails, length, width)
        words = self.norm_attention(words + self.drop(self.out(heard)))
        changed = self.down(functional.gelu(self.up(words)))
        return self.norm_out(words + self.drop(changed))


class Network(nn.Module):
    """Embeddings (mails, length, width) and mask (mails, length) to scores (mails, labels).

    A type is told by the whole mail, a demand often by half a line of it: every label adds to what
    it hears in the mean what it hears where it looks (label-wise attention, Mullenbach 2018).
    """

    def __init__(self, source: Source, labels: int) -> None:
        super().__init__()
        self.norm = _norm(source, "emb.ln")
        self.layers = nn.ModuleList(Layer(source, at) for at in range(source.layers))
        self.drop = nn.Dropout(_DROPPED)
        self.head = nn.Linear(source.width, labels)
        self.look = nn.Linear(source.width, labels, bias=False)
        self.heard = nn.Linear(source.width, labels, bias=False)
        nn.init.zeros_(self.heard.weight)  # it begins as the mean alone

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Score every label of every mail."""
        return self.shares(self.drop(self.states(words, mask)), mask).sum(1) + self.head.bias

    def shares(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (mails, length, labels): what each piece adds to each label's score."""
        shown = mask[:, :, None]
        looked = torch.softmax(self.look(states) + (1.0 - shown) * -1e9, 1)
        even = shown / shown.sum(1, keepdim=True)
        return even * (states @ self.head.weight.T) + looked * self.heard(states)

    def states(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (mails, length, width): what the last layer makes of each piece."""
        words = self.norm(words)
        bias = (1.0 - mask[:, None, None, :]) * -1e9
        for layer in self.layers:
            words = layer(words, bias)
        return words


def _linear(source: Source, name: str, rows: int, columns: int) -> nn.Linear:
    linear = nn.Linear(columns, rows)
    linear.weight.data.copy_(torch.from_numpy(source.tensor(f"{name}.w", rows, columns)))
    linear.bias.data.copy_(torch.from_numpy(source.tensor(f"{name}.b", rows)))
    return linear


def _norm(source: Source, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(source.width, source.epsilon)
    norm.weight.data.copy_(torch.from_numpy(source.tensor(f"{name}.w", source.width)))
    norm.bias.data.copy_(torch.from_numpy(source.tensor(f"{name}.b", source.width)))
    return norm
