"""Training the judge of lines: the same bytes from the same mails, and pages labelled rightly."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from triage.errors import PathMissing, SettingsWrong
from triage.learning import examples, line_chain, line_mails, line_templates, lines
from triage.learning.line_mails import CARRIED, NEITHER, NOTICE, OWN, WRAPPER, LinedMail
from triage.learning.line_pages import PAGE, Writer
from triage.learning.said import Said, marked
from triage.mail import line_judge
from triage.mail.line_features import Setting

TODAY = date(2026, 1, 5)
MAILS = Path(__file__).parents[1]
TAUGHT = ("corpus/wrappers", "corpus/kinds")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few labelled mails, prose in two languages, and the wrapper lines of these."""
    folder = tmp_path_factory.mktemp("sources")
    for part in TAUGHT:
        (folder / part).mkdir(parents=True)
        for file in sorted((MAILS / part).glob("*.eml"))[:20]:
            shutil.copy(file, folder / part)
            shutil.copy(file.with_suffix(".toml"), folder / part)
    for name in ("prose", "wrapper_lines"):
        (folder / name).mkdir()
    for code in ("de", "nl"):
        shutil.copy(examples.FOLDER / f"{code}.jsonl", folder / "prose")
        shutil.copy(line_templates.FOLDER / f"{code}.txt", folder / "wrapper_lines")
    return folder


def _writer(seed: int = 1) -> Writer:
    return Writer(np.random.default_rng(seed), line_templates.templates())


def _train(sources: Path, target: Path) -> dict[str, object]:
    prose, wrappers = sources / "prose", sources / "wrapper_lines"
    return lines.train(sources, prose, wrappers, target, TODAY, lambda _: None, TAUGHT)


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PAGES", "RELAID", "WITHIN"):
        monkeypatch.setattr(lines, name, 30)
    monkeypatch.setattr(line_chain, "STEPS", 4)
    monkeypatch.setattr(lines, "FOLDS", 2)
    for name in ("one", "two"):
        _train(sources, tmp_path / name)
    for name in (line_judge.ARRAYS, line_judge.CARD):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    scores = line_judge.load(tmp_path / "one").score(
        ["Die Lampe kam zerbrochen an, ich möchte mein Geld zurück!", "", "Jetzt antworten"],
        Setting(),
    )
    assert scores[0] < scores[2]


def test_the_shipped_card_names_the_shipped_wrapper_lines() -> None:
    card = json.loads((line_judge.FOLDER / line_judge.CARD).read_text(encoding="utf-8"))
    shipped = line_templates.fingerprint(line_templates.FOLDER)
    assert card["mails"]["wrapper_lines_sha256"] == shipped
    taught = card["mails"]["taught"]
    assert set(lines.CORPUS) < set(taught) <= set(lines.teachers(Path(__file__).parents[1]))
    assert len(taught) > 60


def test_the_shipped_judge_loses_hardly_a_customers_line() -> None:
    card = json.loads((line_judge.FOLDER / line_judge.CARD).read_text(encoding="utf-8"))
    cut = card["calibration"]["cut_from"]
    row = next(row for row in card["scores"]["by_cut"] if row["cut"] == cut)
    assert row["own"] > 10_000
    assert row["lost"] <= lines.MOST_LOST * row["own"]


def test_forty_languages_have_wrapper_lines_enough() -> None:
    found = line_templates.templates()
    assert len(found) == 40
    for code, one in found.items():
        assert sum(map(len, one.sections.values())) >= 60, code


def test_every_template_can_be_filled() -> None:
    writer = _writer()
    for code in line_templates.templates():
        page = writer.page(code, "It broke. I want a new one.")
        assert not any("{" in line for line in page.lines), code


def test_wrapper_lines_without_a_section_are_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.txt").write_text("[above]\nNews\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match="needs the sections"):
        line_templates.templates(tmp_path)
    with pytest.raises(PathMissing):
        line_templates.templates(tmp_path / "nowhere")


