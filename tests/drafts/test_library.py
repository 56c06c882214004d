"""A broken template is refused when it is saved, with its file, line, cause and remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.drafts.make import TEMPLATES, facts
from triage.drafts.compose import compose
from triage.drafts.draft import Level, MessageKind
from triage.drafts.language_set import FACTS
from triage.drafts.library import Library
from triage.drafts.wanted import FIELDS, letters_wanted, phrases_wanted
from triage.errors import TemplateBroken
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Type


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped templates to change."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def append(path: Path, text: str) -> None:
    """Add text to a file."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_the_shipped_sets_are_complete(library: Library) -> None:
    assert {"en", "de", "zh-Hans"} <= set(library.languages)


def test_a_type_can_have_a_template_of_its_own(folder: Path) -> None:
    (folder / "en" / "damaged.txt").write_text("{{ greeting }}\nOnly {{ order_number }}.\n")
    library = Library(folder)
    draft = compose(library, facts())
    assert draft.body == "Dear Anna Berger,\nOnly 303-1234567-1234567.\n"
    assert draft.template == "en/damaged.txt"
    for other in (
        facts(about=Type.DEFECTIVE),
        facts(sure=False),
        facts(kind=MessageKind.JOINED),
        facts(language="de"),
    ):
        assert compose(library, other).template != "en/damaged.txt"


def test_a_fact_a_template_insists_on_shows_as_a_gap_in_its_language(folder: Path) -> None:
    (folder / "de" / "damaged.txt").write_text("Bestellung {{ order_number }}, {{ customer_name }}")
    draft = compose(Library(folder), facts(language="de", order_numbers=(), customer_name=""))
    assert draft.body == "Bestellung ⟦Bestellnummer?⟧, ⟦Name?⟧\n"
    assert draft.gaps == ("customer_name", "order_number")
    assert next(f.level for f in draft.findings if f.rule == 0) is Level.BLOCKS


def test_a_condition_on_a_missing_fact_is_false(folder: Path) -> None:
    source = "{% if order_number %}{{ order_number }}{% else %}none{% endif %}"
    (folder / "en" / "damaged.txt").write_text(source)
    assert compose(Library(folder), facts(order_numbers=())).body == "none\n"


def test_a_marketplaces_missing_contact_is_no_gap(folder: Path) -> None:
    (folder / "en" / "damaged.txt").write_text("Reach us:{{ contact }}")
    relayed = compose(Library(folder), facts(reply_channel=ReplyChannel.RELAY))
    assert (relayed.body, relayed.gaps) == ("Reach us:\n", ())


def test_a_store_overrides_sentences_and_templates_for_itself_only(folder: Path) -> None:
    own = folder / "stores" / "nordlicht" / "en"
    own.mkdir(parents=True)
    (own / "phrases.toml").write_text('[understood]\ndamaged = "Thank you, broken: {order}."\n')
    (own / "refund_status.txt").write_text("{{ greeting }} Our own.")
    store, others = Library(folder, "nordlicht"), Library(folder)
    assert "Thank you, broken: your order 303-1234567-1234567." in compose(store, facts()).body
    assert compose(store, facts(about=Type.REFUND_STATUS)).template == (
        "stores/nordlicht/en/refund_status.txt"
    )
    assert compose(others, facts()).body == compose(Library(TEMPLATES), facts()).body
    assert compose(store, facts()).template_version != compose(others, facts()).template_version


def test_an_overridden_sentence_takes_its_plural_with_it(folder: Path) -> None:
    own = folder / "stores" / "nordlicht" / "en"
    own.mkdir(parents=True)
    (own / "phrases.toml").write_text('[understood]\nnot_shipped = "Thanks: {order}."\n')
    given = facts(about=Type.NOT_SHIPPED, order_numbers=("DE-10001", "DE-10002"))
    assert (
        "Thanks: your orders DE-10001 and DE-10002."
        in compose(Library(folder, "nordlicht"), given).body
    )


def test_a_store_without_overrides_uses_the_common_ones(folder: Path) -> None:
    assert compose(Library(folder, "other"), facts()) == compose(Library(folder), facts())


