"""The shipped models on labelled mails kept apart from the examples."""

from __future__ import annotations

from collections import Counter
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
from triage.understanding.taxonomy import Signal, Type

FOLDER = Path(__file__).parent / "labelled"
OPENED = ("opened", "opened-2")  # judged before
STORE = Identity(addresses=frozenset({"support@lindenhof.example"}))
READER = Reader()


def read(name: str, reader: Reader = READER) -> list[Told]:
    return list(read_all(labelled.load(FOLDER / name), STORE, reader))


@pytest.fixture(scope="module")
def plain() -> list[Told]:
    return read("plain.jsonl")


def test_labelled_mails_are_not_among_the_examples() -> None:
    # Below a product's name anybody writes "?".
    trained = {one.text for one in examples.load(examples.FOLDER) if len(one.text) > 3}
    for part in FOLDER.iterdir():
        if part.name not in OPENED:  # they taught, once their sums had chosen
            assert not trained & {one.text for one in examples.whole(part)}, part.name


def test_most_plain_mails_are_recognised_and_sure_ones_are_right(plain: list[Told]) -> None:
    made = report(plain)
    assert made.language.value >= 0.99
    assert made.type.value >= 0.92
    assert made.type_or_second.value >= 0.95
    assert made.sure.value >= 0.9
    assert made.right_when_sure.value >= 0.98


def test_n_grams_alone_still_serve() -> None:
    made = report(read("plain.jsonl", Reader(ReaderOptions(), ComplaintReader(model.load()))))
    assert made.type.value >= 0.85
    assert made.right_when_sure.value >= 0.95


@pytest.fixture(scope="module")
def whole() -> list[Told]:
    return read("dev")


def test_whole_mails_by_other_hands_are_understood(whole: list[Told]) -> None:
    made = report(whole)
    assert made.type.value >= 0.97
    assert made.sure.value >= 0.93
    assert made.right_when_sure.value >= 0.988
    assert made.language.value >= 0.99
    assert made.orders.exact.value >= 0.985
    assert made.orders.each.f1 >= 0.99
    assert made.tracking.each.f1 >= 0.985
    assert made.name.value >= 0.97
    assert made.demands.together.f1 >= 0.895
    assert made.signals.together.f1 >= 0.865
    assert min(share.value for share in made.type_by_language.values()) >= 0.75


@pytest.mark.parametrize("part", OPENED)
def test_rules_read_the_opened_mails_as_well(part: str) -> None:
    made = report(read(part))
    assert made.language.value >= 0.993
    assert made.orders.exact.value >= 0.99
    assert made.tracking.each.f1 >= 0.98
    assert made.name.value >= 0.97


def test_parcels_of_three_hands_are_found() -> None:
    made = report(read("numbers-6"))
    assert made.tracking.each.f1 >= 0.985


@pytest.mark.parametrize(
    ("hand", "exact", "f1"),
    [
        ("numbers", 0.99, 0.985),
        ("numbers-2", 0.99, 0.985),
        ("numbers-3", 0.975, 0.975),
        ("numbers-4", 0.99, 0.985),
        ("numbers-5", 0.965, 0.97),
    ],
)
def test_numbers_are_told_from_their_decoys_in_mails_of_five_hands(
    hand: str, exact: float, f1: float
) -> None:
    made = report(read(hand))
    assert made.orders.exact.value >= exact
    assert made.orders.each.f1 >= f1
    assert made.tracking.exact.value >= 0.99
    assert made.tracking.each.f1 >= 0.985


@pytest.mark.parametrize("part", OPENED)
def test_what_judged_is_large_and_even(part: str) -> None:
    mails = tuple(labelled.load(FOLDER / part))
    counts = Counter((one.truth.language, one.truth.type) for one in mails)
    languages = {language for language, _ in counts}
    assert len(languages) >= 24
    assert all(counts[language, kind] >= 4 for language in languages for kind in Type)
    dangers = (Signal.SAFETY_HAZARD in one.truth.signals for one in mails)
    assert sum(dangers) >= 300
