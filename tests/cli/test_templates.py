"""`triage templates`: what admins see of their templates, and how they go back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.builders import NOW, Shop
from tests.cli.conftest import Triage
from tests.drafts.make import two_languages
from tests.test_rounds import BROKEN, written
from triage.mailbox.folders import Folders
from triage.office import opened
from triage.rounds import Report, Round
from triage.settings import read
from triage.storage import drafts
from triage.storage.drafts import StoredDraft
from triage.storage.mails import Arrived

WORDS = "words"
FLAWED = 4


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Return a folder with English and German."""
    return two_languages(tmp_path / WORDS)


@pytest.fixture
def at_work(shop: Shop, words: Path) -> Shop:
    """Return a shop that uses the folder."""
    text = shop.settings.read_text("utf-8")
    shop.settings.write_text(f'{text}\n[paths]\ntemplates = "{WORDS}"\n', "utf-8")
    return shop


def change(words: Path, old: str, new: str, file: str = "en/phrases.toml") -> None:
    path = words / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def use(shop: Shop) -> None:
    """Have the program use the templates as they are now."""
    with opened(read(shop.settings), lambda: NOW):
        pass


def waiting(shop: Shop) -> list[StoredDraft]:
    """Return the drafts that wait for approval."""
    database = shop.database
    try:
        return drafts.listed(database)
    finally:
        database.close()


