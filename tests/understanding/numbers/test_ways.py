"""The ways customers put numbers: short ends, lists named behind, slips, receipts, carriers."""

from __future__ import annotations

import time
from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import SUGGEST, NumberReader, Numbers

SENT = date(2026, 11, 21)
READER = NumberReader()


def read(language: str, text: str, subject: str = "") -> Numbers:
    return READER.read(Words(subject=subject, text=text), language, {}, SENT)


def orders(language: str, text: str, subject: str = "") -> list[str]:
    return [n.key for n in read(language, text, subject).orders]


def tracking(language: str, text: str) -> list[str]:
    return [n.key for n in read(language, text).tracking]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "My orders 88213, 14 and 17 have not left yet.", ["88213", "88214", "88217"]),
        (
            "de",
            "Die Bestellungen 30518, -19 und -22 bitte stornieren.",
            ["30518", "30519", "30522"],
        ),
        ("fr", "Mes commandes 77104 et 06 sont en retard.", ["77104", "77106"]),
        ("es", "Los pedidos 61240, 41 y 43 no llegan.", ["61240", "61241", "61243"]),
        ("it", "Gli ordini 55120 e 21 sono doppi.", ["55120", "55121"]),
        ("nl", "Bestellingen 41877 en 79 graag samen sturen.", ["41877", "41879"]),
        ("pl", "Zamówienia 90314 i 15 proszę połączyć.", ["90314", "90315"]),
        ("ru", "Заказы 70251 и 53 объедините, пожалуйста.", ["70251", "70253"]),
        # one order, and a number of days, pieces, euros
        ("en", "Order 88213 and 14 days of silence.", ["88213"]),
        ("en", "My orders 88214 and 12 others", ["88214"]),
        ("de", "Die Bestellungen 30518 und 25 € Gutschein", ["30518"]),
        ("de", "Bestellung 30518, 22 Stück", ["30518"]),
    ],
)
def test_short_ends_follow_only_a_word_for_several_orders(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


def test_short_end_is_told_whole_as_a_letter_would_print_it() -> None:
    for text in ("My orders 88213, 14", "order 88213/14"):
        found = read("en", text).orders
        assert [n.value for n in found] == ["88213", "88214"]
        assert text[found[1].start : found[1].end] == "14"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("hu", "A 88213 és a 88214 számú rendelésem nem jött meg.", ["88213", "88214"]),
        ("tr", "88213 ve 88214 numaralı siparişlerim gelmedi.", ["88213", "88214"]),
        ("ja", "88213と88214の注文が届きません。", ["88213", "88214"]),
        ("ko", "88213, 88214 주문이 아직 안 왔어요.", ["88213", "88214"]),
        ("zh-Hans", "88213和88214这两个订单还没发货。", ["88213", "88214"]),
    ],
)
def test_list_may_have_its_order_word_behind(language: str, text: str, expected: list[str]) -> None:
    assert orders(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "oder number 2610EX88213"),
        ("en", "order nubmer 2610EX88213"),
        ("de", "Bestelnummer 2610EX88213"),
        ("de", "Bestellnumer: 2610EX88213"),
        ("fr", "numero de comande 2610EX88213"),
        ("es", "numero de peddo 2610EX88213"),
        ("it", "numero odine 2610EX88213"),
        ("pl", "numer zamowiena 2610EX88213"),
        ("ru", "номер закза 2610EX88213"),
    ],
)
def test_slip_in_an_order_label_hides_no_number(language: str, text: str) -> None:
    assert orders(language, text) == ["2610EX88213"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "카드 뒷자리 7712. 주문번호는 모르겠어요."),
        ("tr", "Kartım 7712. Sipariş numarasını hatırlamıyorum."),
        ("ja", "カードは7712. 注文番号は不明です。"),
    ],
)
def test_order_word_of_the_next_sentence_says_nothing_of_a_number(language: str, text: str) -> None:
    assert orders(language, text) == []


