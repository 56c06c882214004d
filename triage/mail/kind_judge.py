"""A learned judge of kinds: how likely nobody waits for an answer to a mail, and what it is then.

Linear in hashed features, made by `python -m triage.learning kinds`. The trap: it knows habits of
senders, no rules, so it speaks last, only where no rule found anything, and only if it is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from triage import trained
from triage.mail.evidence import Evidence
from triage.mail.mail_features import VERSION, buckets
from triage.mail.message import Code, Identity, Kind, Mail, Verdict
from triage.mail.verdicts import set_aside

ARRAYS = "kinds.npz"
CARD = "kinds.json"
FOLDER = Path(__file__).parent / "model"
KINDS = (Kind.AUTO_REPLY, Kind.BULK, Kind.NOTICE)  # what it may call a machine's mail
LEAST_WORDS = 8  # of the writer's own; of fewer it knows the headers alone

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class KindModel:
    """Weights (features, 1 + kinds), int16 times `scale`, and `offset`: nobody waits; then KINDS.

    From `least` on (0 to 1) a mail is set aside.
    """

    weights: NDArray[np.int16]
    scale: Floats
    offset: Floats
    least: float

    def judge(self, mail: Mail, identity: Identity) -> tuple[float, Kind]:
        """Return how likely nobody waits for an answer, 0 to 1, and the likeliest kind then."""
        rows = buckets(mail, identity)
        summed = self.weights[rows].sum(axis=0) * self.scale / np.sqrt(max(len(rows), 1))
        scores = summed + self.offset
        return 1 / (1 + exp(-float(scores[0]))), KINDS[int(scores[1:].argmax())]


def likely_machine(evidence: Evidence, found: Verdict) -> Verdict | None:
    """Set aside what the rules took for an ordinary letter and the judge surely knows as none."""
    if not is_asked(evidence, found):
        return None
    model = shared()
    chance, kind = model.judge(evidence.mail, evidence.identity)
    if chance < model.least:
        return None
    why = Code("likely_machine", f"Like mails for which nobody waits ({chance:.2f})")
    return set_aside(evidence, kind, [why])


def is_asked(evidence: Evidence, found: Verdict) -> bool:
    """Tell whether the judge has a say: not of who is known, listed, carried or answers us."""
    mail = evidence.mail
    listed = evidence.identity.rules.kind_of(mail.sender.address)
    known = evidence.acquainted or listed or mail.in_reply_to or mail.references
    customer = found.customer
    letter = found.kind is Kind.CUSTOMER and not found.channel and not known
    own = customer is not None and customer.address == mail.sender.address
    return letter and own and len(mail.own_words.split()) >= LEAST_WORDS


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
    return KindModel(**arrays, least=card["calibration"]["least"])
