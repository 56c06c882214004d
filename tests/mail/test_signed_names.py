"""The name below a letter whose sender shows none."""

from __future__ import annotations

import pytest

from triage.mail.parse import parse
from triage.mail.signed_names import name_signed


def signed(end: str, address: str = "laterne88@post.example") -> str:
    head = f"From: {address}\nTo: shop@lindenhof.example\nSubject: 4711\n"
    kind = "Content-Type: text/plain; charset=utf-8\n\n"
    letter = f"{head}{kind}The lamp of order 4711 came broken.\nWhat now?\n\n{end}\n"
    return name_signed(parse(letter.encode()), address)


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("Kind regards\nOlga Petrova", "Olga Petrova"),
        ("Cordialement\nM. Lebas, Rouen", "M. Lebas"),
        ("Kind regards\nCustomer Care", ""),
        ("Kind regards\nHappy Holidays", ""),
        ("Kind regards\nGasthof zum Hirschen GmbH", ""),
        ("Thanks\nOlga Petrova", ""),
        ("Olga Petrova", ""),
    ],
)
def test_below_a_closing_stands_a_person(end: str, name: str) -> None:
    assert signed(end) == name


@pytest.mark.parametrize(
    ("end", "address", "name"),
    [
        ("Yours Su Linden", "su.linden@post.example", "Su Linden"),
        ("Ihre Ingrid Höllerer", "i.hoellerer@post.example", "Ingrid Höllerer"),
        ("T. Lebas", "thierry.lebas@post.example", "T. Lebas"),
        ("Thanks\nGiuseppina Esposito", "giusy.esposito@post.example", "Giuseppina Esposito"),
        ("Yann", "yann.kerviel@post.example", "Yann"),
        ("Service", "service@lampen.example", ""),
        ("Regards\nDijkstra Hoveniers", "info@dijkstra-hoveniers.example", ""),
    ],
)
def test_the_address_tells_whose_name_it_is(end: str, address: str, name: str) -> None:
    assert signed(end, address) == name


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("宮下", "宮下"),
        ("田中です", "田中"),
        ("長谷川 はな", "長谷川 はな"),
        ("王丽", "王丽"),
        ("欧阳明", "欧阳明"),
        ("김민수 올림", "김민수"),
        ("福島県", ""),
        ("東京", ""),
        ("高橋様", ""),
        ("黄铜", ""),
        ("周五", ""),
        ("谢谢", ""),
        ("주세요", ""),
    ],
)
def test_names_without_capitals_stand_alone(end: str, name: str) -> None:
    assert signed(end) == name
