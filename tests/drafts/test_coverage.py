"""What a language's folder has and lacks, half written, broken or new."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.drafts.make import TEMPLATES, two_languages
from triage.drafts.coverage import courteous_lines, coverage, languages
from triage.drafts.differing import differences
from triage.drafts.library import Library
from triage.drafts.scopes import Scope, check, scopes
from triage.drafts.starting import new_language
from triage.errors import TemplateBroken, UsageWrong


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with English and German, to change."""
    return two_languages(tmp_path / "templates")


def begin(folder: Path, code: str) -> Path:
    """Write the files of a new language after the English ones."""
    sources = {path.name: path.read_text("utf-8") for path in (folder / "en").iterdir()}
    place = folder / f"{code}.new"
    place.mkdir()
    for file in new_language(code, "en", sources):
        (place / file.name).write_text(file.text, "utf-8")
    return place


def test_a_whole_language_lacks_nothing(folder: Path) -> None:
    told = coverage(folder, "de", courteous_lines(folder))
    assert told.complete
    assert all(not part.missing for part in told.parts if part.needed)


def test_what_lacks_is_told_by_file_and_key(folder: Path) -> None:
    file = folder / "de" / "phrases.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if "parcel_lost" not in line]
    file.write_text("\n".join(kept), "utf-8")
    (folder / "de" / "letter.txt").unlink()
    told = coverage(folder, "de")
    assert not told.complete
    missing = {part.name: part.missing for part in told.parts if part.needed and part.missing}
    assert missing == {
        "types": (
            "phrases.toml: understood.parcel_lost",
            "phrases.toml: apology.parcel_lost",
            "phrases.toml: next.parcel_lost",
        ),
        "frames": ("letter.txt",),
    }


def test_a_broken_file_is_told_with_its_line(folder: Path) -> None:
    (folder / "de" / "tone.toml").write_text("[blame]\nfind = [", "utf-8")
    told = coverage(folder, "de")
    assert not told.complete
    [fault] = told.broken
    assert fault.startswith("de/tone.toml, line 2")


def test_a_region_counts_with_its_language(folder: Path) -> None:
    (folder / "de-AT").mkdir()
    (folder / "de-AT" / "phrases.toml").write_text('sign_off = "Liebe Grüße"\n', "utf-8")
    assert coverage(folder, "de-AT").complete
    assert coverage(folder, "de-AT").region_of == "de"


def test_a_new_language_has_every_key_and_no_text(folder: Path) -> None:
    place = begin(folder, "hi")
    told = coverage(folder, "hi")
    assert told.folder == "hi.new"
    assert all(len(part.missing) == part.of for part in told.parts if part.name != "frames")
    model = tomllib.loads((folder / "en" / "phrases.toml").read_text("utf-8"))
    made = tomllib.loads((place / "phrases.toml").read_text("utf-8"))
    assert made.keys() == model.keys()
    assert made["greeting"] == {"named": "", "neutral": ""}
    assert "# Dear {name},\nnamed" in (place / "phrases.toml").read_text("utf-8")


def test_a_new_language_is_not_in_force_until_its_folder_is_renamed(folder: Path) -> None:
    place = begin(folder, "nl")
    assert languages(folder) == ("de", "en", "nl")
    assert Library(folder).languages == ("de", "en")
    checked = check(folder, Scope("nl"), "Easter", quick=True)
    assert checked.unfinished
    assert "nl.new/phrases.toml, line" in checked.broken
    assert "nl.new/letters.toml: holding" in checked.missing
    shutil.rmtree(place)
    shutil.copytree(TEMPLATES / "nl", place)
    checked = check(folder, Scope("nl"), "Easter", quick=True)
    assert (checked.broken, checked.missing, checked.unfinished) == ("", (), True)
    place.rename(folder / "nl")
    assert "nl" in Library(folder).languages


@pytest.mark.parametrize("code", ["english", "xx", "q-1", "", "../de"])
def test_a_code_that_is_no_language_is_refused(folder: Path, code: str) -> None:
    sources = {path.name: path.read_text("utf-8") for path in (folder / "en").iterdir()}
    with pytest.raises(UsageWrong, match="no language has this code"):
        new_language(code, "en", sources)


def test_a_model_that_is_not_whole_is_refused(folder: Path) -> None:
    with pytest.raises(TemplateBroken, match=r"en/tone\.toml is not there"):
        new_language("hi", "en", {"phrases.toml": "", "letters.toml": ""})


def test_a_stores_own_words_are_tried_out_by_themselves(folder: Path) -> None:
    own = folder / "stores" / "main" / "de"
    own.mkdir(parents=True)
    (own / "phrases.toml").write_text('sign_off = "Mit besten Grüßen"\n', "utf-8")
    names = [str(scope) for scope in scopes(folder, ["de"])]
    assert "stores/main/de" in names
    assert check(folder, Scope("de", "main"), "Ostern", quick=True).flaws == ()


def test_a_slip_in_a_files_name_is_told(folder: Path) -> None:
    (folder / "de" / "phrase.toml").write_text('sign_off = "Viele Grüße"\n', "utf-8")
    [flaw] = check(folder, Scope("de"), "Ostern", quick=True).flaws
    assert flaw.places[0].file == "de/phrase.toml"
    assert "read by nobody" in flaw.why


def test_only_texts_that_differ_are_told(folder: Path) -> None:
    file = folder / "de" / "phrases.toml"
    text = file.read_text("utf-8")
    sign_off = tomllib.loads(text)["sign_off"]
    file.write_text(text.replace(sign_off, "Viele Grüße"), "utf-8")
    (folder / "de" / "damaged.txt").write_text("{{ greeting }}", "utf-8")
    [template, sentence] = differences(TEMPLATES, folder, "de")
    assert (template.file, template.before, template.after) == ("damaged.txt", "", "{{ greeting }}")
    assert (sentence.key, sentence.before, sentence.after) == ("sign_off", sign_off, "Viele Grüße")


def test_two_languages_can_be_laid_beside_each_other(folder: Path) -> None:
    told = {each.key: each for each in differences(folder, folder, "de", against="en")}
    assert told["greeting.named"].before == "Dear {name},"
    assert "{name}" in told["greeting.named"].after
