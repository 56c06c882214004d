"""Deadlines as customers write them, and the day each means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.understanding.deadlines import Term, TermKind, due, due_on, find, read
from triage.understanding.languages import languages
from triage.understanding.meaning import Words

WEDNESDAY = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)

# (language, sentence, phrase as written, day it means from Wednesday 18 November 2026)
SAID = [
    ("ar", "أريد استرداد المبلغ خلال 48 ساعة", "خلال 48 ساعة", FRIDAY),
    ("bg", "Преведете парите до петък, моля", "до петък", FRIDAY),
    ("ca", "Ho necessito abans de divendres", "abans de divendres", FRIDAY),
    ("cs", "Pošlete to do pátku, prosím", "do pátku", FRIDAY),
    ("da", "Send den senest fredag", "senest fredag", FRIDAY),
    ("de", "Bitte bis 28.11. liefern", "bis 28.11", date(2026, 11, 28)),
    ("de", "Bitte bis spätestens nächsten Freitag", "bis spätestens nächsten Freitag", FRIDAY),
    ("el", "Στείλτε το μέχρι την Παρασκευή", "μέχρι την Παρασκευή", FRIDAY),
    ("en", "I need an answer by Friday.", "by Friday", FRIDAY),
    ("en", "Refund me within 48 hours or else", "within 48 hours", FRIDAY),
    ("en", "Please send it by the 25th", "by the 25th", date(2026, 11, 25)),
    ("en", "It must be here before December 3rd", "before December 3rd", date(2026, 12, 3)),
    ("es", "Lo necesito antes del viernes", "antes del viernes", FRIDAY),
    ("et", "Saatke raha 2 päeva jooksul", "2 päeva jooksul", FRIDAY),
    ("fa", "پول را ظرف دو روز برگردانید", "ظرف دو روز", FRIDAY),
    ("fi", "Lähettäkää se perjantaihin mennessä", "perjantaihin mennessä", FRIDAY),
    ("fr", "Remboursez-moi sous 48 h", "sous 48 h", FRIDAY),
    ("he", "אני צריך את זה עד יום שישי", "עד יום שישי", FRIDAY),
    ("hi", "मुझे शुक्रवार तक चाहिए", "शुक्रवार तक", FRIDAY),
    ("hr", "Pošaljite ga do petka", "do petka", FRIDAY),
    ("hu", "Küldjék el péntekig", "péntekig", FRIDAY),
    ("id", "Tolong kirim paling lambat hari Jumat", "paling lambat hari Jumat", FRIDAY),
    ("it", "Lo voglio entro venerdì", "entro venerdì", FRIDAY),
    ("ja", "金曜日までに返事をください", "金曜日までに", FRIDAY),
    ("ko", "금요일까지 보내 주세요", "금요일까지", FRIDAY),
    ("lt", "Atsiųskite iki penktadienio", "iki penktadienio", FRIDAY),
    ("lv", "Atsūtiet līdz piektdienai", "līdz piektdienai", FRIDAY),
    ("ms", "Tolong hantar sebelum Jumaat", "sebelum Jumaat", FRIDAY),
    ("nb", "Send den innen fredag", "innen fredag", FRIDAY),
    ("nl", "Graag uiterlijk vrijdag", "uiterlijk vrijdag", FRIDAY),
    ("pl", "Proszę wysłać do piątku", "do piątku", FRIDAY),
    ("pt", "Preciso disso até sexta", "até sexta", FRIDAY),
    ("ro", "Am nevoie până vineri", "până vineri", FRIDAY),
    ("ru", "Верните деньги до пятницы", "до пятницы", FRIDAY),
    ("sk", "Pošlite to do piatku", "do piatku", FRIDAY),
    ("sl", "Pošljite do petka", "do petka", FRIDAY),
    ("sr", "Пошаљите до петка", "до петка", FRIDAY),
    ("sr", "Pošaljite do petka", "do petka", FRIDAY),
    ("sv", "Skicka den senast fredag", "senast fredag", FRIDAY),
    ("th", "ขอคืนเงินภายใน 2 วัน", "ภายใน 2 วัน", FRIDAY),
    ("tr", "Cumaya kadar gönderin", "Cumaya kadar", FRIDAY),
    ("uk", "Поверніть гроші до п'ятниці", "до п'ятниці", FRIDAY),
    ("vi", "Hoàn tiền cho tôi trong vòng 48 giờ", "trong vòng 48 giờ", FRIDAY),
    ("zh-Hans", "周五之前必须退款", "周五之前", FRIDAY),
    ("zh-Hans", "请在12月3日前寄到", "12月3日前", date(2026, 12, 3)),
    ("zh-Hant", "請三天內退款", "三天內", date(2026, 11, 21)),
]  # fmt: skip


def test_samples_cover_every_language() -> None:
    assert {language for language, *_ in SAID} == set(languages())


@pytest.mark.parametrize(("language", "text", "phrase", "day"), SAID)
def test_deadline_is_found_and_dated(language: str, text: str, phrase: str, day: date) -> None:
    found, (reason,) = find(Words(text=text), language)
    assert found == phrase
    assert text[reason.start : reason.end].startswith(phrase)
    assert due(found, language, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You promised it would be here by Friday and it is not"),
        ("en", "It was supposed to arrive within 3 days"),
        ("en", "Until today nothing has arrived"),
        ("de", "Bis heute ist nichts gekommen"),
        ("es", "Hasta hoy no ha llegado nada"),
        ("en", "I paid by card on Friday"),
        ("zh-Hans", "我三天前下的单"),
        ("und", "by Friday"),
    ],
)
def test_what_is_no_deadline_is_left_alone(language: str, text: str) -> None:
    assert find(Words(text=text), language) == ("", ())


@pytest.mark.parametrize(
    ("phrase", "term"),
    [
        ("by 28/11", Term(TermKind.DATE, 28, 11)),
        ("by 11/28", Term(TermKind.DATE, 28, 11)),
        ("by 2026-12-01", Term(TermKind.DATE, 1, 12, 2026)),
        ("by 45.99", None),
        ("by tomorrow", Term(TermKind.TOMORROW)),
        ("by end of this month", Term(TermKind.MONTH_END)),
        ("by the end of the week", Term(TermKind.WEEK_END)),
        ("within two weeks", Term(TermKind.WEEKS, 2)),
    ],
)
def test_phrases_become_terms(phrase: str, term: Term | None) -> None:
    assert read(phrase, "en") == term


@pytest.mark.parametrize(
    ("term", "day"),
    [
        (Term(TermKind.WEEKDAY, 2), date(2026, 11, 18)),
        (Term(TermKind.DATE, 2), date(2026, 12, 2)),
        (Term(TermKind.DATE, 3, 1), date(2027, 1, 3)),
        (Term(TermKind.DATE, 1, 11), date(2026, 11, 1)),
        (Term(TermKind.DATE, 31, 2), None),
        (Term(TermKind.HOURS, 5), date(2026, 11, 19)),
        (Term(TermKind.MONTH_END), date(2026, 11, 30)),
        (Term(TermKind.WEEK_END), date(2026, 11, 22)),
    ],
)
def test_terms_become_days(term: Term, day: date | None) -> None:
    assert due_on(term, WEDNESDAY) == day


MORE = [
    # Days of the month, spaced dates, larger numbers, months
    ("es", "Mándenlo antes del día 27", "antes del día 27", date(2026, 11, 27)),
    ("id", "Kirim sebelum tanggal 27 ya", "sebelum tanggal 27", date(2026, 11, 27)),
    ("vi", "Giao trước ngày 27 nhé", "trước ngày 27", date(2026, 11, 27)),
    ("cs", "Pošlete to do 27. 11. prosím", "do 27. 11", date(2026, 11, 27)),
    ("hr", "Trebam račun do 27. 11. radi prijave", "do 27. 11", date(2026, 11, 27)),
    ("nl", "Betaal binnen veertien dagen terug", "binnen veertien dagen", date(2026, 12, 2)),
    ("de", "Auskunft bitte innerhalb von 1 Monat", "innerhalb von 1 Monat", date(2026, 12, 18)),
    ("pl", "Proszę o zwrot w ciągu piętnastu dni", "w ciągu piętnastu dni", date(2026, 12, 3)),
    ("ru", "Верните деньги в течение десяти дней", "в течение десяти дней", date(2026, 11, 28)),
    ("de", "Auskunft bitte innerhalb eines Monats", "innerhalb eines Monats", date(2026, 12, 18)),
    ("nl", "Stuur mij binnen een maand een overzicht", "binnen een maand", date(2026, 12, 18)),
    ("fi", "Pyydän tiedot kuukauden kuluessa", "kuukauden kuluessa", date(2026, 12, 18)),
    # A date said before, pointed back to
    ("en", "The wedding is on Friday. We need the lamps by then.", "Friday", FRIDAY),
    ("de", "Am 27.11. ist Taufe, bis dahin brauche ich sie.", "27.11", date(2026, 11, 27)),
    ("fr", "Fête le 27/11, arrivera-t-il d'ici là ?", "27/11", date(2026, 11, 27)),
    ("it", "La festa è venerdì, mi serve prima di allora", "venerdì", FRIDAY),
    ("sv", "Dopet är på fredag, jag behöver den innan dess", "fredag", FRIDAY),
    ("uk", "Свято 27.11, потрібно отримати до того дня", "27.11", date(2026, 11, 27)),
    ("tr", "Düğün 27.11 günü, o tarihten önce lazım", "27.11", date(2026, 11, 27)),
    ("zh-Hans", "11月27日婚礼，在那之前必须到", "11月27日", date(2026, 11, 27)),
    ("ja", "11月27日が式なので、それまでに届けてください", "11月27日", date(2026, 11, 27)),
    # An ultimatum
    ("en", "I give you another 5 days to pay", "give you another 5 days", date(2026, 11, 23)),
    ("es", "Les doy 5 días para abonarlo", "Les doy 5 días", date(2026, 11, 23)),
    ("sr", "Ostavljam vam rok od 5 dana", "rok od 5 dana", date(2026, 11, 23)),
]


@pytest.mark.parametrize(("language", "text", "phrase", "day"), MORE)
def test_other_ways_to_set_a_deadline(language: str, text: str, phrase: str, day: date) -> None:
    found, _ = find(Words(text=text), language)
    assert found == phrase
    assert due(found, language, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ihr werbt mit „Versand innerhalb von 24 Stunden“, das stimmt nicht"),
        ("en", 'It said "delivered within 2 days" and here we are'),
        ("ja", "「24時間以内に発送」はどうなりましたか"),
        ("sr", "Radio je do prošle nedelje sasvim dobro"),
        ("sl", "Delal je do prejšnje sobote"),
        ("nl", "Volgens de site kwam het binnen 2 dagen"),
        ("en", "We gave it away. I had one back then."),
    ],
)
def test_quoted_promises_and_what_is_past_set_none(language: str, text: str) -> None:
    assert find(Words(text=text), language)[0] == ""


@given(st.text(max_size=400), st.sampled_from(sorted(languages())))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_failing(text: str, language: str) -> None:
    phrase, reasons = find(Words(text=text), language)
    assert bool(phrase) == bool(reasons)
    assert phrase in text
