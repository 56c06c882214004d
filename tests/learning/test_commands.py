"""The commands of learning: what they print and how they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from triage.errors import PathMissing
from triage.learning import examples
from triage.learning.__main__ import app
from triage.understanding import model

RUN = CliRunner()


def test_evaluate_prints_scores_as_json(tmp_path: Path) -> None:
    file = tmp_path / "en.jsonl"
    file.write_text(
        '{"text": "The vase arrived smashed to pieces.", "type": "damaged", "demands": []}\n'
        '{"text": "Where is my parcel? No news for a week.", "type": "delivery_delay"}\n'
    )
    told = RUN.invoke(app, ["evaluate", str(file)])
    assert told.exit_code == 0
    report = json.loads(told.stdout)
    assert report["mails"] == 2
    assert report["type"]["right"] == 1.0
    assert report["labels"]["demand:refund"]["true"] == 0


def test_evaluate_names_a_missing_path(tmp_path: Path) -> None:
    told = RUN.invoke(app, ["evaluate", str(tmp_path / "nowhere.jsonl")])
    assert isinstance(told.exception, PathMissing)


@pytest.mark.slow
def test_train_writes_a_model_with_the_date_given(tmp_path: Path) -> None:
    source, target = tmp_path / "examples", tmp_path / "model"
    source.mkdir()
    (source / "en.jsonl").write_bytes((examples.FOLDER / "en.jsonl").read_bytes())
    told = RUN.invoke(
        app, ["train", "--source", str(source), "--target", str(target), "--on", "2026-01-05"]
    )
    assert told.exit_code == 0
    card = json.loads((target / model.CARD).read_text(encoding="utf-8"))
    assert card["trained"] == "2026-01-05"
    assert card["examples"]["mails"] == 144
    assert model.load(target).labels[0] == "type:not_shipped"
