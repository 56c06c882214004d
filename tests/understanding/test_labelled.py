"""The shipped model on plain mails kept apart from the examples."""

from __future__ import annotations

from pathlib import Path

from triage.learning import examples
from triage.learning.evaluate import evaluate

MAILS = examples.load(Path(__file__).parent / "labelled" / "test.jsonl")


def test_held_out_mails_are_not_among_the_examples() -> None:
    trained = {one.text for one in examples.load(examples.FOLDER)}
    assert not trained & {one.text for one in MAILS}


def test_most_held_out_mails_are_recognised_and_sure_ones_are_right() -> None:
    report = evaluate(MAILS)["type"]
    assert isinstance(report, dict)
    assert report["right"] >= 0.92
    assert report["right_or_second"] >= 0.95
    assert report["sure"] >= 0.8
    assert report["right_when_sure"] >= 0.95
