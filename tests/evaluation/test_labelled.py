"""Labelled mails: what is read, what is refused, and that no label reaches the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.errors import PathMissing, SettingsWrong
from triage.evaluation.judging import words_in
from triage.evaluation.labelled import load
from triage.mail.message import Identity, Kind
from triage.understanding.taxonomy import Demand, Signal, Type

MBOX = """From - Thu Nov 12 09:14:00 2026
Label-Type: damaged
Label-Demands: refund, information
Label-Signals: anger
Label-Orders: LL-20931, 10443
Label-Name: Petra
From: Petra Lindner <petra@post.example>
To: support@lindenhof.example
Subject: Grüße, kaputt
Message-ID: <1@post.example>

Die Schüssel kam in Scherben.
>From hier bis dort.

From - Thu Nov 12 10:00:00 2026
Label-Type: other
Label-Language: fr
From: Luc <luc@post.example>
Subject: Merci
Content-Type: text/html; charset=utf-8
Message-ID: <2@post.example>

<p>Très content de vous.</p>
"""


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    file = tmp_path / "de.mbox"
    file.write_text(MBOX, encoding="utf-8")
    return file


def test_whole_mails_bear_their_labels_in_headers(mbox: Path) -> None:
    first, second = load(mbox)
    assert (first.where, first.truth.language) == ("de.mbox#1", "de")
    assert first.truth.type is Type.DAMAGED
    assert first.truth.demands == {Demand.REFUND, Demand.INFORMATION}
    assert first.truth.signals == {Signal.ANGER}
    assert first.truth.orders == ("LL-20931", "10443")
    assert first.truth.tracking == ()
    assert (first.truth.name, second.truth.name) == ("Petra", "")
    assert second.truth.language == "fr"


def test_no_label_is_left_in_the_mail_that_is_read(mbox: Path) -> None:
    first, second = load(mbox)
    assert b"Label-" not in (first.content or b"") + (second.content or b"")
    words, kind, sent_at = words_in(first, Identity())
    assert kind is Kind.CUSTOMER
    assert words.subject == "Grüße, kaputt"
    assert words.text == "Die Schüssel kam in Scherben.\nFrom hier bis dort."
    assert sent_at is None
    words, _, _ = words_in(second, Identity())
    assert words.text == "Très content de vous."


def test_own_words_leave_open_what_they_do_not_label(tmp_path: Path) -> None:
    file = tmp_path / "de.2.jsonl"
    file.write_text('{"type": "other", "text": "Hallo", "subject": "Lob"}\n', encoding="utf-8")
    (one,) = load(tmp_path)
    assert (one.where, one.truth.language) == ("de.2.jsonl:1", "de")
    assert (one.truth.orders, one.truth.tracking, one.truth.name) == (None, None, None)
    assert one.words is not None
    assert (one.words.subject, one.words.text) == ("Lob", "Hallo")


@pytest.mark.parametrize("wrong", ["Label-Typo: x", "Label-Type: rant", "Label-Demands: money"])
def test_a_faulty_label_is_named_with_its_mail(mbox: Path, wrong: str) -> None:
    mbox.write_text(MBOX.replace("Label-Type: other", f"Label-Type: other\n{wrong}"))
    with pytest.raises(SettingsWrong, match=r"de\.mbox#2"):
        list(load(mbox))


def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "de.jsonl"
    file.write_text('{"type": "other", "text": "Hallo"}\n{"type": "other"}\n')
    with pytest.raises(SettingsWrong, match=r"de\.jsonl:2"):
        list(load(file))


@pytest.mark.parametrize("name", ["nowhere.jsonl", ""])
def test_nothing_to_read_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(PathMissing):
        list(load(tmp_path / name))
