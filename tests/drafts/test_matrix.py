"""The matrix by which templates are tried out, and the flaws it finds."""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path

import pytest

from tests.drafts.make import TEMPLATES
from tests.drafts.make import library as shipped
from triage.drafts.compose import compose
from triage.drafts.draft import LETTERS, Level, MessageKind
from triage.drafts.examine import Flaw, examine
from triage.drafts.library import Library
from triage.drafts.matrix import QUICK, gallery, matrix
from triage.errors import TemplateBroken
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Type


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with English only, to change."""
    made = tmp_path / "templates"
    shutil.copytree(TEMPLATES / "en", made / "en")
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(TEMPLATES / name, made / name)
    return made


def reword(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "en" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(folder: Path) -> tuple[Flaw, ...]:
    return examine(Library(folder), matrix("en")[::QUICK])


def test_one_in_seven_meets_every_pair_of_what_varies() -> None:
    def axes(part: slice) -> set[tuple[object, ...]]:
        pairs: set[tuple[object, ...]] = set()
        for each in matrix("en")[part]:
            facts = each.facts
            if facts.kind not in (MessageKind.ACKNOWLEDGMENT, MessageKind.JOINED):
                continue
            values = (
                ("type", facts.type),
                ("orders", len(facts.order_numbers)),
                ("asks", bool(facts.missing)),
                ("channel", facts.reply_channel),
                ("signals", facts.signals),
                ("kind", (facts.kind, facts.sure)),
                ("promise", (facts.promise.holiday, facts.promise.peak)),
                ("name", bool(facts.customer_name)),
            )
            pairs |= set(combinations(values, 2))
        return pairs

    assert axes(slice(None, None, QUICK)) == axes(slice(None))


def test_every_letter_is_tried_with_and_without_what_it_tells() -> None:
    every = matrix("en")
    for kind in LETTERS:
        mine = [each for each in every if each.facts.kind is kind]
        assert {len(each.facts.order_numbers) for each in mine} == {0, 1, 3}
        assert {each.facts.reply_channel for each in mine} == {
            ReplyChannel.EMAIL,
            ReplyChannel.RELAY,
        }
    refunds = [each for each in every if each.facts.kind is MessageKind.REFUND]
    assert {each.gaps for each in refunds} == {frozenset(), frozenset({"amount", "date"})}


def test_the_gallery_shows_each_type_and_kind_once() -> None:
    shown = gallery("en")
    assert {each.facts.type for each in shown} == set(Type)
    assert {each.facts.kind for each in shown} == set(MessageKind)
    assert len({each.name for each in shown}) == len(shown)
    assert all(not compose(shipped(), each.facts).gaps for each in shown)


@pytest.mark.parametrize("language", shipped().languages)
def test_the_shipped_sets_have_no_flaw(language: str) -> None:
    # test_compose tries one in seven of the first answers; here more letters than that.
    letters = [each for each in matrix(language) if each.facts.kind in LETTERS]
    flaws = examine(Library(TEMPLATES, only=(language,)), letters[::5])
    assert [flaw for flaw in flaws if flaw.level is not Level.HINT] == []


def test_a_promise_too_many_is_told_once_with_sentence_and_phrase(folder: Path) -> None:
    reword(folder, "phrases.toml", "arrived damaged.", "arrived damaged; we will refund you.")
    [flaw] = found(folder)
    assert flaw.level is Level.CONFIRM
    assert flaw.text == "we will refund"
    assert flaw.variants > 10
    assert flaw.example.startswith("damaged, ")
    sentence, phrase = flaw.places
    assert (sentence.file, sentence.key) == ("en/phrases.toml", "understood.damaged")
    line = (folder / sentence.file).read_text("utf-8").splitlines()[sentence.line - 1]
    assert line.startswith("damaged = ")
    assert (phrase.file, phrase.key) == (
        "en/tone.toml",
        "(we|i) … (refund*|reimburse*|compensate*|replace*|resend|reship|repay|credit*)",
    )


def test_a_letter_that_leaves_out_what_is_recorded_is_told(folder: Path) -> None:
    frame = folder / "en" / "resolution.refund.txt"
    frame.write_text("{{ greeting }}\n\nAll is well.\n\n{{ agent_name }}\n", "utf-8")
    refunds = [each for each in matrix("en") if each.facts.kind is MessageKind.REFUND]
    whys = {flaw.why for flaw in examine(Library(folder), refunds)}
    assert "recorded for this letter, but not in its text" in whys
    assert "a field that lacks is not shown as a gap" in whys


def test_a_gap_nobody_meant_is_told(folder: Path) -> None:
    frame = folder / "en" / "damaged.txt"
    text = (folder / "en" / "acknowledgment.txt").read_text("utf-8")
    frame.write_text(text + "{{ order_number }}\n", "utf-8")
    flaw = next(flaw for flaw in found(folder) if flaw.level is Level.BLOCKS)
    assert (flaw.why, flaw.text) == ("a gap although the fact is known", "⟦order number?⟧")
    assert [str(place) for place in flaw.places] == ["en/damaged.txt, line 1"]


def test_texts_and_paragraphs_that_are_too_long_are_hints(folder: Path) -> None:
    reword(folder, "phrases.toml", "arrived damaged.", f"arrived damaged{' indeed' * 150}.")
    whys = {flaw.why: flaw for flaw in found(folder)}
    assert set(whys) == {"longer than 170 words", "a paragraph longer than 75 words"}
    assert all(flaw.level is Level.HINT for flaw in whys.values())


def test_an_apology_the_tone_checker_does_not_hear_is_told(folder: Path) -> None:
    reword(folder, "phrases.toml", "We are sorry for the wait", "Pardon us for the wait")
    flaw = next(flaw for flaw in found(folder) if "does not hear" in flaw.why)
    assert flaw.places[0].key == "apology.delivery_delay"


def test_a_set_that_is_not_whole_is_refused_before_anything_is_composed(folder: Path) -> None:
    (folder / "en" / "tone.toml").unlink()
    with pytest.raises(TemplateBroken, match=r"en/tone\.toml is not there"):
        Library(folder, only=("en",))
