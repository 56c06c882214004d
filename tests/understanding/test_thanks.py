"""Thanks alone is satisfaction; thanks with anything else is an ordinary mail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.understanding.languages import languages
from triage.understanding.meaning import Words
from triage.understanding.thanks import only_thanks

THANKS = {
    "ar": "شكرا جزيلا، وصل الطرد اليوم",
    "bg": "Благодаря ви, пратката пристигна днес",
    "ca": "Moltes gràcies, el paquet ja ha arribat",
    "cs": "Děkuji moc, balíček dnes dorazil",
    "da": "Mange tak for den hurtige hjælp",
    "de": "Vielen Dank für die schnelle Hilfe, Paket ist heute angekommen.\n\nViele Grüße\nAnna",
    "el": "Ευχαριστώ πολύ, το δέμα έφτασε σήμερα",
    "en": "Thank you so much, the parcel arrived today and everything is perfect!",
    "es": "Muchas gracias, ya ha llegado el paquete",
    "et": "Suur tänan kiire vastuse eest",
    "fa": "خیلی ممنون از پاسخ سریع شما",
    "fi": "Kiitos paljon, paketti tuli perille tänään",
    "fr": "Merci beaucoup pour votre aide, le colis est arrivé",
    "he": "תודה רבה על העזרה",
    "hi": "बहुत बहुत धन्यवाद",
    "hr": "Hvala vam puno na brzom odgovoru",
    "hu": "Nagyon szépen köszönöm a gyors választ",
    "id": "Terima kasih kak, paketnya sudah sampai",
    "it": "Grazie mille, il pacco è arrivato",
    "ja": "本日、無事に商品が届きました。ありがとうございました。",
    "ko": "빠른 답변 정말 감사합니다",
    "lt": "Labai ačiū už greitą atsakymą",
    "lv": "Liels paldies par ātro atbildi",
    "ms": "Terima kasih banyak, barang dah sampai",
    "nb": "Tusen takk for rask hjelp",
    "nl": "Hartelijk dank voor de snelle reactie",
    "pl": "Bardzo dziękuję za szybką pomoc",
    "pt": "Muito obrigada pela ajuda, já chegou",
    "ro": "Mulțumesc mult, coletul a ajuns azi",
    "ru": "Большое спасибо, посылка пришла",
    "sk": "Ďakujem veľmi pekne za pomoc",
    "sl": "Najlepša hvala za hiter odgovor",
    "sr": "Puno hvala, paket je stigao danas",
    "sv": "Tack så mycket för hjälpen",
    "th": "ขอบคุณมากค่ะ ได้รับของแล้ว",
    "tr": "Çok teşekkür ederim, kargo bugün geldi",
    "uk": "Дуже дякую за швидку відповідь",
    "vi": "Cảm ơn shop nhiều, tôi đã nhận được hàng rồi",
    "zh-Hans": "包裹已经收到了，非常感谢！",
    "zh-Hant": "東西收到了，謝謝你們！",
}

MORE = [
    ("en", "Thanks, but the mug is broken"),
    ("en", "Thanks, arrived damaged"),
    ("en", "Thank you. When will the refund arrive"),
    ("en", "Thanks in advance"),
    ("en", "Thanks, the parcel arrived. Is there a second one?"),
    ("en", "The parcel arrived today"),
    ("en", "Thanks for nothing"),
    ("en", "Thank you, order 77 arrived"),
    ("de", "Danke, leider ist die Tasse kaputt"),
    ("de", "Danke im Voraus"),
    ("fr", "Merci de me rembourser"),
    ("es", "Gracias, pero falta una pieza"),
    ("ja", "ありがとうございます。まだ届きません。"),
    ("zh-Hans", "谢谢，请尽快退款"),
    ("zh-Hans", "收到了，但是破了，谢谢"),
    ("zh-Hant", "謝謝，什麼時候寄出"),
    ("th", "ขอบคุณค่ะ แต่ของยังไม่มา"),
    ("ru", "Спасибо, но посылка не пришла"),
    ("el", "Ευχαριστώ, έφτασε το δέμα;"),
    ("und", "Thanks"),
]


def test_samples_cover_every_language() -> None:
    assert set(THANKS) == set(languages())


@pytest.mark.parametrize(("language", "text"), THANKS.items())
def test_mail_that_merely_thanks_is_satisfaction(language: str, text: str) -> None:
    assert only_thanks(Words(text=text), language)


@pytest.mark.parametrize(("language", "text"), MORE)
def test_mail_that_says_more_is_not(language: str, text: str) -> None:
    assert not only_thanks(Words(text=text), language)


def test_new_subject_counts_but_that_of_a_reply_does_not() -> None:
    assert not only_thanks(Words(subject="Mug broken", text="Thanks!"), "en")
    assert not only_thanks(Words(subject="Where is it?", text="Thanks!"), "en")
    assert only_thanks(Words(subject="Re: Your mug is broken", text="Thanks!"), "en")


def test_attachments_are_something_to_look_at() -> None:
    assert not only_thanks(Words(text="Thank you!", attachment_types=("image/jpeg",)), "en")


@given(st.text(max_size=300), st.sampled_from(sorted(languages())))
@settings(max_examples=100, deadline=None)
def test_any_text_is_judged_without_failing(text: str, language: str) -> None:
    assert only_thanks(Words(text=text), language) in {True, False}
