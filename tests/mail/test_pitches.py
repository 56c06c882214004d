"""Who pitches to shops is told by several parts; customers who use the same words are not."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.offers import NEEDED
from triage.mail.pitches import pitch
from triage.mail.reasons import weight


@pytest.mark.parametrize(
    "text",
    [
        "Ayudamos a más de 300 tiendas a multiplicar sus visitas. Hemos hecho una auditoría "
        "gratuita de su web.\nSi no quiere recibir más ofertas, responda BAJA.",
        "Wir unterstützen 200 Onlineshops, ihren Umsatz zu steigern. Hätten Sie 15 Minuten?\n"
        "Wenn Sie keine weiteren E-Mails wünschen, antworten Sie mit NEIN.",
        "Pomáháme e-shopům zvýšit tržby. Připravili jsme bezplatný audit. Máte 15 minut?\n"
        "Pokud si zprávy nepřejete, odpovězte STOP.",
        "Мы помогаем интернет-магазинам: больше клиентов. Бесплатный аудит готов. 15 минут?",
        "저희는 쇼핑몰 매출 성장을 지원합니다. 무료 진단을 해 드립니다. 15분 통화 가능하신가요?",
    ],
)
def test_pitch_to_shops_is_known_by_its_parts(text: str) -> None:
    assert weight(pitch(a_mail(sender="x@grow.example", text=text))) >= NEEDED


@pytest.mark.parametrize(
    "text",
    [
        "I answered STOP twice as your mail said, and still get your offers. Remove me.",
        "Your colleague helped me in the store for 15 minutes. The free consultation was great.",
        "We help our daughter open three stores. 15 minutes? If you don't want to, reply NO.",
        "Wir helfen einer Kundin, die in Ihrem Shop bestellt hat. Ist der Versand kostenlos?",
        "¿Me ayudan? Quiero una revisión gratis de mi lámpara, responda por favor.",
        "",
    ],
)
def test_customers_in_the_same_words_pitch_nothing(text: str) -> None:
    assert weight(pitch(a_mail(text=text))) < NEEDED
