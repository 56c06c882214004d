"""The shipped encoder: what it needs, what it costs, and that n-grams stand in for it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timing import quickest
from triage.errors import SettingsWrong
from triage.understanding import blend, encoder, model
from triage.understanding.complaint import ComplaintReader
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Type
from triage.understanding.window import MOST_PIECES

TEXT = "Tracking says delivered, yet nothing came and my neighbours have no parcel either. "
SHIPPED = encoder.Encoder()
BLEND = blend.load()
WEIGHED = """
from pathlib import Path
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Words
from triage.understanding.reader import Reader
words = Words(text="Where is my parcel? " * 60)
reader = Reader()
reader.understand(words, LanguagePrior(), {}, None)
print(Path("/proc/self/statm").read_text().split()[1])
"""


def test_every_label_gets_a_score_and_the_likeliest_type_fits() -> None:
    told = SHIPPED.score(TEXT)
    assert told.shape == (len(BLEND.labels),)
    assert BLEND.labels[int(told[: BLEND.types].argmax())] == "type:parcel_lost"


def test_its_types_are_those_of_the_n_grams_in_the_same_order() -> None:
    assert BLEND.labels[: BLEND.types] == tuple(f"type:{one}" for one in Type)
    assert model.load().labels[: BLEND.types] == BLEND.labels[: BLEND.types]


def test_the_same_mail_gets_the_same_scores() -> None:
    assert (SHIPPED.score(TEXT) == SHIPPED.score(TEXT)).all()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_scored(text: str) -> None:
    assert len(SHIPPED.rows(text)) <= MOST_PIECES
    assert np.isfinite(SHIPPED.score(text)).all()


def test_all_stores_share_one_encoder() -> None:
    assert encoder.shared() is encoder.shared()


def test_without_its_files_n_grams_judge_alone(tmp_path: Path) -> None:
    for name in (model.ARRAYS, model.CARD):
        (tmp_path / name).write_bytes((model.FOLDER / name).read_bytes())
    assert not encoder.Encoder.available(tmp_path)
    assert encoder.shared(tmp_path) is None
    words = Words(text="The vase arrived smashed to pieces, glass everywhere in the box.")
    alone = ComplaintReader(folder=tmp_path).read(words, "en")
    assert alone.type.label is Type.DAMAGED
    assert alone == ComplaintReader(model.load()).read(words, "en")
    assert alone.type.confidence != ComplaintReader().read(words, "en").type.confidence


def test_a_card_without_a_threshold_is_refused(tmp_path: Path) -> None:
    card = json.loads((model.FOLDER / encoder.CARD).read_text(encoding="utf-8"))
    del card["thresholds"]["demand:refund"]
    (tmp_path / encoder.CARD).write_text(json.dumps(card))
    with pytest.raises(SettingsWrong, match="demand:refund"):
        blend.load(tmp_path)


def test_the_card_tells_what_it_was_made_of_and_what_it_is_worth() -> None:
    card = json.loads((model.FOLDER / encoder.CARD).read_text(encoding="utf-8"))
    assert len(card["examples"]["sha256"]) == 64
    assert card["dev"]["right"] > card["dev"]["ngrams_alone"] + 0.05
    assert card["dev"]["right_when_sure"] >= 0.985
    for name, size in card["bytes"].items():
        assert (model.FOLDER / name).stat().st_size == size


def test_the_shipped_files_are_small() -> None:
    total = sum((model.FOLDER / name).stat().st_size for name in encoder.FILES)
    assert total < 51_000_000


def test_it_loads_within_a_second_and_a_half_and_reads_a_mail_within_a_blink() -> None:
    assert quickest(encoder.Encoder, below=1.5) < 1.5
    fresh = encoder.Encoder()
    reads = []
    for number in range(15):
        start = time.process_time()
        fresh.score(f"{number} " + TEXT * 8)
        reads.append(time.process_time() - start)
    assert sorted(reads)[7] < 0.1


@pytest.mark.slow
def test_a_process_with_a_reader_stays_below_300_megabytes() -> None:
    told = subprocess.run(
        [sys.executable, "-c", WEIGHED], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) * resource.getpagesize() < 300e6
