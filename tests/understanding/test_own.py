"""A store's own step: added to the shipped sums, let go again, and true to what a reader says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from triage.errors import SettingsWrong
from triage.understanding import encoder, model
from triage.understanding.complaint import ComplaintReader, Judgement, names_of_models, text_of
from triage.understanding.meaning import Words
from triage.understanding.own import Own, placed
from triage.understanding.taxonomy import Demand, Type

READER = ComplaintReader()
LABELS = model.shared().labels
MAILS = (
    ("en", "The lamp arrived broken. I want my money back, or I will call my lawyer."),
    ("en", "I do not want a refund. Please send the missing screws and tell me when they come."),
    ("de", "Der Akku ist heiß geworden und hat geraucht. Ich verlange Ersatz bis Freitag."),
    ("fr", "Bonjour, où est mon colis ? C'est la troisième fois que je vous écris !"),
    ("zh-Hans", "衣服尺码不对，我想换一件大一号的，谢谢。"),
)


def heard(text: str) -> encoder.Heard:
    listener = encoder.shared()
    assert listener is not None
    return listener.read(text_of(Words(text=text)))


def a_step(text: str, label: str, height: float) -> Own:
    """Make a step that lifts a label for mails that mean what a text does."""
    meaning = heard(text).meaning
    middle = np.zeros_like(meaning)
    weights = np.zeros((len(meaning), len(LABELS)), np.float32)
    weights[:, LABELS.index(label)] = height * placed(meaning, middle)
    types = np.asarray([list(Type).index(Type.OTHER)], np.uint8)
    return Own("", middle, weights, placed(meaning, middle)[None], types, ("C-TQYKD",))


def said(judged: Judgement) -> set[str]:
    return {f"demand:{one}" for one in judged.demands} | {f"signal:{one}" for one in judged.signals}


@pytest.mark.parametrize(("language", "text"), MAILS)
def test_margins_say_what_the_reader_says(language: str, text: str) -> None:
    words = Words(text=text)
    sums = READER.margins(words, language, frozenset(), heard(text).scores)
    judged = READER.read(words, language)
    kinds = len(Type)
    assert LABELS[int(sums[:kinds].argmax())] == f"type:{judged.type.label}"
    above = {label for label, each in zip(LABELS, sums, strict=True) if each >= 0}
    assert {label for label in above if not label.startswith("type:")} == said(judged)


def test_step_lifts_a_type_and_a_demand_and_is_let_go_again() -> None:
    language, text = MAILS[0]
    words = Words(text=text)
    shipped = READER.read(words, language)
    assert shipped.type.label is not Type.PARCEL_LOST
    assert Demand.APOLOGY not in shipped.demands
    other = READER.knowing(a_step(text, "type:parcel_lost", 60))
    lost = other.read(words, language)
    assert (lost.type.label, lost.demands) == (Type.PARCEL_LOST, shipped.demands)
    sorry = READER.knowing(a_step(text, "demand:apology", 60)).read(words, language)
    assert (sorry.type, Demand.APOLOGY in sorry.demands) == (shipped.type, True)
    assert other.knowing(None).read(words, language) == shipped
    assert READER.read(words, language) == shipped


def test_likest_correction_is_one_of_the_type() -> None:
    own = a_step(MAILS[0][1], "type:other", 1)
    kind = int(own.types[0])
    assert own.likest(heard(MAILS[0][1]).meaning, kind) == ("C-TQYKD", 1.0)
    assert own.likest(heard(MAILS[0][1]).meaning, kind - 1) is None


def test_step_of_other_labels_is_refused() -> None:
    own = a_step(MAILS[0][1], "type:other", 1)
    with pytest.raises(SettingsWrong, match="triage learn"):
        READER.knowing(replace(own, weights=own.weights[:, 1:]))


def test_without_an_encoder_there_is_nothing_to_learn_beside(tmp_path: Path) -> None:
    for name in (model.ARRAYS, model.CARD):
        (tmp_path / name).symlink_to(model.FOLDER / name)
    assert names_of_models(tmp_path) == ""
    assert len(names_of_models()) == 16
    alone = ComplaintReader(folder=tmp_path)
    with pytest.raises(SettingsWrong, match="onnxruntime"):
        alone.margins(Words(text="x y"), "en", frozenset(), np.zeros(len(LABELS), np.float32))
    own = a_step(MAILS[0][1], "type:parcel_lost", 60)
    words = Words(text=MAILS[0][1])
    assert alone.knowing(own).read(words, "en") == alone.read(words, "en")
