"""What is kept of a mail to learn from: nothing that tells who wrote it, but the complaint."""

from __future__ import annotations

import re

import pytest

from triage.understanding.meaning import Words
from triage.understanding.redaction import MARKS, redact, redact_text

_MARK = re.compile("|".join(map(re.escape, MARKS)))

# language, display name, text, what must be gone, what must stay
MAILS = [
    ("en", "Anna Berg",
     "Hello,\nmy name is Anna Berg, the lamp of order LL-20931 (placed 2026-03-02) arrived broken. "
     "Call +44 20 7946 0958 or write to anna.berg@post.example. It cost 49.90, answer by 12.11. "
     "or send one to 12 Baker Street, London NW1 6XE until 18:30.\nRegards\nAnna",
     ("Anna", "Berg", "LL-", "Baker", "NW1", "post.example"),
     ("the lamp of order", "arrived broken", "It cost 49.90, answer by 12.11.", "until 18:30")),
    ("de", "Petra Lindner",
     "Guten Tag,\nmeine Bestellung 10423 ist kaputt angekommen. IBAN DE89 3704 0044 0532 0130 00. "
     "Neue Adresse:\nHauptstraße 12a\n80331 München\noder an Birkenweg 4, 10115 Berlin schicken. "
     "Seit 10-14 Tagen warte ich.\nGruß\nPetra L.",
     ("Petra", "DE89", "Hauptstr", "München", "Birkenweg", "Berlin"),
     ("meine Bestellung", "ist kaputt angekommen", "Seit 10-14 Tagen warte ich")),
    ("fr", "Camille Dubois",
     "Bonjour, je m'appelle Camille Dubois, commande n° 778899 reçue cassée. J'habite 12 rue de la "
     "Paix, 75002 Paris. Voir https://shop.example/o/77.\nCordialement\nCamille Marie Dubois",
     ("Camille", "Marie", "Dubois", "Paix", "Paris", "shop.example"),
     ("reçue cassée", "J'habite")),
    ("es", "José García",
     "Hola, soy José García. El pedido 99887 llegó roto, quiero mi dinero. Calle Mayor 5, 28013 "
     "Madrid.\nGracias\njose",
     ("José", "García", "jose", "Mayor", "Madrid"),
     ("llegó roto, quiero mi dinero",)),
    ("it", "Giulia Rossi",
     "Buongiorno, mi chiamo Giulia Rossi. Il pacco non è arrivato a viale Monza 12, 20125 Milano. "
     "Tel. 02 1234 5678.\nSaluti\nGiulia",
     ("Giulia", "Rossi", "Monza", "Milano"),
     ("Il pacco non è arrivato",)),
    ("pl", "Katarzyna Nowak",
     "Dzień dobry, nazywam się Katarzyna Nowak. Paczka 1Z999AA10123456784 jest uszkodzona. "
     "ul. Długa 7, 00-238 Warszawa\nPozdrawiam\nKatarzyna",
     ("Katarzyna", "Nowak", "1Z", "Długa", "Warszawa"),
     ("jest uszkodzona",)),
    ("ru", "Анна Петрова",
     "Здравствуйте, меня зовут Анна Петрова. Заказ № 445566 пришёл разбитым. ул. Ленина, д. 5, "
     "кв. 12, 101000 Москва. Тел. 8 (916) 123-45-67. Ответьте Анне на anna@почта.example\n"
     "С уважением,\nАнна",
     ("Анна", "Анне", "Петров", "Ленина", "Москва", "почта"),
     ("пришёл разбитым", "Ответьте")),
    ("tr", "Ayşe Yılmaz",
     "Merhaba, benim adım Ayşe Yılmaz. 55667788 numaralı sipariş kırık geldi. Atatürk Cad. No: 5. "
     "Ayşe'nin telefonu 0532 123 45 67",
     ("Ayşe", "Yılmaz", "Atatürk"),
     ("numaralı sipariş kırık geldi",)),
    ("ja", "田中 由紀",
     "田中由紀と申します。注文番号250-1234567-1234567のランプが割れていました。〒150-0001 "
     "東京都渋谷区神宮前1-2-3 に送ってください。電話は０９０－１２３４－５６７８です。\n田中",
     ("田中", "由紀", "渋谷", "神宮前", "０９０"),
     ("のランプが割れていました", "に送ってください")),
    ("ko", "김민수",
     "안녕하세요, 저는 김민수입니다. 주문번호 20260301123456 상품이 파손되어 왔습니다. "
     "서울시 강남구 테헤란로 123 으로 보내 주세요. 010-1234-5678\n민수 드림",
     ("김민수", "민수", "강남구", "테헤란로"),
     ("상품이 파손되어 왔습니다", "보내 주세요")),
    ("zh-Hans", "王小明",
     "你好，我叫王小明。订单号123456789012的灯坏了，请退款。请寄到北京市朝阳区建国路88号。"
     "电话13812345678\n小明",
     ("王小明", "小明", "朝阳", "建国路"),
     ("的灯坏了，请退款", "请寄到")),
    ("zh-Hant", "陳美玲",
     "您好，我是陳美玲，訂單A1B2C3D4收到時已破損。地址：臺北市信義路五段7號。",
     ("陳美玲", "A1B2", "信義路"),
     ("收到時已破損",)),
    ("ar", "ليلى حداد",
     "مرحبا، اسمي ليلى حداد. وصل الطلب رقم ١٢٣٤٥٦ مكسورا. شارع الملك فهد 12، أريد استرداد "
     "المبلغ.\nشكرا\nليلى",
     ("ليلى", "حداد", "فهد"),
     ("وصل الطلب رقم", "مكسورا", "أريد استرداد المبلغ")),
    ("hi", "प्रिया शर्मा",
     "नमस्ते, मेरा नाम प्रिया शर्मा है। ऑर्डर १२३४५६ टूटा हुआ आया। 12 गांधी मार्ग पर भेजें। फोन "
     "98765 43210\nधन्यवाद\nप्रिया",
     ("प्रिया", "शर्मा", "गांधी"),
     ("टूटा हुआ आया", "पर भेजें")),
    ("th", "สมชาย ใจดี",
     "สวัสดีครับ ผมชื่อสมชาย ใจดี สั่งซื้อเลขที่ 12345678 ของแตก ส่งที่ 99/1 ถนนสุขุมวิท "
     "แขวงคลองเตย 10110\nขอบคุณครับ สมชาย",
     ("สมชาย", "ใจดี", "สุขุมวิท", "คลองเตย"),
     ("ของแตก",)),
    ("el", "Ελένη Παππά",
     "Καλησπέρα, με λένε Ελένη Παππά. Η παραγγελία 556677 ήρθε σπασμένη. Οδός Ερμού 15.\n"
     "Ευχαριστώ\nΕλένη",
     ("Ελένη", "Παππά", "Ερμού"),
     ("ήρθε σπασμένη",)),
    ("he", "נועה כהן",
     "שלום, שמי נועה כהן. הזמנה 998877 הגיעה שבורה. רחוב הרצל 12\nתודה\nנועה",
     ("נועה", "כהן", "הרצל"),
     ("הגיעה שבורה",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "name", "text", "gone", "stays"), MAILS, ids=[mail[0] for mail in MAILS]
)
def test_nothing_tells_who_wrote_and_the_complaint_stays(
    language: str, name: str, text: str, gone: tuple[str, ...], stays: tuple[str, ...]
) -> None:
    words = Words(subject=f"{name}: 10423", text=text, sender_name=name)
    made = redact(words, language)
    for said in (made.subject, made.text):
        assert not re.search(r"\d{4}", said)
        assert [each for each in gone if each in said] == []
    assert [each for each in stays if each not in made.text] == []
    assert_rest_is_kept(text.strip(), made.text)


def assert_rest_is_kept(text: str, redacted: str) -> None:
    """Hold that all but the marks stands in the text, in its order."""
    at = 0
    for part in _MARK.split(redacted):
        found = text.find(part, at)
        assert found >= 0, part
        at = found + len(part)


def test_fields_of_a_form_and_known_numbers_are_taken_out_wherever_they_stand() -> None:
    words = Words(
        text="The lamp of A-12 for ines is broken; I live in Kew 7.",
        form_fields=(("first_name", "Ines"), ("last_name", "Okafor"), ("address", "Kew 7")),
    )
    made = redact(words, "en", names=("Okafor",), values=("A12",))
    assert made.text == "The lamp of ⟨number⟩ for ⟨name⟩ is broken; I live in ⟨number⟩."


def test_name_that_is_a_word_goes_only_with_its_capital() -> None:
    said = redact_text("I will wait. Will Stone, you read it", "en", ("Will Stone",))
    assert said == "I will wait. ⟨name⟩, you read it"


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("vi", "Minh", "Mình muốn đổi hàng."),
        ("ko", "김순애", "감사한 가족 선물이 고장 났어요."),
    ],
)
def test_word_that_is_but_like_a_name_stays(language: str, name: str, text: str) -> None:
    assert redact_text(text, language, (name,)) == text


def test_second_given_name_beside_a_known_one_goes_with_it() -> None:
    assert redact_text("Thanks\nAnna Maria K. Berg", "en", ("Anna Berg",)) == "Thanks\n⟨name⟩"


@pytest.mark.parametrize(
    "text",
    [
        "Nothing came for 10-14 days, at 18:30 on 3/5 I paid 129.90 for 2 lamps.",
        "THIS IS A JOKE. I will call my bank.",
        "Devolvam os R$ 348,00, por favor",
        "code SPRING15 is refused",
        "知道了，路上坏了，已经等了10天",
        "mesajıma 3 gündür cevap yok",
    ],
)
def test_words_that_tell_nobody_stay(text: str) -> None:
    assert redact_text(text, "en") == text


def test_what_is_redacted_once_stays_as_it_is() -> None:
    for language, name, text, _, _ in MAILS:
        once = redact_text(text, language, (name,))
        assert redact_text(once, language, (name,)) == once


def test_hostile_text_is_read_in_time() -> None:
    for text in ("1 " * 30_000, "Rue " * 15_000, "北京市" * 20_000, "a@" * 30_000, "-" * 60_000):
        assert len(redact_text(text, "en", ("Anna Berg",))) <= len(text)