def objects(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_list_names_files_version_and_who_stands_over_whom(triage: Triage, words: Path) -> None:
    own = words / "stores" / "main" / "de"
    own.mkdir(parents=True)
    (own / "phrases.toml").write_text('sign_off = "Herzlich"\n', "utf-8")
    shutil.copy(words / "de" / "acknowledgment.txt", words / "de" / "damaged.txt")
    rows = objects(triage("templates", "list", "de", "--templates", WORDS, "--json").stdout)
    told = {(row["scope"], row["template"]): row for row in rows}
    assert told["de", "damaged"]["files"] == ["de/damaged.txt", "de/phrases.toml"]
    assert told["de", "damaged"]["overridden_by"] == ["stores/main/de"]
    over = told["stores/main/de", "acknowledgment"]
    assert over["files"][-1] == "stores/main/de/phrases.toml"
    assert over["version"] != told["de", "acknowledgment"]["version"]
    shown = triage("templates", "list", "de", "--templates", WORDS).stdout
    assert told["de", "damaged"]["version"] in shown


def test_coverage_names_what_lacks_and_who_answers_instead(triage: Triage, words: Path) -> None:
    whole = triage("templates", "coverage", "--templates", WORDS, "--json")
    assert whole.exit_code == 0
    told = {each["language"]: each for each in objects(whole.stdout)}
    assert told["de"]["complete"] is True
    assert told["fr"] == {"language": "fr", "complete": None, "answered_in": "en"}
    change(words, "holding = ", "held = ", "de/letters.toml")
    lacking = triage("templates", "coverage", "--templates", WORDS)
    assert lacking.exit_code == 1
    assert "still to be written: de/letters.toml: holding" in lacking.stderr
    assert "French (fr): no set; answered in English (en)" in lacking.stderr


def test_check_of_sound_templates_is_quiet(triage: Triage, words: Path) -> None:
    result = triage("templates", "check", "en", "--quick", "--templates", WORDS)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 of 1 in order" in result.stderr


def test_check_names_file_line_and_phrase(triage: Triage, words: Path) -> None:
    change(words, "arrived damaged.", "arrived damaged; please be patient.")
    result = triage("templates", "check", "en", "--quick", "--templates", WORDS)
    assert result.exit_code == FLAWED
    assert "be patient" in result.stdout
    assert "en/phrases.toml, line 18: understood.damaged" in result.stdout
    assert "en/tone.toml, line" in result.stdout


def test_check_of_a_broken_language_goes_on_with_the_others(triage: Triage, words: Path) -> None:
    change(words, 'sign_off = "', "sign_off = ", "de/phrases.toml")
    result = triage("templates", "check", "--quick", "--templates", WORDS, "--json")
    assert result.exit_code == FLAWED
    told = {each["scope"]["language"]: each for each in objects(result.stdout)}
    assert told["de"]["broken"].startswith("de/phrases.toml, line 3: not valid TOML")
    assert told["en"]["variants"] > 500
    assert told["en"]["flaws"] == []


def test_new_language_is_begun_and_never_overwritten(triage: Triage, words: Path) -> None:
    assert triage("templates", "new", "pt", "--templates", WORDS).exit_code == 0
    assert sorted(path.name for path in (words / "pt.new").iterdir()) == [
        "acknowledgment.txt",
        "letter.txt",
        "letters.toml",
        "phrases.toml",
        "tone.toml",
    ]
    assert triage("templates", "new", "pt", "--templates", WORDS).exit_code == 2
    assert triage("templates", "new", "de", "--templates", WORDS).exit_code == 2
    assert triage("templates", "new", "../pt", "--templates", WORDS).exit_code == 2
    left = triage("templates", "check", "pt", "--templates", WORDS)
    assert left.exit_code == FLAWED
    assert "still to be written: pt.new/phrases.toml" in left.stderr


def test_preview_shows_one_draft_of_each_kind(triage: Triage, words: Path) -> None:
    shown = triage(
        "templates", "preview", "--lang", "de", "--kind", "resolution.refund", "--templates", WORDS
    ).stdout
    assert "Guten Tag Anna Berger," in shown
    assert "25,00 €" in shown
    assert shown.count("──") == 2


def test_preview_page_is_whole_and_escapes(triage: Triage, words: Path, tmp_path: Path) -> None:
    change(words, "Kind regards,", "<script>alert(1)</script>")
    result = triage("templates", "preview", "--html", "all.html", "--templates", WORDS)
    assert result.exit_code == 0
    page = (tmp_path / "all.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'lang="de" dir="ltr"' in page
    assert "http" not in page


def test_preview_page_writes_arabic_from_right_to_left(triage: Triage, tmp_path: Path) -> None:
    triage("templates", "preview", "--lang", "ar", "--html", "ar.html")
    assert 'lang="ar" dir="rtl"' in (tmp_path / "ar.html").read_text("utf-8")


def test_preview_of_a_mail_touches_nothing(triage: Triage, at_work: Shop) -> None:
    mail = at_work.folder / "mail.eml"
    mail.write_bytes(
        b"From: Katrin Vogel <k@post.example>\r\nTo: support@lumen.example\r\n"
        b"Subject: Lampe kaputt\r\nMessage-ID: <k1@post.example>\r\n"
        b"Date: Mon, 02 Mar 2026 09:58:00 +0000\r\n\r\n"
        b"Guten Tag, die Lampe aus Bestellung 10423 kam zerbrochen an.\r\nKatrin Vogel\r\n"
    )
    shown = triage("templates", "preview", "--mail", "mail.eml").stdout
    assert "Guten Tag Katrin Vogel," in shown
    assert "10423" in shown
    assert waiting(at_work) == []


def test_what_if_shows_the_drafts_that_would_change(
    triage: Triage, at_work: Shop, words: Path
) -> None:
    case = at_work.file()
    changed = at_work.folder / "changed"
    shutil.copytree(words, changed)
    none = triage("templates", "what-if", "--templates", "changed")
    assert "drafts that would change: 0 of 1" in none.stderr
    change(changed, "arrived damaged.", "came broken.")
    before = waiting(at_work)
    [told] = objects(triage("templates", "what-if", "--templates", "changed", "--json").stdout)
    assert told["case"] == case.number
    assert "arrived damaged." in told["before"]
    assert "came broken." in told["after"]
    triage("templates", "what-if", "--templates", "changed", "--html", "page.html")
    page = (at_work.folder / "page.html").read_text("utf-8")
    assert page.count('<span class="differs">') == 2
    assert waiting(at_work) == before


def test_what_if_follows_other_settings(triage: Triage, at_work: Shop) -> None:
    at_work.file()
    text = at_work.settings.read_text("utf-8").replace("Lumen Support", "Lumen Care")
    (at_work.folder / "other.toml").write_text(text, "utf-8")
    result = triage("templates", "what-if", "--other-settings", "other.toml", "--json")
    [told] = objects(result.stdout)
    assert "Lumen Support" in told["before"]
    assert "Lumen Care" in told["after"]
    assert triage("templates", "what-if").exit_code == 2


def test_diff_names_what_was_changed(triage: Triage, words: Path) -> None:
    assert "texts that differ: 0" in triage("templates", "diff", "de", "--templates", WORDS).stderr
    change(words, "Freundliche Grüße", "Viele Grüße", "de/phrases.toml")
    [told] = objects(triage("templates", "diff", "de", "--templates", WORDS, "--json").stdout)
    assert (told["key"], told["after"]) == ("sign_off", "Viele Grüße")


def test_history_lists_versions_and_one_comes_back(
    triage: Triage, at_work: Shop, words: Path
) -> None:
    assert objects(triage("templates", "history", "--json").stdout) == []
    use(at_work)
    change(words, "Kind regards,", "Warm regards,")
    use(at_work)
    second, first = objects(triage("templates", "history", "--json").stdout)
    assert second["changed"] == {"en/phrases.toml": "changed"}
    shown = triage("templates", "show", first["version"][:6], "--text").stdout
    assert "Kind regards," in shown
    assert triage("templates", "revert", first["version"]).exit_code == 2  # nobody to ask
    assert "Warm" in (words / "en" / "phrases.toml").read_text("utf-8")
    done = triage("templates", "revert", "en/phrases.toml", "--to", first["version"], "--yes")
    assert done.exit_code == 0
    assert "written back: en/phrases.toml" in done.stdout
    assert "Kind regards," in (words / "en" / "phrases.toml").read_text("utf-8")
    assert (
        objects(triage("templates", "history", "--json").stdout)[0]["version"] == (first["version"])
    )
    against = triage("templates", "diff", "en", "--against", second["version"], "--json")
    [told] = objects(against.stdout)
    assert (told["before"], told["after"]) == ("Warm regards,", "Kind regards,")


def test_revert_keeps_a_broken_file_in_the_history(
    triage: Triage, at_work: Shop, words: Path
) -> None:
    use(at_work)
    [first] = objects(triage("templates", "history", "--json").stdout)
    (words / "en" / "damaged.txt").write_text("{{ greeting", "utf-8")
    doctor = " ".join(triage("doctor").stdout.split())
    assert "en/damaged.txt, line 1" in doctor
    assert f"triage templates revert {first['version']}" in doctor
    assert triage("templates", "revert", first["version"], "--yes").exit_code == 0
    assert not (words / "en" / "damaged.txt").exists()
    back, broken, _ = objects(triage("templates", "history", "--json").stdout)
    assert (back["whole"], broken["whole"]) == (True, False)
    kept = triage("templates", "show", broken["version"], "--json").stdout
    assert json.loads(kept)["files"]["en/damaged.txt"] == "{{ greeting"


def test_revert_never_leaves_the_folder(triage: Triage, at_work: Shop) -> None:
    use(at_work)
    [first] = objects(triage("templates", "history", "--json").stdout)
    outside = at_work.folder / "settings.toml"
    before = outside.read_bytes()
    result = triage("templates", "revert", "../settings.toml", "--to", first["version"], "--yes")
    assert result.exit_code == 1
    assert outside.read_bytes() == before


def test_revert_refuses_what_would_be_broken(triage: Triage, at_work: Shop, words: Path) -> None:
    own = words / "en" / "damaged.txt"
    own.write_text("{{ greeting }} {{ understood }}", "utf-8")
    use(at_work)
    [first] = objects(triage("templates", "history", "--json").stdout)
    own.unlink()
    (words / "de" / "letter.txt").write_text("{{ lettre }}", "utf-8")
    result = triage("templates", "revert", "en/damaged.txt", "--to", first["version"], "--yes")
    assert result.exit_code == FLAWED, result.stderr
    assert "de/letter.txt, line 1: there is no fact called lettre" in result.stderr
    assert not own.exists()


def test_show_finds_the_files_behind_a_draft(triage: Triage, at_work: Shop, words: Path) -> None:
    content = written(1, BROKEN)
    with opened(read(at_work.settings), lambda: NOW) as office:
        arrived = [Arrived(1, len(content), NOW, content, truncated=False)]
        office.mails.keep("main", "main", "INBOX", 7, arrived, 2, junk=False, now=NOW)
        account = office.accounts["main"]
        Round(office, account, account.session(), Folders()).decide_waiting(Report())
        [found] = drafts.listed(office.database)
    change(words, "Kind regards,", "Warm regards,")
    use(at_work)
    told = json.loads(triage("templates", "show", found.case_number, "--json").stdout)
    assert told["version"] == found.draft.template_version
    assert list(told["files"]) == ["en/acknowledgment.txt", "en/phrases.toml"]
    assert "Kind regards," in told["files"]["en/phrases.toml"]
    by_version = triage("templates", "show", found.draft.template_version[:5], "--json").stdout
    assert json.loads(by_version) == told


def test_what_is_nowhere_is_not_found(triage: Triage, at_work: Shop) -> None:
    assert triage("templates", "show", "abcdef012345").exit_code == 1
    assert triage("templates", "show", "C-TQYKD").exit_code == 1
    assert triage("templates", "preview", "--lang", "zz").exit_code == 2
    assert triage("templates", "list", "--templates", "nowhere").exit_code == 66


def test_tables_speak_chinese(triage: Triage, words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shown = triage("templates", "coverage", "--templates", WORDS)
    assert "首次回复" in shown.stdout
    assert "没有模板；以 英语 (en) 回复" in shown.stderr
