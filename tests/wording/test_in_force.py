"""Templates are taken up between two mails; broken ones leave the last good words in force."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.make import NOW
from tests.drafts.make import two_languages
from tests.test_office import settings
from tests.test_rounds import BROKEN, a_round, keep, written
from triage import office
from triage.errors import TemplateBroken
from triage.office import Office
from triage.rounds import Report
from triage.settings import Settings
from triage.storage import drafts

SORRY = "We are sorry that you opened your parcel to find this."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return templates of one's own: English and German."""
    return two_languages(tmp_path / "words")


@pytest.fixture
def given(tmp_path: Path, folder: Path) -> Settings:
    made = settings(tmp_path)
    paths = made.paths.model_copy(update={"templates": folder})
    return made.model_copy(update={"paths": paths})


@pytest.fixture
def open_office(given: Settings) -> Iterator[Office]:
    with office.opened(given, lambda: NOW) as opened:
        yield opened


def reword(folder: Path, old: str, new: str) -> None:
    file = folder / "en" / "phrases.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def answer_to(open_office: Office, number: int) -> str:
    """Have a mail of a stranger decided and return the text it is answered with."""
    sender = f"writer{number}@mailbox.example"
    keep(open_office, written(number, BROKEN, sender=sender))
    report = Report()
    a_round(open_office).decide_waiting(report)
    assert (report.decided, report.failed) == (1, 0)
    return drafts.listed(open_office.database)[-1].draft.body


def test_the_next_draft_uses_changed_words(open_office: Office, folder: Path) -> None:
    assert SORRY in answer_to(open_office, 1)
    reword(folder, SORRY, "We are sorry about the broken parcel.")
    assert "We are sorry about the broken parcel." in answer_to(open_office, 2)


def test_a_broken_file_leaves_the_last_good_words_in_force_and_says_where(
    open_office: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    version = open_office.wording.version
    reword(folder, 'sign_off = "Kind', "sign_off = Kind")
    with caplog.at_level(logging.INFO, "triage"):
        assert SORRY in answer_to(open_office, 1)
        assert SORRY in answer_to(open_office, 2)
        told = [record for record in caplog.records if record.levelno == logging.ERROR]
        [line] = [record.getMessage() for record in told]  # once, not with every round
        assert "en/phrases.toml, line 2" in line
        assert f"version {version} stays in force" in line
        reword(folder, "sign_off = Kind", 'sign_off = "Warm')
        assert "Warm regards," in answer_to(open_office, 3)
    assert open_office.wording.version != version


def test_a_start_with_broken_templates_uses_the_last_good_ones(
    given: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with office.opened(given, lambda: NOW) as first:
        version = first.wording.version
    shutil.rmtree(folder / "en")
    with office.opened(given, lambda: NOW) as second:
        assert second.wording.version == version
        assert SORRY in answer_to(second, 1)
    assert "the English set is not there" in caplog.text


def test_a_first_start_with_broken_templates_is_refused(given: Settings, folder: Path) -> None:
    reword(folder, "sign_off =", "sign_of =")
    with (
        pytest.raises(TemplateBroken, match=r"phrases\.toml, line 2"),
        office.opened(given, lambda: NOW),
    ):
        pass


def test_a_folder_that_is_not_there_is_refused_whatever_was_kept(
    given: Settings, folder: Path
) -> None:
    with office.opened(given, lambda: NOW):
        pass
    shutil.rmtree(folder)
    with pytest.raises(TemplateBroken, match="no such folder"), office.opened(given, lambda: NOW):
        pass


def test_looking_only_keeps_no_version(given: Settings) -> None:
    with office.opened(given, lambda: NOW, write=False):
        pass
    assert not (given.paths.data / "templates").exists()
