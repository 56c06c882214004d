"""The commands of learning: what they print and how they fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from triage.learning import examples
from triage.learning.__main__ import app
from triage.understanding import model

RUN = CliRunner()


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
