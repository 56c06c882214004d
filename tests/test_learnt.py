"""What a store has learnt is taken up between two rounds; what does not fit stops nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cases.make import NOW
from tests.test_office import settings
from tests.test_rounds import a_round, keep, written
from triage import learnt, office
from triage.errors import SettingsWrong
from triage.learnt import Card
from triage.office import Office
from triage.rounds import Report
from triage.storage import cases
from triage.understanding import encoder, model
from triage.understanding.complaint import names_of_models
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Words
from triage.understanding.own import Own, placed
from triage.understanding.reader import Reader
from triage.understanding.taxonomy import Type

BROKEN = "The lamp from order 10423 arrived broken."
OTHER = "My coupon was refused."
STORE = "main"


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[Office]:
    with office.opened(settings(tmp_path), lambda: NOW) as opened:
        yield opened


def an_own(wanted: Type = Type.PAYMENT_BILLING, models: str = "") -> Own:
    """Make a step that calls mails like the broken lamp what is wanted."""
    listener = encoder.shared()
    assert listener is not None
    meaning = listener.read(BROKEN).meaning
    labels = model.shared().labels
    middle = listener.read(OTHER).meaning  # nothing is added there
    weights = np.zeros((len(meaning), len(labels)), np.float32)
    place = labels.index(f"type:{wanted}")
    weights[:, place] = 40 * placed(meaning, middle)
    return Own(
        models=models or names_of_models(),
        middle=middle,
        weights=weights,
        places=placed(meaning, middle)[None],
        types=np.asarray([place], np.uint8),
        names=("C-TQYKD",),
    )


def write(folder: Path, own: Own) -> Path:
    file = learnt.place(folder / "data", STORE)
    learnt.write(file, own, Card(NOW, 12, {"types": {}}))
    return file


def decided(open_office: Office, number: int) -> Type:
    """Let a round file one more mail of a broken lamp; return its type."""
    keep(open_office, written(number, BROKEN, sender=f"Anna <a{number}@mailbox.example>"), at=NOW)
    a_round(open_office).decide_waiting(Report())
    newest = max(cases.listed(open_office.database), key=lambda case: case.id)
    return newest.type


def test_daemon_takes_up_and_lets_go_between_two_mails(open_office: Office, tmp_path: Path) -> None:
    assert decided(open_office, 1) is Type.DAMAGED
    file = write(tmp_path, an_own())
    assert decided(open_office, 2) is Type.PAYMENT_BILLING
    write(tmp_path, an_own(Type.ORDER_CHANGE))
    assert decided(open_office, 3) is Type.ORDER_CHANGE
    file.unlink()
    assert decided(open_office, 4) is Type.DAMAGED


def damaged_files(folder: Path) -> Iterator[bytes]:
    """Yield files as a full disk, an update, a restore or a hand may leave them."""
    whole = write(folder, an_own()).read_bytes()
    yield b""
    yield b"no arrays"
    yield whole[: len(whole) // 2]
    packing = whole.index(b"PK\x01\x02") + 10
    yield whole[:packing] + b"\x63" + whole[packing + 1 :]  # packed in a way nobody knows
    yield whole[:300] + bytes(64) + whole[364:]
    own = an_own()
    for shape in ((3, 3), (len(own.middle), 3), (len(own.middle),)):
        bare = np.zeros(shape, np.float32)
        yield write(folder, replace(own, weights=bare)).read_bytes()
    yield write(folder, replace(own, weights=own.weights * np.nan)).read_bytes()
    yield write(folder, replace(own, names=())).read_bytes()
    yield write(folder, replace(own, middle=np.ones((), np.float32))).read_bytes()
    yield write(folder, replace(own, models="0123456789abcdef")).read_bytes()


def test_file_that_does_not_fit_is_left_out_said_once_and_stops_no_mail(
    open_office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = learnt.place(tmp_path / "data", STORE)
    for number, content in enumerate(list(damaged_files(tmp_path)), 1):
        file.unlink(missing_ok=True)
        file.write_bytes(content)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "triage.learnt"):
            assert decided(open_office, number) is Type.DAMAGED
            open_office.take_up_learnt()
        (line,) = [each.getMessage() for each in caplog.records if each.name == "triage.learnt"]
        assert "triage learn" in line


def test_what_is_written_is_read_and_no_folder_is_left_half_written(tmp_path: Path) -> None:
    own = an_own()
    file = write(tmp_path, own)
    again, card = learnt.read(file, own.models)
    assert np.allclose(again.weights, own.weights)
    assert (again.names, card) == (("C-TQYKD",), Card(NOW, 12, {"types": {}}))
    assert [each.name for each in file.parent.iterdir()] == ["main.npz"]
    with pytest.raises(SettingsWrong, match="needs the encoder"):
        learnt.read(file, "")


def test_file_holds_no_words_of_customers(tmp_path: Path) -> None:
    with np.load(write(tmp_path, an_own()), allow_pickle=False) as arrays:
        told = json.loads(arrays["card"].tobytes())
        assert {name: arrays[name].dtype.kind for name in arrays if name != "card"} == {
            "middle": "f",
            "weights": "f",
            "places": "f",
            "types": "u",
        }
    assert told["names"] == ["C-TQYKD"]


def test_changed_type_names_the_correction_behind_it() -> None:
    reader = Reader().knowing(an_own())
    found = reader.understand(Words(text=BROKEN), LanguagePrior(), {}, NOW)
    (why,) = [each.text for each in found.reasons if each.field == "example"]
    assert why == "corrected: C-TQYKD (1.00), else damaged"
    asked = reader.understand(Words(text=OTHER), LanguagePrior(), {}, NOW)
    assert not [each for each in asked.reasons if each.text.startswith("corrected")]
