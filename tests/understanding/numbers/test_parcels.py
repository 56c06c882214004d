"""Parcels' numbers as customers write them: in blocks, over a line's end, in links, unnamed."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import NumberReader, Numbers

SENT = date(2026, 11, 21)
READER = NumberReader()


def read(language: str, text: str, subject: str = "") -> Numbers:
    return READER.read(Words(subject=subject, text=text), language, {}, SENT)


def tracking(language: str, text: str, subject: str = "") -> list[str]:
    return [n.key for n in read(language, text, subject).tracking]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "Il corriere FedEx (8126 4410 7735) non trova l'indirizzo.", "812644107735"),
        ("es", "FedEx me dice que 7719-3340-8825 está en Madrid", "771933408825"),
        ("pl", "InPost 6812 0340 0718 2294 1105 7733 stoi", "681203400718229411057733"),
        ("pt", "a DHL Express 44 1820 7735 ainda em Leipzig", "4418207735"),
        ("en", "the tag says rn 418 220 917 gb and nothing more", "RN418220917GB"),
        ("fr", "UPS : 1z 88f 3w1 68 1042 7735", "1Z88F3W16810427735"),
        ("de", "Hermes hat LL-21002 (Auftragsnr. 0551 7729 4011 36) schon", "05517729401136"),
        ("vi", "GHTK báo S33518841.HN2.A4.2048810377 đã đi", "S33518841HN2A42048810377"),
    ],
)
def test_blocks_beside_a_carrier_are_one_number(language: str, text: str, expected: str) -> None:
    assert tracking(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "DHL rang me from 020 7946 0958 yesterday"),
        ("fr", "Appelez-moi au 06 12 34 56 78, FedEx ne répond pas"),
        ("ko", "CJ대한통운 기사님 전화 010-4821-7735 안 받으세요"),
        ("en", "FedEx refused my card 4111 1111 1111 1111"),
        ("de", "Hermes war da. Meine Kundennummer 4418 2207 7351"),
        ("de", "Kontonummer 1234 5678 9012, bitte, DPD war nie hier"),
        ("en", "GLS brought 10442 and 10443 together"),
        ("de", "Versand: DHL\nIhr Gutschein: 8820-4417-0093"),
    ],
)
def test_blocks_of_something_else_stay_out(language: str, text: str) -> None:
    assert tracking(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Your courier says SF410337\n7729184 is gone", "SF4103377729184"),
        ("es", "El paquete YT44018822\n09317745 no llega", "YT4401882209317745"),
        ("zh-Hans", "快递单 KY4118\n229385516", "KY4118229385516"),
        ("en", "tracking 4PX4411482729\n308CN please", "4PX4411482729308CN"),
    ],
)
def test_line_end_breaks_no_number(language: str, text: str, expected: str) -> None:
    found = read(language, text)
    assert [n.key for n in found.tracking] == [expected]
    assert found.orders == ()


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.suivi-colis.example/fiche?code=6091833402716&lang=fr", ["6091833402716"]),
        ("https://zasilky.example/sledovani/balik?cislo=41882207733", ["41882207733"]),
        ("https://track.example/x?session=88213377182634&lang=de", []),
        ("https://lindenhof.example/track?order=1041882207&ts=1731000000000", []),
        ("https://shop.example/product?id=41882207733", []),
    ],
)
def test_links_that_speak_of_parcels_hold_one(link: str, expected: list[str]) -> None:
    assert tracking("en", f"See {link} for it") == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "номер накладной 4418220773 и всё", "4418220773"),
        ("sv", "Fraktsedelsnumret är 4418220773", "4418220773"),
        ("zh-Hans", "韵达单号：4418220773516", "4418220773516"),
        ("tr", "Konşimento no 44182207735", "44182207735"),
        ("id", "(TLJC0041882207, jne, order LL-21571)", "TLJC0041882207"),
        ("en", "TNT gave me [GD418220773WW]", "GD418220773WW"),
        ("da", "Airwaybill 0410057616 (DHL)", "0410057616"),
    ],
)
def test_papers_and_carriers_name_parcels(language: str, text: str, expected: str) -> None:
    assert tracking(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "dichiarazione 26IT00041822077351 per il pacco"),
        ("pl", "MRN 26PL301010E0041822 co to jest"),
        ("fi", "Katoamisilmoituksen numero 20261104188, Posti ei vastaa"),
        ("en", "Royal Mail gave me investigation no. 4418220773"),
    ],
)
def test_customs_and_enquiries_are_no_parcels(language: str, text: str) -> None:
    assert tracking(language, text) == []