@pytest.mark.parametrize("store", ["../..", "a/b", ".hidden"])
def test_a_store_id_never_leads_out_of_the_folder(folder: Path, store: str) -> None:
    with pytest.raises(TemplateBroken, match="path"):
        Library(folder, store)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("en/acknowledgment.txt", "{{ greeting }}", "{{ greting }}", ["line 3", "greting"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{{ ask }", ["acknowledgment.txt, line"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{% include 'x' %}", ["line 9"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{{ ask.x.y }}", ["line 9"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{{ order_number.x }}", ["acknowledgment.txt"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{{ 1 / 0 }}", ["line 9", "zero"]),
        ("en/acknowledgment.txt", "{{ ask }}", "{{ ask.__class__.__mro__ }}", ["line 9"]),
        (
            "de/phrases.toml",
            'named = "Guten Tag {name},"',
            "",
            ["de/phrases.toml", "greeting.named"],
        ),
        ("de/phrases.toml", "Tag {name},", "Tag {nmae},", ["line 6", "{nmae}", "{name}"]),
        ("de/phrases.toml", "Guten Tag {name},", "Guten Tag,", ["line 6", "{name}"]),
        ("de/phrases.toml", "[gap]", "[gap", ["de/phrases.toml, line"]),
        ("de/phrases.toml", 'sign_off = "', "sign_off = 3 #", ["line 3", "sign_off"]),
        ("de/phrases.toml", 'none = "Ihrer', '"none" = 3 # "', ["line 1", "order.none"]),
        ("de/phrases.toml", "[order]", '[order.x]\ny = "z"\n[order]', ["line 10", "order.x.y"]),
        ("de/phrases.toml", "[extra]", '[extra]\nsorry = "x"', ["extra.sorry"]),
        ("de/phrases.toml", "Freundliche Grüße", "Freundliche Grüße}", ["line 3", "brace"]),
        ("de/phrases.toml", "[apology]", '[apology]\nother = "Leid"', ["apology.other"]),
        ("courteous.toml", "default =", "dfault =", ["courteous.toml", "default"]),
    ],
)
def test_a_mistake_is_told_with_its_place(
    folder: Path, file: str, old: str, new: str, words: list[str]
) -> None:
    source = (folder / file).read_text("utf-8")
    assert old in source
    (folder / file).write_text(source.replace(old, new, 1), "utf-8")
    with pytest.raises(TemplateBroken) as caught:
        Library(folder)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_misnamed_template_is_told(folder: Path) -> None:
    (folder / "en" / "demaged.txt").write_text("x")
    with pytest.raises(TemplateBroken, match="demaged"):
        Library(folder)


def test_a_folder_that_is_no_language_is_told(folder: Path) -> None:
    (folder / "en").rename(folder / "english")
    shutil.copytree(folder / "english", folder / "en")
    with pytest.raises(TemplateBroken, match="english/"):
        Library(folder)


@pytest.mark.parametrize("file", ["en/letter.txt", "en/phrases.toml", "courteous.toml"])
def test_a_missing_file_is_told(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(TemplateBroken, match=Path(file).name):
        Library(folder)


def test_without_english_nobody_could_be_answered(folder: Path) -> None:
    shutil.rmtree(folder / "en")
    with pytest.raises(TemplateBroken, match="English"):
        Library(folder)
    with pytest.raises(TemplateBroken, match="no such folder"):
        Library(folder / "nowhere")


def test_a_file_in_another_charset_is_told(folder: Path) -> None:
    (folder / "de" / "letter.txt").write_bytes("eins\nGrüße".encode("latin-1"))
    with pytest.raises(TemplateBroken, match=r"letter\.txt, line 2: not UTF-8"):
        Library(folder)


def test_the_version_changes_with_any_file_that_makes_the_text(folder: Path) -> None:
    def version(language: str) -> str:
        return compose(Library(folder), facts(language=language)).template_version

    german, english, basque = version("de"), version("en"), version("eu")
    assert len(german) == 12
    assert english != basque
    append(folder / "de" / "acknowledgment.txt", "{# a remark #}")
    assert version("de") != german
    assert (version("en"), version("eu")) == (english, basque)
    append(folder / "en" / "phrases.toml", "# a remark\n")
    assert version("en") != english
    assert version("eu") != basque


def test_the_fingerprint_tells_any_change(folder: Path) -> None:
    before = Library.fingerprint(folder)
    assert Library.fingerprint(folder) == before == Library.fingerprint(TEMPLATES)
    (folder / "en" / "damaged.txt").write_text("{{ greeting }}")
    after = Library.fingerprint(folder)
    assert after != before
    (folder / "en" / "damaged.txt").rename(folder / "en" / "defective.txt")
    assert Library.fingerprint(folder) != after


@pytest.mark.parametrize(
    ("code", "found"),
    [("de-AT", "de"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-Hans-SG", "zh-Hans")],
)
def test_a_set_is_found_by_the_language_alone(library: Library, code: str, found: str) -> None:
    words = library.set_for(code)
    assert words is not None
    assert words.language == found


@pytest.mark.parametrize("code", ["eu", "und", "", "zh-Xxxx"])
def test_a_language_without_a_set_has_none(library: Library, code: str) -> None:
    assert library.set_for(code) is None


def test_close_codes_share_a_courteous_line(library: Library) -> None:
    assert library.courteous("nn") == library.courteous("no") == library.courteous("nb")
    assert library.courteous("tl") == library.courteous("und")


def test_every_fact_and_group_of_sentences_is_documented() -> None:
    page = (TEMPLATES.parent / "docs" / "templates.md").read_text("utf-8")
    groups = {key.split(".")[0] for key in (*phrases_wanted(), *letters_wanted())}
    named = set(re.findall(r"`([a-z_]+)", page))
    assert FACTS | groups | set(FIELDS) <= named
