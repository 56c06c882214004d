"""Numbers of returns, requests, advertisements, terms and firms that are no orders of ours."""

from __future__ import annotations

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.reader import NumberOptions, NumberReader

READER = NumberReader()


def orders(language: str, subject: str, text: str = "") -> list[str]:
    found = READER.read(Words(subject=subject, text=text), language, {}, None)
    return sorted(number.value for number in found.orders)


def tracking(language: str, text: str, subject: str = "") -> list[str]:
    found = READER.read(Words(subject=subject, text=text), language, {}, None)
    return sorted(key_of(number.key) for number in found.tracking)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("de", "Rückgabe 5284410973: Käufer möchte einen Artikel zurückgeben"),
        ("en", "Return 5301128811: Buyer opened a return request"),
        ("en", "Return ID 5301128811"),
        ("fr", "Retour 5284410973 : l'acheteur souhaite renvoyer un article"),
        ("es", "Devolución 5284410973: el comprador quiere devolver"),
        ("it", "Controversia 5284410973"),
        ("nl", "Retour 5284410973: koper wil een artikel terugsturen"),
        ("pl", "Zwrot 5284410973: kupujący chce zwrócić"),
        ("ru", "Возврат 5284410973"),
        ("el", "Επιστροφή 5284410973"),
        ("tr", "5284410973 numaralı iade"),
        ("he", "החזרה 5284410973"),
        ("ar", "طلب إرجاع 5284410973"),
        ("hi", "रिटर्न रिक्वेस्ट 5284410973"),
        ("th", "คำขอคืนสินค้า 5284410973"),
        ("vi", "Yêu cầu trả hàng 5284410973"),
        ("ja", "返品リクエスト 5284410973"),
        ("ko", "반품 요청 5284410973"),
        ("zh-Hans", "退货申请5284410973"),
        ("de", "Aw: Ihre Rücksendung R-1180"),
        ("pl", "Re: Zwrot ZW-1022"),
        ("es", "Re: Tu devolución DEV-1180"),
        ("en", "Re: Your return request #R-2198"),
        ("de", "AW: Ihr Anliegen LL-3381"),
        ("fr", "Re: Votre demande LL-3381"),
        ("cs", "Re: Váš dotaz LL-3381"),
        ("ja", "Re: お問い合わせ LL-3381"),
        ("zh-Hans", "回复：您的咨询 LL-3381"),
    ],
)
def test_the_number_of_a_return_or_request_is_no_orders(language: str, subject: str) -> None:
    assert orders(language, subject, "...") == []


@pytest.mark.parametrize(
    ("language", "subject", "order"),
    [
        ("de", "Rückgabe Bestellung 20417", "20417"),
        ("en", "Return of order 20417", "20417"),
        ("en", "Return #20417", "20417"),
        ("en", "Return 302-1234567-7654321", "302-1234567-7654321"),
        ("en", "Return LL-20931", "LL-20931"),
        ("en", "Your enquiry about LL-20931", "LL-20931"),
        ("es", "Devolución del pedido 20417", "20417"),
        ("tr", "20417 numaralı siparişin iadesi", "20417"),
        ("zh-Hans", "退货 订单号 20417", "20417"),
        ("en", "Refund please, order no. 3123456789", "3123456789"),
        ("en", "Return R-2198, order #20417", "20417"),
    ],
)
def test_an_order_that_is_returned_stays_one(language: str, subject: str, order: str) -> None:
    assert orders(language, subject, "...") == [order]


def test_customers_call_their_orders_matter_a_request_too() -> None:
    assert orders("ca", "", "El tracte rebut arran de la consulta LL-79402.") == ["LL-79402"]


