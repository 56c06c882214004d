"""The clauses that are added to mails in training."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.errors import SettingsWrong
from triage.learning import clauses, examples
from triage.learning.clauses import Clause, Place


def test_every_language_of_the_examples_has_clauses_of_all_sorts() -> None:
    known = clauses.load()
    assert set(known) == {file.name.split(".")[0] for file in examples.files(examples.FOLDER)}
    for language, listed in known.items():
        assert len(listed) >= 50, language
        assert len({one.text for one in listed}) == len(listed), language
        assert any(not one.labels for one in listed), language
        said = frozenset().union(*(one.labels for one in listed))
        assert {"demand:refund", "signal:deadline", "signal:chargeback_threat"} <= said, language
        assert not {"signal:safety_hazard", "signal:official_letter"} & said, language


def test_a_clause_is_read_with_place_and_labels(tmp_path: Path) -> None:
    labels = '"demands": [], "signals": ["deadline"]'
    line = f'{{"text": "By Friday, or PayPal.", "place": "after", {labels}}}\n'
    (tmp_path / "en.jsonl").write_text(line, encoding="utf-8")
    read = clauses.load(tmp_path)
    assert read == {
        "en": (Clause("By Friday, or PayPal.", Place.AFTER, frozenset({"signal:deadline"})),)
    }


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"text": "Hi"}',
        '{"text": "Hi", "place": "above", "demands": [], "signals": []}',
        '{"text": "Hi", "place": "both", "demands": ["gold"], "signals": []}',
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "en.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"en\.jsonl:1"):
        clauses.load(tmp_path)
