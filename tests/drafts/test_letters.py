"""Every letter after the first answer is whole in every language, and tells what was recorded."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from tests.drafts.make import TEMPLATES, facts, library
from tests.drafts.test_tone import heard
from triage.drafts.compose import compose
from triage.drafts.draft import LETTERS, LetterFields, Level, MessageKind, Refusal
from triage.drafts.hearing import RULES, plain
from triage.drafts.letters import promises
from triage.drafts.library import Library
from triage.drafts.matrix import FULL
from triage.drafts.promise import promise_text
from triage.drafts.wanted import needed
from triage.errors import TemplateBroken
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Type

SETS = library().languages
FIELDS = replace(FULL, amount=Decimal("1249.50"))
ORDERS: tuple[tuple[str, ...], ...] = ((), ("DE-10442",), ("DE-10442", "DE-10443"))
SENTENCES = sorted((Path(__file__).parent / "tone").glob("*.toml"))


@pytest.mark.parametrize(("language", "kind"), list(product(SETS, LETTERS)))
def test_every_letter_is_whole_and_says_what_was_recorded(language: str, kind: MessageKind) -> None:
    for orders, name, channel in product(
        ORDERS, ("", "Anna Berger"), (ReplyChannel.EMAIL, ReplyChannel.RELAY)
    ):
        given = replace(
            facts(
                language=language,
                kind=kind,
                order_numbers=orders,
                customer_name=name,
                reply_channel=channel,
            ),
            fields=FIELDS,
        )
        draft = compose(library(), given)
        assert (draft.gaps, draft.findings) == ((), ()), draft.body
        assert "{" not in draft.body
        named = kind is MessageKind.ORDER_NUMBER or all(each in draft.body for each in orders)
        assert named, draft.body
        words = promise_text(given.promise.at, language, given.time_zone)
        assert (words in draft.body) is promises(kind), draft.body


@pytest.mark.parametrize(("language", "kind"), list(product(SETS, LETTERS)))
def test_what_was_not_recorded_is_a_gap_that_blocks(language: str, kind: MessageKind) -> None:
    draft = compose(library(), facts(language=language, kind=kind))
    assert set(draft.gaps) == needed(kind) - {"promise"}
    blocks = any(finding.level is Level.BLOCKS for finding in draft.findings)
    assert blocks is bool(draft.gaps)


@pytest.mark.parametrize("language", SETS)
def test_every_reason_can_be_given(language: str) -> None:
    texts = {
        compose(
            library(),
            replace(
                facts(language=language, kind=MessageKind.REJECTED),
                fields=LetterFields(reason=reason),
            ),
        ).body
        for reason in Refusal
    }
    assert len(texts) == len(Refusal)


def test_an_english_refund_reads_as_a_letter() -> None:
    given = replace(facts(kind=MessageKind.REFUND, order_numbers=("DE-10442",)), fields=FIELDS)
    assert compose(library(), given).body == (
        "Dear Anna Berger,\n\n"
        "We issued your refund of €1,249.50 for your order DE-10442 on 8 December 2026. The "
        "money goes back to the payment method you used; depending on your bank, it may take a "
        "few working days to show on your account.\n\n"
        "To add anything, simply reply to this email or reach us at support@nordlicht.example; "
        "your case number is C-7KQ2P.\n\n"
        "Kind regards,\nLena Wu\nNordlicht Home\n"
    )


def test_amount_and_date_are_written_as_the_customers_country_writes_them() -> None:
    given = replace(facts(kind=MessageKind.REFUND, language="de"), fields=FIELDS)
    assert "1.249,50 €" in compose(library(), given).body
    assert "8. Dezember 2026" in compose(library(), given).body
    assert "€ 1.249,50" in compose(library(), replace(given, locale="de-AT")).body


def test_an_edited_letter_that_lost_its_amount_is_noticed() -> None:
    given = replace(facts(kind=MessageKind.COUPON), fields=FIELDS)
    assert {f.text for f in heard("Hello.", recorded=("€25.00", "DANKE25"))} == {
        "€25.00",
        "DANKE25",
    }
    assert compose(library(), given).findings == ()


@pytest.mark.parametrize(
    "hostile", ["{promise}", "{{ 7 * 7 }}", "⟦amount?⟧", "x\r\nBcc: a@b.example", "\u202egnp"]
)
def test_hostile_fields_come_out_inert(hostile: str) -> None:
    fields = LetterFields(tracking_number=hostile, address=f"Nordlicht\n{hostile}", code=hostile)
    for kind in (MessageKind.REPAIR, MessageKind.COUPON, MessageKind.CARRIER_ENQUIRY):
        draft = compose(library(), replace(facts(kind=kind), fields=fields))
        assert "49" not in draft.body
        assert not {"\r", "\0", "\u202e"} & set(draft.body)
        assert {"tracking_number", "address", "code"}.isdisjoint(draft.gaps)
        if kind is not MessageKind.REPAIR:  # an address may have lines, nothing else may
            assert "Bcc" not in [line.split(":")[0] for line in draft.body.splitlines()]


def _sentences(part: str) -> Iterator[tuple[str, str, str]]:
    for file in SENTENCES:
        table = tomllib.loads(file.read_text("utf-8"))[part]
        for rule, lines in table.items():
            yield from ((file.stem, rule, line) for line in lines)


def _heard(language: str, text: str) -> set[str]:
    words = library().set_for(language)
    assert words is not None
    said = plain(text)
    found = {rule.name for rule in RULES if any(words.ear.hits(rule, said, ReplyChannel.RELAY))}
    return found | ({"apology"} if words.ear.apology.search(said) else set())


@pytest.mark.parametrize(("language", "rule", "line"), list(_sentences("broken")))
def test_each_language_hears_its_wrong_tones(language: str, rule: str, line: str) -> None:
    assert _heard(language, line) == {rule}


@pytest.mark.parametrize(("language", "rule", "line"), list(_sentences("clean")))
def test_each_language_leaves_honest_sentences_alone(language: str, rule: str, line: str) -> None:
    assert (rule, _heard(language, line)) == ("lines", set())


def test_every_set_has_sentences_to_judge_its_ear_by() -> None:
    own = {language for language in SETS if not language.endswith("-BR")}
    assert own <= {file.stem for file in SENTENCES}


def test_a_region_says_only_what_differs(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    (folder / "de-CH").mkdir()
    (folder / "de-CH" / "phrases.toml").write_text('sign_off = "Freundliche Grüsse"\n', "utf-8")
    regional = Library(folder)
    assert "Grüsse" in compose(regional, facts(language="de", locale="de-CH")).body
    assert "Grüße" in compose(regional, facts(language="de", locale="de-AT")).body
    assert compose(regional, facts(language="de", locale="de-CH")).language == "de-CH"


def test_a_store_on_first_name_terms_says_du(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    own = 'sign_off = "Liebe Grüße"\n'
    (folder / "de" / "phrases.familiar.toml").write_text(own, "utf-8")
    assert "Liebe Grüße" in compose(Library(folder, familiar=("de",)), facts(language="de")).body
    assert "Liebe Grüße" not in compose(Library(folder), facts(language="de")).body
    with pytest.raises(TemplateBroken, match=r"fa/phrases\.familiar\.toml is not there"):
        Library(folder, familiar=("fa",))


def test_a_near_relative_answers_and_the_agent_is_told() -> None:
    draft = compose(library(), facts(language="gl"))
    assert draft.language == "es"
    assert [finding.level for finding in draft.findings] == [Level.HINT]
    assert "near relative es" in draft.findings[0].why
    assert draft.body == compose(library(), facts(language="es")).body


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('apology = "sorry"', "must be a list"),
        ('[blame]\nfind = ["(a"]', "not closed"),
        ('[blame]\nfind = ["a)"]', "too many"),
        ('[blame]\nfind = ["(a)?"]', "every text"),
        ("[blames]\nfind = []", "no list the tone checker knows"),
    ],
)
def test_a_wrong_phrase_is_told_with_its_file(tmp_path: Path, source: str, words: str) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    own = folder / "stores" / "x" / "en"
    own.mkdir(parents=True)
    (own / "tone.toml").write_text(source, "utf-8")
    with pytest.raises(TemplateBroken, match=words) as caught:
        Library(folder, "x")
    assert "stores/x/en/tone.toml" in str(caught.value)


def test_letters_are_not_measured_by_the_first_answers_rules() -> None:
    given = replace(facts(kind=MessageKind.APOLOGY, about=Type.OTHER), fields=FIELDS)
    assert compose(library(), given).findings == ()


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_a_number_keeps_its_order_between_arabic_letters(language: str) -> None:
    given = facts(language=language, order_numbers=("303-1234567-1234567",))
    assert "\u200e303-1234567-1234567" in compose(library(), given).body
    sent = replace(facts(language=language, kind=MessageKind.REPLACEMENT), fields=FIELDS)
    assert "\u200eRR123456785CN" in compose(library(), sent).body
