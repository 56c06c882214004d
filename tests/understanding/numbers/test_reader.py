"""What the reader finds in mails, trap by trap, and what the order list changes."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.errors import SettingsWrong
from triage.understanding.meaning import NumberFound, Words
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.numbers.reader import NumberOptions, NumberReader, Numbers

SENT = date(2026, 11, 21)
READER = NumberReader()


def read(text: str, language: str = "en", *, subject: str = "", quoted: str = "") -> Numbers:
    return READER.read(Words(subject=subject, text=text, quoted=quoted), language, {}, SENT)


def keys(found: tuple[NumberFound, ...]) -> list[str]:
    return [number.key for number in found]


def orders(text: str, language: str = "en") -> list[str]:
    return keys(read(text, language).orders)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh-Hans", "单号YT2229521272164446已发出", []),
        ("zh-Hans", "订单302-1234567-7654321已发出", ["30212345677654321"]),
        ("en", "３０２－１２３４５６７－７６５４３２１", ["30212345677654321"]),
        ("en", "order ＃１０４２", ["1042"]),
        ("ar", "رقم الطلب ٣٠٢٤٤", ["30244"]),
        ("fa", "شماره سفارش ۳۰۲۴۴", ["30244"]),
        ("hi", "ऑर्डर नंबर ३०२४४", ["30244"]),
        ("th", "เลขคำสั่งซื้อ ๓๐๒๔๔", ["30244"]),
        ("en", "302-\u200f1234567-7654321", ["30212345677654321"]),
        ("en", "302\u20111234567\u20117654321", ["30212345677654321"]),
        ("en", "It is 302-1234567-\n7654321, thanks", ["30212345677654321"]),
        ("en", "Order number 8012 3456 7890 1234 please", ["8012345678901234"]),
        ("en", "Order no. 302.1234567.7654321", ["30212345677654321"]),
        ("en", "Order no. 302 1234567 7654321", ["30212345677654321"]),
        ("en", "Order\t10423\t2\t19.90", ["10423"]),
        ("en", "Order number:\n\n10423", ["10423"]),
        ("en", "Order no.\tDate\tSum\n10423\t12.03.2026\t19.90", ["10423"]),
        ("ko", "010-1234-5678 로 전화주세요, 0101234-5678", []),
        ("en", "order from 2026", []),
        ("en", "order number 2026", ["2026"]),
        ("en", "order #2026", ["2026"]),
        ("en", "Order 80-210 of 12/03/26", ["80210"]),
        ("pl", "zamówienie, 80-210 Gdańsk", []),
        ("en", "US$1,299.00 for my order", []),
        ("en", "my order 10423 EUR 49.90", ["10423"]),
        ("en", "IBAN DE89370400440532013000", []),
        (
            "en",
            "https://shop.example/view?orderId=PO-076-12345678901234567&x=9988776",
            ["PO07612345678901234567"],
        ),
        ("en", "https://shop.example/ads/12345678?id=998877", []),
        ("en", "#1 problem with colour #112233 of &#12345;", []),
        ("en", "Where is #1042? I ordered last week, order please", ["1042"]),
        ("en", "[#48213] still waiting for my order", []),
        ("en", "Ticket#2026031410000123 about my order", []),
        ("tr", "SİPARİŞ NO: 48213", ["48213"]),
        ("el", "ΑΡΙΘΜΟΣ ΠΑΡΑΓΓΕΛΙΑΣ 48213", ["48213"]),
        ("vi", "mã đơn hàng 48213", ["48213"]),  # decomposed, as some phones send it
        ("ru", "РО-211-19876543210987654", ["PO21119876543210987654"]),
        ("en", "IMPORTANT COMPLAINT about my order", []),
        ("en", "order number KHWLQZLLX", ["KHWLQZLLX"]),
        ("en", "order number 00042", ["00042"]),
        ("en", "Orders 10423 and 10424", ["10423", "10424"]),
        ("en", "orders 10423, 10424 & 10425", ["10423", "10424", "10425"]),
        ("en", "Order 10423/24", ["10423", "10424"]),
        ("en", "Orders 10423–10426", ["10423", "10424", "10425", "10426"]),
        ("en", "orders 1041 1042 1043", ["1041"]),
        ("es", "DNI 12345678Z, orden #4711", ["4711"]),
        ("de", "Bestellung-20457, Nr20458", ["20457", "20458"]),
        ("en", "orderno.20457", ["20457"]),
        ("hu", "a 20457-es rendelés", ["20457"]),
        ("zh-Hans", "快递单号 20457881", []),
        ("lv", "sūtījuma numurs 20457881", []),
        ("lv", "pasūtījuma numurs 20457881", ["20457881"]),
        ("he", "בהזמנה 20457", ["20457"]),
        ("ar", "بالطلب 20457", ["20457"]),
    ],
)  # fmt: skip
def test_trap(language: str, text: str, expected: list[str]) -> None:
    assert orders(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tracking no. 3318810025", ["3318810025"]),
        ("my order 3318810025", []),
        ("3318810025 is what I have", []),
        ("parcel RR 473 124 829 CN", ["RR473124829CN"]),
        ("UPS 1Z 12345 E15 1234 5676", ["1Z12345E1512345676"]),
        ("see https://dhl.example/track?piececode=00340433836442636597", ["00340433836442636597"]),
        ("FedEx has 986578788855 in its hands", ["986578788855"]),
        ("rr473124829cn never came", ["RR473124829CN"]),
        ("order number LZ473124829CN", ["LZ473124829CN"]),
        ("call +86 138 1234 5678", []),
    ],
)
def test_tracking_number(text: str, expected: list[str]) -> None:
    assert [n.key for n in read(text).tracking] == expected


def test_wrong_check_digit_of_an_s10_number_is_shown_as_such() -> None:
    (number,) = read("RR123456780CN never came").tracking
    assert number.score == 40
    assert "check digit wrong" in number.reason


def test_look_alike_label_hides_a_strong_shape_too_unless_it_says_tracking() -> None:
    assert orders("invoice no. 302-1234567-7654321") == []
    assert orders("tracking number 302-1234567-7654321") == ["30212345677654321"]


def test_impossible_date_inside_a_number_speaks_against_it() -> None:
    assert orders("260314ABCD12EF") == ["260314ABCD12EF"]
    assert orders("270314ABCD12EF") == []  # after the mail was sent
    assert orders("260231ABCD12EF") == []  # there is no 31 February


def test_numbers_come_in_order_of_first_mention_and_new_text_before_quoted() -> None:
    found = read("order 20002", subject="order 30003", quoted="order number: 10001 order no. 20002")
    assert keys(found.orders) == ["30003", "20002"]
    found = read("thanks", quoted="Amazon order 302-1234567-7654321")
    assert [(n.key, n.in_quote) for n in found.orders] == [("30212345677654321", True)]


def test_form_field_counts_as_its_label() -> None:
    words = Words(
        text="help", form_fields=(("order_number", "FR-20517"), ("Telefon", "0171 2345678"))
    )
    (number,) = READER.read(words, "de", {}, SENT).orders
    assert (number.value, number.field, number.start, number.end) == (
        "FR-20517", "form:order_number", 0, 8)  # fmt: skip


def test_hit_of_the_sender_links_and_of_another_customer_is_only_suggested() -> None:
    words = Words(text="please help with 20517 soon, order number 20518")
    assert {"20517", "20518"} <= set(READER.candidates(words, "en"))
    known = {"20517": OrderHit("20517", False), "20518": OrderHit("20518", True)}
    other, own = READER.read(words, "en", known, SENT).orders
    assert (other.key, other.score) == ("20517", 40)
    assert own.score >= 80


def test_bare_short_number_never_links_without_a_label() -> None:
    hit = {"1042": OrderHit("1042", True)}
    (number,) = READER.read(Words(subject="1042"), "en", hit, SENT).orders
    assert 40 <= number.score < 80
    (number,) = READER.read(Words(subject="order 1042"), "en", hit, SENT).orders
    assert number.score >= 80


def test_mistyped_letter_is_repaired_only_against_the_list_and_only_suggested() -> None:
    words = Words(text="order 260314ABCD12EO")
    known = {"260314ABCD12E0": OrderHit("260314ABCD12E0", True)}
    assert set(known) <= set(READER.candidates(words, "en"))
    (number,) = READER.read(words, "en", known, SENT).orders
    assert (number.key, number.score) == ("260314ABCD12E0", 79)


def test_child_order_of_aliexpress_finds_its_parent() -> None:
    words = Words(text="order 8012345678911234 and parent 8012345678901234")
    assert "8012345678901234" in READER.candidates(words, "en")
    known = {"8012345678901234": OrderHit("8012345678901234", True)}
    assert keys(READER.read(words, "en", known, SENT).orders) == ["8012345678901234"]


def test_parts_of_one_order_collapse_into_it() -> None:
    text = "PO-211-19876543210987654, order 211-19876543210017654"
    reader = NumberReader(NumberOptions(channels=frozenset({"temu"})))
    assert len(reader.read(Words(text=text), "en", {}, SENT).orders) == 1
    assert orders("12345678-0042-1 and order 12345678-0042") == ["123456780042"]


def test_own_case_numbers_and_ignored_keys_are_never_orders() -> None:
    reader = NumberReader(NumberOptions(ignore=frozenset({"4711234"})))
    found = reader.read(Words(text="order C-7KQ21 and order 4711234"), "en", {}, SENT)
    assert found.orders == ()


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("FR-#####", "what of FR-20517?", ["FR20517"]),
        ("FR-20517", "what of fr-30999?", ["FR30999"]),
        ("/SHOP_[0-9]{4}/", "what of SHOP_5581?", ["SHOP_5581"]),
        ("#####", "what of 20517 and 90210?", []),
        ("#####", "what of my order, the blue one, 20517?", ["20517"]),
        ("@@-####", "what of AB-1234?", ["AB1234"]),
    ],
)
def test_store_pattern(pattern: str, text: str, found: list[str]) -> None:
    reader = NumberReader(NumberOptions(order_patterns=(pattern,)))
    assert keys(reader.read(Words(text=text), "en", {}, SENT).orders) == found


@pytest.mark.parametrize(
    "pattern", ["", "ABC", "/(a+)+/", "/(/", "/[0-9]*/", "/(a|a)*/", "x" * 200]
)
def test_bad_store_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(SettingsWrong, match="order_patterns"):
        NumberReader(NumberOptions(order_patterns=(pattern,)))


def test_unknown_channel_is_refused() -> None:
    with pytest.raises(SettingsWrong, match="amazonn"):
        NumberReader(NumberOptions(channels=frozenset({"amazonn"})))


PIECES = st.sampled_from([
    "order ", "Bestellnr. ", "订单号", "#", "№", "302-1234567-7654321", "20457", "-", "/", "\n",
    "\t",
    "RR473124829CN", "+49 171 1234567", "https://x.example/?orderId=", "\u200f", "ﬀ", "½", "²",
    "٣٤٥٦", "İ", "e\u0301", "12.03.2026", "DE89 3704 0044 0532 0130 00", "1 234,00 €", "\r\n",
])  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map("".join)


@settings(deadline=None, max_examples=150)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["en", "de", "ar", "ja", "hu", "und", "xx", ""]))
def test_reading_never_fails_and_spans_are_the_words_themselves(
    subject: str, text: str, quoted: str, language: str
) -> None:
    words = Words(
        subject=subject, text=text, quoted=quoted, form_fields=(("order_number", text[:40]),)
    )
    fields = {"subject": subject, "text": text, "quoted": quoted, "form:order_number": text[:40]}
    asked = READER.candidates(words, language)
    known = {key: OrderHit(key, True) for key in asked[::3]}
    found = READER.read(words, language, known, SENT)
    for number in (*found.orders, *found.tracking):
        assert fields[number.field][number.start : number.end] == number.value
        assert number.score >= 40
        assert number.key


HOSTILE = (
    "1|1-|1 |order |+1 (|1.1/|order #1 |A1 |order 1041 and |€ |1111 1111 |a@|[#|\n\t|DE89 |no. "
)


@pytest.mark.parametrize("piece", HOSTILE.split("|"))
def test_hostile_text_takes_linear_time(piece: str) -> None:
    hostile = piece * (60_000 // len(piece))
    started = time.process_time()
    READER.read(Words(text=hostile), "de", {}, SENT)
    READER.candidates(Words(text=hostile), "de")
    assert time.process_time() - started < 4.0  # 60,000 characters; quadratic would be minutes


def test_a_mail_of_120_words_takes_four_milliseconds_at_most() -> None:
    mail = (
        "Hello, my order 20457 from 12 March has not come and I paid 49,90 EUR for it already. " * 8
    )
    words = Words(
        subject="Order 20457", text=mail[:700] + " RR473124829CN", signature="Jo, +49 171 2345678"
    )
    READER.read(words, "en", {}, SENT)
    best = min(_timed(words) for _ in range(15))
    assert best < 0.008  # 4 ms on a quiet core; other tests may share it


def _timed(words: Words) -> float:
    started = time.process_time()
    READER.read(words, "en", {}, SENT)
    return time.process_time() - started


@pytest.mark.parametrize("text", ["My parcel QX-48213-7 broke", "tracking number QX-48213-7?"])
def test_a_stores_own_lettered_number_stays_an_order_beside_parcel_words(text: str) -> None:
    reader = NumberReader(NumberOptions(order_patterns=("QX-#####-#",)))
    found = reader.read(Words(text=text), "en", {}, None)
    assert [number.value for number in found.orders] == ["QX-48213-7"]
