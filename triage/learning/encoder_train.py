"""Fine-tune the encoder's layers for types, demands and signals in one pass, and keep every epoch.

The embedding table stays frozen: it is shipped in 4 bits, and small changes would snap back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from triage.learning.clauses import Clause
from triage.learning.encoder_batches import BATCH, Batch, epoch, padded
from triage.learning.encoder_network import HEADS, Network
from triage.learning.encoder_recovered import recovered
from triage.learning.encoder_source import Source
from triage.learning.encoder_vocabulary import Vocabulary
from triage.learning.examples import Example
from triage.understanding.embedding import Floats, unpack
from triage.understanding.window import MOST_PIECES, PREFIX, shown

RATE, HEAD_RATE = 8e-5, 1e-3
SMOOTHING = 0.05
# Of a mail's embeddings' length: adversarial training (Miyato, Dai, Goodfellow 2017). Ten times as
# far no mail is read right; a mail's loss doubles here.
PUSHED = 0.01
LABELS_SHARE = 0.6  # of the loss of demands and signals, summed over labels, beside the types'

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how hard to train."""

    epochs: int = 4
    rate: float = RATE  # at the top of one cycle
    threads: int = 1
    seed: int = 20
    start: Path | None = None  # epoch or shipped graph to go on from, else the source's weights
    pushed: float = PUSHED  # how far each mail is pushed to where it is read worst; 0: not at all
    share: float = 1.0  # of the mails, drawn anew for the whole course


class Embeddings:
    """The frozen part: what each piece means and where it stands."""

    def __init__(self, source: Source, vocabulary: Vocabulary) -> None:
        self._words = torch.from_numpy(unpack(vocabulary.table))
        self._places = torch.from_numpy(places(source).astype(np.float32))

    def __call__(self, rows: NDArray[np.int64]) -> torch.Tensor:
        """Return (mails, length, width)."""
        return self._words[torch.from_numpy(rows)] + self._places[: rows.shape[1]]


def places(source: Source) -> NDArray[np.float16]:
    """Return what is added to a piece at each place: its position and the one kind of text."""
    positions = source.tensor("emb.pos", source.positions, source.width)[:MOST_PIECES]
    kind = source.tensor("emb.type", source.kinds, source.width)[0]
    summed: NDArray[np.float16] = (positions + kind).astype(np.float16)
    return summed


