"""Train the judge of lines and write it with its card: folds say how sure it must be.

Nothing here is left to chance: the same mails give the same bytes.
"""

from __future__ import annotations

import platform
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray

from triage import trained
from triage.learning import examples, line_chain, line_mails, line_pages, line_templates
from triage.learning.line_mails import CARRIED, NOTICE, OWN, WRAPPER, LinedMail
from triage.mail import grams, line_features
from triage.mail.judged_words import kept
from triage.mail.line_features import WIDTH
from triage.mail.line_judge import ARRAYS, CARD, LineModel

# Folders of tests/ that teach, beside every hand's: of the corpus those about somebody's words.
CORPUS = ("corpus/kinds", "corpus/people", "corpus/quotes", "corpus/structure", "corpus/wrappers")
HANDS = "unseen"
SEED = 7
PAGES = 250  # made mails of each language
RELAID = 2000  # mails made around the words of real ones
WITHIN = 3500  # prose of all languages in real wrappers and notices
FOLDS = 5
MOST_LOST = 1 / 2000  # of the customers' lines
CUTS = tuple(np.arange(3.0, 10.1, 0.25).tolist())
_LABELLED = 40  # characters before a colon: what was filled in says nothing of free words

Say = Callable[[str], None]


def teachers(mails: Path) -> tuple[str, ...]:
    """Return the folders of labelled mails that teach, as they are named in the card."""
    hands = sorted(folder.name for folder in (mails / HANDS).iterdir() if folder.is_dir())
    return (*CORPUS, *(f"{HANDS}/{hand}" for hand in hands))


def gather(mails: Path, prose: Path, wrappers: Path, taught: Sequence[str]) -> list[LinedMail]:
    """Collect the mails that teach: labelled ones, and those made of prose and wrapper lines."""
    real = [one for part in taught for one in line_mails.load(mails / part)]
    said: dict[str, list[str]] = defaultdict(list)
    for example in examples.load(prose):
        if example.text.strip():  # some say all in their subject
            said[example.language].append(example.text)
    generator = np.random.default_rng(SEED)
    lines = line_templates.templates(wrappers)
    writer = line_pages.Writer(generator, lines)
    made = []
    for language in lines:
        texts = said[language] or [text for every in said.values() for text in every]
        many = -(-PAGES // len(texts))
        drawn = np.concatenate([generator.permutation(len(texts)) for _ in range(many)])
        made += [writer.page(language, texts[int(at)]) for at in drawn[:PAGES]]
    own = [one for one in real if one.prose.strip() and not _filled_in(one.prose)]
    for _ in range(RELAID if own else 0):
        mail = writer.one(own)
        made.append(writer.page(writer.one(tuple(lines)), mail.prose, mail.hand))
    everything = [text for language in sorted(said) for text in said[language]]
    frames = [one for one in real if one.weight in (CARRIED, NOTICE)]
    for _ in range(WITHIN if frames else 0):
        frame = writer.one(frames)
        page = writer.within(frame, writer.one(everything))
        made += [page] if page is not frame else []
    return [*real, *made]


def train(
    mails: Path,
    prose: Path,
    wrappers: Path,
    target: Path,
    today: date,
    say: Say,
    taught: Sequence[str] = (),
) -> dict[str, object]:
    """Train on all mails, write arrays and card to `target`, return the card.

    `taught`: folders of `mails` that teach, all of them (`teachers`) if none is given.
    """
    taught = taught or teachers(mails)
    found = gather(mails, prose, wrappers, taught)
    say(f"{len(found)} mails")
    data = line_chain.lesson(found)
    folds = folds_of(found)
    scores = judge_unseen(found, data, folds, say)
    cut_from, table = calibrate(found, scores)
    say("training on all mails")
    model = line_chain.packed(line_chain.fit(data, folds >= 0), cut_from)
    card: dict[str, object] = {
        "recipe": "triage.learning.line_chain: linear-chain CRF on hashed n-grams and standing",
        "trained": today.isoformat(),
        "mails": {
            "labelled": sum(one.weight != line_pages.PAGE for one in found),
            "made": sum(one.weight == line_pages.PAGE for one in found),
            "taught": list(taught),
            "sha256": line_mails.fingerprint([mails / part for part in taught]),
            "prose_sha256": examples.fingerprint(prose),
            "wrapper_lines_sha256": line_templates.fingerprint(wrappers),
        },
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "features": {"version": [grams.VERSION, line_features.VERSION], "standing": WIDTH},
        "calibration": {"cut_from": cut_from},
        "scores": {"how": f"{FOLDS} folds, a hand's mails together", "by_cut": table},
    }
    write(target, model, card)
    return card


def folds_of(mails: Sequence[LinedMail]) -> NDArray[np.int64]:
    """Deal mails into folds; a hand has habits, so its mails are judged without any of them."""
    hands = {hand: at for at, hand in enumerate(sorted({one.hand for one in mails if one.hand}))}
    return np.asarray(
        [(hands[one.hand] if one.hand else at) % FOLDS for at, one in enumerate(mails)]
    )


def judge_unseen(
    mails: Sequence[LinedMail], data: line_chain.Lesson, folds: NDArray[np.int64], say: Say
) -> list[list[float]]:
    """Let each fold be judged by a model trained on the others."""
    scores: list[list[float]] = [[] for _ in mails]
    for fold in range(FOLDS):
        say(f"fold {fold + 1} of {FOLDS}")
        model = line_chain.packed(line_chain.fit(data, folds != fold), CUTS[-1])
        for at in map(int, np.flatnonzero(folds == fold)):
            scores[at] = model.score(mails[at].lines, mails[at].setting)
    return scores


def calibrate(
    mails: Sequence[LinedMail], scores: Sequence[Sequence[float]]
) -> tuple[float, list[dict[str, float]]]:
    """Choose the lowest cut that loses hardly a customer's line, by mails cut right before it."""
    table = []
    chosen = CUTS[-1]
    for cut in reversed(CUTS):
        lost = own = caught = wrapped = 0
        for mail, score in zip(mails, scores, strict=True):
            places = [at for at, whose in enumerate(mail.whose) if whose == OWN]
            if not places or mail.weight not in (CARRIED, line_pages.PAGE):
                continue
            first, end = places[0], places[-1] + 1
            begin, stop = kept(mail.lines[first:end], score[first:end], cut)
            lost += sum(not begin <= at - first < stop for at in places)
            own += len(places)
            others = [score[at] > cut for at, whose in enumerate(mail.whose) if whose == WRAPPER]
            caught, wrapped = caught + sum(others), wrapped + len(others)
        share = round(caught / max(wrapped, 1), 4)
        table.append({"cut": cut, "own": own, "lost": lost, "wrapper_lines_known": share})
        if lost > MOST_LOST * own:
            break
        chosen = cut
    return chosen, table


def write(target: Path, model: LineModel, card: dict[str, object]) -> None:
    """Write a model's arrays and card."""
    names = ("own", "above", "below", "scale", "standing", "links")
    held = {name: getattr(model, name) for name in names}
    trained.write(target / ARRAYS, target / CARD, held, card)


def _filled_in(prose: str) -> bool:
    return any(":" in line[:_LABELLED] for line in prose.split("\n"))
