"""Labelled mails: what is read, what is refused, how they are dealt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from triage.errors import PathMissing, SettingsWrong
from triage.learning import examples
from triage.understanding.taxonomy import Demand, Type


def test_shipped_examples_cover_every_type_in_forty_languages() -> None:
    counts = Counter((one.language, one.type) for one in examples.load(examples.FOLDER))
    languages = {language for language, _ in counts}
    assert len(languages) == 40
    assert all(counts[language, kind] >= 8 for language in languages for kind in Type)


def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "de.jsonl"
    file.write_text('{"text": "Hallo", "type": "other"}\n{"text": "Hallo", "type": "rant"}\n')
    with pytest.raises(SettingsWrong, match=r"de\.jsonl:2"):
        examples.load(file)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match="nowhere"):
        examples.load(tmp_path / "nowhere")


def test_language_comes_from_the_line_or_the_file_name(tmp_path: Path) -> None:
    file = tmp_path / "de.2.jsonl"
    file.write_text(
        '{"text": "Hallo", "type": "other", "demands": ["refund"], "signals": []}\n\n'
        '{"text": "Bonjour", "type": "other", "language": "fr"}\n'
    )
    first, second = examples.load(file)
    assert (first.language, second.language) == ("de", "fr")
    assert first.labels == {"type:other", "demand:refund"}
    assert first.demands == {Demand.REFUND}


def test_a_replys_subject_is_not_learnt(tmp_path: Path) -> None:
    file = tmp_path / "en.jsonl"
    file.write_text(
        '{"text": "Still nothing here, what now?", "type": "other", "subject": "Re: Your refund"}\n'
        '{"text": "Still nothing here, what now?", "type": "other", "subject": "My refund"}\n'
    )
    assert [one.subject for one in examples.load(file)] == ["", "My refund"]


def test_folds_spread_each_type_of_a_language_evenly() -> None:
    mails = examples.load(examples.FOLDER / "en.jsonl")
    dealt = examples.folds(mails)
    for kind in Type:
        sizes = Counter(
            fold for fold, one in zip(dealt, mails, strict=True) if one.type is kind
        ).values()
        assert max(sizes) - min(sizes) <= 1


def test_the_fingerprint_sees_every_byte_and_name(tmp_path: Path) -> None:
    (tmp_path / "de.jsonl").write_text("one")
    before = examples.fingerprint(tmp_path)
    assert examples.fingerprint(tmp_path) == before
    (tmp_path / "de.jsonl").write_text("two")
    assert examples.fingerprint(tmp_path) != before