def test_what_a_store_or_its_channel_counts_so_stays_its_order() -> None:
    words = Words(subject="Return 3123456789")
    for options in (
        NumberOptions(channels=frozenset({"etsy"})),
        NumberOptions(order_patterns=("##########",)),
    ):
        found = NumberReader(options).read(words, "en", {}, None)
        assert [number.value for number in found.orders] == ["3123456789"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Kan du samfrakta koppen med skålen (objekt 688120334)?"),
        ("nb", "FINN-kode 382910445, er den ledig?"),
        ("de", "Frage zu Anzeige 2845510334: noch da?"),
        ("nl", "Is advertentie 2084551033 nog beschikbaar?"),
        ("fr", "L'annonce n° 2451180334, toujours dispo ?"),
        ("es", "¿Sigue disponible el anuncio 145118033?"),
        ("en", "Is listing 1784511803 still available?"),
        ("ru", "объявление № 2845118033 актуально?"),
        ("tr", "ilan no 1184511803 satılık mı?"),
        ("ja", "オークションID 1084511803 はまだありますか"),
    ],
)
def test_the_number_of_an_advertisement_is_no_orders(language: str, text: str) -> None:
    assert orders(language, "", text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We can only pay against a purchase order, net 30, in dollars."),
        ("en", "a purchase order with terms 2/10 net 30?"),
        ("en", "purchase order, n/30"),
        ("de", "Bestellung auf Rechnung, netto 30, möglich?"),
        ("it", "Accettate ordine con pagamento 30 giorni netto?"),
        ("fr", "bon de commande, paiement à 30 jours"),
        ("sv", "order, 30 dagar netto"),
        ("ru", "заказ, отсрочка 30 дней"),
    ],
)
def test_terms_of_payment_are_no_order(language: str, text: str) -> None:
    assert orders(language, "", text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We placed PO 2026-0881 (your ref #10444) for 12 pads."),
        ("en", "PO No. 4500118277 / your ref: 10444"),
        ("en", "Our PO 4500118277, your order no. 10444"),
        ("de", "Ihre Auftragsnr. 10444, unsere Bestellung 4500118277"),
        ("de", "unsere Bestellung 4500118277, Ihr Zeichen 10444"),
        ("fr", "Notre commande 4500118277, votre réf. 10444"),
        ("it", "ns. ordine 4500118277, vs. rif. 10444"),
        ("nl", "onze bestelling 4500118277, uw kenmerk 10444"),
        ("pl", "nasze zamówienie 4500118277, Państwa numer 10444"),
        ("ja", "弊社注文番号 4500118277、貴社受注番号 10444"),
    ],
)
def test_of_a_firms_number_and_ours_ours_is_the_orders(language: str, text: str) -> None:
    found = READER.read(Words(text=text), language, {}, None)
    assert [number.key for number in found.orders] == ["10444"]


def test_a_firms_number_alone_is_all_there_is() -> None:
    assert orders("en", "PO 4500118277", "Please quote PO 4500118277.") == ["4500118277"]
    told = "Your order 10444 came but our order 10445 did not"
    assert orders("en", "Orders", told) == ["10444", "10445"]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "I sent it back, tracked under:\nRN 8812 4410 7GB. Please refund", "RN881244107GB"),
        ("en", "tracking number RN 881 244 107 GB", "RN881244107GB"),
        ("de", "Sendungsnummer rr 123 456 785 de", "RR123456785DE"),
        ("ru", "трек RA 473124829 RU", "RA473124829RU"),
        ("en", "Tracking H00AA A0123 4567", "H00AAA01234567"),
        ("en", "TRACKING NO H00AA A0123 4567 PLEASE HELP", "H00AAA01234567"),
        ("es", "n.º de seguimiento: PQ 4F3A 1234 5678 0100 028", "PQ4F3A123456780100028"),
        ("ja", "ヤマト お問い合わせ番号 4471-2290-1183", "447122901183"),
    ],
)
def test_a_parcels_number_is_read_however_it_is_spaced(
    language: str, text: str, number: str
) -> None:
    assert tracking(language, text) == [number]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "お客様からお問い合わせがあります（問い合わせ番号：88120417）"),
        ("zh-Hant", "查詢號碼 88120417"),
        ("ko", "조회번호 88120417 입니다"),
        ("fa", "شماره پیگیری 88120417"),
        ("en", "our VAT is GB 123 456 789, and we order"),
    ],
)
def test_an_enquirys_number_is_no_parcels(language: str, text: str) -> None:
    assert tracking(language, text) == []
    assert orders(language, text, "...") == []
