"""Which words decided."""

from __future__ import annotations

import numpy as np
import pytest

from triage.understanding import explaining
from triage.understanding.complaint import ComplaintReader
from triage.understanding.encoder import Heard
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Type

READER = ComplaintReader()


def test_fields_are_joined_without_what_surrounds_them() -> None:
    said, offsets = explaining.joined({"subject": " Broken ", "text": "\nA vase. \n", "more": " "})
    assert said == "Broken\nA vase."
    assert offsets == {"subject": (0, 1), "text": (7, 1)}


def test_a_share_lands_on_the_letters_of_its_piece() -> None:
    fields = {"subject": " ab ", "text": "cd ef"}
    shares = np.asarray([[0, 0], [4, 0], [0, 0], [8, 0]], np.float32)
    heard = Heard(
        np.zeros(2, np.float32), np.zeros(1, np.float32), shares, ((0, 0), (0, 2), (3, 5), (6, 8))
    )
    gains = explaining.of_encoder(fields, heard, label=0, types=2)
    assert gains["subject"].tolist() == [0, 1, 1, 0]
    assert gains["text"].tolist() == [0, 0, 0, 2, 2]
    assert [one.text for one in explaining.words("type:x", fields, gains)] == ["ef", "ab"]


@pytest.mark.parametrize(
    ("text", "language", "kind", "word"),
    [
        ("Gestern kam die Lampe an, der Schirm ist zerbrochen.", "de", Type.DAMAGED, "zerbrochen"),
        (
            "我上周收到的杯子碎了，盒子也被压扁了，请问可以补发一个吗",
            "zh-Hans",
            Type.DAMAGED,
            "碎了",
        ),
        ("On m'a débité deux fois la même somme.", "fr", Type.PAYMENT_BILLING, "débité"),
        ("Die Zollgebühr soll ich noch einmal zahlen.", "de", Type.CUSTOMS_TAX, "Zollgebühr"),
    ],
)
def test_the_telling_word_is_among_the_reasons(
    text: str, language: str, kind: Type, word: str
) -> None:
    said = READER.read(Words(text=text), language)
    assert said.type.label is kind
    spoken = [one.text for one in said.reasons if one.field == "text"]
    assert any(word in one for one in spoken), spoken
