"""A shipped encoder read back into weights: they compute what the shipped graph computes."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
import pytest

from triage.errors import PathMissing, SettingsWrong
from triage.learning.encoder_recovered import recovered
from triage.understanding import model
from triage.understanding.embedding import Floats, unpack
from triage.understanding.encoder import CARD, GRAPH, PIECES, TABLE, Encoder

HEADS, EPSILON = 12, 1e-12
ERF = np.frompyfunc(math.erf, 1, 1)


def test_the_weights_compute_what_the_graph_computes() -> None:
    weights, course = recovered(model.FOLDER / GRAPH)
    assert "epochs" in course[-1]
    encoder = Encoder(model.FOLDER)
    for text in (
        "The kettle sparks when I plug it in.",
        "Wo bleibt mein Paket? Bestellt am 3. Mai.",
    ):
        told = _scores(weights, encoder.rows(text))
        assert np.abs(told - encoder.score(text)).max() < 0.6  # int8 rounds; scores span 20
        assert told[:18].argmax() == encoder.score(text)[:18].argmax()


def _scores(weights: dict[str, Floats], rows: list[int]) -> Floats:
    """The network's layers once more, in numpy and full precision."""
    places = np.load(model.FOLDER / PIECES)["places"]
    words = unpack(np.load(model.FOLDER / TABLE)[rows]) + places[: len(rows)]

    def linear(name: str, given: Floats) -> Floats:
        summed: Floats = given @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return summed

    def norm(name: str, given: Floats) -> Floats:
        even = given - given.mean(-1, keepdims=True)
        even /= np.sqrt((even**2).mean(-1, keepdims=True) + EPSILON)
        normed: Floats = even * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return normed

    words = norm("norm", words)
    for at in range(sum(name.endswith(".query.weight") for name in weights)):
        layer = f"layers.{at}"
        query, key, value = (
            linear(f"{layer}.{part}", words).reshape(len(rows), HEADS, -1).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        near = _softmax(query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1]), -1)
        heard = (near @ value).swapaxes(0, 1).reshape(words.shape)
        words = norm(f"{layer}.norm_attention", words + linear(f"{layer}.out", heard))
        up = linear(f"{layer}.up", words)
        lively = up * (1 + ERF(up / math.sqrt(2)).astype(np.float32)) / 2
        words = norm(f"{layer}.norm_out", words + linear(f"{layer}.down", lively))
    looked = _softmax(words @ weights["look.weight"].T, 0)
    mean, seen = words.mean(0), (looked * (words @ weights["heard.weight"].T)).sum(0)
    told: Floats = mean @ weights["head.weight"].T + seen + weights["head.bias"]
    return told


def _softmax(given: Floats, axis: int) -> Floats:
    high = np.exp(given - given.max(axis, keepdims=True))
    even: Floats = high / high.sum(axis, keepdims=True)
    return even


def test_what_is_missing_or_foreign_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match=GRAPH):
        recovered(tmp_path / GRAPH)

    foreign = tmp_path / GRAPH
    nothing = onnx.helper.make_graph([], "nothing", [], [])
    onnx.save(onnx.helper.make_model(nothing), foreign)
    with pytest.raises(PathMissing, match=CARD):
        recovered(foreign)
    foreign.with_name(CARD).write_text('{"course": []}')
    with pytest.raises(SettingsWrong, match="not made by this program"):
        recovered(foreign)
