"""Every draft the shipped sets can make is whole, in tone, short and in its own language."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from tests.drafts.make import PROMISE, SENDER, TEMPLATES, facts, library
from triage.drafts.compose import compose, recompose
from triage.drafts.draft import DraftFacts, Level, MessageKind, Promise
from triage.drafts.library import Library
from triage.drafts.wanted import UNAPOLOGETIC
from triage.mail.message import ReplyChannel
from triage.reminders.public_days import holiday_name
from triage.understanding.taxonomy import RULES, Evidence, Signal, Type

SETS = library().languages
ORDERS: tuple[tuple[str, ...], ...] = (
    (),
    ("303-1234567-1234567",),
    ("DE-10001", "DE-10002", "8123456789012345"),
)


EACH = list(product(SETS, Type))


def variants(language: str, about: Type) -> list[DraftFacts]:
    """List what one type's draft may have to say, in every combination."""
    holiday = replace(PROMISE, holiday=holiday_name("CN", "", (date(2026, 10, 2),), language))
    combined = product(
        ORDERS,
        ((), RULES[about].asks),
        (ReplyChannel.EMAIL, ReplyChannel.RELAY),
        ((), (Signal.SAFETY_HAZARD,), (Signal.REPEAT_CONTACT,)),
        (*product((MessageKind.ACKNOWLEDGMENT,), (True, False)), (MessageKind.JOINED, True)),
        (PROMISE, holiday, replace(PROMISE, peak="Black Friday")),
    )
    return [
        facts(
            language=language,
            about=about,
            customer_name=("", "Anna Berger")[at % 2],  # the innermost loop is odd: meets all
            order_numbers=orders,
            missing=missing,
            reply_channel=channel,
            signals=signals,
            sure=sure,
            kind=kind,
            promise=promise,
        )
        for at, (orders, missing, channel, signals, (kind, sure), promise) in enumerate(combined)
    ]


@pytest.mark.parametrize(("language", "about"), EACH)
def test_every_variant_is_whole_in_tone_and_short(
    library: Library, language: str, about: Type
) -> None:
    # One in seven meets every pair of what varies; in English all are tried.
    for given in variants(language, about)[:: 1 if language == "en" else 7]:
        draft = compose(library, given)
        assert (draft.gaps, draft.findings) == ((), ()), draft.body
        assert draft.language == language
        assert draft.template.endswith("/acknowledgment.txt")
        assert all(number in draft.body for number in given.order_numbers)


def test_an_english_draft_reads_as_a_letter(library: Library) -> None:
    draft = compose(library, facts(missing=(Evidence.PARCEL_PHOTOS,)))
    assert draft.body == (
        "Dear Anna Berger,\n\n"
        "Thank you for telling us. We understand that your order 303-1234567-1234567 arrived "
        "damaged. We are sorry that you opened your parcel to find this.\n\n"
        "So that we can look into this, please reply with photos of the parcel, its shipping label "
        "and the item.\n\n"
        "Our logistics team will look into what happened, and you will hear from us by Tuesday "
        "24 November, 6 pm (CET).\n\n"
        "To add anything, simply reply to this email or reach us at support@nordlicht.example; "
        "your case number is C-7KQ2P.\n\n"
        "Kind regards,\nLena Wu\nNordlicht Home\n"
    )


@pytest.mark.parametrize("language", SETS)
def test_safety_comes_before_everything_but_the_greeting(library: Library, language: str) -> None:
    calm = compose(library, facts(language=language))
    alarmed = compose(library, facts(language=language, signals=(Signal.SAFETY_HAZARD,)))
    safety = library.set_for(language)
    assert safety is not None
    first = safety.phrases.say("extra.safety")
    before, _, after = alarmed.body.partition(first)
    # In Japanese the sender's name goes before any matter.
    assert calm.body.startswith(before)
    assert before.count("\n\n") <= 2
    assert after[2] == after[2].upper()


@pytest.mark.parametrize(("language", "about"), EACH)
def test_a_threat_of_a_bad_review_changes_nothing(
    library: Library, language: str, about: Type
) -> None:
    calm = facts(language=language, about=about)
    assert compose(library, calm) == compose(
        library, replace(calm, signals=(Signal.REVIEW_THREAT,))
    )


@pytest.mark.parametrize("about", Type)
def test_whoever_wrote_before_is_told_sorry_for_that_instead(library: Library, about: Type) -> None:
    body = compose(library, facts(about=about, signals=(Signal.REPEAT_CONTACT,))).body
    assert ("more than once" in body) is (about not in UNAPOLOGETIC)
    assert body.count("sorry") == (about not in UNAPOLOGETIC)


def test_only_the_order_number_is_asked_while_the_type_is_unsure(library: Library) -> None:
    asked = (Evidence.ORDER_NUMBER, Evidence.PARCEL_PHOTOS)
    body = compose(library, facts(sure=False, order_numbers=(), missing=asked)).body
    assert "your order number" in body
    assert "photo" not in body


def test_a_known_order_number_is_not_asked_for(library: Library) -> None:
    body = compose(library, facts(missing=(Evidence.ORDER_NUMBER,))).body
    assert "your order number" not in body


def test_a_closed_office_is_reason_enough_for_a_late_date(library: Library) -> None:
    both = replace(PROMISE, holiday="Easter", peak="Black Friday")
    body = compose(library, facts(promise=both)).body
    assert "Easter" in body
    assert "Black Friday" not in body


