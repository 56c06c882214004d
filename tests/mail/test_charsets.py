"""The ladder on the mislabelled, unlabelled and stateful texts that reach a cross-border store."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.mail.charset_labels import clean_label, codec_of
from triage.mail.charsets import decode
from triage.mail.japanese import decode_iso_2022_jp

ROUND_TRIPS = [
    ("订单没有收到，请尽快处理", "gb2312", "gb2312"),
    ("订单 № 303，镕基的包裹", "gbk", "gb2312"),
    ("𠮷野家的订单没到", "gb18030", "gb2312"),
    ("訂單還沒有收到", "big5", "big5"),
    ("嘅訂單喺邊度", "big5hkscs", "big5"),
    ("注文①が髙島様に届きません", "cp932", "shift_jis"),
    ("注文した商品が届きません", "euc_jp", "euc-jp"),
    ("주문한 상품이 아직 오지 않았습니다 뷁", "cp949", "ks_c_5601-1987"),
    ("주문 취소", "cp949", "euc-kr"),
    ("Где мой заказ?", "koi8_r", "koi8-r"),
    ("Де моє замовлення?", "koi8_u", "koi8-u"),
    ("Где мой заказ?", "cp1251", "windows-1251"),
    ("Gdzie jest żółta paczka", "cp1250", "windows-1250"),
    ("Gdzie jest żółta paczka", "iso8859_2", "iso-8859-2"),
    ("Πού είναι η παραγγελία", "cp1253", "windows-1253"),
    ("Πού είναι", "iso8859_7", "iso-8859-7"),
    ("Siparişim nerede? İade", "cp1254", "iso-8859-9"),
    ("איפה ההזמנה שלי", "cp1255", "windows-1255"),
    ("איפה ההזמנה שלי", "iso8859_8", "iso-8859-8-i"),
    ("أين طلبي", "cp1256", "windows-1256"),
    ("Kur ir mans pasūtījums", "cp1257", "windows-1257"),
    ("Đơn hàng", "cp1258", "windows-1258"),
    ("“smart” quotes – 20 €", "cp1252", "iso-8859-1"),
    ("Où est ma commande ?", "cp1252", "us-ascii"),
    ("reçu 20 €", "iso8859_15", "iso-8859-15"),
    ("สินค้ายังไม่มาถึง", "cp874", "tis-620"),
    ("ของ", "cp874", "windows-874"),
    ("Größe", "cp850", "cp-850"),
    ("Größe", "mac_roman", "macintosh"),
    ("Größe 😀", "utf_8", "utf8mb4"),
    ("Größe", "utf_8", "iso-8859-1"),
    ("包裹 Größe", "utf_8", "gb2312"),
    ("Größe", "utf_8", ""),
    ("Größe", "utf_8", "x-unknown"),
    ("Größe", "utf_8", "'utf-8'"),
    ("Größe für 20 €", "utf_7", "utf-7"),
    ("订单没有收到", "hz", "hz-gb-2312"),
    ("주문 상품", "iso2022_kr", "iso-2022-kr"),
    ("注文番号は１２３です。ｱｲｳ", "iso2022_jp_ext", "iso-2022-jp"),
    ("注文番号", "iso2022_jp", "us-ascii"),
    ("注文番号", "iso2022_jp", ""),
    ("Größe", "utf_16", ""),
    ("Größe", "utf_8_sig", "iso-8859-1"),
    ("plain", "ascii", "utf-16"),
]


@pytest.mark.parametrize(("text", "codec", "label"), ROUND_TRIPS)
def test_text_survives_its_label(text: str, codec: str, label: str) -> None:
    if codec == "ascii":
        text, data = "注文", "注文".encode("utf-16-le")
        assert decode(data, "utf-16-le").text == text
        return
    assert decode(text.encode(codec), label).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("订单没有收到", "gbk"),
        ("您好，我的订单已经超过三周没有收到，请问什么时候发货？谢谢", "gb18030"),
        ("訂單還沒有收到", "big5"),
        ("注文した商品が届きません", "cp932"),
        ("注文した商品が届きません", "euc_jp"),
        ("주문한 상품이 아직 오지 않았습니다", "cp949"),
        ("Где мой заказ? Посылка не пришла", "cp1251"),
        ("Где мой заказ? Посылка не пришла", "koi8_r"),
        ("أين طلبي لم يصل بعد", "cp1256"),
        ("สินค้ายังไม่มาถึง ขอเงินคืน", "cp874"),
        ("Où est ma commande ? Elle n'est pas arrivée", "cp1252"),
    ],
)
def test_unlabelled_text_is_guessed_and_says_so(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert decoded.defect.startswith("charset guessed")


def test_hint_of_the_body_decides_a_short_subject() -> None:
    assert decode("Заказ".encode("cp1251"), hint="windows-1251").text == "Заказ"
    assert decode("订单".encode("gbk"), "us-ascii", hint="gb2312").text == "订单"


def test_western_hint_is_not_believed_for_another_alphabet() -> None:
    text = "Где мой заказ? Посылка не пришла"
    assert decode(text.encode("cp1251"), "iso-8859-1", hint="windows-1252").text == text


def test_short_gbk_that_happens_to_be_utf8_follows_its_label() -> None:
    data = (
        "模板".encode("gbk")
        .replace("模".encode("gbk"), b"\xc4\xa3")
        .replace(b"\xb0\xe5", b"\xcd\xa8")
    )
    data = b"\xd1\xa7\xc9\xb0"  # two GBK characters, and two Cyrillic or IPA letters in UTF-8
    assert decode(data, "gbk").text == data.decode("gbk")
    assert decode(data).text == data.decode("utf-8")


def test_a_cut_character_costs_one_mark_not_the_text() -> None:
    cut = decode("Größe und Farbe für später".encode() + b"\xc3", "utf-8")
    assert cut.text.startswith("Größe und Farbe für später")
    assert cut.defect == "undecodable bytes replaced (utf-8)"
    chinese = decode("订单没有收到".encode("gbk") + b"\xb6", "gb2312")
    assert chinese.text.startswith("订单没有收到")
    assert chinese.defect


def test_broken_stateful_text_is_kept_with_a_defect() -> None:
    korean = decode(b"\x1b$)C\x0e\x21\x0f tail of the mail", "iso-2022-kr")
    assert "\ufffd" in korean.text
    assert korean.defect


def test_bytes_nobody_can_decode_are_replaced_and_named() -> None:
    decoded = decode(bytes(range(0x80, 0xA0)) * 4, "utf-8")
    assert "\ufffd" in decoded.text or decoded.defect


@pytest.mark.parametrize(
    "name",
    [
        "hex",
        "base64",
        "rot13",
        "idna",
        "punycode",
        "x-punycode",
        "unicode escape",
        "csIDNA",
        "bz2",
        "unicode_escape",
        "undefined",
        "zip",
        "a\0b",
        "x",
    ],
)
def test_codecs_that_are_no_charsets_are_refused(name: str) -> None:
    assert codec_of(name) == ""
    assert decode("ü".encode("cp1252"), name).defect == f"unknown charset {clean_label(name)!r}"


def test_labels_lose_quotes_language_and_case() -> None:
    assert clean_label(" 'UTF-8*en' ") == "utf-8"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x1b$B-!\x1b(B abc", "① abc"),
        (b"\x1b$B|b\x1b(B", "髙"),
        (b"\x1b(I123\x1b(B", "ｱｲｳ"),
        (b"\x0e123\x0f x", "ｱｲｳ x"),
        (b"\x1b$(D0!\x1b(B", "丂"),
        (b"\x1b(Jyen\x1b$@F|K\\\x1b(B", "yen日本"),
        (b"\x1b$BF|\nK\\", "日\n本"),
        (b"\x1b$BF", "F"),
    ],
)
def test_japanese_seven_bit_text_reads_as_programs_write_it(data: bytes, text: str) -> None:
    assert decode_iso_2022_jp(data) == text


@given(st.binary(max_size=300), st.sampled_from([row[2] for row in ROUND_TRIPS]))
def test_any_bytes_under_any_label_become_clean_text(data: bytes, label: str) -> None:
    decoded = decode(data, label, hint="gbk")
    decoded.text.encode("utf-8")


@given(st.text(alphabet="注文番号表ソ能ー①髙ABC １２３", min_size=1))
def test_iso_2022_jp_round_trip(text: str) -> None:
    assert decode(
        text.replace("①", "1").replace("髙", "高").encode("iso2022_jp"), "iso-2022-jp"
    ).text == (text.replace("①", "1").replace("髙", "高"))
