from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.builders import a_case
from triage.translation.masking import mask, private_to

ANNA = ("Anna Berg", "Anna", "Berg", "3031234567", "C-7KQ2P")


@pytest.mark.parametrize(
    "value",
    [
        "anna.berg@mail.example",
        "анна@почта.example",
        "https://shop.example/orders/77?key=abc",
        "www.shop.example/a",
        "+49 (0)170 123 45 67",
        "0171-2345678",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "RB123456789CN",
        "#LL-10402",
        "ANNA BERG",
        "303-1234567",
        "C-7KQ2P",
        "⟦order number?⟧",
    ],
)
@pytest.mark.parametrize("around", ["Bitte {} prüfen.", "请看{}，谢谢", "{}", "({})."])
def test_personal_data_is_put_aside_and_comes_back(value: str, around: str) -> None:
    text = around.format(value)
    masked = mask(text, ANNA)
    assert value not in masked.text
    assert masked.values == (value,)
    assert masked.restore(masked.text, masked.text) == text


def test_words_and_small_numbers_stay() -> None:
    text = "Ich habe 2 Lampen für 49,90 € bestellt, am 3. März, Größe 42. Annabelle ist lila."
    assert mask(text, ANNA).text == text


def test_name_in_a_script_without_spaces_is_found() -> None:
    assert mask("我是王小明的朋友", ("王小明",)).values == ("王小明",)


def test_overlapping_finds_become_one() -> None:
    masked = mask("Anna Berg <anna@mail.example>", ("Anna", "Anna Berg", "mail.example"))
    assert masked.values == ("Anna Berg", "anna@mail.example")


@pytest.mark.parametrize(
    ("answer", "back"),
    [
        ("first XZ11Q then XZ12Q", "first 1234567 then 7654321"),
        ("first xz 11 q then Xz12Q", "first 1234567 then 7654321"),
        ("first XZ１１Q then XZ12Q", "first 1234567 then 7654321"),
        ("first XZ12Q then XZ11Q", None),
        ("first XZ11Q", None),
        ("first XZ11Q then XZ12Q and XZ12Q", None),
        ("first XZ11Q then XZ13Q", None),
    ],
)
def test_only_a_whole_set_in_order_is_put_back(answer: str, back: str | None) -> None:
    masked = mask("erst 1234567 dann 7654321")
    assert masked.text == "erst XZ11Q dann XZ12Q"
    assert masked.restore(masked.text, answer) == back


def test_text_that_looks_like_our_placeholders_gets_others() -> None:
    masked = mask("Model XZ11Q, order 1234567")
    assert "XZ11Q" in masked.text
    assert masked.values == ("1234567",)
    assert masked.restore(masked.text, masked.text) == "Model XZ11Q, order 1234567"


def test_case_tells_what_is_private_in_it() -> None:
    case = replace(a_case(), tracking_numbers=("RB123456789CN",))
    private = private_to(case)
    assert {"Anna Berg", "Anna", "Berg", "anna@customer.example", "10401"} <= set(private)
    assert "RB123456789CN" in private


@given(st.text(st.sampled_from("aZ0 1.@/-#+(é王Q\nX"), max_size=120))
def test_masking_loses_nothing_whatever_is_written(text: str) -> None:
    masked = mask(text, ("aZ", "01"))
    assert masked.restore(masked.text, masked.text) == text
    assert "".join(part for part, _ in masked.parts(masked.text)) == text


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 20_000,
        "1 " * 10_000,
        "a@" * 10_000,
        "A1-" * 7000,
        "(" * 20_000,
        "AB12 " * 4000,
        "a.a" * 7000,
    ],
)
def test_hostile_text_is_masked_in_time(hostile: str) -> None:
    began = time.perf_counter()
    mask(hostile, ANNA)
    assert time.perf_counter() - began < 2
