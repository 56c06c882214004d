"""The trained network as it is shipped: one mail at a time, computing the same in fewer steps.

Nothing is padded, so there is no mask; query, key and value are one product; onnxruntime's own
attention does the rest.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from triage.learning.encoder_network import Layer, Network

DOMAIN = "com.microsoft"  # of onnxruntime's operators beside ONNX's


class Even(nn.Module):
    """A linear layer whose every piece is brought to the same size first; it computes the same.

    Int8 takes its steps from the largest number of a whole mail, and the marks' are a hundred times
    larger than a word's, which would be left without bits.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().T.contiguous())
        self.bias = nn.Parameter(linear.bias.detach().clone())

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Return what the layer it was made of returns."""
        size = words.abs().amax(-1, keepdim=True).clamp(min=1e-6)
        even: torch.Tensor = ((words / size) @ self.weight) * size + self.bias
        return even


class Attention(torch.autograd.Function):
    """Attention of every head, as the one operator that onnxruntime has for it."""

    @staticmethod
    def forward(
        _ctx: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int
    ) -> torch.Tensor:
        """Return (1, length, width) from three of the same."""
        mails, length, width = query.shape
        parted = (
            one.reshape(mails, length, heads, width // heads).transpose(1, 2)
            for one in (query, key, value)
        )
        heard = functional.scaled_dot_product_attention(*parted)
        return heard.transpose(1, 2).reshape(mails, length, width)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        """Name the operator in the graph."""
        one = g.op(f"{DOMAIN}::MultiHeadAttention", query, key, value, num_heads_i=heads)
        return one.setType(query.type())


class ShippedLayer(nn.Module):
    """A trained layer whose query, key and value are computed in one go."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.heads = layer.heads
        parts = layer.query, layer.key, layer.value
        width = layer.query.in_features
        self.parts = nn.Linear(width, len(parts) * width)
        self.parts.weight.data = torch.cat([one.weight.data for one in parts])
        self.parts.bias.data = torch.cat([one.bias.data for one in parts])
        self.up = layer.up
        # Where rounding costs most; evening the others out, too, is slower than it is worth.
        self.out, self.down = Even(layer.out), Even(layer.down)
        self.norm_attention, self.norm_out = layer.norm_attention, layer.norm_out

    def forward(self, words: torch.Tensor) -> torch.Tensor:
        """Return (1, length, width) from the same."""
        query, key, value = self.parts(words).chunk(3, -1)
        heard = Attention.apply(query, key, value, self.heads)
        words = self.norm_attention(words + self.out(heard))
        told: torch.Tensor = self.norm_out(words + self.down(functional.gelu(self.up(words))))
        return told


class Shipped(nn.Module):
    """Embeddings (1, length, width) to scores, the meaning they came from, each piece's share."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.norm = network.norm
        self.layers = nn.ModuleList(ShippedLayer(layer) for layer in network.layers)
        self.head, self.look, self.heard = network.head, network.look, network.heard

    def forward(self, words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return scores (1, labels), meaning (1, width), shares (1, length, labels).

        The meaning is the mean of the last layer; the shares, summed over the pieces, are the
        scores without the head's bias.
        """
        words = self.norm(words)
        for layer in self.layers:
            words = layer(words)
        looked = torch.softmax(self.look(words), 1)
        shares = (words @ self.head.weight.T) / words.shape[1] + looked * self.heard(words)
        return shares.sum(1) + self.head.bias, words.mean(1), shares
