"""Names as one greets them; whatever is doubtful gives no name at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.understanding.meaning import Words
from triage.understanding.people import LONGEST, clean, greeting_name


def name(text: str = "", shown: str = "", language: str = "en", **more: str) -> str:
    words = Words(
        text=text,
        sender_name=shown,
        sender_address=more.get("address", "someone@mail.example"),
        signature=more.get("signature", ""),
        form_fields=(("name", more["form"]),) if "form" in more else (),
    )
    return greeting_name(words, language)[0]


@pytest.mark.parametrize(
    ("raw", "language", "cleaned"),
    [
        ("Anna Schmidt", "de", "Anna Schmidt"),
        ("ANNA-LENA SCHMIDT", "de", "Anna-Lena Schmidt"),
        ("anna van der berg", "nl", "Anna van der Berg"),
        ("Dr. Anna Schmidt", "de", "Anna Schmidt"),
        ("Frau Prof. Dr. Schmidt, Anna", "de", "Anna Schmidt"),
        ("Doe, John", "en", "John Doe"),
        ("John Doe, PhD", "en", "John Doe"),
        ("Kovács, János", "hu", "Kovács János"),
        ("O'NEIL", "en", "O'Neil"),
        ("Ronald McDonald", "en", "Ronald McDonald"),
        ("IŞIK YILDIZ", "tr", "Işık Yıldız"),
        ("ΓΙΩΡΓΟΣ ΠΑΠΠΑΣ", "el", "Γιωργος Παππας"),
        ("田中 太郎様", "ja", "田中 太郎"),
        ("李小龙先生", "zh-Hans", "李小龙"),
        ("김민수님", "ko", "김민수"),
        ("สมชาย ใจดี", "th", "สมชาย ใจดี"),
        ("प्रिया शर्मा", "hi", "प्रिया शर्मा"),
        ("Tuan Nguyen", "vi", "Tuan Nguyen"),
        ("Encik Rahman", "ms", "Rahman"),
        ("Ana Sá", "pt", "Ana Sá"),
        ("Otto Pan", "en", "Otto Pan"),
        ("Jana Nováková (Gmail)", "cs", "Jana Nováková"),
        ("Maria Rossi via Etsy", "it", "Maria Rossi"),
        ("Anna 🌸 Schmidt", "de", "Anna Schmidt"),
        ("\u202eAnna\u200b Schmidt", "de", "Anna Schmidt"),
        ("Ａｎｎａ", "de", "Anna"),
    ],
)
def test_names_are_brought_into_greeting_form(raw: str, language: str, cleaned: str) -> None:
    assert clean(raw, language) == cleaned


@pytest.mark.parametrize(
    "raw",
    [
        "Kundenservice", "info", "Mailer-Daemon", "Acme GmbH", "Nordic Trading AB", "ACME AS",
        "J.", "X", "shopper84", "{{ name }}", "Anna {% if x %}", "https://evil.example",
        "www.evil.example",
        "anna@mail.example", "Anna\nBcc: all", "客服小王", "株式会社 山田", "Аnna Schmidt",
        "my iPhone",
        "Anna" * 11, "one two three four five six", "<b>Anna</b>", "Max; DROP", "",
    ],
)  # fmt: skip
def test_what_is_no_plain_name_gives_none(raw: str) -> None:
    assert clean(raw, "en") == ""


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Wo ist mein Paket?\n\nViele Grüße\nAnna", "de", "Anna"),
        ("Wo ist mein Paket?\nMit freundlichen Grüßen Anna Schmidt", "de", "Anna Schmidt"),
        ("Where is it?\nThanks, John", "en", "John"),
        ("Where is it?\n\nKind regards,\nDr. John A. Smith\nLeeds", "en", "John A. Smith"),
        ("¿Dónde está?\nUn saludo,\nLucía Pérez", "es", "Lucía Pérez"),
        ("Где посылка?\nС уважением, Иван Петров", "ru", "Иван Петров"),
        ("Cordialement,\nMme Claire Dubois", "fr", "Claire Dubois"),
        ("包裹还没到。\n谢谢！\n王小明", "zh-Hans", "王小明"),
        ("荷物が届きません。\nよろしくお願いいたします。\n山田花子", "ja", "山田花子"),
        ("山田と申します。荷物が届きません。", "ja", "山田"),
        ("택배가 안 왔어요.\n감사합니다.\n김민수 드림", "ko", "김민수"),
        ("Trân trọng,\nNguyễn Văn An", "vi", "Nguyễn Văn An"),
        ("مع التحية\nأحمد علي", "ar", "أحمد علي"),
    ],
)
def test_signed_name_is_read(text: str, language: str, found: str) -> None:
    assert name(text, language=language) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thanks Sarah, but the parcel is still not here.", "en"),
        ("Thank you\nPlease Send Refund", "en"),
        ("Danke\nSent from my iPhone", "de"),
        ("Vielen Dank im Voraus", "de"),
        ("Thanks\nthe parcel is wet", "en"),
        ("谢谢\n请退款", "zh-Hans"),
        ("شكرا\nارجو الرد", "ar"),
        ("Regards\nCustomer Support Team", "en"),
        ("我是老客户，东西坏了", "zh-Hans"),
    ],
)
def test_sentences_after_a_closing_are_no_names(text: str, language: str) -> None:
    assert name(text, language=language) == ""


def test_sign_off_beats_form_field_beats_display_name() -> None:
    text = "Where is it?\nBest,\nJo"
    assert name(text, shown="Joanna Miller", form="Joanna Miller") == "Jo"
    assert name("Where?", shown="Shop Mailer", form="joanna miller") == "Joanna Miller"
    assert name("Where?", shown="Joanna Miller") == "Joanna Miller"


def test_family_name_or_initials_alone_give_way_to_the_full_name() -> None:
    assert name("Hallo\nMfG\nSchmidt", shown="Anna Schmidt", language="de") == "Anna Schmidt"
    assert name("Hallo\nMfG\nA. Schmidt", shown="Anna Schmidt", language="de") == "Anna Schmidt"


def test_lower_case_sign_off_counts_when_the_name_is_known() -> None:
    assert name("where is it\nthx mike", shown="Mike Brown") == "Mike"
    assert name("where is it\nthx buddy", shown="") == ""


@pytest.mark.parametrize("shown", ["anna.schmidt", "annaschmidt", "shadowfox"])
def test_user_names_are_not_greeted(shown: str) -> None:
    assert name("Hello", shown=shown, address="anna.schmidt@mail.example") == ""


def test_reason_points_at_the_name() -> None:
    text = "Wo ist es?\n\nViele Grüße\nAnna Schmidt"
    found, (reason,) = greeting_name(Words(text=text), "de")
    assert text[reason.start : reason.end] == found == "Anna Schmidt"


@pytest.mark.parametrize(
    ("text", "shown", "address", "language", "found"),
    [
        # A line of its own, without a closing
        ("Where is my lamp?\n\nTomasina Reed\nFacilities, ext. 12", "", "", "en", "Tomasina Reed"),
        ("Wo bleibt die Lampe?\n\nJörg Petersen, Einkauf", "", "", "de", "Jörg Petersen"),
        ("I would rather keep it.\n\nGabs", "Gabriela Mota", "gabs.mota", "en", "Gabs"),
        ("El paquete no llega.\n\nÁngel Ruiz", "angel ruiz", "aruiz", "es", "Ángel Ruiz"),
        # At the end of a line
        ("dammi i soldi indietro. Pino", "", "pino.serra", "it", "Pino"),
        ("gde je paket, hvala, jelena", "jelena", "jelena.k", "sr", "Jelena"),
        ("nerde kaldi, tesekkurler sule", "Şule K.", "sule88", "tr", "Şule"),
        ("δεν ηρθε ακομα ευχαριστω νικη", "Νίκη", "niki.p", "el", "Νίκη"),
        # In their own letters, the header in Latin ones
        ("کی می‌رسد؟\n\nنرگس کاظمی", "Narges Kazemi", "narges", "fa", "نرگس کاظمی"),
        ("कब आएगा?\n\nअनुराधा", "Anuradha Sen", "anu.sen", "hi", "अनुराधा"),
        ("متى تصل؟\n\nطارق – عمّان", "Tarek Nassar", "tnassar", "ar", "طارق"),
        ("itsu todokimasu ka\n\nさゆり", "sayuri", "sayuri.m", "ja", "さゆり"),
        ("מתי זה מגיע?\n\nתודה, דניאלה", "Daniela Katz", "dkatz", "he", "דניאלה"),
        # What the customer signed is not what the office is called
        ("Moja roba?\n\nIvo Marić\nskladištar", "Računovodstvo", "ured", "hr", "Ivo Marić"),
        ("Faktura chybí.\nDěkuji, Jana Malá, účetní", "Účtárna", "uctarna", "cs", "Jana Malá"),
        ("Factuur?", "Boekhouding – Joke Smit", "administratie", "nl", "Joke Smit"),
        # Honorifics and single characters
        ("请问何时发货？", "孙女士", "sun", "zh-Hans", "孙女士"),
        ("返品したいです。", "森", "mori", "ja", "森"),
        ("点解未到?\n\nthx\n阿Ming", "", "", "zh-Hant", "阿Ming"),
        ("מתי?", 'ד"ר רות לוי', "rl", "he", "רות לוי"),
        ("Khi nào giao?", "Trần Diệu My", "dieumy", "vi", "Trần Diệu My"),
        # User names that are names
        ("dove sta", "luca_r", "luca.rossi", "it", "Luca"),
        ("gdzie paczka", "ola", "ola.w", "pl", "Ola"),
        ("waar is het", "Piet de Jong", "pietdejong", "nl", "Piet de Jong"),
    ],
)
def test_name_is_found_where_customers_write_it(
    text: str, shown: str, address: str, language: str, found: str
) -> None:
    address = f"{address or 'x'}@mail.example"
    assert name(text, shown=shown, address=address, language=language) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Grüß Gott,\n\nwo ist mein Paket?", "de"),
        ("Üdv, Szeretném tudni, mikor indul el végre a rendelésem", "hu"),
        ("Salam Encik Rahim,\n\nmana barang saya?", "ms"),
        ("Wo ist es?\n\nViele Grüße von der Küste", "de"),
        ("Wo ist es?\n\nServus", "de"),
        ("Dov'è?\n\nArrivederci", "it"),
        ("Gdzie to jest?\n\nMiłego dnia", "pl"),
        ("Was nun?\n\nBitte Um Antwort", "de"),
        ("چه شد؟\n\nمنتظر پاسخ", "fa"),
        ("क्या हुआ?\n\nजल्दी जवाब दें", "hi"),
        ("どうなりましたか。\n\n緑色のランプ", "ja"),
        ("怎么办？\n\n高兴不起来", "zh-Hans"),
        ("איפה זה\n\nנשלח מה-iPhone שלי", "he"),
    ],
)
def test_what_stands_where_names_stand_is_not_taken_for_one(text: str, language: str) -> None:
    found = name(text, shown="Shirley Moor", language=language)
    assert found == "Shirley Moor"
    assert name(text, language=language) == ""


@given(
    st.text(max_size=250),
    st.text(max_size=80),
    st.sampled_from(["de", "tr", "ja", "hu", "ar", "und"]),
)
@settings(max_examples=300, deadline=None)
def test_output_is_always_safe_to_put_in_a_letter(text: str, shown: str, language: str) -> None:
    for found in (
        name(f"{text}\nBest regards\n{shown}", shown=text, language=language),
        name("x", shown=shown, form=text, language=language),
    ):
        assert len(found) <= LONGEST
        assert all(c.isalpha() or c in " -'’.·" or unicodedata.category(c)[0] == "M" for c in found)
        assert found == found.strip()
        assert "  " not in found


def test_a_sign_off_with_other_words_yields_the_name_in_it() -> None:
    thanks = Words(text="Could I swap it?\nThanks so much, Priya", sender_name="Priya Raman")
    town = Words(text="Hej!\n\nHälsningar\nGöran Lindqvist, Umeå", sender_name="Göran Lindqvist")
    assert greeting_name(thanks, "en")[0] == "Priya"
    assert greeting_name(town, "sv")[0] == "Göran Lindqvist"
