"""`triage learn`: a store's word is learnt, nothing else suffers; what is no better is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.builders import NOW, Shop
from tests.cli.conftest import Triage
from tests.cli.jargon import CORRECTED, OTHERWISE, UNSEEN
from triage import learnt, office
from triage.learning import examples, lessons
from triage.settings import read
from triage.understanding.complaint import text_of
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Understanding, Words
from triage.understanding.taxonomy import Type

EXIT_REFUSED = 7


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the encoder makes of the shipped examples, worked out once for all tests."""
    file = tmp_path_factory.mktemp("heard") / "heard.npz"
    ear = lessons.Ear(file)
    for part in lessons.anchors(examples.load(examples.FOLDER)):
        for each in part:
            ear.hear(text_of(Words(subject=each.subject, text=each.text)))
    ear.keep()
    return file


@pytest.fixture
def taught_shop(shop: Shop, heard: Path) -> Shop:
    """Return a shop that need not wait for the encoder."""
    file = learnt.cache(read(shop.settings).paths.data, "main")
    file.parent.mkdir(parents=True)
    file.write_bytes(heard.read_bytes())
    return shop


def teach(triage: Triage, folder: Path, rows: list[dict[str, Any]]) -> None:
    """Take in corrections as they come from an export."""
    file = folder / "en.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text("\n".join(lines), encoding="utf-8")
    assert triage("corrections", "import", str(file)).exit_code == 0


def jargon(label: str = "defective") -> list[dict[str, Any]]:
    return [
        {"type": label, "language": language, "subject": subject, "text": text}
        for language, subject, text in CORRECTED
    ]


def understood(shop: Shop, mails: Iterable[tuple[str, str]]) -> list[Understanding]:
    """Understand subjects and texts as the store does by now."""
    with office.opened(read(shop.settings), lambda: NOW) as opened:
        reader = opened.practices["main"].reader
        return [
            reader.understand(Words(subject=subject, text=text), LanguagePrior(), {}, NOW)
            for subject, text in mails
        ]


def test_store_learns_a_word_of_its_own_and_nothing_else_changes(
    triage: Triage, taught_shop: Shop, tmp_path: Path
) -> None:
    mails = [(subject, text) for _, subject, text in UNSEEN]
    controls = [("", text) for _, _, text in OTHERWISE]
    before = understood(taught_shop, mails)
    others = understood(taught_shop, controls)
    teach(triage, tmp_path, jargon())
    done = triage("learn", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["corrections"], told["written"], told["worse"]) == (12, True, "")
    assert told["types"]["after"]["right"] >= told["types"]["before"]["right"]
    assert told["types"]["after"]["log_loss"] < told["types"]["before"]["log_loss"]
    assert told["shipped_examples"]["after"]["right"] == told["shipped_examples"]["before"]["right"]
    after = understood(taught_shop, mails)
    assert sum(each.type.label is Type.DEFECTIVE for each in after) >= 6
    for one, other in zip(others, understood(taught_shop, controls), strict=True):
        assert one.type.label is other.type.label
    assert "run` takes it up" in done.stderr
    assert "learnt main" in triage("doctor").stdout
    changed = [
        (mail, was, now)
        for mail, was, now in zip(mails, before, after, strict=True)
        if was.type.label is not now.type.label is Type.DEFECTIVE
    ]
    assert len(changed) >= 2
    for _, was, now in changed:
        (why,) = [each.text for each in now.reasons if each.field == "example"]
        assert why.startswith("corrected: no. ")
        assert why.endswith(f", else {was.type.label}")

    ((subject, text), was, now), *_ = changed
    mail = tmp_path / "mail.eml"
    mail.write_text(f"Subject: {subject}\n\n{text}\n", encoding="utf-8")
    named = ("--settings", str(taught_shop.settings))
    for options, expected in (((), was), (named, now)):
        told = json.loads(triage("understand", str(mail), "--jsonl", *options).stdout)
        assert told["type"]["label"] == expected.type.label

    forgotten = triage("learn", "--forget")
    assert forgotten.stdout == "main: mails are read as without corrections\n"
    assert understood(taught_shop, mails) == before
    assert triage("learn", "--forget").stdout == "main: nothing was learnt yet\n"
    assert list((tmp_path / "data" / "learnt").iterdir()) == []


def test_second_time_asks_the_encoder_only_about_what_is_new(
    triage: Triage, taught_shop: Shop, tmp_path: Path
) -> None:
    data = read(taught_shop.settings).paths.data
    teach(triage, tmp_path, jargon()[:11])
    first = json.loads(triage("learn", "--force", "--json").stdout)
    assert first["encoded"] == 11
    kept = learnt.cache(data, "main").stat().st_mtime_ns
    again = json.loads(triage("learn", "--force", "--json").stdout)
    assert again | {"encoded": 0} == first | {"encoded": 0}
    assert again["encoded"] == 0
    assert learnt.cache(data, "main").stat().st_mtime_ns == kept
    teach(triage, tmp_path, jargon())
    assert json.loads(triage("learn", "--force", "--json").stdout)["encoded"] == 1


def test_too_few_corrections_say_how_many_are_needed(
    triage: Triage, taught_shop: Shop, tmp_path: Path
) -> None:
    teach(triage, tmp_path, jargon()[:9])
    refused = triage("learn")
    assert refused.exit_code == EXIT_REFUSED
    assert "9 corrections are too few to learn from, 10 are needed" in refused.stderr
    assert not learnt.place(read(taught_shop.settings).paths.data, "main").exists()


def test_what_gets_worse_is_refused_unless_forced(
    triage: Triage, taught_shop: Shop, tmp_path: Path
) -> None:
    # The same matter, called one thing by one agent and another by the next: nothing to learn.
    rows = [
        {"type": label, "language": "en", "text": f"{text} {again}"}
        for (label, _, text), again in zip(OTHERWISE, "abcdefghij", strict=True)
    ]
    for row, other in zip(
        rows[:5], ("refund_status", "other", "damaged", "defective", "not_shipped"), strict=True
    ):
        rows.append(row | {"type": other, "text": f"{row['text']} again"})
    teach(triage, tmp_path, rows)
    file = learnt.place(read(taught_shop.settings).paths.data, "main")
    refused = triage("learn")
    assert refused.exit_code == EXIT_REFUSED
    assert "nothing was written" in refused.stderr
    assert "--force" in refused.stderr
    assert "Before" in refused.stdout
    assert not file.exists()
    tried = triage("learn", "--dry-run")
    assert tried.exit_code == 0
    assert "it would be refused: " in tried.stderr
    assert not file.exists()
    forced = triage("learn", "--force")
    assert forced.exit_code == 0, forced.stderr
    assert file.exists()


def test_doctor_names_the_remedy_for_what_was_learnt_beside_other_models(
    triage: Triage, shop: Shop
) -> None:
    file = learnt.place(read(shop.settings).paths.data, "main")
    assert "learnt main" not in triage("doctor").stdout
    file.parent.mkdir(parents=True)
    file.write_bytes(b"of an older program")
    assert "run `triage learn`" in " ".join(triage("doctor").stdout.split())


def test_forget_stands_alone(triage: Triage, shop: Shop) -> None:
    assert triage("learn", "--forget", "--dry-run").exit_code == 2
    assert triage("learn", "--store", "none").exit_code == 2
    assert shop.settings.exists()
