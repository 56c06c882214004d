"""Carriers' names with endings, their pages, papers and links; what beside them is no parcel's."""

from __future__ import annotations

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import NumberReader, Numbers

READER = NumberReader()


def read(language: str, text: str, subject: str = "", signature: str = "") -> Numbers:
    words = Words(subject=subject, text=text, signature=signature)
    return READER.read(words, language, {}, None)


def tracking(language: str, text: str, subject: str = "") -> list[str]:
    return [n.key for n in read(language, text, subject).tracking]


def orders(language: str, text: str, subject: str = "", signature: str = "") -> list[str]:
    return [n.key for n in read(language, text, subject, signature).orders]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("pl", "Karton GLS-em, 71390264418. Wgnieciony.", "71390264418"),
        ("hu", "A Packetától vettem át (Z 730 1182 946).", "Z7301182946"),
        ("ru", "Ехало СДЭКом, 20384417729, коробка мятая", "20384417729"),
        ("bg", "Дойде с Еконтът, 5300117729, кутията е мокра", "5300117729"),
        ("tr", "MNG'nin getirdiği koli 471903826615", "471903826615"),
    ],
)
def test_name_of_a_carrier_may_have_an_ending(language: str, text: str, expected: str) -> None:
    assert tracking(language, text) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("cs", "Zás. č. 60917728341\nobj. č. 20931", "60917728341"),
        ("es", "SEUR, n.º de albarán 0719338264", "0719338264"),
        ("de", "Beleg Deutsche Post RR918273641DE anbei", "RR918273641DE"),
        ("nl", "Retour 00373500417728390162 ligt al een week bij jullie", "00373500417728390162"),
        ("en", "Label says (00)340123450000000018, still nothing", "00340123450000000018"),
        (
            "pl",
            "odebrane z paczkomatu (640118203349817726501834), mokre",
            "640118203349817726501834",
        ),
        ("es", "lo trajo DPD, 05317726 441820.", "05317726441820"),
        ("sk", "5102 8837 4416\n\nFedEx to od pondelka nepohol.", "510288374416"),
        ("pt", "chegou pelo correio com o número DB661204937PT", "DB661204937PT"),
        ("de", "Bei GLS steht unter Nummer ZK4M81QX nichts Neues", "ZK4M81QX"),
        (
            "pl",
            "https://emonitoring.poczta.example/?numer=00259007730011822094",
            "00259007730011822094",
        ),
        ("ru", "https://www.cdek.example/tracking?order_id=20148833217", "20148833217"),
    ],
)
def test_parcel_is_known_by_its_form_or_carrier(language: str, text: str, expected: str) -> None:
    assert tracking(language, text) == [expected]


def test_subject_of_nothing_but_a_parcel_is_the_parcels() -> None:
    assert tracking("uk", "Нова пошта загубила посилку", "59001177283940") == ["59001177283940"]
    assert tracking("uk", "LL-20931 шостий день в дорозі", "20451177283941") == ["20451177283941"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bg", "Подадох рекламация при Еконт № 2026-440917, мълчат"),
        ("de", "heute kam eine DHL-Rechnung (Nr. MUC-R-0044127) über 14,50 EUR"),
        ("ru", "Курьер DPD был. Кафе «Двор», PVN LV40117726003"),
        ("hu", "Az LL-20931 csomagja megérkezett, a búra törött"),
        ("it", "pagato con Correos. Rif. pagamento 918204736611"),
    ],
)
def test_what_stands_beside_a_carrier_may_be_no_parcels(language: str, text: str) -> None:
    assert not tracking(language, text)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fr", "avoir LL-20931"),
        ("he", "חשבונית LL-20931"),
        ("tr", "YNT: fatura LL-20931"),
        ("en", "Re: credit note LL-20931"),
        ("fi", "LL-20931"),
    ],
)
def test_paper_at_the_end_of_a_subject_is_the_orders(language: str, subject: str) -> None:
    assert orders(language, "...", subject) == ["LL20931"]


def test_paper_counted_by_its_own_letters_is_no_order() -> None:
    assert not orders("de", "Danke.", "Rechnung RE-20931")
    assert not orders("en", "Thanks.", "contract C-20931")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("it", "Vorrei il rimborso. Rif. #20931.", "20931"),
        ("es", "Quiero que me devuelvan algo. La referencia es LL-20931.", "LL20931"),
        ("de", "Bitte um Rückmeldung\nRef. #20931", "20931"),
    ],
)
def test_reference_alone_in_its_sentence_is_ours(language: str, text: str, expected: str) -> None:
    assert orders(language, text) == [expected]


def test_number_below_the_name_is_the_order() -> None:
    assert orders("nl", "Graag annuleren.", signature="Marieke\n(LL-20931)") == ["LL20931"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "LL-20931 please. The other one, 48291736, is from Amazon, ignore it."),
        ("de", "Es geht um LL-20931. Die andere, 48291736, ist von Ebay."),
    ],
)
def test_other_order_of_another_shop_is_none_of_ours(language: str, text: str) -> None:
    assert orders(language, text) == ["LL20931"]
