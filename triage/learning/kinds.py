"""Train the judge of kinds on labelled raw mails and customers' letters; write it with its card.

A hand has habits, so its mails are judged without any of them; such folds say how sure it must be.
The same mails give the same bytes.
"""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from triage import trained
from triage.errors import PathMissing
from triage.evaluation.labelled import load as complaints
from triage.learning import examples, line_mails
from triage.learning.examples import Example
from triage.learning.line_mails import STORE
from triage.mail import mail_features
from triage.mail.kind import by_rules
from triage.mail.kind_judge import ARRAYS, CARD, KINDS, KindModel, is_asked
from triage.mail.mail_features import BITS, buckets
from triage.mail.message import Kind
from triage.mail.parse import parse

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
Rows = list[NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mail's features, its kind, who wrote it for the tests, and whether the judge is asked."""

    rows: NDArray[np.int64]
    kind: Kind
    hand: str = ""
    asked: bool = False

    @property
    def judged(self) -> bool:
        """Tell a mail of somebody who had not seen the rules."""
        return self.hand.startswith(JUDGED)


def gather(mails: Path, prose: Path) -> list[Labelled]:
    """Collect labelled raw mails, whole complaints, and letters as a mail program sends them."""
    files = [file for part in FOLDERS for file in sorted((mails / part).rglob("*.eml"))]
    if not files:
        raise PathMissing(f"{mails}: holds no labelled mails")
    found = [_labelled(file, mails) for file in files]
    folder = mails / COMPLAINTS
    whole = [one.content for one in complaints(folder) if one.content] if folder.exists() else []
    found += [Labelled(buckets(parse(one), STORE), Kind.CUSTOMER) for one in whole]
    return [*found, *(_letter(one, at) for at, one in enumerate(examples.load(prose)[::EACH]))]


def _labelled(file: Path, mails: Path) -> Labelled:
    expected = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    mail = parse(file.read_bytes())
    junk = bool(expected.get("arrived", {}).get("junk"))
    evidence, verdict = by_rules(mail, STORE, junk=junk)
    return Labelled(
        rows=buckets(evidence.mail, STORE),
        kind=Kind(expected["kind"]),
        hand=str(file.parent.relative_to(mails)),
        asked=is_asked(evidence, verdict),
    )


def _letter(one: Example, at: int) -> Labelled:
    mail = EmailMessage()
    mail["From"] = "Kim Berg <kim.berg73@post.example>"
    mail["To"] = "support@lindenhof.example"
    mail["Subject"] = " ".join(one.subject.split())
    mail["Message-ID"] = f"<{at}.kim@post.example>"
    if at % 3 == 0:
        mail["In-Reply-To"] = "<of-ours@lindenhof.example>"
    mail.set_content(one.text)
    return Labelled(buckets(parse(mail.as_bytes()), STORE), Kind.CUSTOMER)


def train(mails: Path, prose: Path, target: Path, today: date, say: Say) -> dict[str, object]:
    """Train on all mails, write arrays and card to `target`, return the card."""
    found = gather(mails, prose)
    say(f"{len(found)} mails")
    chances = judge_unseen(found, say)
    least, table = calibrate(found, chances)
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
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "sklearn": sklearn.__version__,
        },
        "features": {"version": mail_features.VERSION, "bits": BITS},
        "calibration": {"least": least},
        "scores": {"how": f"{FOLDS} folds, a hand's mails together", "by_least": table},
    }
    write(target, fit(found, least), card)
    return card


def fit(found: Sequence[Labelled], least: float) -> KindModel:
    """Fit both heads: whether nobody waits, and among such mails of which kind each is."""
    vectors = _vectors([one.rows for one in found])
    machine = np.asarray([one.kind is not Kind.CUSTOMER for one in found])
    told = np.asarray([at for at, one in enumerate(found) if one.kind in KINDS])
    kind_of = np.asarray([found[at].kind for at in told])
    heads = [_head(vectors, machine), *(_head(vectors[told], kind_of == one) for one in KINDS)]
    weights = np.concatenate([head.coef_ for head in heads]).T
    scale = np.maximum(np.abs(weights).max(axis=0) / _MOST, 1e-9).astype(np.float32)
    return KindModel(
        weights=np.rint(weights / scale).astype(np.int16),
        scale=scale,
        offset=np.concatenate([head.intercept_ for head in heads]).astype(np.float32),
        least=least,
    )


def _head(vectors: sparse.csr_matrix, right: NDArray[np.bool_]) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=500, random_state=0)
    return model.fit(vectors, right)


def judge_unseen(found: Sequence[Labelled], say: Say) -> NDArray[np.float64]:
    """Let each hand's mails be judged by a model trained without them; 0 for what only teaches."""
    hands = {hand: at for at, hand in enumerate(sorted({one.hand for one in found if one.judged}))}
    fold_of = np.asarray([hands[one.hand] % FOLDS if one.judged else FOLDS for one in found])
    vectors = _vectors([one.rows for one in found])
    machine = np.asarray([one.kind is not Kind.CUSTOMER for one in found])
    chances = np.zeros(len(found))
    for fold in range(FOLDS):
        say(f"fold {fold + 1} of {FOLDS}")
        mine = fold_of == fold
        if not mine.any():
            continue
        model = _head(vectors[~mine], machine[~mine])
        chances[mine] = model.predict_proba(vectors[mine])[:, 1]
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


def _vectors(rows: Rows) -> sparse.csr_matrix:
    """Lay features side by side, each mail's of length 1."""
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(one), 1 / np.sqrt(max(len(one), 1))) for one in rows])
    return sparse.csr_matrix((values, np.concatenate(rows), ends), (len(rows), 2**BITS))


def write(target: Path, model: KindModel, card: dict[str, Any]) -> None:
    """Write a model's arrays and card."""
    held = {"weights": model.weights, "scale": model.scale, "offset": model.offset}
    trained.write(target / ARRAYS, target / CARD, held, card)
