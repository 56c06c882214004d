"""Numbers in ordinary complaints: other shops' orders, carriers, papers, bare lines."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import SUGGEST, NumberReader, Numbers

SENT = date(2026, 11, 21)
READER = NumberReader()
DHL = "00340434171610940427"


def read(language: str, text: str, subject: str = "", signature: str = "") -> Numbers:
    words = Words(subject=subject, text=text, signature=signature)
    return READER.read(words, language, {}, SENT)


def orders(language: str, text: str, subject: str = "", signature: str = "") -> list[str]:
    return [n.key for n in read(language, text, subject, signature).orders]


def tracking(language: str, text: str) -> list[str]:
    return [n.key for n in read(language, text).tracking]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Order 20931 is late. At Etsy it took a day (their order 3421189034).", ["20931"]),
        ("de", "Bei Otto ging es schneller (Bestellung dort 118844027).", []),
        ("fr", "Chez Cdiscount c'est rapide (leur commande 118844027).", []),
        ("ru", "На Ozon всё решили за час, заказ у них 4480077120.", []),
        ("fi", "Tilaus 20881 on rikki. Ikeasta tilattu hylly (tilaus 1184402217) tuli.", ["20881"]),
        ("ko", "쿠팡은 하루면 되던데요(거기 주문 31000188402277).", []),
        # what was bought on a marketplace from us, and what parents ordered
        ("en", "I bought it on eBay, order 118844027.", ["118844027"]),
        ("en", "It is for my parents, their order is 20931.", ["20931"]),
        ("en", "Order 20931 came. My parents miss theirs, order 20988.", ["20931", "20988"]),
        ("en", "Order 20931 came. It looks like Ikea, unlike order 88120.", ["20931", "88120"]),
        ("de", "Wir haben bei Ikea gesucht und dann hier bestellt, Bestellung 20931.", ["20931"]),
    ],
)
def test_order_of_another_shop_is_none_of_ours(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "I miei ordini: il 9907 (candele) e il 9912 (vasi).", ["9907", "9912"]),
        ("el", "Έκανα δύο παραγγελίες, την 18-0442 και την 18-0467.", ["180442", "180467"]),
        ("de", "Bestellung 30518 (die Lampe) und 30522 (der Schirm)", ["30518", "30522"]),
        ("de", "Bestellung 30518 (die Lampe) und 30 Tage Geduld", ["30518"]),
    ],
)
def test_bracket_and_article_stand_between_two_orders(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Solo me dieron un ticket, el nº 000481."),
        ("pl", "Kurier spisał protokół szkody, nr 2026118."),
        ("zh-Hans", "发票代码044001900111,号码20118844写错了。"),
        ("tr", "Vergi numaramız Ulus V.D. 2340561187."),
        ("hu", "A rendszer szerint 13:20-kor vették át."),
        ("zh-Hans", "订单号找不到了,是11月8号买的。"),
        ("ko", "주문번호는 문자를 지워서 모르겠어요. 010 5550 0158로 연락 주세요."),
    ],
)
def test_number_of_a_paper_or_an_hour_is_no_order(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "subject", "text", "signature", "expected"),
    [
        ("fr", "il manque le pied", "Merci de l'envoyer.", "Philippe\n26-1187", ["261187"]),
        ("de", "Lampe lädt nicht", "Was brauchen Sie?\nFranzi\n8812", "", ["8812"]),
        ("nl", "17-2204 + 17-2210", "Er ontbreekt iets.", "", ["172204", "172210"]),
        ("en", "4512", "Where is it?", "", ["4512"]),
        # a year, a phone, a postcode with its town, a number beside a named order
        ("en", "2026", "Where is it?", "", []),
        ("en", "late", "Where is it?", "Gareth\n07700 900823", []),
        ("de", "spät", "Wo bleibt sie?", "Franzi\n8812 Mels", []),
        ("de", "spät", "Wo bleibt sie?", "Gruß\nFranzi Kurz\nRing 4\nWien\n1010", []),
        ("de", "Bestellung 30518", "Was brauchen Sie?\nFranzi\n8812", "", ["30518"]),
    ],
)
def test_number_alone_on_its_line_is_suggested(
    language: str, subject: str, text: str, signature: str, expected: list[str]
) -> None:
    assert orders(language, text, subject, signature) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", f"Unter der Nummer {DHL} steht bei DHL: zugestellt.", [DHL]),
        ("de", "Die DPD-Nummer 01525033184471 steht still.", ["01525033184471"]),
        ("vi", "J&T báo 850018844027 đã giao.", ["850018844027"]),
        ("hu", "A 60118844027 számú GLS csomag nem jött meg.", ["60118844027"]),
        ("pl", "https://tracktrace.dpd.example/parcel?p1=1000448810274T", ["1000448810274T"]),
        ("en", "https://www.ups.example/track/1Z84F6A20344719065 is stuck", ["1Z84F6A20344719065"]),
        ("pt", "Número de seguimento: 09985 0 442 1873 5", ["09985044218735"]),
        # a carrier's phone is none, nor what a link of ours asks for
        ("de", "Ich habe DHL (0228 4333112) angerufen.", []),
        ("de", "DHL sagt am Telefon 02284333112 nichts.", []),
        ("en", "https://lindenhof.example/help?id=10004488102745", []),
    ],
)
def test_parcel_is_known_by_the_carrier_that_tells_it(
    language: str, text: str, expected: list[str]
) -> None:
    assert tracking(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # inflected as the language does, initials too
        ("cs", "Balík jel přes Zásilkovnu a číslo je Z 402 1187 330.", ["Z4021187330"]),
        (
            "pl",
            "Nadane InPostowi, 630044021187330091250417, i cisza.",
            ["630044021187330091250417"],
        ),
        ("cs", "Poslala jsem to PPLkem, 40118844027, a nic.", ["40118844027"]),
        ("hr", "GLSom poslano u petak, 40118844027.", ["40118844027"]),
        # the word "number" in the next sentence, where the mail names the carrier
        ("en", "DPD still has it. Number 15504402118733, no movement.", ["15504402118733"]),
        ("pl", "U InPostu od piątku. Nr 630044021187330091250417.", ["630044021187330091250417"]),
        # only the sentence speaks of the carrier
        ("ru", "Боксберри забрал в среду, вот он, 30118844027, ждём.", ["30118844027"]),
        ("ro", "Cargus zice livrat, 1188440277, dar nu am nimic.", ["1188440277"]),
        ("de", "Hermes war hier. Nummer H00AZA0031775204.", ["H00AZA0031775204"]),
        ("uk", "ТТН 20 4508 8441 7203 не оновлюється", ["20450884417203"]),
        # letters with few digits
        ("vi", "Mã vận đơn: GYTR4K9Q", ["GYTR4K9Q"]),
        ("en", "Tracking number: HELPMEE1", []),
        # a customer's number, an order's, a phone without its plus
        ("de", "DPD war da, meine Kundennummer ist 15504402118733.", []),
        ("en", "FedEx has it. Order number 440211873300, please check.", []),
        ("pl", "Kurier DPD dzwonił z 48601234567 i odjechał.", []),
        ("sv", "PostNord ringde 46701234567 men jag missade.", []),
    ],
)
def test_parcel_is_known_by_the_carrier_its_sentence_or_mail_names(
    language: str, text: str, expected: list[str]
) -> None:
    assert tracking(language, text) == expected


def test_carrier_without_a_shape_lends_a_parcel_none_of_anothers() -> None:
    found = read("ru", "Боксберри забрал в среду, вот он, 30118844027, ждём.").tracking
    assert [n.channel for n in found] == ["other"]
    found = read("tr", "Yurtiçi Kargo'da görünüyor, 440211887733, gelen yok.").tracking
    assert [n.channel for n in found] == ["other"]  # though FedEx's check digit fits
    found = read("de", "GLS hat es abgeholt, 30118844027.").tracking
    assert [n.channel for n in found] == ["gls"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("tr", "Merhaba, bekliyorum.\nMehmet Kaya / Ankara 16420", []),
        ("de", "Bitte melden.\nPetra Lindner, Hamburg 20095", []),
        ("it", "Aspetto notizie.\nFranco Neri - Reggio Emilia 42121", []),
        ("de", "Bitte melden.\nPetra Lindner 20931", ["20931"]),
        ("de", "Bitte melden.\nPetra Lindner, 20931", ["20931"]),
    ],
)
def test_number_behind_the_name_and_its_town_is_a_postcode(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


def test_more_digits_than_any_shop_counts_are_no_order_without_its_word() -> None:
    long = "620018440277310055128834"
    assert orders("pl", f"Co dalej? Numer {long}.") == []
    assert orders("pl", f"Moje zamówienie {long}") == [long]


def test_word_that_begins_like_a_label_is_none() -> None:
    assert orders("hu", "A rendszerük a 20931 rendelést nem találja.") == ["20931"]


def test_number_told_sign_by_sign_is_one() -> None:
    assert orders("de", "meine Bestellung B 4 7 7 1 9 über 214 Euro") == ["B47719"]
    assert orders("en", "my order 4 7 7 1 9 is late") == ["47719"]
    assert orders("en", "we chose 4 5 6 7 8 of them") == []


def test_last_group_of_an_order_may_be_shorter() -> None:
    assert orders("ja", "ご注文番号は2026 1103 44です。") == ["2026110344"]


def test_two_digits_behind_a_stroke_may_be_the_year() -> None:
    assert orders("uk", "зам. 7715/26") == ["771526"]
    assert orders("de", "Bestellungen 10425/26") == ["10425", "10426"]
    assert orders("de", "Bestellungen 10425/29") == ["10425", "10429"]


def test_count_of_a_form_in_its_subject_is_no_order() -> None:
    form = (("name", "Lidia"), ("message", "Where is it?"))
    words = Words(subject="Question from the website №55180", text="Where is it?", form_fields=form)
    assert READER.read(words, "en", {}, SENT).orders == ()


def test_message_of_a_form_is_read_once_and_without_its_last_line() -> None:
    form = (("message", "Where is it?\nSent on 20-11-2026 16:44 (ID 120553)"),)
    words = Words(text="Where is it?", form_fields=form)
    assert READER.read(words, "en", {}, SENT).orders == ()


def test_what_is_alone_on_its_line_never_links_by_itself() -> None:
    found = read("en", "Where is it?", "4512").orders
    assert [SUGGEST <= n.score < 80 for n in found] == [True]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # no label, no shape, but the sentence is about a parcel and no shop counts as long
        (
            "nl",
            "Mijn pakje (8834410299177, bestelling 20931) ligt al weken stil.",
            ["8834410299177"],
        ),
        ("it", "Ho guardato 660441880277: la spedizione è ferma.", ["660441880277"]),
        ("zh-Hans", "海关扣了我的件 8834410299177，订单20931。", ["8834410299177"]),
        ("hu", "A csomagom 8834410299177, a rendelés #20931.", ["8834410299177"]),
        # the only long number of a mail that speaks of a parcel and names its order
        ("pt", "O pacote parou. Encomenda 20931. O 8834410299177 não anda.", ["8834410299177"]),
        # a customs paper beside the parcel's own number, a serial number, a phone, a sale
        ("pt", "O pacote LX685969386CN parou. A DIR é 260441882071.", ["LX685969386CN"]),
        ("en", "The parcel came. Serial number 8834410299177 on the lamp.", []),
        ("de", "Das Paket fehlt, rufen Sie mich an: 015254488277.", []),
        ("es", "El paquete no sale. El número de venta es 2000009847315526.", []),
    ],
)
def test_parcel_that_only_its_sentence_tells(language: str, text: str, expected: list[str]) -> None:
    assert tracking(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "La lámpara bajó (LL-20612). En otra tienda (pedido 7740391) no.", ["LL20612"]),
        ("hu", "Egy másik boltban (66120-as rendelés) jobb volt.", []),
        ("vi", "Quạt mua bên shop khác (đơn TGDD 88120447) cũng hỏng.", []),
        (
            "en",
            "Another store was dearer, so I came to you and ordered the lamp, order 20931.",
            ["20931"],
        ),
    ],
)
def test_order_at_another_store_is_none_of_ours(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


@pytest.mark.parametrize(
    ("language", "subject", "text", "expected"),
    [
        ("en", "", "Where is order ORD1137170?", ["ORD1137170"]),
        ("en", "", "Where is ORD20931?", ["20931"]),
        ("ca", "Paquet no arribat (2026-32965)", "On és?", ["202632965"]),
        ("en", "", "The invoice I have is 2026-77019.", []),
        ("cs", "", "stolek, objednávka XTGYWLNLD, nepřišel", ["XTGYWLNLD"]),
        ("en", "", "Why is my order CANCELLED?", []),
        ("es", "", "La etiqueta lleva el código 8437018820416.", []),
    ],
)
def test_shapes_of_stores(language: str, subject: str, text: str, expected: list[str]) -> None:
    assert orders(language, text, subject) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We placed order #10457. Please show our PO number 2026-1187.", ["10457"]),
        ("de", "Bestellung 10366: als Referenz unsere Bestellnummer 4500118277.", ["10366"]),
        ("fr", "Commande 10366. Merci d'indiquer notre bon de commande 4500118277.", ["10366"]),
        ("ja", "ご注文番号10366の件です。弊社発注番号4500118277を記載してください。", ["10366"]),
        # where nothing else is named, a firm's own words name ours
        ("de", "Unsere Bestellnummer 10366 fehlt noch.", ["10366"]),
        ("en", "PO number 20931 has not arrived.", ["20931"]),
    ],
)
def test_a_firms_own_count_is_no_order_beside_ours(
    language: str, text: str, expected: list[str]
) -> None:
    assert orders(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Riktig ordrenummer er 20342, ikke 20324."),
        ("en", "My order is 20342 and not 20324, sorry."),
        ("de", "Es ist Bestellung 20342 statt 20324."),
        ("fr", "C'est la commande 20342, pas la 20324."),
        ("ja", "注文番号は20324ではなく20342です。"),
        ("zh-Hans", "订单号是20342，不是20324。"),
        ("tr", "Sipariş numaram 20324 değil, 20342."),
    ],
)
def test_a_number_taken_back_is_dropped(language: str, text: str) -> None:
    assert orders(language, text) == ["20342"]


def test_what_is_not_shipped_is_not_taken_back() -> None:
    assert orders("en", "Order 20342 has not arrived, nor has order 20324.") == ["20342", "20324"]
    assert orders("fr", "Je n'ai pas reçu la commande 20342.") == ["20342"]
    assert orders("es", "Pedido no 20342 y pedido no 20324.") == ["20342", "20324"]


def test_a_reference_of_drawn_capitals_stands_alone() -> None:
    assert orders("fr", "La lampe (XQWRTZPLK) est arrivée cassée.") == ["XQWRTZPLK"]
    assert orders("en", "This is IMPORTANT, the lamp came broken, I wrote it to you twice.") == []
    assert orders("en", "ALL OF THIS STRENGTHS AND SCHNSTZRK NONSENSE MAKES ME MAD.") == []


def test_a_parcel_is_none_though_its_label_may_mean_either() -> None:
    words = Words(text="快递三天没有更新了，单号LX402817735CN。", quoted="Tracking: LX402817735CN")
    found = READER.read(words, "zh-Hans", {}, SENT)
    assert (found.orders, [n.key for n in found.tracking]) == ((), ["LX402817735CN"])


def test_a_batch_does_not_outweigh_the_subjects_number() -> None:
    found = orders("de", "L-2608-114, bei beiden Tüten.", 'Re: Keimrate Feldsalat "Vit" (#20533)')
    assert found == ["20533"]


def test_a_forms_own_count_is_none_of_ours() -> None:
    words = Words(
        subject="Yeni Giriş: İletişim Formu (ID #1187)",
        text="Sipariş ettiğim tencere seti (10412) hâlâ yola çıkmadı.",
        form_fields=(("name", "Hülya Tekin"), ("email", "hulya@mavikutu.example")),
    )
    assert [n.key for n in READER.read(words, "tr", {}, SENT).orders] == ["10412"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Passen die Tillig-Weichen 83331 ohne Zwischenstück an das Gleis?"),
        ("nl", "Ik heb de wissel van Märklin 24611 nog niet terug."),
        ("de", "Haben Sie den Roco 7100012 noch?"),
        ("en", "Does the Yamaha 83331 fit as well?"),
    ],
)
def test_number_behind_a_makers_name_is_no_order(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Hallo, meine Lieferung 20371 fehlt noch."),
        ("en", "Late Delivery 20371"),
        ("de", "Zu den Aufträgen 44871, 44872 fehlt jede Nachricht."),
    ],
)
def test_number_behind_what_a_letter_turns_on_is_one(language: str, text: str) -> None:
    assert orders(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "A dá se zaplatit dárkovým poukazem (č. DP-2291)?"),
        ("de", "Kann ich mit dem Gutschein (Nr. GS-2291) zahlen?"),
        ("fr", "Puis-je payer avec le bon cadeau (n° BC-2291) ?"),
        ("en", "I placed the order on the 31st and rang on the 3rd."),
    ],
)
def test_a_voucher_and_a_day_are_none(language: str, text: str) -> None:
    assert orders(language, text) == []
