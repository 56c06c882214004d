"""Who a platform says acts, and the sentences in which nobody is named."""

from __future__ import annotations

import pytest

from triage.mail.buyer_names import buyer_name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("greenfingers-moll wants to return an item.", "greenfingers-moll"),
        ("A return was requested by greenfingers-moll on 18 Nov.", "greenfingers-moll"),
        ("Marjolein de Wit wil een artikel terugsturen.", "Marjolein de Wit"),
        ("Gestern hat anna_k88 eine Rückgabe beantragt.", "anna_k88"),
        ("s-kowalska chce zwrócić przedmiot", "s-kowalska"),
        ("sofia-reis abriu uma devolução.", "sofia-reis"),
        ("b***n wants to cancel the order.", "b***n"),
        ("Ирина Белова оформила возврат.", "Ирина Белова"),
        ("طلبت نورة القحطاني إرجاع المنتج.", "نورة القحطاني"),
        ("נועה לוי ביקשה להחזיר פריט.", "נועה לוי"),
        ("佐藤 花さんが返品を希望しています。", "佐藤 花"),
        ("김민지님이 반품을 신청했습니다.", "김민지"),
        ("王小明申请了退款", "王小明"),
        ("คุณสมหญิง ใจดี ต้องการคืนสินค้า", "สมหญิง ใจดี"),
    ],
)
def test_who_wants_a_return_is_read_before_and_behind_the_verb(line: str, name: str) -> None:
    assert buyer_name("Return request", line) == name


@pytest.mark.parametrize(
    "line",
    [
        "e-mail wants to return",
        "follow-up asked about return",
        "A buyer wants to return an item.",
        "Royal Mail has returned your item.",
        "Klarna Bank hat die Rückzahlung veranlasst.",
        "Garden Lamp Alba has been returned.",
        "お客様が返品を希望しています",
        "구매자님이 반품을 신청했습니다.",
        "买家申请退货",
    ],
)
def test_roles_things_and_firms_are_no_buyers(line: str) -> None:
    assert buyer_name("Return", line) == ""


def test_a_head_that_still_stands_above_the_words_names_the_buyer() -> None:
    text = "Puente para bajo\n$ 689\n\nRODRIGOBAJO88 preguntó:\n\n¿Llega antes del viernes?"
    words = "RODRIGOBAJO88 preguntó:\n\n¿Llega antes del viernes?"
    assert buyer_name("Te preguntaron por Puente para bajo", text, words) == "RODRIGOBAJO88"


@pytest.mark.parametrize(
    ("subject", "line", "name"),
    [
        ("Claim opened: item not received", "lampenfan hasn't received the order.", "lampenfan"),
        (
            "Case closed: item not received",
            "parcel didn't receive a scan in the depot of Leeds",
            "",
        ),
    ],
)
def test_what_a_buyer_lacks_names_them_and_the_case_is_nobody(
    subject: str, line: str, name: str
) -> None:
    assert buyer_name(subject, line) == name
