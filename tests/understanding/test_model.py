"""The n-gram model: arrays load as written, strangers score low."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from triage.errors import SettingsWrong
from triage.mail.grams import fold, grams
from triage.understanding import model

MODEL = model.load()


def test_keys_are_sorted_for_looking_up() -> None:
    assert (np.diff(MODEL.keys.astype(np.int64)) > 0).all()


def test_probabilities_sum_to_one() -> None:
    scores = MODEL.score((grams(fold("where is my parcel")),))
    assert MODEL.probabilities(scores).sum() == pytest.approx(1, abs=1e-5)


def test_strange_text_has_little_evidence() -> None:
    known = MODEL.score((grams(fold("Where is my parcel? The tracking has not moved.")),))
    strange = MODEL.score((grams(fold("ᚠᛇᚻ᛫ᛒᛦᚦ᛫ᚠᚱᚩᚠᚢᚱ ᚠᛁᚱᚪ᛫ᚷᛖᚻᚹᛦᛚᚳᚢᛗ")),))
    assert known.evidence > 2 * strange.evidence


def test_no_grams_mean_no_evidence() -> None:
    assert MODEL.score((grams(fold("")),)).evidence == 0


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    shutil.copytree(model.FOLDER, tmp_path / "model")
    card = tmp_path / "model" / model.CARD
    data = json.loads(card.read_text(encoding="utf-8"))
    data["features"]["version"] = 0
    card.write_text(json.dumps(data))
    with pytest.raises(SettingsWrong, match=r"triage\.learning train"):
        model.load(tmp_path / "model")
