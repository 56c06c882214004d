"""The precision traps of the facts about numbers that no other test here holds, one row each."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import LINK, NumberReader, Numbers

SENT = date(2026, 11, 21)
READER = NumberReader()


def read(text: str, language: str = "en", *, subject: str = "", quoted: str = "") -> Numbers:
    return READER.read(Words(subject=subject, text=text, quoted=quoted), language, {}, SENT)


def orders(text: str, language: str = "en", *, subject: str = "", quoted: str = "") -> list[str]:
    return [n.key for n in read(text, language, subject=subject, quoted=quoted).orders]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # invisible characters and foreign spaces
        ("en", "order 302-\u00ad1234567-\u202a7654321\u202c", ["30212345677654321"]),
        ("en", "order no.\u00a088\u200b213\ufeff, thanks", ["88213"]),
        ("fa", "شماره\u200cی سفارش ۸۸۲۱۳", ["88213"]),
        # dashes
        ("en", "302\u20101234567\u20127654321", ["30212345677654321"]),
        ("en", "302\u22121234567\u20147654321", ["30212345677654321"]),
        # phones
        ("de", "Rückruf bitte unter 0171/2345678", []),
        ("en", "[Call](tel:+14155550199) about order 88213", ["88213"]),
        ("zh-Hans", "我的手机13812345678", []),
        # dates and years
        ("ja", "2026年3月12日に注文した60418です", ["60418"]),
        ("en", "I ordered on 20260312", []),
        ("en", "my #2026goals include an order", []),
        ("ar", "طلبت يوم ١٢/٠٣/٢٠٢٦", []),
        ("de", "Bestellung vom 12.10. (Nr. 20931)", ["20931"]),
        ("fr", "commande du 12/10 n°20931", ["20931"]),
        ("en", "my order of 11/2026 or 2026-11, paid 12-10", []),
        # postcodes and prices
        ("pl", "zamówienie na kwotę 12500", []),
        ("ja", "〒110-0001 東京都台東区", []),
        ("pt", "Moro na Av. Paulista 1000, 01310-100 São Paulo", []),
        ("de", "Lieferung nach D-50672 Köln, A-1010 Wien", []),
        ("de", "Ich habe 1.299,00 bezahlt", []),
        ("en", "order total US$1299.00, then 2,499.00 for another order", []),
        # papers: tax, bank, card, identity
        ("de", "UID ATU12345675 für die Rechnung", []),
        ("en", "Visa 4111111111111111 was charged for the order", []),
        ("pt", "NF-e 35260312345678000195550010000012341000012345", []),
        ("pl", "mój PESEL 44051401359", []),
        ("zh-Hans", "身份证11010519491231002X", []),
        ("ko", "통관번호 P123456789012 입니다", []),
        # articles
        ("en", "It is EAN 4006381333931, ISBN 9783161484100", []),
        ("en", "B08N5WRWNW and TL-WR841N and BX-77 look the same", []),
        # links, addresses, hashes
        ("en", "see https://shop.example/p/#12345 and cid:55120.88213@mail.example", []),
        ("en", "write to jo55120@mail.example", []),
        # big numbers and zeros
        ("zh-Hans", "订单号2012345678901234567", ["2012345678901234567"]),
        ("en", "order 000067890", ["000067890"]),
        # two meanings
        ("de", "Art.-Nr. 55120, Best.-Nr. 88213", ["88213"]),
        ("cs", "VS 55120, objednávka 88213", ["88213"]),
        ("hu", "számlaszám 55120, rendelésszám 88213", ["88213"]),
        ("id", "no. invoice INV/20260314/MPL/1234567890", ["INV20260314MPL1234567890"]),
        ("ja", "お問い合わせ番号 612345678901", []),
        ("ko", "송장번호 612345678901", []),
        # capitals
        ("de", "WICHTIGER HINWEIS ZU MEINER BESTELLUNG", []),
        # our own case
        ("en", "C-7KQ21 is my case, 88213 my order", ["88213"]),
    ],
)  # fmt: skip
def test_trap(language: str, text: str, expected: list[str]) -> None:
    assert orders(text, language) == expected


def test_middlewares_prefix_is_asked_for_with_and_without() -> None:
    asked = READER.candidates(Words(text="order AES302-1234567-7654321"), "en")
    assert {"AES30212345677654321", "30212345677654321"} <= set(asked)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Invoice for 88213 please", ["88213"]),
        ("de", "Retoure LL-20931 liegt bereit", ["LL20931"]),
        ("de", "Bestellung LL 20 931 und W 2026 00904", ["LL20931"]),
        ("de", "zu LL-20931 und LL-\n20944 fehlt alles", ["LL20931", "LL20944"]),
        ("de", "Bestellung 10 684 bitte stornieren", ["10684"]),
        ("nl", "bestelling 3421 190 877", ["3421190877"]),
        ("de", "order number NO 20931", ["20931"]),
        ("de", "BESTELLUNG IST 20931", ["20931"]),
        ("es", "Pedido | Fecha | Importe\n11004 | 02/11/2026 | 312,40 €\n11019 | 09/11/2026 | 88 €",
            ["11004", "11019"]),
        ("tr", "(dosya 2026/IST/88120) siparişim 60418", ["60418"]),
        ("en", "I have both 60418 and 60421", ["60418", "60421"]),
        ("en", "LL-60331 and ll 60334 please", ["LL60331", "LL60334"]),
        ("en", "order LL-60331, serial TT-2603-55120", ["LL60331"]),
        ("en", "either 60418 or 9912003", []),  # which of the two?
        ("en", "60418 Lantern Drive is wrong", []),
        ("zh-Hans", "提单号55120881", []),
        ("en", "order LL-60331 … so please cancel order 60331", ["LL60331"]),
    ],
)  # fmt: skip
def test_order_without_a_plain_label(language: str, text: str, expected: list[str]) -> None:
    assert orders(text, language) == expected


def test_what_no_label_names_is_suggested_and_never_links() -> None:
    (number,) = read("the kettle (88213) is broken", subject="88213").orders
    assert 40 <= number.score < LINK
    assert "no label" in number.reason


def test_quoted_order_counts_only_where_the_customer_names_none() -> None:
    quoted = "Your order 55120 has left us."
    assert orders("where is it?", quoted=quoted) == ["55120"]
    assert orders("where is 88213?", quoted=quoted) == ["55120"]
    assert orders("where is order 88213?", quoted=quoted) == ["88213"]


def test_bare_digits_of_a_quoted_footer_are_no_order() -> None:
    assert orders("where is it?", quoted="Lanterns Ltd, company 88213 in Leeds") == []


def test_waybill_is_told_from_an_invoice_by_the_carrier_before_it() -> None:
    found = read("СДЭК: накладная 10129948827 потеряна", "ru")
    assert [n.key for n in found.tracking] == ["10129948827"]
    assert read("накладная 10129948827 без подписи", "ru").tracking == ()


@pytest.mark.parametrize("groups", ["7749 2210 3386", "774 922 103 386"])
def test_groups_behind_a_parcels_label_are_one_number(groups: str) -> None:
    (number,) = read(f"lettera di vettura {groups}", "it").tracking
    assert number.key == "774922103386"
