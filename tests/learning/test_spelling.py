"""Mails are shown as people spell: most as they are, some bare, shouted or with slips."""

from __future__ import annotations

import numpy as np
import pytest

from triage.learning.spelling import bare, spelt


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Đơn hàng của tôi vẫn chưa đến", "Don hang cua toi van chua den"),
        ("Gražinkite pinigus už šį puodelį", "Grazinkite pinigus uz si puodeli"),
        ("Η κούπα ήρθε σπασμένη", "I koypa irthe spasmeni"),
        ("Добрий день, посилка не прийшла", "Dobriy den, posilka ne priyshla"),
        ("Größe 38, für 3 €", "Grosse 38, fur 3 €"),
    ],
)
def test_bare_text_is_what_is_typed_without_ones_own_keyboard(text: str, typed: str) -> None:
    assert bare(text) == typed


@pytest.mark.parametrize("text", ["لم تصلني الطلبية", "ההזמנה לא הגיעה", "商品还没到", "ยังไม่ได้รับ"])
def test_scripts_that_are_not_typed_letter_by_letter_stay(text: str) -> None:
    assert bare(text) == text


def test_most_mails_stay_and_the_others_keep_their_words_and_lines() -> None:
    text = "Bonjour,\nma théière est arrivée cassée samedi, que faire ?"
    chance = np.random.default_rng(4)
    shown = [spelt(text, chance) for _ in range(2000)]
    share = shown.count(text) / len(shown)
    assert 0.72 < share < 0.82
    assert text.upper() in shown
    assert bare(text) in shown
    slipped = [one for one in shown if one.lower() not in (text.lower(), bare(text).lower())]
    assert 0.004 < len(slipped) / len(shown) < 0.06
    for one in slipped:
        assert one.count("\n") == 1
        assert abs(len(one) - len(text)) <= 4
        assert [a[0] for a in one.split()] == [a[0] for a in text.split()]
