"""Read a shipped encoder back into a network that can be trained on.

Epochs are large and are not kept; what is shipped is. The layers come back as int8 left them, which
an epoch of training smooths out again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from triage.errors import PathMissing, SettingsWrong
from triage.understanding.embedding import Floats
from triage.understanding.encoder import CARD

_PARTS = ("query", "key", "value")  # in the order in which the shipped layer joins them
_HEADS = {"head": "/MatMul", "look": "/look/MatMul", "heard": "/heard/MatMul"}


def recovered(graph: Path) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Return a network's weights by name, and its course as the card beside the graph tells it.

    Raises `PathMissing` without graph or card, `SettingsWrong` for a graph of another shape.
    """
    for file in (graph, graph.with_name(CARD)):
        if not file.exists():
            raise PathMissing(f"{file}: no such file")
    shipped = _Graph(graph)
    weights: dict[str, Floats] = {}
    layers = sum(name.endswith("/parts/MatMul_quant") for name in shipped.inputs)
    for at in range(layers):
        parts = shipped.matrix(f"/layers.{at}/parts")
        bias = shipped.plain(f"layers.{at}.parts.bias")
        for name, weight, shift in zip(
            _PARTS, np.split(parts, len(_PARTS)), np.split(bias, len(_PARTS)), strict=True
        ):
            weights |= {f"layers.{at}.{name}.weight": weight, f"layers.{at}.{name}.bias": shift}
        for name in ("up", "out", "down"):
            weights[f"layers.{at}.{name}.weight"] = shipped.matrix(f"/layers.{at}/{name}")
            weights[f"layers.{at}.{name}.bias"] = shipped.plain(f"layers.{at}.{name}.bias")
        for name in ("norm_attention", "norm_out"):
            for part in ("weight", "bias"):
                weights[f"layers.{at}.{name}.{part}"] = shipped.plain(f"layers.{at}.{name}.{part}")
    weights |= {name: shipped.plain(name) for name in ("norm.weight", "norm.bias", "head.bias")}
    for name, node in _HEADS.items():
        weights[f"{name}.weight"] = shipped.plain(shipped.input(node, 1)).T
    card = json.loads(graph.with_name(CARD).read_text(encoding="utf-8"))
    return weights, tuple(card["course"])


class _Graph:
    """A graph's numbers by name, and each node's inputs by the node's name."""

    def __init__(self, file: Path) -> None:
        graph = onnx.load(file).graph
        self.file = file
        self._numbers = {one.name: one for one in graph.initializer}
        self.inputs: Mapping[str, tuple[str, ...]] = {
            node.name: tuple(node.input) for node in graph.node
        }

    def input(self, node: str, at: int) -> str:
        if node not in self.inputs:
            raise SettingsWrong(f"{self.file}: no operator {node}, so not made by this program")
        return self.inputs[node][at]

    def plain(self, name: str) -> Floats:
        if name not in self._numbers:
            raise SettingsWrong(f"{self.file}: no numbers {name}, so not made by this program")
        read: Floats = numpy_helper.to_array(self._numbers[name]).astype(np.float32)
        return read

    def matrix(self, layer: str) -> Floats:
        """Return an int8 layer's weights (out, in), each times the step of its row."""
        whole = self.plain(self.input(f"{layer}/MatMul_quant", 1))
        steps = self.plain(self.input(f"{layer}/MatMul_quant_scales_mul", 1))
        return (whole * steps).T