def test_a_page_holds_the_prose_as_own_and_all_else_as_the_wrappers() -> None:
    prose = "The zebrafinch lamp broke at once."
    for seed in range(40):
        page = _writer(seed).page("en", prose)
        assert page.weight == PAGE
        for line, whose in zip(page.lines, page.whose, strict=True):
            if "zebrafinch" in line:
                assert whose == OWN
            elif whose == OWN:
                assert line.strip("#-").isalnum() or "-" in line  # an order's number
            assert line.strip() or whose == NEITHER


def test_prose_takes_the_place_of_real_words_and_goes_into_notices() -> None:
    carried = LinedMail(("News", "", "Old words"), Setting(), (1, -1, 0), CARRIED, "hand")
    page = _writer().within(carried, "It broke.")
    assert "Old words" not in page.lines
    assert page.lines[:2] == ("News", "")
    assert page.hand == "hand"
    notice = LinedMail(("News", "Tips"), Setting(), (WRAPPER, WRAPPER), NOTICE)
    page = _writer().within(notice, "It broke.")
    assert [line for line, whose in zip(page.lines, page.whose, strict=True) if whose == 1] == [
        "News",
        "Tips",
    ]
    empty = LinedMail(("News",), Setting(), (WRAPPER,), CARRIED)
    assert _writer().within(empty, "It broke.") is empty


def test_prose_is_laid_out_in_many_ways_and_loses_no_word_of_what_is_taken() -> None:
    prose = "Hello, the lamp broke. I want a new one. When will it come?"
    laid = {tuple(Said(prose, np.random.default_rng(n)).lines()) for n in range(60)}
    assert len(laid) > 8
    assert any(" ".join(filter(None, one)) == prose for one in laid)


def test_formulas_and_names_may_be_either() -> None:
    told = dict(marked(["My lamp broke.", "Regards", "Anna Berg"]))
    assert told == {"My lamp broke.": OWN, "Regards": NEITHER, "Anna Berg": NEITHER}


def test_a_hands_mails_are_judged_together() -> None:
    mails = [
        LinedMail(("x",), Setting(), (OWN,), PAGE, hand)
        for hand in ("a", "b", "", "a", "b", "", "", "")
    ]
    folds = lines.folds_of(mails)
    assert folds[0] == folds[3]
    assert folds[1] == folds[4]
    assert len(set(folds.tolist())) > 2


def test_the_cut_is_the_lowest_that_loses_hardly_a_line() -> None:
    mail = LinedMail(("My lamp broke", "Money back", "Reply"), Setting(), (0, 0, 1), PAGE)
    safe, lossy = [-5.0, -4.0, 9.0], [-5.0, 6.0, 9.0]
    assert lines.calibrate([mail], [safe])[0] == lines.CUTS[0]
    cut, table = lines.calibrate([mail], [lossy])
    assert cut == 6.0
    assert table[-1]["lost"] == 1


def test_real_mails_are_read_with_whose_each_line_is(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: no-reply@marktly.example\nTo: support@lindenhof.example\nSubject: x\n\n"
        b"You have news\n\nMy lamp broke\nAnna\n"
    )
    label = 'kind = "customer"\nreply_channel = "relay"\ntext = "My lamp broke"\nalso = ["Anna"]\n'
    (tmp_path / "a.toml").write_text(label, encoding="utf-8")
    (mail,) = line_mails.load(tmp_path)
    assert mail.carried
    assert mail.prose == "My lamp broke"
    found = dict(zip(mail.lines, mail.whose, strict=True))
    assert found == {"You have news": WRAPPER, "": NEITHER, "My lamp broke": OWN, "Anna": NEITHER}
    with pytest.raises(PathMissing):
        line_mails.load(tmp_path / "nowhere")


def test_the_fingerprint_sees_every_label(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\nx")
    (tmp_path / "a.toml").write_text('kind = "spam"\n', encoding="utf-8")
    before = line_mails.fingerprint([tmp_path])
    (tmp_path / "a.toml").write_text('kind = "bulk"\n', encoding="utf-8")
    assert line_mails.fingerprint([tmp_path]) != before