@pytest.mark.parametrize("channel", [ReplyChannel.RELAY, ReplyChannel.PLATFORM_ONLY])
@pytest.mark.parametrize("language", SETS)
def test_a_marketplace_never_sees_contacts_or_signature(
    library: Library, language: str, channel: ReplyChannel
) -> None:
    sender = replace(SENDER, signature="Nordlicht GmbH\nwww.nordlicht.example")
    draft = compose(library, facts(language=language, sender=sender, reply_channel=channel))
    assert "nordlicht.example" not in draft.body
    assert "GmbH" not in draft.body
    assert draft.findings == ()


def test_the_stores_own_lines_stand_below_the_names(library: Library) -> None:
    sender = replace(SENDER, signature="Nordlicht GmbH\nHafenweg 1")
    body = compose(library, facts(sender=sender)).body
    assert body.endswith("Lena Wu\nNordlicht Home\n\nNordlicht GmbH\nHafenweg 1\n")


@pytest.mark.parametrize(
    ("changes", "gap", "shown"),
    [
        ({"case_number": ""}, "case_number", "⟦case number?⟧"),
        ({"sender": replace(SENDER, agent_name="")}, "agent_name", "⟦agent's name?⟧"),
        ({"sender": replace(SENDER, store_name="")}, "store_name", "⟦store?⟧"),
    ],
)
def test_a_missing_fact_is_a_visible_gap_and_blocks(
    library: Library, changes: dict[str, str], gap: str, shown: str
) -> None:
    draft = compose(library, replace(facts(), **changes))  # type: ignore[arg-type]
    assert draft.gaps == (gap,)
    assert shown in draft.body
    assert any(finding.level is Level.BLOCKS for finding in draft.findings)


@pytest.mark.parametrize(
    "hostile",
    [
        "{promise}",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "⟦order number?⟧",
        "x\r\nBcc: all@world.example",
        "\u202egnp.exe",
        "A" * 10_000,
        "\ud800",
        "\0",
    ],
)
def test_hostile_facts_come_out_inert(library: Library, hostile: str) -> None:
    given = facts(
        customer_name=hostile,
        order_numbers=(hostile,),
        promise=replace(PROMISE, peak=hostile),
        missing=(Evidence.PARCEL_PHOTOS,),
    )
    draft = compose(library, given)
    assert draft.gaps == ()
    assert "49" not in draft.body
    assert not {"\r", "\0", "\u202e", "\ud800"} & set(draft.body)
    assert len(draft.body) < 2_000
    assert "Bcc" not in [line.split(":")[0] for line in draft.body.splitlines()]


def test_a_language_without_a_set_gets_english_under_its_own_first_line(tmp_path: Path) -> None:
    copied = shutil.copytree(TEMPLATES, tmp_path / "templates", ignore=lambda *_: ["fi"])
    library = Library(Path(copied))
    draft = compose(library, facts(language="fi", customer_name="Aino Virtanen"))
    first, _, rest = draft.body.partition("\n\n")
    assert first.startswith("Kiitos viestistänne")
    assert rest == compose(library, facts(customer_name="Aino Virtanen")).body
    assert draft.language == "en"
    assert [finding.level for finding in draft.findings] == [Level.HINT]
    assert "templates/fi/" in draft.findings[0].why


@pytest.mark.parametrize(
    "language", [*tomllib.loads((TEMPLATES / "courteous.toml").read_text("utf-8")), "tl", "und"]
)
def test_every_courteous_line_lets_the_draft_stay_short(library: Library, language: str) -> None:
    for about in Type:
        given = facts(language=language, about=about, missing=RULES[about].asks, order_numbers=())
        draft = compose(library, given)
        assert all(finding.rule == 0 for finding in draft.findings), draft


def test_a_locale_of_another_language_does_not_date_an_english_text(library: Library) -> None:
    body = compose(library, facts(language="eu", locale="eu-ES")).body
    assert "Tuesday 24 November" in body


def test_the_promise_is_told_in_the_customers_zone(library: Library) -> None:
    body = compose(library, facts(language="zh-Hans", time_zone="Asia/Shanghai")).body
    assert "11月25日（周三）01:00（北京时间）" in body


def test_recomposing_changes_name_and_promise_only(library: Library) -> None:
    given = facts()
    before = compose(library, given)
    later = Promise(datetime(2026, 11, 25, 17, tzinfo=UTC))
    after = recompose(library, given, agent_name="Mei Lin", promise=later)
    assert after.promise_at == later.at
    assert after.body == before.body.replace("Lena Wu", "Mei Lin").replace(
        "Tuesday 24 November", "Wednesday 25 November"
    )
    assert replace(after, body=before.body, promise_at=before.promise_at) == before
    fresh = recompose(
        library, given, agent_name="Lena Wu", promise=PROMISE, message_id="new@nordlicht.example"
    )
    assert replace(fresh, message_id=before.message_id) == before


def test_the_subject_stays_the_customers_own(library: Library) -> None:
    assert compose(library, facts()).subject == "Re: Broken on arrival"
    relayed = compose(library, facts(reply_channel=ReplyChannel.RELAY))
    assert relayed.subject == "Broken on arrival"
    empty = compose(library, facts(subject=" \r\n", language="de"))
    assert empty.subject == "Ihre Nachricht an Nordlicht Home (C-7KQ2P)"


def test_a_link_in_the_customers_subject_is_pointed_out(library: Library) -> None:
    draft = compose(library, facts(subject="Win at www.casino.example"))
    assert [(finding.rule, finding.level) for finding in draft.findings] == [(9, Level.CONFIRM)]
