"""Training: the same bytes from the same mails, and clearly better than chance."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from triage.learning import examples
from triage.learning.train import train
from triage.understanding import model
from triage.understanding.complaint import ComplaintReader
from triage.understanding.meaning import Words

TODAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    for name in ("de.jsonl", "de.2.jsonl", "nl.jsonl", "nl.2.jsonl"):
        (folder / name).write_bytes((examples.FOLDER / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def trained(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    train(few, folder, TODAY, lambda _: None)
    return folder


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes(few: Path, trained: Path, tmp_path: Path) -> None:
    train(few, tmp_path, TODAY, lambda _: None)
    for name in (model.ARRAYS, model.CARD):
        first, second = ((folder / name).read_bytes() for folder in (trained, tmp_path))
        assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


@pytest.mark.slow
def test_a_few_mails_already_teach_far_more_than_chance(trained: Path) -> None:
    card = json.loads((trained / model.CARD).read_text(encoding="utf-8"))
    scores = card["scores"]["type"]
    assert scores["right"] > 5 / 18
    assert scores["right_when_sure"] >= 0.95 or scores["sure"] == 0
    assert set(scores["by_language"]) == {"de", "nl"}


@pytest.mark.slow
def test_the_written_model_reads_its_own_mails_right(few: Path, trained: Path) -> None:
    reader = ComplaintReader(model.load(trained))
    mails = examples.load(few)
    right = [
        reader.read(Words(text=one.text), one.language).type.label is one.type for one in mails
    ]
    assert sum(right) / len(mails) > 0.95


def test_the_shipped_card_names_the_shipped_examples() -> None:
    card = json.loads((model.FOLDER / model.CARD).read_text(encoding="utf-8"))
    assert card["examples"]["sha256"] == examples.fingerprint(examples.FOLDER)


def test_the_shipped_arrays_are_small() -> None:
    assert (model.FOLDER / model.ARRAYS).stat().st_size < 12_000_000
