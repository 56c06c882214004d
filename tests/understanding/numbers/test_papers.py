"""Numbers of firms' papers, towns and notices are no orders; parcels by other names are parcels."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import NumberReader

SENT = date(2026, 11, 21)
READER = NumberReader()


def orders(language: str, text: str) -> list[str]:
    return [n.key for n in READER.read(Words(text=text), language, {}, SENT).orders]


def tracking(language: str, text: str) -> list[str]:
    return [n.key for n in READER.read(Words(text=text), language, {}, SENT).tracking]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "رقم المورد 70155"),
        ("cs", "datová schránka 7015533"),
        ("de", "Unsere Lieferantennummer bei Ihnen ist 70155."),
        ("el", "ο κωδικός προμηθευτή μας είναι 70155"),
        ("en", "Our vendor number is 70155."),
        ("es", "nuestro código de proveedor es 70155"),
        ("fi", "kustannuspaikka 70155"),
        ("fr", "notre code fournisseur : 70155"),
        ("he", "מספר ספק 70155"),
        ("hu", "költséghely 70155"),
        ("it", "codice fornitore 70155"),
        ("ko", "참조번호 7015533"),
        ("nl", "ons leveranciersnummer is 70155"),
        ("pl", "numer dostawcy 70155"),
        ("pt", "código do fornecedor 70155"),
        ("ro", "centru de cost 70155"),
        ("ru", "код поставщика 70155"),
        ("sv", "vår referens 70155"),
        ("th", "รหัสผู้ขาย 70155"),
        ("tr", "tedarikçi kodu 70155"),
        ("uk", "код постачальника 70155"),
        ("vi", "mã nhà cung cấp 70155"),
        ("zh-Hans", "报关单号701553318"),
        ("zh-Hant", "報關單號701553318"),
    ],
)
def test_numbers_by_which_firms_know_each_other_are_no_orders(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Personal-Nr. 70155"),
        ("cs", "živn. č. 70155"),
        ("it", "la tenda cod. 70155 si può lavare?"),
        ("es", "la cortina cód. 70155"),
    ],
)
def test_number_word_behind_a_noun_or_its_abbreviation_names_that(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("it", "ordine cod. 70155", "70155"),
        ("es", "pedido cód. 70155", "70155"),
        ("cs", "obj. č. 70155", "70155"),
        ("de", "Wo bleibt mein Sessel? Tel. folgt. Bestell-Nr. 70155", "70155"),
    ],
)
def test_number_word_behind_an_order_word_still_names_an_order(
    language: str, text: str, number: str
) -> None:
    assert orders(language, text) == [number]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "Mulțumesc,\nIoana Petcu\nIași 700155"),
        ("uk", "З повагою,\nІван Бойко\nКременчук 39602"),
        ("ru", "С уважением,\nИван Бойков\nНижний Тагил 622013"),
        ("de", "Keller & Söhne\nBetrieb 70155\nUSt-IdNr. DE136695976"),
        ("en", "Halden Joinery\nYard 70155\nCompany no. 08841229"),
    ],
)
def test_town_with_its_postcode_and_lines_of_a_firms_papers_hold_no_order(
    language: str, text: str
) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Wo bleibt mein Sessel? 70155\nTel. 0171 4402918"),
        ("ro", "Unde e fotoliul meu?\n70155"),
        ("en", "Still waiting.\n70155\nTel. 07700 900461"),
    ],
)
def test_number_alone_beside_a_phone_is_still_an_order(language: str, text: str) -> None:
    assert orders(language, text) == ["70155"]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("pt", "N.º de seguimento: 02678719685293", "02678719685293"),
        ("pt", "Núm. de seguimento: 02678719685293", "02678719685293"),
        ("nl", "collinr. 02678719685293", "02678719685293"),
        ("de", "Paketscheinnummer 02678719685293", "02678719685293"),
        ("tr", "02678719685293 takip numaralı gönderi", "02678719685293"),
        ("el", "με την ACS (αρ. αποδεικτικού 4471902255)", "4471902255"),
    ],
)
def test_tracking_number_is_found_by_any_word_for_number(
    language: str, text: str, number: str
) -> None:
    assert tracking(language, text) == [number]
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("he", "הפריט RB054773034NL בטיפול"),
        ("en", "item RB054773034NL is at the sorting office"),
        ("fr", "l'article RB054773034NL est au centre de tri"),
        ("zh-Hans", "物品编号RB054773034NL"),
    ],
)
def test_right_check_digit_makes_a_parcel_of_whatever_it_is_called(
    language: str, text: str
) -> None:
    assert tracking(language, text) == ["RB054773034NL"]
