"""The known example beside a judgement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from triage.understanding import model, nearest
from triage.understanding.complaint import ComplaintReader
from triage.understanding.encoder import Encoder
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Type


@pytest.fixture
def known(tmp_path: Path) -> nearest.Nearest:
    chance = np.random.default_rng(1)
    meanings = chance.normal(size=(30, 12)).astype(np.float32)
    types = np.asarray([at % 3 for at in range(30)], np.uint8)
    texts = [f"mail  {at}\nof many" for at in range(30)]
    file = tmp_path / nearest.FILE
    nearest.write(file, meanings, types, ["de", "fr"] * 15, texts, axes=8)
    found = nearest.shared(tmp_path)
    assert found is not None
    for at in range(30):
        one = found.find(meanings[at], int(types[at]))
        assert (one.text, one.language) == (f"mail {at} of many", ["de", "fr"][at % 2])
        assert one.likeness > 0.9
    return found


def test_only_examples_of_the_type_are_named(known: nearest.Nearest) -> None:
    place = np.ones(12, np.float32)
    numbers = {int(known.find(place, kind).text.split()[1]) % 3 for kind in range(3)}
    assert numbers == {0, 1, 2}


def test_a_model_without_examples_names_none(tmp_path: Path) -> None:
    assert nearest.shared(tmp_path) is None


def test_the_shipped_examples_belong_to_the_shipped_encoder() -> None:
    shipped, encoder = nearest.shared(model.FOLDER), Encoder()
    assert shipped is not None
    heard = encoder.read("Tracking says delivered, but no parcel came and nobody here took it.")
    one = shipped.find(heard.meaning, list(Type).index(Type.PARCEL_LOST))
    assert one.likeness > 0.8


def test_a_judgement_names_the_likest_example_of_its_type() -> None:
    text = "The vase arrived smashed to pieces, glass everywhere in the box."
    said = ComplaintReader().read(Words(text=text), "en")
    (example,) = (reason for reason in said.reasons if reason.field == "example")
    assert example.code == "type:damaged"
    assert example.text.endswith(")")
