"""What is learnt from: each text once, shipped examples evenly, the encoder asked once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from triage.learning import examples, lessons
from triage.learning.lessons import Ear
from triage.understanding.taxonomy import Type


def row(number: int, text: str, label: str = "damaged", case: str = "") -> dict[str, Any]:
    told = {"id": number, "case": case, "language": "en", "subject": "", "text": text}
    return told | {"type": label, "demands": ["refund"], "signals": []}


def test_of_the_same_words_the_last_correction_counts_and_numbers_alone_teach_nothing() -> None:
    found = lessons.corrected(
        [row(1, "It is broken."), row(2, "10423"), row(3, "It is broken.", "defective", "C-TQYKD")]
    )
    assert [(each.name, each.example.type) for each in found] == [("C-TQYKD", Type.DEFECTIVE)]
    assert [each.name for each in lessons.corrected([row(7, "Late")])] == ["no. 7"]


def test_anchors_are_of_every_type_and_many_languages_and_none_is_on_both_sides() -> None:
    hold, aside = lessons.anchors(examples.load(examples.FOLDER))
    for side in (hold, aside):
        assert set(Counter(each.type for each in side).values()) == {lessons.ANCHORS}
        assert len({each.type for each in side}) == len(Type)
        assert len({each.language for each in side}) > 30
    assert not {each.said for each in hold} & {each.said for each in aside}


def test_encoder_is_asked_once_and_only_what_is_used_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "heard.npz"
    ear = Ear(file)
    scores, meaning = ear.hear("The lamp is broken.")
    ear.hear("Where is my parcel?")
    ear.keep()
    assert ear.heard == 2
    again = Ear(file)
    assert np.array_equal(again.hear("The lamp is broken.")[0], scores)
    assert np.array_equal(again.hear("The lamp is broken.")[1], meaning)
    again.keep()
    third = Ear(file)
    third.hear("Where is my parcel?")
    assert (again.heard, third.heard) == (0, 1)


def test_broken_cache_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "heard.npz"
    for content in (b"", b"no arrays", b"PK\x03\x04 half a file"):
        file.write_bytes(content)
        ear = Ear(file)
        ear.hear("The lamp is broken.")
        ear.keep()
        assert ear.heard == 1
        whole = Ear(file)
        whole.hear("The lamp is broken.")
        assert whole.heard == 0
