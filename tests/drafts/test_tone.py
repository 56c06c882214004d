"""The checker hears what a person would wince at, and leaves honest sentences alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from tests.drafts.make import SENDER, facts, library
from tests.timing import quickest
from triage.drafts.compose import compose
from triage.drafts.draft import Finding, Level, MessageKind
from triage.drafts.library import Library
from triage.drafts.promise import promise_text
from triage.drafts.tone import check
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Signal, Type


def heard(
    text: str,
    language: str = "en",
    *,
    channel: ReplyChannel = ReplyChannel.EMAIL,
    about: Type = Type.DAMAGED,
    agent: str = "",
    promised: str = "",
    orders: tuple[str, ...] = (),
    signals: tuple[Signal, ...] = (),
    recorded: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """Check a text as an agent may have left it."""
    words = library().set_for(language)
    return check(
        text,
        language,
        words.ear if words else None,
        kind=MessageKind.ACKNOWLEDGMENT,
        reply_channel=channel,
        type=about,
        agent_name=agent,
        promise_text=promised,
        order_numbers=orders,
        signals=signals,
        recorded=recorded,
    )


def rules(text: str, language: str = "en", channel: ReplyChannel = ReplyChannel.EMAIL) -> list[int]:
    """Return the numbers of the rules a text breaks."""
    return sorted({finding.rule for finding in heard(text, language, channel=channel)})


@pytest.mark.parametrize(
    ("language", "rule", "text"),
    [
        ("en", 2, "We are sorry. Again, our apologies for this."),
        ("en", 3, "The courier has lost your parcel."),
        ("en", 3, "This is the carrier’s fault."),
        ("en", 3, "Unfortunately you should have checked the size."),
        ("en", 3, "It is late because of customs."),
        ("en", 4, "We will refund you in full."),
        ("en", 4, "We'll send you a replacement."),
        ("en", 4, "You will receive a full refund."),
        ("en", 4, "Your refund has been issued."),
        ("en", 4, "Your parcel will arrive by Friday."),
        ("en", 4, "We accept full responsibility."),
        ("en", 5, "We will answer as soon as possible."),
        ("en", 5, "Thank you for your patience."),
        ("en", 5, "We will get back to you shortly."),
        ("en", 6, "Please send us your card number."),
        ("en", 6, "Please send a copy of your passport."),
        ("en", 8, "We would be glad if you changed your review."),
        ("de", 2, "Es tut uns leid. Bitte entschuldigen Sie nochmals."),
        ("de", 3, "Der Paketdienst hat Ihr Paket leider verloren."),
        ("de", 3, "Das war ein Fehler des Herstellers."),
        ("de", 3, "Sie hätten die Größe prüfen müssen."),
        ("de", 4, "Wir erstatten Ihnen den Betrag."),
        ("de", 4, "Wir werden Ihnen den Betrag gerne erstatten."),
        ("de", 4, "Sie erhalten Ihr Geld zurück."),
        ("de", 4, "Wir senden Ihnen Ersatz."),
        ("de", 4, "Das Paket wird bis Freitag zugestellt."),
        ("de", 5, "Wir melden uns schnellstmöglich."),
        ("de", 5, "Wir bitten um etwas Geduld."),
        ("de", 6, "Bitte nennen Sie uns Ihre Kartennummer."),
        ("de", 8, "Bitte ändern Sie Ihre Bewertung."),
        ("zh-Hans", 2, "我们很抱歉。再次向您致歉。"),
        ("zh-Hans", 3, "这是快递公司的责任。"),
        ("zh-Hans", 3, "可能是您自己操作不当。"),
        ("zh-Hans", 4, "我们会给您全额退款。"),
        ("zh-Hans", 4, "这边马上为您补发。"),
        ("zh-Hans", 4, "我们保证没有问题。"),
        ("zh-Hans", 4, "包裹三天内送达。"),
        ("zh-Hans", 5, "请您耐心等待。"),
        ("zh-Hans", 5, "我们会尽快处理。"),
        ("zh-Hans", 6, "请提供您的银行卡号码。"),
        ("zh-Hans", 6, "请发送身份证照片。"),
        ("zh-Hans", 8, "麻烦您修改差评。"),
        ("zh-Hant", 2, "我們很抱歉。再次向您致歉。"),
        ("zh-Hant", 3, "這是宅配公司的責任。"),
        ("zh-Hant", 4, "我們會給您全額退款。"),
        ("zh-Hant", 5, "我們會盡快處理，請耐心等候。"),
        ("zh-Hant", 6, "請提供您的信用卡號碼。"),
    ],
)
def test_a_wrong_tone_is_heard(language: str, rule: int, text: str) -> None:
    assert rule in rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We understand that you are still waiting for the refund for your order."),
        ("en", "Our finance team will check how far your refund has come."),
        ("en", "Please send no card details."),
        ("en", "We will review your photos and look into the customs letter."),
        ("en", "Please stop using the product now."),
        ("de", "Wir prüfen, wo Ihre Erstattung steht, und melden uns bis Dienstag."),
        ("de", "Bitte senden Sie uns keine Kartendaten."),
        ("de", "Wir haben Ihre Nachricht an das Lager gegeben."),
        ("zh-Hans", "我们会为您查询退款进度，最晚在周二联系您。"),
        ("zh-Hans", "请不要发送银行卡信息。"),
        ("zh-Hans", "物流同事会核查包裹的去向。"),
        ("zh-Hans", "请立即停止使用这件商品。"),
    ],
)
def test_an_honest_sentence_is_left_alone(language: str, text: str) -> None:
    assert rules(text, language) == []


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans", "fi", "ja"])
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (0, "x ⟦order number?⟧ x"),
        (0, "x {{ order_number }} x"),
        (0, "x {promise} x"),
        (1, "Dear ,\n\nx"),
        (1, "，您好：\n\nx"),
        (1, "Guten Tag Frau ,\n\nx"),
        (10, "a! b! c"),
        (10, "好！好！"),
        (10, "fine \U0001f600"),
        (10, "a\n\nthis is IMPORTANT now\n\nz"),
        (10, "word " * 171 + "字" * 381),
    ],
)
def test_what_needs_no_language_is_seen_in_all(language: str, rule: int, text: str) -> None:
    assert rule in rules(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "see https://x.example/a",
        "www.nordlicht.example",
        "nordlicht.com",
        "mail@nordlicht.example",
        "call +49 30 1234567",
        "0086 21 5555 8888",
        "visit our website",
        "follow us",
    ],
)
def test_a_marketplace_message_with_a_link_or_advertising_is_blocked(text: str) -> None:
    found = heard(text, channel=ReplyChannel.RELAY)
    assert {(finding.rule, finding.level) for finding in found} == {(11, Level.BLOCKS)}
    assert heard(text) == ()


def test_an_order_number_is_no_phone_number() -> None:
    number = "00303-1234567-1234567"
    assert heard(f"order {number}", channel=ReplyChannel.RELAY, orders=(number,)) == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your order 999-7654321-7654321 is here."),
        ("de", "Ihre Bestellung 999-7654321-7654321 ist da."),
        ("zh-Hans", "您的订单 999-7654321-7654321 到了。"),
    ],
)
def test_another_customers_order_number_is_noticed(language: str, text: str) -> None:
    (found,) = heard(text, language, orders=("303-1",))
    assert (found.rule, found.text) == (9, "999-7654321-7654321")
    assert heard(text, language, orders=("999 7654321 7654321",)) == ()


def test_a_text_that_lost_its_promise_or_signature_is_noticed() -> None:
    promised = "Tuesday 24 November, 6 pm (CET)"
    whole = "You hear from us by Tuesday 24 November,\n6 pm (CET).\n\nMei Lin"
    assert heard(whole, promised=promised, agent="Mei Lin") == ()
    assert [finding.rule for finding in heard("Hello.", promised=promised)] == [0]
    assert [finding.rule for finding in heard("Hello.", agent="Mei Lin")] == [1]


@pytest.mark.parametrize("about", [Type.PRODUCT_QUESTION, Type.ORDER_CHANGE, Type.OTHER])
def test_there_is_nothing_to_apologise_for_in_a_question(about: Type) -> None:
    assert [finding.rule for finding in heard("We are sorry.", about=about)] == [2]
    assert heard("We are sorry.") == ()


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
def test_safety_must_come_first(library: Library, language: str) -> None:
    alarmed = compose(library, facts(language=language, signals=(Signal.SAFETY_HAZARD,))).body
    calm = compose(library, facts(language=language)).body
    hazard = (Signal.SAFETY_HAZARD,)
    orders = ("303-1234567-1234567",)
    assert heard(alarmed, language, orders=orders, signals=hazard) == ()
    (found,) = heard(calm, language, orders=orders, signals=hazard)
    assert (found.rule, found.level) == (7, Level.BLOCKS)


def test_names_in_capitals_are_not_shouting(library: Library) -> None:
    sender = replace(SENDER, store_name="NORDLICHT", signature="NORDLICHT HANDEL GMBH")
    for language in ("en", "fi"):
        given = facts(customer_name="ANNA BERGER", sender=sender, language=language)
        assert not [one for one in compose(library, given).findings if one.rule]


def test_what_blocks_comes_first() -> None:
    levels = [
        finding.level for finding in heard("a! b! ⟦x?⟧ {{ y }} IMPORTANT\n\nz IMPORTANT z\n\ny")
    ]
    assert levels == sorted(levels, key=list(Level).index)
    assert len(set(levels)) == 3


@pytest.mark.parametrize("language", ["en", "de", "zh-Hans"])
@pytest.mark.parametrize(
    "piece",
    ["wir werden ", "a.", "@a", "我们", "+1", "no card ", "⟦", "!", "A", "sorry ", "a-", "5"],
)
def test_a_huge_text_is_checked_in_no_time(language: str, piece: str) -> None:
    text = piece * 20_000
    work = partial(heard, text, language, channel=ReplyChannel.RELAY)
    assert quickest(work, below=1.5) < 1.5


def test_the_promise_of_every_set_is_found_in_its_text(library: Library) -> None:
    for language in ("en", "de", "zh-Hans"):
        given = facts(language=language)
        said = promise_text(given.promise.at, language, given.time_zone)
        assert said in compose(library, given).body


def test_a_case_number_of_letters_alone_is_no_shouting() -> None:
    text = "Hello,\n\nyour case number is C-TQYKD.\n\nKind regards,\nLi\nStore\n"
    found = heard(text, about=Type.OTHER, agent="Li")
    assert "capitals" not in " ".join(finding.why for finding in found)


def test_nothing_is_heard_in_a_name() -> None:
    draft = compose(library(), facts(customer_name="Rating Sorry", about=Type.OTHER))
    assert draft.findings == ()