def fine_tune(
    source: Source,
    vocabulary: Vocabulary,
    mails: Sequence[Example],
    clauses: Mapping[str, Sequence[Clause]],
    dev: Sequence[Example],
    labels: tuple[str, ...],
    course: Course,
    work: Path,
    say: Say,
) -> Path:
    """Train, save each epoch into `work` and return the file of the one best on dev."""
    torch.manual_seed(course.seed)
    torch.set_num_threads(course.threads)
    chance = np.random.default_rng(course.seed)
    pieces, embeddings = vocabulary.reading(), Embeddings(source, vocabulary)
    if course.share < 1:
        drawn = chance.permutation(len(mails))[: round(course.share * len(mails))]
        mails = [mails[at] for at in sorted(drawn.tolist())]
    network = Network(source, len(labels))
    before: tuple[str, ...] = ()
    if course.start is not None:
        before = resume(network, course.start)
    optimizer, schedule = _pace(network, course, len(mails))
    kinds = sum(label.startswith("type:") for label in labels)
    right = np.asarray([labels.index(f"type:{one.type}") for one in dev])
    best, chosen = -1.0, work / "epoch-1.pt"
    for number in range(1, course.epochs + 1):
        start, losses = time.perf_counter(), []
        network.train()
        for batch in epoch(mails, labels, pieces, clauses, chance):
            optimizer.zero_grad()
            losses.append(_learn(network, embeddings(batch.rows), batch, kinds, course.pushed))
            torch.nn.utils.clip_grad_norm_(network.layers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if len(losses) % 25 == 0:
                say(
                    f"{len(losses)} batches, loss {np.mean(losses[-25:]):.3f}, "
                    f"{time.perf_counter() - start:.0f} s"
                )
        told = judge(network, embeddings, [pieces.encode(PREFIX + one.said) for one in dev])
        share = float((told[:, :kinds].argmax(1) == right).mean())
        seconds = time.perf_counter() - start
        say(f"epoch {number}: loss {np.mean(losses):.3f}, dev {share:.4f}, {seconds:.0f} s")
        file = work / f"epoch-{number}.pt"
        done = (*before, f"{number} of {course.epochs} epochs, {_told(course)}")
        torch.save({"weights": network.state_dict(), "course": done, "dev": share}, file)
        if share > best:
            best, chosen = share, file
    return chosen


def resume(network: Network, epoch: Path) -> tuple[str, ...]:
    """Load what an epoch or a shipped graph has left; return what has been done to get there."""
    if epoch.suffix == ".onnx":
        shipped, course = recovered(epoch)
        weights = {name: torch.tensor(one) for name, one in shipped.items()}
    else:
        saved = torch.load(epoch, weights_only=True)
        weights, course = saved["weights"], tuple(saved["course"])
    network.load_state_dict(weights)
    return course


def judge(network: Network, embeddings: Embeddings, listed: Sequence[Sequence[int]]) -> Floats:
    """Score mails, given as pieces with the prefix, in full precision."""
    network.eval()
    windows = [shown(one) for one in listed]
    order = sorted(range(len(windows)), key=lambda at: len(windows[at]))
    scores: dict[int, Floats] = {}
    with torch.no_grad():
        for start in range(0, len(order), BATCH):
            mine = order[start : start + BATCH]
            rows, mask = padded([windows[at] for at in mine])
            told = network(embeddings(rows), torch.from_numpy(mask)).numpy()
            scores.update(zip(mine, told, strict=True))
    return np.stack([scores[at] for at in range(len(windows))])


def _told(course: Course) -> str:
    part = f", {course.share} of the mails" if course.share < 1 else ""
    return f"{course.rate} at most{part}" + (f", pushed {course.pushed}" if course.pushed else "")


def _learn(network: Network, words: torch.Tensor, batch: Batch, kinds: int, pushed: float) -> float:
    """Sum the gradients of a batch as it is and as it is read worst nearby; return its loss."""
    words.requires_grad_(pushed > 0)
    loss = _loss(network, words, batch, kinds)
    loss.backward()
    if words.grad is not None:
        worst = _of_length(words.grad, pushed * _length(words.detach()))
        _loss(network, words.detach() + worst, batch, kinds).backward()
    return float(loss.item())


def _length(words: torch.Tensor) -> torch.Tensor:
    """Return each mail's length, (mails, 1, 1)."""
    return words.flatten(1).norm(dim=1)[:, None, None]


def _of_length(words: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
    return words / (_length(words) + 1e-12) * length


def _loss(network: Network, words: torch.Tensor, batch: Batch, kinds: int) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        told = network(words, torch.from_numpy(batch.mask))
    told = told.float()
    types = functional.cross_entropy(
        told[:, :kinds], torch.from_numpy(batch.types), label_smoothing=SMOOTHING
    )
    others = functional.binary_cross_entropy_with_logits(
        told[:, kinds:], torch.from_numpy(batch.labels), reduction="sum"
    )
    return types + LABELS_SHARE * others / len(batch.types)


def _pace(
    network: Network, course: Course, mails: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.OneCycleLR]:
    # A few steps to spare: chunks may end in smaller batches.
    steps = course.epochs * (mails // BATCH + 20)
    head_rate = HEAD_RATE * course.rate / RATE
    named = list(network.named_parameters())
    head = [one for name, one in named if name.startswith(HEADS)]
    body = [one for name, one in named if not name.startswith(HEADS)]
    optimizer = torch.optim.AdamW(
        [{"params": body, "weight_decay": 0.01}, {"params": head}], lr=course.rate
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [course.rate, head_rate], total_steps=steps, pct_start=0.1
    )
    return optimizer, schedule