def test_ordinal_before_its_order_word_is_one_sentence() -> None:
    assert orders("hu", "A 88213. számú rendelés hol van?") == ["88213"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have no order number, only the bank's receipt no. 88213047."),
        ("fr", "Pas de numéro de commande, seulement le reçu n° 88213047 de ma banque."),
        ("de", "Ich habe keine Bestellnummer, nur den Kassenzettel Nr. 88213047."),
        ("es", "No tengo número de pedido, solo el justificante n.º 88213047."),
        ("sv", "Jag har inget ordernummer, bara kvittonr 88213047."),
        ("el", "Δεν έχω αριθμό παραγγελίας, μόνο την απόδειξη 88213047."),
        ("th", "จำเลขออเดอร์ไม่ได้ มีแต่ใบเสร็จ 88213047"),
        ("vi", "Không nhớ mã đơn, chỉ có biên nhận 88213047."),
        ("he", "אין לי מספר הזמנה, רק קבלה 88213047."),
        ("ar", "ليس لدي رقم الطلب، فقط إيصال 88213047."),
        ("en", "locker 88213 was empty"),
        ("pl", "w paczkomacie 88213 było pusto"),
        ("cs", "dárková karta 88213047 nefunguje"),
        ("ru", "в постамате 88213 ничего не было"),
        ("uk", "у поштоматі 88213 нічого не було"),
        ("nl", "mijn klantenpas 88213047 werd niet herkend"),
        ("fi", "kuitti 88213047 on tallella"),
        ("pt", "a apólice 88213047 cobre isto"),
        ("ro", "certificat de garanție 88213047"),
        ("hu", "a jótállási jegy 88213047"),
    ],
)  # fmt: skip
def test_receipts_cards_and_lockers_are_no_orders(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We fly on BA 2490, booking K8PLX4, so hurry."),
        ("de", "Flug LH 2410, Buchung X7QR2M"),
        ("ja", "JL1044便（予約番号Q7TRK2）で帰国します。"),
    ],
)
def test_booking_beside_a_flight_is_no_order(language: str, text: str) -> None:
    assert orders(language, text) == []


def test_number_named_as_an_article_is_no_order_in_the_subject_either() -> None:
    assert orders("it", "Salve, l'articolo 20931 è disponibile?", "20931?") == []
    assert orders("it", "Salve, quando arriva?", "20931?") == ["20931"]


def test_number_beside_a_phone_is_a_postcode() -> None:
    assert orders("ar", "خالد الدوسري\nالرياض 11564 – هاتف 0112345678") == []
    assert orders("en", "order 11564, phone 028 9146 7731") == ["11564"]


@pytest.mark.parametrize(
    ("language", "text", "parcel"),
    [
        ("de", "Meine Sendungsnummer lautet 20931, die Bestellnummer H1002470188340101099.",
         "H1002470188340101099"),
        ("en", "tracking number 20931, order number RR766228375CN", "RR766228375CN"),
    ],
)  # fmt: skip
def test_order_and_parcel_swapped_are_told_apart(language: str, text: str, parcel: str) -> None:
    assert orders(language, text) == ["20931"]
    assert tracking(language, text) == [parcel]


def test_number_behind_a_degree_sign_is_whole() -> None:
    assert orders("fr", "commande n°FR-20931") == ["FR20931"]
    assert orders("es", "pedido nºLL-20931") == ["LL20931"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "about my last order, the one ending in 7712"),
        ("nl", "mijn laatste bestelling, eindigend op 7712"),
        ("de", "meine Bestellung mit der Endung 7712"),
        ("pl", "zamówienie kończące się na 7712"),
    ],
)
def test_last_digits_of_an_order_are_suggested(language: str, text: str) -> None:
    (number,) = read(language, text).orders
    assert (number.key, number.score) == ("7712", SUGGEST)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I paid for the order with the card ending in 7712"),
        ("de", "Bestellung bezahlt, Karte endend auf 7712"),
        ("nl", "bestelling betaald met pas eindigend op 7712"),
        ("zh-Hans", "订单退款退到尾号7712的卡"),
    ],
)
def test_last_digits_of_a_card_are_not(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "le colis (6A 12345 67890 1) est perdu, Colissimo dit rien", "6A12345678901"),
        ("fi", "MX104420931077 on kadonnut", "MX104420931077"),
        ("fi", "lähetystunnus JJFI 6410 4420 9310 0088 2", "JJFI64104420931000882"),
        ("cs", "balík DR1234567890M nedorazil", "DR1234567890M"),
        ("hu", "CLFOX104420931044 nincs sehol", "CLFOX104420931044"),
        ("ro", "1ONBLR104420931 nu ajunge", "1ONBLR104420931"),
        ("es", "el PQ4F6P0700013540128001X no llega", "PQ4F6P0700013540128001X"),
        ("vi", "GHN104420931 báo đã giao", "GHN104420931"),
        ("fr", "n° expedition 20447731", "20447731"),
    ],
)
def test_carriers_of_the_world_are_known(language: str, text: str, expected: str) -> None:
    assert tracking(language, text) == [expected]
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "問い合わせ番号558120の件"),
        ("zh-Hans", "退货单号R104420"),
        ("en", "tracking no. 55812"),
    ],
)
def test_label_alone_makes_no_tracking_number_of_a_short_one(language: str, text: str) -> None:
    assert tracking(language, text) == []


def test_marketplace_number_in_two_groups_is_one() -> None:
    assert orders("es", "n de pedido 819042 3371120457") == ["8190423371120457"]
    assert orders("en", "orders 88213 88214") == ["88213"]


@pytest.mark.parametrize(
    "text",
    ["orders 10442" + ", 43" * 3000, "BA 2490 " + "K8PLX4 " * 3000, "6A " + "12345 " * 3000],
)
def test_long_lists_are_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    read("en", text)
    assert time.process_time() - start < 2.0
