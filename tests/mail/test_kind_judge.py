"""The learned judge of kinds: what it sets aside beyond the rules, and whom it leaves alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.labelled_mails import STORE
from triage.errors import SettingsWrong
from triage.mail import kind_judge
from triage.mail.kind import by_rules, judge
from triage.mail.kind_judge import (
    CARD,
    FOLDER,
    HEADS,
    KINDS,
    KindModel,
    is_asked,
    likely_machine,
    load,
    shared,
)
from triage.mail.mail_features import BITS, buckets, features
from triage.mail.message import Kind, Mail
from triage.mail.parse import parse
from triage.understanding import encoder, model
from triage.understanding.reader import Reader

# Nothing here is on a list of ours: neither the sender nor a header, a phrase or a footer.
NEWS = """\
From: Pinnwand <aktuelles@kleeblatt-verein.example>
To: support@lindenhof.example
Subject: Unser Programm im Dezember
Date: Thu, 12 Nov 2026 06:00:00 +0100
Message-ID: <20261112050000.1.8F3A2C71@kleeblatt-verein.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{words}
"""
LETTER = "Guten Tag, wo bleibt meine Bestellung 10442? Ich warte seit zwei Wochen darauf. Ines Kolb"

PLAIN = "Guten Tag, haben Sie die Laterne aus Ihrem Schaufenster auch in Blau? Ines Kolb aus Bonn"


def mail_of(words: str, more: str = "") -> Mail:
    return parse((more + NEWS.format(words=words)).encode())


def sure(monkeypatch: pytest.MonkeyPatch, least: float) -> None:
    model = shared()
    heads = {head: replace(getattr(model, head), least=least) for head in HEADS}
    monkeypatch.setattr(kind_judge, "shared", lambda: KindModel(**heads))


def test_who_has_a_matter_is_left_to_the_rules() -> None:
    verdict = judge(mail_of(LETTER), STORE)
    assert verdict.kind is Kind.CUSTOMER
    chance, _, _ = shared().judge(mail_of(LETTER), STORE)
    assert chance < 0.3
    meaning = Reader().meaning(mail_of(LETTER))(verdict)
    chance, _, least = shared().judge(mail_of(LETTER), STORE, meaning)
    assert chance < 0.1
    assert least == shared().meaning.least


def test_a_mail_it_is_sure_of_is_set_aside_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    sure(monkeypatch, 0.0)
    verdict = judge(mail_of(PLAIN), STORE)
    assert verdict.kind in KINDS
    assert not verdict.draft.allowed
    assert "likely_machine" in {code.code for code in verdict.reasons}


def test_of_who_names_an_order_it_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    sure(monkeypatch, 0.0)
    assert judge(mail_of(LETTER), STORE).kind is Kind.CUSTOMER
    monkeypatch.setattr(kind_judge, "_OF_ORDERS", 0.0)
    assert judge(mail_of(LETTER), STORE).kind in KINDS


def test_whom_it_is_never_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    sure(monkeypatch, 0.0)
    answer = "In-Reply-To: <of-ours@lindenhof.example>\n"
    assert judge(mail_of(LETTER, answer), STORE).kind is Kind.CUSTOMER
    assert judge(mail_of(LETTER), STORE, acquainted=True).kind is Kind.CUSTOMER
    assert judge(mail_of("Danke, alles gut."), STORE).kind is Kind.CUSTOMER  # too few words
    evidence, found = by_rules(mail_of(LETTER), STORE)
    assert is_asked(evidence, found)
    assert likely_machine(evidence, replace(found, channel="jotform")) is None


def test_the_same_mail_has_the_same_features_each_once() -> None:
    mail = mail_of(LETTER)
    rows = buckets(mail, STORE)
    assert rows.tolist() == sorted(set(buckets(mail, STORE).tolist()))
    assert rows[0] >= 0
    assert rows[-1] < 2**BITS
    told = set(features(mail, STORE))
    assert {
        "local aktuelles",
        "to somebody",
        "answers False",
        "word bestellung",
        "path absent",
    } <= told
    assert "word kolb" not in set(features(replace(mail, own_words=""), STORE))


def test_the_shipped_judge_knows_the_shipped_encoders_meanings() -> None:
    card = json.loads((FOLDER / CARD).read_text(encoding="utf-8"))
    graph = (model.FOLDER / encoder.GRAPH).read_bytes()
    assert card["encoder_sha256"] == hashlib.sha256(graph).hexdigest()


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "model")
    card = json.loads((tmp_path / "model" / CARD).read_text())
    card["features"]["version"] = 0
    (tmp_path / "model" / CARD).write_text(json.dumps(card))
    with pytest.raises(SettingsWrong, match=r"kinds\.json: made for other features"):
        load(tmp_path / "model")


@pytest.mark.parametrize(("score", "kind"), [(0.3, Kind.NOTICE), (3.0, Kind.AUTO_REPLY)])
def test_what_does_not_plainly_answer_us_tells_news(score: float, kind: Kind) -> None:
    heads = shared().plain
    scores = np.array([9.0, score, -4.0, -2.0], np.float32)
    silent = replace(heads, weights=np.zeros_like(heads.weights), offset=scores)
    assert silent.judge(np.array([0]), None)[1] is kind
