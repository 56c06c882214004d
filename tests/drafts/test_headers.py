"""Subjects, threads and addresses survive any mail client and any attack."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drafts.make import TEMPLATES, facts
from triage.drafts.compose import compose, render
from triage.drafts.headers import clean, is_message_id, mailbox, reference_chain, reply_subject
from triage.drafts.library import Library
from triage.mail.message import Address

_LIBRARY = Library(TEMPLATES)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EXPECTED_NAMES = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "X-Desk-Draft",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}


def read(value: str) -> str:
    """Decode a folded header as any mail client does."""
    unfolded = value.replace("\r\n", "").replace("\n", "")
    return str(make_header(decode_header(unfolded)))


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Broken",
        "RE: Re: Broken",
        "AW: Paket",
        "Antw: Pakket",
        "SV: Pakke",
        "VS: Paketti",
        "回复：包裹",
        "回覆: 包裹",
        "答复：订单",
        "返信：注文",
        "회신: 주문",
        "Odp: Paczka",
        "YNT: Sipariş",
        "RIF: Ordine",
        "RES: Pedido",
        "Ответ: заказ",
        "Відп: замовлення",
        "Re[2]: Broken",
        "Re (3): Broken",
        "ΑΠ: Παραγγελία",
        "رد: الطلب",
        "השב: הזמנה",
        "ตอบกลับ: คำสั่งซื้อ",
        "Trả lời: Đơn hàng",
        "Vá: Rendelés",
    ],
)
def test_a_reply_prefix_of_any_language_is_not_doubled(subject: str) -> None:
    assert reply_subject(subject, unchanged=False) == subject


@pytest.mark.parametrize(
    "subject", ["Fwd: Broken", "Order 12: broken", "Refund: where?", "Regarding: it", "R2D2: dead"]
)
def test_other_words_before_a_colon_are_no_reply_prefix(subject: str) -> None:
    assert reply_subject(subject, unchanged=False) == f"Re: {subject}"


@pytest.mark.parametrize("subject", ["", " ", "Re:", "AW: ", "\r\n\t", "\u202e"])
def test_an_empty_subject_is_reported_as_empty(subject: str) -> None:
    assert reply_subject(subject, unchanged=False) == ""


def test_joiners_that_spell_words_are_kept_and_direction_marks_are_not() -> None:
    assert clean("می\u200cخواهم \u202egnp\u2069", 200) == "می\u200cخواهم gnp"


def test_the_thread_keeps_its_first_and_last_ids() -> None:
    old = tuple(f"m{at}@kunde.example" for at in range(40))
    chain = reference_chain(old, "now@kunde.example")
    assert len(chain) == 20
    assert chain[0] == old[0]
    assert chain[-2:] == (old[-1], "now@kunde.example")


def test_ids_that_no_header_can_hold_are_left_out(library: Library) -> None:
    bad = ("a b@x.example", "ü@x.example", "x\r\nBcc: y@z.example", "<>", "", "i" * 2000)
    assert not any(map(is_message_id, bad))
    draft = compose(library, facts(references=bad, in_reply_to=bad[2]))
    assert (draft.references, draft.in_reply_to) == ((), "")
    parsed = email.message_from_bytes(render(draft, date=NOW), policy=email.policy.default)
    assert set(parsed.keys()) == EXPECTED_NAMES - {"In-Reply-To", "References"}


def test_long_ids_of_exchange_stay_whole_on_the_wire(library: Library) -> None:
    ids = tuple(f"{'AM0PR0101MB' * 9}{at}@eurprd01.prod.example" for at in range(25))
    draft = compose(library, facts(references=ids, in_reply_to=ids[-1], message_id=ids[0]))
    raw = render(draft, date=NOW)
    assert b"=?" not in raw
    assert max(map(len, raw.split(b"\r\n"))) < 998
    parsed = email.message_from_bytes(raw)
    assert parsed["References"].split() == [f"<{name}>" for name in draft.references]
    assert parsed["Message-ID"].strip() == f"<{ids[0]}>"


def test_the_draft_reads_back_as_it_was_composed(library: Library) -> None:
    for language in ("en", "de", "zh-Hans", "fi", "ar"):
        draft = compose(library, facts(language=language, subject="Лампа разбита ✓ " * 8))
        raw = render(draft, date=NOW)
        assert raw.isascii()
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 78
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert set(parsed.keys()) == EXPECTED_NAMES
        assert parsed["Subject"] == draft.subject
        assert parsed["X-Desk-Draft"] == "C-7KQ2P C-7KQ2P.9f3a"
        assert parsed.get_content().replace("\r\n", "\n") == draft.body


def test_the_date_is_the_instant_given(library: Library) -> None:
    away = NOW.astimezone(timezone(timedelta(hours=8)))
    draft = compose(library, facts())
    assert render(draft, date=away) == render(draft, date=NOW)
    assert b"Date: Mon, 23 Nov 2026 09:30:00 +0000\r\n" in render(draft, date=NOW)


@pytest.mark.parametrize(
    ("name", "address", "written"),
    [
        ("", "anna@kunde.example", "anna@kunde.example"),
        ('Anna "A" Berger', "anna@kunde.example", '"Anna A Berger" <anna@kunde.example>'),
        ("", "foo..bar.@docomo.example", '"foo..bar."@docomo.example'),
        ("", "anna@bücher.example", "anna@xn--bcher-kva.example"),
        ("", "anna@ü..example", "anna@ü..example"),
        (
            "x\r\nBcc: y@z.example",
            "anna@kunde.example",
            '"x Bcc: y@z.example" <anna@kunde.example>',
        ),
    ],
)
def test_addresses_are_written_so_that_servers_take_them(
    name: str, address: str, written: str
) -> None:
    assert mailbox(name, address) == written


@pytest.mark.parametrize(
    "name", ["北风家居旗舰店", "Müller, Anna (VIP)", "Ärzte " * 15, "=?utf-8?q?x?="]
)
def test_names_read_back_as_they_were(library: Library, name: str) -> None:
    draft = replace(compose(library, facts()), to=Address(name, "a@kunde.example"))
    draft = replace(draft, sender=Address(name, "support@nordlicht.example"))
    raw = render(draft, date=NOW)
    assert raw.isascii()
    parsed = email.message_from_bytes(raw)
    for header, address in (("To", "a@kunde.example"), ("From", "support@nordlicht.example")):
        label, _, rest = read(parsed[header]).rpartition(" <")
        assert rest == f"{address}>"
        assert label.strip('"') == name.strip()


@settings(deadline=None)  # the first example reads files
@given(st.text(max_size=260), st.text(max_size=90))
def test_any_subject_and_name_reads_back(subject: str, name: str) -> None:
    draft = replace(compose(_LIBRARY, facts(subject=subject)), to=Address(name, "a@kunde.example"))
    raw = render(draft, date=NOW)
    assert max(map(len, raw.split(b"\r\n"))) < 400  # nothing but a huge single word is that long
    parsed = email.message_from_bytes(raw)
    assert read(parsed["Subject"]) == draft.subject
    label = read(parsed["To"]).rpartition("<")[0].strip()
    assert label.strip('"') == clean(name.replace('"', "").replace("\\", ""), 100)


@pytest.mark.parametrize("address", ["foo..bar@docomo.example", "jürgen@kunde.example", "a@b"])
def test_unusual_addresses_reach_the_wire(library: Library, address: str) -> None:
    draft = replace(compose(library, facts()), to=Address("Jürgen", address))
    raw = render(draft, date=NOW).decode()  # RFC 6532: as it is, where no ASCII form exists
    parsed = email.message_from_string(raw, policy=email.policy.SMTPUTF8)
    assert parsed["To"].addresses[0].addr_spec.replace('"', "") == address


@settings(deadline=None)  # the first example reads files
@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=60), st.text(max_size=60))
def test_no_text_adds_a_header(subject: str, name: str, local: str, number: str) -> None:
    draft = replace(
        compose(_LIBRARY, facts(subject=subject, case_number=number, in_reply_to=local)),
        to=Address(name, f"{local}@kunde.example"),
    )
    raw = render(draft, date=NOW)
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert set(parsed.keys()) <= EXPECTED_NAMES
    assert len(parsed.keys()) == len(set(parsed.keys()))
    assert not parsed.defects
