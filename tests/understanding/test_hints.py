"""An answer to our letter is a second contact; an answer to our automatic notice is none."""

from __future__ import annotations

import pytest

from triage.understanding.complaint import ComplaintReader
from triage.understanding.hints import answers_notice, hints_of
from triage.understanding.meaning import Words
from triage.understanding.taxonomy import Signal

AGAIN = "signal:repeat_contact"


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Re: Your order #10442 has been dispatched"),
        ("de", "AW: Ihre Bestellung 20417 wurde versandt"),
        ("fr", "RE: Votre colis est en route"),
        ("es", "RV: Gracias por tu compra"),
        ("it", "R: Il tuo ordine LL-20417 è stato spedito"),
        ("nl", "Antw: Bedankt voor je bestelling"),
        ("pl", "Odp: Twoja paczka została nadana"),
        ("cs", "Re: Vaše zásilka byla doručena"),
        ("fi", "VS: Kiitos tilauksestasi 20417"),
        ("hu", "Re: Rendelésének visszaigazolása"),
        ("ru", "Re: Ваш заказ 20417 принят"),
        ("tr", "Ynt: Siparişiniz kargoya verildi"),
        ("he", "תגובה: הזמנתך התקבלה"),
        ("ja", "Re: ご注文ありがとうございます"),
        ("ko", "RE: 주문이 정상적으로 접수되었습니다"),
        ("zh-Hans", "回复：您的订单20417已发货"),
        ("vi", "Re: Đơn hàng 20417 đang được giao"),
        ("tr", "Re: Order confirmation LL-20417"),  # the store wrote English
    ],
)
def test_who_answers_a_notice_has_not_written_before(language: str, subject: str) -> None:
    words = Words(subject=subject, text="…", quoted="> …")
    assert answers_notice(words, language)
    assert AGAIN not in hints_of(words, "", language)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Re: Your complaint about order #10442 [C-7KQ2]"),
        ("de", "AW: Ihre Anfrage zur Bestellung 20417"),
        ("fr", "RE: Retard de votre colis"),
        ("es", "Re: Su reclamación"),
        ("pl", "Odp: Reklamacja zamówienia 20417"),
        ("ja", "Re: お問い合わせの件"),
        ("zh-Hans", "回复：关于订单20417的退款"),
        ("ru", "Re: Возврат по заказу 20417"),
    ],
)
def test_who_answers_a_letter_of_ours_writes_again(language: str, subject: str) -> None:
    words = Words(subject=subject, text="…", quoted="> …")
    assert hints_of(words, "", language) == {AGAIN}


def test_a_date_to_meet_speaks_for_a_deadline() -> None:
    assert hints_of(Words(text="by Friday"), "by Friday", "en") == {"signal:deadline"}


def test_the_same_words_are_a_second_contact_below_a_letter_alone() -> None:
    def signals(subject: str) -> tuple[Signal, ...]:
        words = Words(subject=subject, text="The size is wrong, please send L.", quoted="> …")
        return ComplaintReader().read(words, "en", hints_of(words, "", "en")).signals

    assert Signal.REPEAT_CONTACT in signals("Re: Your complaint about the dress")
    assert Signal.REPEAT_CONTACT not in signals("Re: Your order has been delivered")
