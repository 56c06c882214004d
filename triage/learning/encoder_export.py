"""Write the trained encoder as the program reads it: int8 layers and the trimmed 4-bit table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from triage.learning.encoder_network import Network
from triage.learning.encoder_shipped import DOMAIN, Shipped
from triage.learning.encoder_source import Source
from triage.learning.encoder_train import Embeddings, judge, places, resume
from triage.learning.encoder_vocabulary import Vocabulary
from triage.learning.examples import Example
from triage.understanding import nearest
from triage.understanding.embedding import Floats
from triage.understanding.encoder import GRAPH, PIECES, TABLE, Encoder
from triage.understanding.window import PREFIX

_OPSET = 17  # the first with LayerNormalization


def trained(source: Source, labels: int, epoch: Path) -> tuple[Network, tuple[str, ...]]:
    """Load what an epoch has left, and how it was trained."""
    network = Network(source, labels)
    course = resume(network, epoch)
    network.eval()
    return network, course


def write(network: Network, source: Source, vocabulary: Vocabulary, target: Path) -> None:
    """Write graph and table into the folder of the model."""
    target.mkdir(parents=True, exist_ok=True)
    # A row of pieces ends at a line's end, so no piece may hold one; none does.
    np.save(target / TABLE, vocabulary.table)
    np.savez(
        target / PIECES,
        pieces=np.frombuffer("\n".join(vocabulary.pieces).encode(), np.uint8),
        scores=vocabulary.scores.astype(np.float32),
        places=places(source),
    )
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            Shipped(network),
            (torch.zeros(1, 16, source.width),),
            str(whole),
            input_names=["words"],
            output_names=["scores", "meaning", "shares"],
            dynamic_axes={"words": {1: "length"}, "shares": {1: "length"}},
            opset_version=_OPSET,
            custom_opsets={DOMAIN: 1},
            dynamo=False,
        )
        nodes = [node.name for node in onnx.load(whole).graph.node]
        heads = [name for name in nodes if not name.startswith("/layers.")]
        # Seven bits: processors without VNNI would overflow on eight.
        quantize_dynamic(
            whole,
            target / GRAPH,
            nodes_to_exclude=heads,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )


def write_nearest(examples: Sequence[Example], labels: tuple[str, ...], target: Path) -> None:
    """Write where the examples lie for the written encoder, so that agents see the likest one."""
    encoder = Encoder(target)
    nearest.write(
        target / nearest.FILE,
        np.stack([encoder.read(one.said).meaning for one in examples]),
        np.asarray([labels.index(f"type:{one.type}") for one in examples], np.uint8),
        [one.language for one in examples],
        [one.said for one in examples],
    )


def agreement(
    network: Network,
    source: Source,
    vocabulary: Vocabulary,
    examples: Sequence[Example],
    target: Path,
    kinds: int,
) -> tuple[Floats, dict[str, float]]:
    """Score mails with the written encoder; tell how near that is to full precision."""
    encoder = Encoder(target)
    told = np.stack([encoder.score(one.said) for one in examples])
    pieces = vocabulary.reading()
    listed = [pieces.encode(PREFIX + one.said) for one in examples]
    exact = judge(network, Embeddings(source, vocabulary), listed)
    same = told[:, :kinds].argmax(1) == exact[:, :kinds].argmax(1)
    return told, {
        "same_type": round(float(same.mean()), 4),
        "mean_difference": round(float(np.abs(told - exact).mean()), 4),
    }
