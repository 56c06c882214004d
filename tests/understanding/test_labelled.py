"""The shipped models on labelled mails kept apart from the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.evaluation import labelled
from triage.evaluation.judging import Told, read_all
from triage.evaluation.report import report
from triage.learning import examples
from triage.mail.message import Identity
from triage.understanding import model
from triage.understanding.complaint import ComplaintReader
from triage.understanding.reader import Reader, ReaderOptions

FOLDER = Path(__file__).parent / "labelled"
STORE = Identity(addresses=frozenset({"support@lindenhof.example"}))
READER = Reader()


def read(name: str, reader: Reader = READER) -> list[Told]:
    return list(read_all(labelled.load(FOLDER / name), STORE, reader))


@pytest.fixture(scope="module")
def plain() -> list[Told]:
    return read("plain.jsonl")


def test_labelled_mails_are_not_among_the_examples() -> None:
    trained = {one.text for one in examples.load(examples.FOLDER)}
    assert not trained & {one.text for one in examples.whole(FOLDER)}


def test_most_plain_mails_are_recognised_and_sure_ones_are_right(plain: list[Told]) -> None:
    made = report(plain)
    assert made.language.value >= 0.99
    assert made.type.value >= 0.92
    assert made.type_or_second.value >= 0.95
    assert made.sure.value >= 0.8
    assert made.right_when_sure.value >= 0.95


def test_n_grams_alone_still_serve() -> None:
    made = report(read("plain.jsonl", Reader(ReaderOptions(), ComplaintReader(model.load()))))
    assert made.type.value >= 0.85
    assert made.right_when_sure.value >= 0.95
