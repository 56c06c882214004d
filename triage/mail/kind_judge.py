"""A learned judge of kinds: how likely nobody waits for an answer to a mail, and what it is then.

Linear in hashed features and, where there is an encoder, in what the words mean; made by
`python -m triage.learning kinds`. The trap: it knows habits of senders, no rules, so it speaks
last, only where no rule found anything, and only if it is sure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage import trained
from triage.mail.desk_letters import is_framed
from triage.mail.evidence import Evidence
from triage.mail.mail_features import VERSION, buckets
from triage.mail.message import Code, Identity, Kind, Mail, Verdict
from triage.mail.verdicts import set_aside

ARRAYS = "kinds.npz"
CARD = "kinds.json"
FOLDER = Path(__file__).parent / "model"
KINDS = (Kind.AUTO_REPLY, Kind.BULK, Kind.NOTICE)  # what it may call a machine's mail
LEAST_WORDS = 8  # of the writer's own; of fewer it knows the headers alone
MOST_WORDS = 3000
_OF_ORDERS = 0.96  # how sure it must be of a mail that names an order: lawyers write like offices
_ANSWERS = 1.4  # the score, four to one, from which a mail that names no mail of ours answers one

HELD = ("weights", "scale", "offset", "meant", "middle")  # a head's arrays

Floats = NDArray[np.float32]
Meaning = Callable[[Verdict], Floats | None]  # of the words a verdict leaves; None: no encoder here


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Weights (features, 1 + kinds), int16 times `scale`, and `offset`: nobody waits; then KINDS.

    `meant` (width, 1 + kinds) weighs the meaning, taken from `middle` and of length 1; both are
    empty where it has no say. From `least` on (0 to 1) a mail is set aside.
    """

    weights: NDArray[np.int16]
    scale: Floats
    offset: Floats
    meant: Floats
    middle: Floats
    least: float

    def judge(self, rows: NDArray[np.int64], meaning: Floats | None) -> tuple[float, Kind]:
        """Return how likely nobody waits for an answer, 0 to 1, and the likeliest kind then."""
        scores = self.weights[rows].sum(axis=0) * self.scale / np.sqrt(max(len(rows), 1))
        scores = scores + self.offset
        if meaning is not None:
            scores = scores + turned(meaning, self.middle) @ self.meant
        kind = KINDS[int(scores[1:].argmax())]
        if kind is Kind.AUTO_REPLY and scores[1:].max() < _ANSWERS:
            kind = Kind.NOTICE  # what answers nothing plainly tells news
        return 1 / (1 + exp(-float(scores[0]))), kind


@dataclass(frozen=True, slots=True, eq=False)
class KindModel:
    """What is asked of headers and words alone, and what beside the words' meaning."""

    plain: Heads
    meaning: Heads

    def judge(
        self, mail: Mail, identity: Identity, meaning: Floats | None = None
    ) -> tuple[float, Kind, float]:
        """Return how likely nobody waits, the likeliest kind then, and from where on it counts."""
        heads = self.plain if meaning is None else self.meaning
        return *heads.judge(buckets(mail, identity), meaning), heads.least


HEADS = tuple(field.name for field in fields(KindModel))


def turned(meaning: Floats, middle: Floats) -> Floats:
    """Return a meaning as seen from the middle of all, of length 1."""
    away = meaning - middle
    length: Floats = np.maximum(np.linalg.norm(away, axis=-1, keepdims=True), 1e-9)
    result: Floats = (away / length).astype(np.float32)
    return result


def likely_machine(
    evidence: Evidence, found: Verdict, meaning: Meaning | None = None
) -> Verdict | None:
    """Set aside what the rules took for an ordinary letter and the judge surely knows as none."""
    if not is_asked(evidence, found):
        return None
    meant = meaning(found) if meaning else None
    chance, kind, least = shared().judge(evidence.mail, evidence.identity, meant)
    if chance < (max(least, _OF_ORDERS) if _names_order(evidence) else least):
        return None
    why = Code("likely_machine", f"Like mails for which nobody waits ({chance:.2f})")
    # Only what a person seemed to write about outweighed the filters, and no person did.
    refused = any(code.code == "spam_verdict" for code in evidence.spam)
    return set_aside(evidence, Kind.SPAM if refused and evidence.junk else kind, [why])


def is_asked(evidence: Evidence, found: Verdict) -> bool:
    """Tell whether the judge has a say: not of who is known, listed, carried or answers us."""
    mail = evidence.mail
    listed = evidence.identity.rules.kind_of(mail.sender.address)
    known = evidence.acquainted or listed or mail.in_reply_to or mail.references
    customer = found.customer
    letter = found.kind is Kind.CUSTOMER and not found.channel and not known
    own = customer is not None and customer.address == mail.sender.address
    # Of a firm's ticket system it knows the headers alone, not whose order the letter names.
    if _names_order(evidence) and is_framed(mail):
        return False
    # Of absurd lengths it has seen none, and adds up whatever they repeat.
    return letter and own and LEAST_WORDS <= len(mail.own_words.split()) <= MOST_WORDS


def _names_order(evidence: Evidence) -> bool:
    return any(code.code == "order_matter" for code in evidence.person)


def shared(folder: Path = FOLDER) -> KindModel:
    """Return the process's one model of a folder, loaded at first asking."""
    return _shared(folder)


@cache
def _shared(folder: Path) -> KindModel:
    return load(folder)


def load(folder: Path = FOLDER) -> KindModel:
    """Load a model from its arrays and card."""
    arrays, card = trained.read(
        folder / ARRAYS, folder / CARD, VERSION, "run `python -m triage.learning kinds` again"
    )
    heads = {
        head: Heads(
            **{name: arrays[f"{head}_{name}"] for name in HELD},
            least=card["calibration"][head]["least"],
        )
        for head in HEADS
    }
    return KindModel(**heads)
