"""Codes, serial numbers and carriers' own counts are no orders, and hide none beside them."""

from __future__ import annotations

from datetime import date

import pytest

from triage.understanding.meaning import Words
from triage.understanding.numbers.reader import NumberReader

SENT = date(2026, 11, 21)
READER = NumberReader()


def orders(language: str, text: str, subject: str = "") -> list[str]:
    words = Words(subject=subject, text=text)
    return [n.key for n in READER.read(words, language, {}, SENT).orders]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "skabskoden 551207 virkede ikke"),
        ("de", "Chargennummern: 77120045 und 77120046"),
        ("de", "Der Tresorcode ist 551207."),
        ("et", "sahtlikood 551207"),
        ("fi", "koneessa on runkonumero 77120045"),
        ("hu", "a rekeszkód 551207"),
        ("nb", "målernumre 77120045 og 77120046"),
        ("nl", "machinenummers 77120045 en 77120046"),
        ("sv", "brytarkoden 551207 fungerade inte"),
    ],
)
def test_what_an_unlisted_compound_names_is_no_order(language: str, text: str) -> None:
    assert orders(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lampenbestellnummern 20417 und 20418"),
        ("et", "tellimuskoodid 20417 ja 20418"),
        ("nb", "ordrekoder 20417 og 20418"),
        ("sv", "orderkoderna 20417 och 20418"),
    ],
)
def test_a_compound_with_an_order_in_it_names_orders(language: str, text: str) -> None:
    assert orders(language, text) == ["20417", "20418"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "رمز التفعيل 551207"),
        ("bg", "парола 551207"),
        ("cs", "výrobní čísla 77120045 a 77120046"),
        ("el", "σειριακοί αριθμοί 77120045 και 77120046"),
        ("en", "our driving licence 77120045"),
        ("es", "número de bastidor 77120045"),
        ("fr", "numéro du compteur 77120045"),
        ("he", "מספרים סידוריים 77120045 ו-77120046"),
        ("id", "nomor rangka 77120045"),
        ("it", "matricole 77120045 e 77120046"),
        ("pl", "numer licznika 77120045"),
        ("ro", "seriile 77120045 și 77120046"),
        ("ru", "накладные 77120045 и 77120046"),
        ("th", "รหัสปลดล็อก 551207"),
        ("tr", "garanti belgesi 77120045"),
        ("vi", "mã mở khóa 551207"),
        ("zh-Hans", "开柜码551207"),
    ],
)
def test_meters_papers_and_passwords_are_no_orders(language: str, text: str) -> None:
    assert orders(language, text) == []


def test_a_confirmation_code_beside_an_order_is_a_text_message_s() -> None:
    assert orders("en", "DHL texted: confirmation code 551207. My order is LL-20417.") == [
        "LL20417"
    ]
    assert orders("tr", "Kargonun onay kodu 5512. Siparişim 20417") == ["20417"]
    assert orders("en", "My confirmation code is 20417.") == ["20417"]


def test_digits_a_bank_writes_do_not_outweigh_the_order_of_the_subject() -> None:
    text = "Sur le relevé : référence du paiement 8400 2817 3391 0046"
    assert orders("fr", text, "Facture pour LL-20417") == ["LL20417"]
    text = "#20417の返金先はゆうちょ銀行 記号12040 番号55120711です"
    assert orders("ja", text) == ["20417"]


def test_a_carrier_counts_by_orders_too() -> None:
    text = "PostNL heeft LL-20417 volgens de app (ordernummer 3021 4455 6677 88)."
    assert orders("nl", text) == ["LL20417"]
    assert orders("zh-Hans", "订单号：LL-20417\n韵达单号：4312008823716") == ["LL20417"]
    assert orders("en", "GLS came with 55120711, the shade was missing") == []


def test_the_store_s_count_stands_beside_a_marketplace_s() -> None:
    text = "Amazon 302-1234567-7654321, with you it is #20417"
    assert orders("en", text) == ["30212345677654321", "20417"]
    text = "pesanan LL-20417 (invoice INV/20261104/MPL/5512071)"
    assert orders("id", text) == ["LL20417"]


def test_an_order_elsewhere_is_told_behind_an_abbreviation() -> None:
    assert orders("id", "Di toko lain, no. pesanan 2611030055120, lebih cepat") == []
    assert orders("ja", "よそのサイト（注文番号 771200）より早かった") == []


def test_an_order_of_ours_behind_one_elsewhere_is_kept() -> None:
    text = "よそのサイト（注文番号 771200）と違って、こちらの注文20417は早かったです"
    assert orders("ja", text) == ["20417"]
