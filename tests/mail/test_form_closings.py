"""What carriers say of themselves below a customer's words, and what customers say there."""

from __future__ import annotations

import pytest

from triage.mail.form_closings import Marks, without_closings

WORDS = "The lamp hums. Can I send it back?"
MARKS = Marks(("lindenhof.example", "formbox.example"), ("lindenhof & lanterns",), ("formbox",))


@pytest.mark.parametrize(
    "closing",
    [
        "Надіслано з lindenhof.example",
        "Lindenhof & Lanterns · Am Lindenhof 3, Kiel · +49 431 555 0100",
        "© 2026 Lindenhof & Lanterns. Kaikki oikeudet pidätetään.",
        "(Это письмо отправлено роботом, отвечать на него не нужно)",
        "本邮件由系统自动发送，请勿回复。",
        "Tạo biểu mẫu của riêng bạn tại FormBox",
        "Ingevuld op 12-11-2026 om 14:02 uur vanaf 203.0.113.9",
        "★★★☆☆",
    ],
)
def test_the_carriers_closing_is_cut(closing: str) -> None:
    assert without_closings(f"{WORDS}\n\n{closing}", MARKS) == WORDS


@pytest.mark.parametrize(
    "end",
    [
        "I ordered it on lindenhof.example.",
        "Bestellung 10991 bei lindenhof.example",
        "J'ai commandé sur lindenhof.example le 3.",
        "Is lindenhof.example your only shop?",
        "Thanks to all at Lindenhof & Lanterns",
        "Regards\nAna",
    ],
)
def test_a_customer_is_heard_to_the_end(end: str) -> None:
    text = f"{WORDS}\n\n{end}"
    assert without_closings(text, MARKS) == text


def test_nothing_is_left_of_a_closing_alone_but_itself() -> None:
    assert without_closings("© 2026 Lindenhof & Lanterns", MARKS) == "© 2026 Lindenhof & Lanterns"
