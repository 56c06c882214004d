"""Versions of the templates folder: kept once, found again, damaged ones named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from triage.drafts.library import Library
from triage.errors import NotFound, SettingsWrong
from triage.wording import History, snapshot

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "templates"
    (made / "en").mkdir(parents=True)
    (made / "en" / "phrases.toml").write_text('sign_off = "Kind regards,"\n', "utf-8")
    (made / "en" / "letter.txt").write_text("{{ letter }}\n", "utf-8")
    return made


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "data")


def test_a_snapshot_is_named_like_the_fingerprint(folder: Path) -> None:
    assert Library.fingerprint(folder).startswith(snapshot(folder).digits)


def test_a_version_in_force_is_kept_once(folder: Path, history: History) -> None:
    assert history.keep(snapshot(folder), NOW)
    assert not history.keep(snapshot(folder), NOW + timedelta(hours=1))
    [version] = history.versions()
    assert version.at == NOW
    assert history.texts(version)["en/letter.txt"] == b"{{ letter }}\n"


def test_an_older_text_comes_back_from_the_version_that_brought_it(
    folder: Path, history: History
) -> None:
    history.keep(snapshot(folder), NOW)
    file = folder / "en" / "phrases.toml"
    file.write_text('sign_off = "Best wishes,"\n', "utf-8")
    (folder / "en" / "damaged.txt").write_text("{{ greeting }}", "utf-8")
    (folder / "en" / "letter.txt").unlink()
    history.keep(snapshot(folder), NOW + timedelta(days=1))
    first, second = history.versions()
    assert second.changed_since(first) == {
        "en/phrases.toml": "changed",
        "en/damaged.txt": "added",
        "en/letter.txt": "removed",
    }
    assert set(history.texts(second)) == {"en/phrases.toml", "en/damaged.txt"}
    with history.unpacked(first) as laid_out:
        assert snapshot(laid_out).digits == first.digits


def test_going_back_is_a_further_entry_and_no_further_copy(folder: Path, history: History) -> None:
    file = folder / "en" / "phrases.toml"
    before = file.read_text("utf-8")
    for day, text in enumerate((before, before.replace("Kind", "Warm"), before)):
        file.write_text(text, "utf-8")
        history.keep(snapshot(folder), NOW + timedelta(days=day))
    digits = [version.digits for version in history.versions()]
    assert len(digits) == 3
    assert digits[0] == digits[2] != digits[1]
    assert history.find(digits[0][:6]).at == NOW + timedelta(days=2)


def test_bytes_that_are_no_text_come_back_as_they_were(folder: Path, history: History) -> None:
    (folder / "note.txt").write_bytes(b"\xff\x00caf\xe9")
    history.keep(snapshot(folder), NOW)
    assert history.texts(history.versions()[0])["note.txt"] == b"\xff\x00caf\xe9"


def test_a_version_that_was_never_kept_is_named(history: History) -> None:
    assert history.versions() == ()
    with pytest.raises(NotFound, match="abcdef: no such version"):
        history.find("abcdef")


def test_a_damaged_file_is_named_with_the_remedy(
    folder: Path, history: History, tmp_path: Path
) -> None:
    history.keep(snapshot(folder), NOW)
    [kept] = (tmp_path / "data" / "templates").glob("*.z")
    kept.write_bytes(b"\0" * 20)
    with pytest.raises(SettingsWrong, match=r"json\.z is damaged"):
        history.versions()
