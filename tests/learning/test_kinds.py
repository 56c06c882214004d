"""Training the judge of kinds: what it is taught, how its bar is chosen, what is written."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.labelled_mails import HERE, STORE
from triage.errors import PathMissing
from triage.learning import kinds
from triage.learning.kinds import LEAST, Labelled, calibrate
from triage.mail import kind_judge
from triage.mail.kind import by_rules
from triage.mail.message import Kind, Mail
from triage.mail.parse import parse
from triage.mail.sender import plain
from triage.mail.verdicts import of_customer
from triage.understanding.complaint import ComplaintReader
from triage.understanding.reader import Reader

PROSE = '{{"type": "{type}", "text": "{text}", "demands": [], "signals": []}}\n'


def test_a_small_set_is_learnt_and_written_the_same_twice(tmp_path: Path) -> None:
    for hand in ("dora", "emil", "frida"):
        shutil.copytree(HERE / "unseen" / hand, tmp_path / "tests" / "unseen" / hand)
    prose = tmp_path / "prose"
    prose.mkdir()
    lines = [
        PROSE.format(type="damaged", text=f"The cup number {at} is broken.") for at in range(9)
    ]
    (prose / "en.jsonl").write_text("".join(lines))
    for name in ("one", "two"):
        kinds.train(tmp_path / "tests", prose, tmp_path / name, date(2026, 11, 23), lambda _: None)
    for name in (kind_judge.ARRAYS, kind_judge.CARD):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    card = json.loads((tmp_path / "one" / kind_judge.CARD).read_text())
    assert card["mails"]["letters"] == 2
    assert all(card["calibration"][head]["least"] in LEAST for head in kind_judge.HEADS)
    model = kind_judge.load(tmp_path / "one")
    reader = Reader()

    def meaning_of(mail: Mail) -> kind_judge.Floats | None:
        evidence, _ = by_rules(mail, STORE)
        return reader.meaning(mail)(of_customer(evidence, plain(evidence.mail, STORE)))

    for meant in (False, True):
        told = [
            (model.judge(mail, STORE, meaning_of(mail) if meant else None)[0] >= 0.5)
            == ('kind = "customer"' not in file.with_suffix(".toml").read_text())
            for file in (tmp_path / "tests").rglob("*.eml")
            for mail in [parse(file.read_bytes())]
        ]
        assert sum(told) >= 0.97 * len(told)  # of what it was taught


def test_the_bar_hides_one_customer_in_a_thousand_at_most() -> None:
    def one(kind: Kind, *, asked: bool = True) -> Labelled:
        nothing = np.zeros(0, np.float32)
        return Labelled(np.zeros(0, np.int64), kind, nothing, "unseen/hand", asked)

    people = [one(Kind.CUSTOMER) for _ in range(1000)]
    machines = [one(Kind.BULK, asked=False) for _ in range(4)]
    spread = np.asarray([*np.full(998, 0.1), 0.82, 0.88, 0.99, 0.8, 0.86, 0.4])
    least, table = calibrate([*people, *machines], spread)
    assert least == 0.85  # at 0.8 two would be hidden
    assert table[-1]["hidden"] == 2
    # Whom the judge is not asked about does not count.
    relayed = [one(Kind.CUSTOMER, asked=False)]
    assert calibrate([*people, *machines, *relayed], np.append(spread, 0.97))[0] == 0.85


def test_a_folder_without_mails_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match="holds no labelled mails"):
        kinds.gather(tmp_path, tmp_path, ComplaintReader())
