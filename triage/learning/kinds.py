"""Train the judge of kinds on labelled raw mails and customers' letters; write it with its card.

A hand has habits, so its mails are judged without any of them; such folds say how sure it must be.
The same mails give the same bytes.
"""

from __future__ import annotations

import hashlib
import platform
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from triage import trained
from triage.errors import PathMissing, SettingsWrong
from triage.evaluation.labelled import load as complaints
from triage.learning import examples, line_mails
from triage.learning.examples import Example
from triage.learning.line_mails import STORE
from triage.mail import mail_features
from triage.mail.evidence import Evidence
from triage.mail.kind import by_rules
from triage.mail.kind_judge import (
    ARRAYS,
    CARD,
    HEADS,
    HELD,
    KINDS,
    Floats,
    Heads,
    KindModel,
    is_asked,
    turned,
)
from triage.mail.mail_features import BITS, buckets
from triage.mail.message import Kind, Mail
from triage.mail.parse import parse
from triage.mail.sender import plain
from triage.mail.verdicts import of_customer
from triage.understanding import encoder, model
from triage.understanding.complaint import ComplaintReader
from triage.understanding.reader import words_of

JUDGED = "unseen"
FOLDERS = ("corpus", JUDGED)  # the first holds near misses, which only teach
COMPLAINTS = "understanding/labelled/dev"
EACH = 5  # letters, of which one teaches
STRENGTH = 30.0  # of scikit-learn's C: the larger, the more it believes the mails
FOLDS = 7
MOST_HIDDEN = 1 / 1000  # of the customers whom the rules find
LEAST = tuple(np.arange(0.8, 0.96, 0.05).round(2).tolist())
_MOST = 32767  # of a weight as it is stored

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mail's features, its kind, who wrote it for the tests, and whether the judge is asked."""

    rows: NDArray[np.int64]
    kind: Kind
    meant: Floats
    hand: str = ""
    asked: bool = False

    @property
    def judged(self) -> bool:
        """Tell a mail of somebody who had not seen the rules."""
        return self.hand.startswith(JUDGED)


def gather(mails: Path, prose: Path, reader: ComplaintReader) -> list[Labelled]:
    """Collect labelled raw mails, whole complaints, and letters as a mail program sends them."""
    files = [file for part in FOLDERS for file in sorted((mails / part).rglob("*.eml"))]
    if not files:
        raise PathMissing(f"{mails}: holds no labelled mails")
    found = [_labelled(file, mails, reader) for file in files]
    folder = mails / COMPLAINTS
    whole = [one.content for one in complaints(folder) if one.content] if folder.exists() else []
    letters = (_letter(one, at) for at, one in enumerate(examples.load(prose)[::EACH]))
    return [*found, *map(_of_customer, map(parse, (*whole, *letters)), repeat(reader))]


def _labelled(file: Path, mails: Path, reader: ComplaintReader) -> Labelled:
    expected = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    mail = parse(file.read_bytes())
    junk = bool(expected.get("arrived", {}).get("junk"))
    evidence, verdict = by_rules(mail, STORE, junk=junk)
    return Labelled(
        rows=buckets(evidence.mail, STORE),
        kind=Kind(expected["kind"]),
        meant=_meant(evidence, reader),
        hand=str(file.parent.relative_to(mails)),
        asked=is_asked(evidence, verdict),
    )


def _of_customer(mail: Mail, reader: ComplaintReader) -> Labelled:
    evidence, _ = by_rules(mail, STORE)
    return Labelled(buckets(mail, STORE), Kind.CUSTOMER, _meant(evidence, reader))


def _meant(evidence: Evidence, reader: ComplaintReader) -> Floats:
    """Return the meaning of what is read of a mail that is taken for an ordinary letter."""
    letter = of_customer(evidence, plain(evidence.mail, STORE))
    meant = reader.meaning(words_of(evidence.mail, letter))
    if meant is None:
        raise SettingsWrong("there is no encoder here; install onnxruntime")
    return meant


def _letter(one: Example, at: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Kim Berg <kim.berg73@post.example>"
    mail["To"] = "support@lindenhof.example"
    mail["Subject"] = " ".join(one.subject.split())
    mail["Message-ID"] = f"<{at}.kim@post.example>"
    if at % 3 == 0:
        mail["In-Reply-To"] = "<of-ours@lindenhof.example>"
    mail.set_content(one.text)
    return mail.as_bytes()


def train(mails: Path, prose: Path, target: Path, today: date, say: Say) -> dict[str, object]:
    """Train on all mails, write arrays and card to `target`, return the card."""
    found = gather(mails, prose, ComplaintReader())
    say(f"{len(found)} mails")
    judged = {head: calibrate(found, judge_unseen(found, head, say)) for head in HEADS}
    say("training on all mails")
    card: dict[str, Any] = {
        "recipe": "triage.learning.kinds: logistic regression on hashed features of whole mails",
        "trained": today.isoformat(),
        "mails": {
            "labelled": sum(bool(one.hand) for one in found),
            "letters": sum(not one.hand for one in found),
            "sha256": line_mails.fingerprint([mails / part for part in FOLDERS]),
            "prose_sha256": examples.fingerprint(prose),
        },
        "encoder_sha256": meant_by(),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "sklearn": sklearn.__version__,
        },
        "features": {"version": mail_features.VERSION, "bits": BITS},
        "calibration": {head: {"least": least} for head, (least, _) in judged.items()},
        "scores": {
            "how": f"{FOLDS} folds, a hand's mails together",
            "by_least": {head: table for head, (_, table) in judged.items()},
        },
    }
    heads = {head: fit(found, head, least) for head, (least, _) in judged.items()}
    write(target, KindModel(**heads), card)
    return card


