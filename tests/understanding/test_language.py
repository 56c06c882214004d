"""The reader on unseen sentences: every language, the confusable pairs, and what must not count."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.understanding.language import LanguageOptions, LanguagePrior, LanguageReader
from triage.understanding.languages import known, languages, of_country
from triage.understanding.meaning import Words

READER = LanguageReader()
NOTHING = LanguagePrior()

UNSEEN = {
    "ar": "أنتظر الطرد منذ شهر ولم يصل شيء حتى الآن",
    "bg": "Чакам пратката вече три седмици и никой не отговаря",
    "ca": "Fa tres setmanes que espero el paquet i ningú em respon",
    "cs": "Čekám na balík už tři týdny a nikdo mi neodpovídá",
    "da": "Jeg har ventet på pakken i tre uger, og ingen svarer mig",
    "de": "Ich warte seit drei Wochen auf das Paket und keiner antwortet",
    "el": "Περιμένω το δέμα τρεις εβδομάδες και κανείς δεν απαντά",
    "en": "I have been waiting three weeks for the parcel and nobody answers",
    "es": "Llevo tres semanas esperando el paquete y nadie me contesta",
    "et": "Ootan pakki juba kolm nädalat ja keegi ei vasta",
    "fa": "سه هفته است که منتظر بسته هستم و کسی جواب نمی‌دهد",
    "fi": "Olen odottanut pakettia kolme viikkoa eikä kukaan vastaa",
    "fr": "J'attends le colis depuis trois semaines et personne ne répond",
    "he": "אני מחכה לחבילה כבר שלושה שבועות ואף אחד לא עונה",
    "hi": "मैं तीन हफ़्ते से पार्सल का इंतज़ार कर रहा हूँ, कोई जवाब नहीं देता",
    "hr": "Čekam paket već tri tjedna i nitko mi ne odgovara, gdje je narudžba",
    "hu": "Három hete várom a csomagot, és senki sem válaszol",
    "id": "Saya sudah menunggu paketnya tiga minggu tapi belum ada yang balas, kapan dikirim",
    "it": "Aspetto il pacco da tre settimane e nessuno mi risponde",
    "ja": "三週間も荷物を待っていますが、誰からも返事がありません",
    "ko": "삼 주째 택배를 기다리는데 아무도 답이 없네요",
    "lt": "Jau tris savaites laukiu siuntos ir niekas neatsako",
    "lv": "Jau trīs nedēļas gaidu sūtījumu, un neviens neatbild",
    "ms": "Dah tiga minggu saya tunggu bungkusan ni, bila nak hantar",
    "nb": "Jeg har ventet på pakken i tre uker nå, og ingen svarer meg",
    "nl": "Ik wacht al drie weken op het pakket en niemand antwoordt",
    "pl": "Czekam na paczkę już trzy tygodnie i nikt nie odpowiada",
    "pt": "Estou há três semanas à espera da caixa e ninguém me responde",
    "ro": "Aștept coletul de trei săptămâni și nu răspunde nimeni",
    "ru": "Жду посылку уже три недели, никто не отвечает",
    "sk": "Čakám na balík už tri týždne a nikto mi neodpovedá",
    "sl": "Na paket čakam že tri tedne in nihče ne odgovori",
    "sr": "Čekam paket već tri nedelje i niko mi ne odgovara, gde je porudžbina",
    "sv": "Jag har väntat på paketet i tre veckor och ingen svarar",
    "th": "รอพัสดุมาสามสัปดาห์แล้วไม่มีใครตอบเลย",
    "tr": "Üç haftadır paketi bekliyorum, kimse cevap vermiyor",
    "uk": "Чекаю на посилку вже три тижні, ніхто не відповідає",
    "vi": "Tôi chờ gói hàng đã ba tuần mà không ai trả lời",
    "zh-Hans": "包裹等了三个星期，没有人回复我",
    "zh-Hant": "包裹等了三個星期，沒有人回覆我",
}


def read(text: str, prior: LanguagePrior = NOTHING, subject: str = "", quoted: str = "") -> str:
    return READER.read(Words(subject=subject, text=text, quoted=quoted), prior)[0].code


def test_samples_cover_every_language_we_know() -> None:
    assert set(UNSEEN) == set(languages())


@pytest.mark.parametrize(("code", "text"), UNSEEN.items())
def test_each_language_is_told_from_an_unseen_sentence(code: str, text: str) -> None:
    guess, reasons = READER.read(Words(text=text), NOTHING)
    assert (guess.code, reasons[0].code) == (code, f"language:{code}")
    assert 0.5 <= guess.confidence <= 1.0
    assert reasons[0].end == len(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("el", "perimeno to dema treis evdomades kai kaneis den apanta, ti ginetai"),
        ("bg", "chakam pratkata veche tri sedmici i nikoi ne otgovarq"),
        ("ru", "zhdu posylku uzhe tri nedeli i nikto ne otvechaet"),
        ("hi", "teen hafte se parcel ka wait kar raha hu, koi reply nahi karta"),
        ("sr", "Чекам пакет већ три недеље и нико ми не одговара"),
        ("cs", "cekam na balik uz tri tydny a nikdo mi neodpovida"),
        ("fa", "سه هفته منتظرم هيچ كس جواب نميده"),
        ("zh-Hant", "等咗三個禮拜都未收到件貨呀"),
        ("ja", "商品未着、返金希望、注文取消、至急対応願"),
        ("ja", "sumimasen, nimotsu ga mada todokimasen. henkin shite kudasai"),
        ("ar", "ya gama3a ana lesa mesh 3aref el order feen, 3ayez el felos 7alan"),
        ("fa", "salam man hanuz baste ro daryaft nakardam, lotfan javab bedid"),
        (
            "hi",
            "maine order cancel kiya tha but refund nahi aaya, please check karo",
        ),
    ],
)
def test_other_spellings_of_a_language_are_told(code: str, text: str) -> None:
    assert read(text) == code


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Oi, cadê meu celular? Vocês estão demorando demais", "pt-BR"),
        ("O meu telemóvel não chegou, a vossa loja não atende o contacto", "pt-PT"),
        (UNSEEN["sr"], "sr-Latn"),
        ("Чекам пакет већ три недеље и нико ми не одговара", "sr-Cyrl"),
        ("等咗三個禮拜都未收到件貨呀", "zh-Hant-HK"),
        (UNSEEN["de"], ""),
    ],
)
def test_words_tell_the_variety(text: str, locale: str) -> None:
    assert READER.read(Words(text=text), NOTHING)[0].locale == locale


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("hr", "Molim vas pošaljite novi žarulju, stara je u kutiji bila smrskana"),
        ("sr", "Molim vas pošaljite novu sijalicu, stara je u kutiji bila smrskana"),
        ("cs", "Prosím pošlete mi novou žárovku, stará byla v krabici rozbitá"),
        ("sk", "Prosím pošlite mi novú žiarovku, stará bola v krabici rozbitá"),
        ("id", "Tolong dikirim lagi ya, lampunya sudah pecah waktu dibuka"),
        ("ms", "Tolong hantar semula ya, lampu tu dah pecah masa saya buka"),
        ("nb", "Kan dere sende en ny pære? Den gamle var knust da jeg åpnet esken"),
        ("da", "Kan I sende en ny pære? Den gamle var knust, da jeg åbnede æsken"),
    ],
)
def test_near_relatives_are_told_apart_by_their_own_words(code: str, text: str) -> None:
    assert read(text) == code


def test_two_plain_words_are_enough_but_one_is_not() -> None:
    assert (read("Lieferung fehlt"), read("Lieferung")) == ("de", "und")


def test_country_tells_the_variety_where_the_language_is_at_home() -> None:
    at_vienna = READER.read(Words(text=UNSEEN["de"]), LanguagePrior(country="AT"))[0]
    in_france = READER.read(Words(text=UNSEEN["de"]), LanguagePrior(country="FR"))[0]
    assert (at_vienna.locale, in_france.locale) == ("de-AT", "")


def test_quoted_mails_and_tracking_phrases_do_not_count() -> None:
    assert read("Wo bleibt das Paket?", quoted=UNSEEN["en"] * 20) == "de"
    assert read('bei mir steht seit Tagen "Your parcel is out for delivery today"') == "de"


def test_subject_of_a_reply_is_ours_but_a_new_subject_helps() -> None:
    ours = "Re: Your order has been shipped and is on its way"
    assert read("Nichts ist da bisher", subject=ours) == "de"
    assert read("Danke", subject="Wann kommt meine Lieferung endlich an?") == "de"


@pytest.mark.parametrize(
    "text", ["", "12345", "OK", "👍", "https://shop.example/a", "Order #12345"]
)
def test_texts_without_words_stay_unknown(text: str) -> None:
    assert read(text) == "und"


def test_two_words_need_what_we_know_of_the_customer() -> None:
    assert read("Danke") == "und"
    assert read("Danke", LanguagePrior(confirmed="de")) == "de"
    assert read("", LanguagePrior(marketplace="amazon.de")) == "de"


def test_long_clear_text_overrules_a_wrong_hint() -> None:
    assert read(UNSEEN["fr"], LanguagePrior(confirmed="de", marketplace="amazon.de")) == "fr"


def test_stronger_hint_wins_over_weaker() -> None:
    both = LanguagePrior(confirmed="nb", country="DK")
    text = "Kan jeg bytte den?"
    assert (read(text, both), read(text, LanguagePrior(country="DK"))) == ("nb", "da")


@pytest.mark.parametrize(
    "text",
    [
        "Kumusta po, nasaan na ang order ko? Dalawang linggo na akong naghihintay.",
        "Habari, agizo langu liko wapi? Nimesubiri wiki mbili sasa.",
        "Здраво, каде е мојата нарачка? Чекам веќе две недели.",
        "আমার অর্ডার কোথায়? দুই সপ্তাহ অপেক্ষা করছি",
        "میرا آرڈر کہاں ہے؟ دو ہفتے ہو گئے",
    ],
)
def test_languages_we_do_not_read_stay_unknown(text: str) -> None:
    assert read(text) == "und"


def test_store_languages_restrict_the_answer() -> None:
    reader = LanguageReader(LanguageOptions(languages=("sv", "da", "en")))
    assert reader.read(Words(text=UNSEEN["nb"]), NOTHING)[0].code in {"da", "sv"}


def test_langdetect_can_be_selected_and_is_repeatable() -> None:
    reader = LanguageReader(LanguageOptions(detector="langdetect"))
    for code in ("de", "sr", "ms", "el", "zh-Hant"):
        guesses = {reader.read(Words(text=UNSEEN[code]), NOTHING)[0] for _ in range(3)}
        assert {guess.code for guess in guesses} == {code}


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_code_we_know(text: str, subject: str, hint: str) -> None:
    words = Words(subject=subject, text=text, content_language=hint)
    guess, reasons = READER.read(
        words, LanguagePrior(confirmed=hint, marketplace=hint, country=hint)
    )
    assert guess.code in {*languages(), "und"}
    assert 0.0 <= guess.confidence <= 1.0
    assert all(0 <= reason.start <= reason.end <= len(text) for reason in reasons)


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de-DE", "de"),
        ("zh_TW", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("no", "nb"),
        ("iw", "he"),
        ("xx", ""),
    ],
)
def test_tags_of_headers_map_to_our_codes(tag: str, code: str) -> None:
    assert known(tag) == code


def test_countries_name_their_languages_home_first() -> None:
    assert of_country("at") == ("de",)
    assert set(of_country("CH")) == {"de", "fr", "it"}
    assert of_country("UK") == ("en",)
    assert of_country("BA") == ("hr",)
