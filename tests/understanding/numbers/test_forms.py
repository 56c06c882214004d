"""Numbers told by their form alone, carriers in any script, and what looks like either."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.reader import NumberReader

READER = NumberReader()


def told(
    language: str, text: str, subject: str = "", quoted: str = ""
) -> tuple[list[str], list[str]]:
    words = Words(subject=subject, text=text, quoted=quoted)
    found = READER.read(words, language, {}, date(2026, 11, 24))
    return [n.key for n in found.orders], [key_of(n.key) for n in found.tracking]


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        ("en", "The kettle from Temu (po-211-20884415522) leaks.", "PO21120884415522"),
        ("fr", "Ma réclamation (403-1182207-9917345) reste là.", "40311822079917345"),
        ("it", "dal mio telefono 171-4402218-3310094 per sbaglio", "17144022183310094"),
        ("es", "en su página de eBay (04-11872-66120) ponía nuevo", "041187266120"),
        ("de", "Auf Ihrer Etsy-Seite (3399120447) steht handgemacht.", "3399120447"),
        ("pt", "O meu filho tinha o telemóvel. 8191220374418832. Cancelem.", "8191220374418832"),
        ("nl", "annuleer 8190 4471 2208 3316 graag", "8190447122083316"),
        ("ko", "원피스(20261110448812345)가 작아요.", "20261110448812345"),
        ("th", "Shopee 261104CC\n81KLM2 ยังไม่ได้รับ", "261104CC81KLM2"),
    ],
)
def test_form_of_one_marketplace_needs_no_label_and_bears_another(
    language: str, text: str, order: str
) -> None:
    assert told(language, text) == ([order], [])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Policy no. 12-34567-89012 is with my insurer."),
        ("en", "gift card 8190447122083316 is not accepted"),
        ("en", "invoice no. 302-1234567-7654321"),
        ("zh-Hans", "流水号20261109003318842已付款"),
        ("zh-Hans", "发票20261109003318842开错了"),
    ],
)
def test_such_a_form_loses_to_the_full_name_of_another_thing(language: str, text: str) -> None:
    assert told(language, text) == ([], [])


@pytest.mark.parametrize(
    ("language", "text", "orders"),
    [
        ("it", "ANNULLATE 100061944 subito", ["100061944"]),
        ("fr", "Mon achat 100062005 est incomplet", ["100062005"]),
        ("es", "las facturas de 100058712 y 100060019", ["100058712", "100060019"]),
        ("nl", "de stoel (100041091) wiebelt", ["100041091"]),
        ("ru", "полка 1000 63903 без болтов", ["100063903"]),
        ("cs", "objednávka č. 100 063 903", ["100063903"]),
        ("it", "il numero d'ordine è 10 44 93", ["104493"]),
        ("de", "Bestellungen 10 11 12", []),
        ("de", "Artikel 100061944 ist defekt", []),
        ("de", "Meine Kundennummer ist 100061944.", []),
    ],
)
def test_counts_of_magento_are_known_and_groups_put_together(
    language: str, text: str, orders: list[str]
) -> None:
    assert told(language, text)[0] == orders


def test_plural_in_what_the_store_wrote_names_every_order() -> None:
    for language, said in (("pl", "Państwa zamówieniami"), ("sk", "Vašim objednávkam")):
        found = told(language, "ok", quoted=f"{said} 100061907, 100061908")[0]
        assert found == ["100061907", "100061908"], language


@pytest.mark.parametrize(
    ("language", "subject", "text", "order"),
    [
        ("tr", "", "krem rengi perde (LL-34223) mor geldi", "LL34223"),
        ("vi", "", "rèm màu kem (LL-34223) giao sai", "LL34223"),
        ("de", "Schadensprotokoll - W-2026-03453", "anbei", "W202603453"),
        ("it", "", "vorrei disdire (contratto W-2026-04589)", "W202604589"),
        ("el", "Απ: Εγγύηση #24411", "σας στέλνω την απόδειξη", "24411"),
        ("hu", "", "A RL182644095HU ragszámú csomag (#33108, mappa) áll.", "33108"),
        ("fr", "", "il manque le n° TVA :\nLL-30289 | lampes | 318,00 EUR", "LL30289"),
    ],
)
def test_noun_of_the_matter_leaves_the_number_to_the_order(
    language: str, subject: str, text: str, order: str
) -> None:
    assert told(language, text, subject)[0] == [order]


@pytest.mark.parametrize(
    ("language", "text", "parcel"),
    [
        ("fa", "از طریق فدکس (531407311325) فرستادم", "531407311325"),
        ("he", "שלחתם בדהל 7744881209", "7744881209"),
        ("nl", "DPD 05132033891255 staat stil", "05132033891255"),
        ("de", "beim Hermes-Paketshop, Beleg H1000730019284401013", "H1000730019284401013"),
        ("fr", "La Poste Suisse 99.60.134022.19448302 dit livré", "996013402219448302"),
        ("ja", "ネコポス6612 0938 4472が届きません", "661209384472"),
        ("ko", "한진 5031-0918-4417 배송완료라는데요", "503109184417"),
        ("ru", "otpravili SDEK 1432907757", "1432907757"),
        ("tr", "Aras Kargo takip 15290847337", "15290847337"),
        ("vi", "mã GHTK S22.1190.HN7.881204337 không nhận", "S221190HN7881204337"),
        ("sv", "373500498812340082 rör sig inte", "373500498812340082"),
    ],
)
def test_carrier_in_any_script_names_its_parcel(language: str, text: str, parcel: str) -> None:
    assert told(language, text) == ([], [parcel])


def test_carrier_has_its_number_and_the_bracket_behind_the_goods_the_orders() -> None:
    text = "우체국택배 6890 4412 7735 2로 보낸 반품(양말 3켤레, 2026100955018264)"
    assert told("ko", text) == (["2026100955018264"], ["6890441277352"])


def test_mistyped_iban_is_no_parcels() -> None:
    text = "suma în contul RO12BTRLRONCRT0299384402, coletul a ajuns"
    assert told("ro", text) == ([], [])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("el", "Γιώργος Νάκος, δικηγόρος\nΑΜ ΔΣΘ 10884, Τσιμισκή 12"),
        ("en", "in my order 160X200 is written, on the label 140X200"),
        ("hu", "A megrendelés számláját (SZ-2026/00913) kérem"),
        ("bg", "машина (с/н SM-2209-00418)"),
        ("de", "löschen Sie mein Benutzerkonto (ID 551208)"),
        ("es", "Me gusta la fuente (código 880418). ¿Hace ruido?"),
        ("zh-Hans", "资料提交通知(文号 市监-2026-1185)"),
        ("en", "a letter to a Mrs Holt in Leeds, her order 10413. I wait for an axe."),
    ],
)
def test_numbers_of_others_are_no_orders(language: str, text: str) -> None:
    assert told(language, text) == ([], [])


def test_order_of_somebody_known_stays_one() -> None:
    assert told("en", "My wife is ill; her order 10413 has not come.")[0] == ["10413"]


def test_order_told_to_be_somebody_elses_is_left_out() -> None:
    text = "Ma commande : 403-5540019-7728843. Dans le carton : 403-1180067-2239954, "
    assert told("fr", text + "qui n'est pas la mienne.")[0] == ["40355400197728843"]


def test_number_broken_off_gives_way_to_the_one_begun_anew() -> None:
    assert told("de", "Bestellung 2093... Moment, 20931")[0] == ["20931"]
    assert told("de", "Bestellung 20931... noch immer nichts")[0] == ["20931"]


@pytest.mark.parametrize(
    ("language", "quoted"),
    [
        ("de", "Gewinnspiel: Bestellung 99998 wurde verlost!"),
        ("pl", "Zamówienie 99998 już w drodze do klienta! Wygraj 500 zł"),
    ],
)
def test_order_in_the_stores_advertisement_is_nobodys(language: str, quoted: str) -> None:
    assert told(language, "ok", quoted=quoted) == ([], [])


def test_order_in_what_the_store_answered_is_the_customers() -> None:
    assert told("de", "noch nichts da", quoted="Ihre Bestellung 20931 ist da.")[0] == ["20931"]


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("it", "", "Sede in Via Aurelia Nord 214, 00165 Roma."),
        ("de", "AW: Reparatur R-3307", "Besten Dank, ich warte."),
        ("fr", "Re: Réparation R-3307", "Merci, j'attends."),
        ("cs", "Nová zpráva k nabídce 7038812044", "Dobrý den, sedí to?"),
    ],
)
def test_a_house_a_repair_and_an_offer_on_a_market_are_no_orders(
    language: str, subject: str, text: str
) -> None:
    assert told(language, text, subject)[0] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Meine Tulpenbestellung Nr. 20518 steht seit Tagen."),
        ("nl", "Mijn kerstbestelling nr. 20518 is er nog niet."),
        ("sv", "Min julbeställning nr 20518 har inte kommit."),
        ("nb", "Julebestilling nr. 20518 mangler."),
        ("hu", "A 20518-ös rendelés hiányos."),
        ("hu", "A 20515-ös rendelésemben törött a váza."),
    ],
)
def test_an_order_is_found_in_compounds_and_behind_ordinals(language: str, text: str) -> None:
    assert told(language, text)[0] in (["20518"], ["20515"])


def test_who_ends_a_subscription_names_no_order() -> None:
    assert told("de", "Newsletterabbestellung Nr. 20518 bitte.")[0] == []