def meant_by() -> str:
    """Return the hash of the encoder whose meanings are weighed; another's would mean nothing."""
    return hashlib.sha256((model.FOLDER / encoder.GRAPH).read_bytes()).hexdigest()


def fit(found: Sequence[Labelled], head: str, least: float) -> Heads:
    """Fit whether nobody waits, and among such mails of which kind each is."""
    middle = _middle(found, head)
    vectors = _vectors(found, middle)
    machine = np.asarray([one.kind is not Kind.CUSTOMER for one in found])
    told = np.asarray([at for at, one in enumerate(found) if one.kind in KINDS])
    kind_of = np.asarray([found[at].kind for at in told])
    lines = [_line(vectors, machine), *(_line(vectors[told], kind_of == one) for one in KINDS)]
    all_weights = np.concatenate([line.coef_ for line in lines]).T
    weights, meant = all_weights[: 2**BITS], all_weights[2**BITS :]
    scale = np.maximum(np.abs(weights).max(axis=0) / _MOST, 1e-9).astype(np.float32)
    return Heads(
        weights=np.rint(weights / scale).astype(np.int16),
        scale=scale,
        offset=np.concatenate([line.intercept_ for line in lines]).astype(np.float32),
        meant=meant.astype(np.float32),
        middle=middle,
        least=least,
    )


def _middle(found: Sequence[Labelled], head: str) -> Floats:
    """Return the middle of all meanings, empty where they have no say."""
    if head == "plain":
        return np.zeros(0, np.float32)
    middle: Floats = np.stack([one.meant for one in found]).mean(axis=0).astype(np.float32)
    return middle


def _line(vectors: sparse.csr_matrix, right: NDArray[np.bool_]) -> LogisticRegression:
    line = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500, random_state=0)
    return line.fit(vectors, right)


def judge_unseen(found: Sequence[Labelled], head: str, say: Say) -> NDArray[np.float64]:
    """Let each hand's mails be judged by a model trained without them; 0 for what only teaches."""
    hands = {hand: at for at, hand in enumerate(sorted({one.hand for one in found if one.judged}))}
    fold_of = np.asarray([hands[one.hand] % FOLDS if one.judged else FOLDS for one in found])
    vectors = _vectors(found, _middle(found, head))
    machine = np.asarray([one.kind is not Kind.CUSTOMER for one in found])
    chances = np.zeros(len(found))
    for fold in range(FOLDS):
        say(f"{head}, fold {fold + 1} of {FOLDS}")
        mine = fold_of == fold
        if not mine.any():
            continue
        line = _line(vectors[~mine], machine[~mine])
        chances[mine] = line.predict_proba(vectors[mine])[:, 1]
    return chances


def calibrate(
    found: Sequence[Labelled], chances: NDArray[np.float64]
) -> tuple[float, list[dict[str, float]]]:
    """Choose the lowest bar that hides hardly a customer of those the judge is asked about."""
    table = []
    chosen = LEAST[-1]
    judged = [(one, chance) for one, chance in zip(found, chances, strict=True) if one.judged]
    people = [chance for one, chance in judged if one.asked and one.kind is Kind.CUSTOMER]
    machines = [chance for one, chance in judged if one.kind is not Kind.CUSTOMER]
    for least in reversed(LEAST):
        hidden = int(sum(chance >= least for chance in people))
        known = round(sum(chance >= least for chance in machines) / max(len(machines), 1), 4)
        table.append(
            {"least": least, "customers": len(people), "hidden": hidden, "machines_known": known}
        )
        if hidden > MOST_HIDDEN * len(people):
            break
        chosen = least
    return chosen, table


def _vectors(found: Sequence[Labelled], middle: Floats) -> sparse.csr_matrix:
    """Lay features side by side, each mail's of length 1, and beside them its meaning's."""
    rows = [one.rows for one in found]
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(one), 1 / np.sqrt(max(len(one), 1))) for one in rows])
    hashed = sparse.csr_matrix((values, np.concatenate(rows), ends), (len(rows), 2**BITS))
    if not middle.size:
        return hashed
    meant = turned(np.stack([one.meant for one in found]), middle)
    return sparse.hstack([hashed, sparse.csr_matrix(meant)]).tocsr()


def write(target: Path, judge: KindModel, card: dict[str, Any]) -> None:
    """Write a model's arrays and card."""
    held: trained.Arrays = {
        f"{head}_{name}": getattr(getattr(judge, head), name) for head in HEADS for name in HELD
    }
    trained.write(target / ARRAYS, target / CARD, held, card)
