"""Own words, quotes and signatures as forty mail programs and languages write them."""

# ruff: noqa: E501 - what mail programs write is kept on one line

from __future__ import annotations

import textwrap
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import quickest
from triage.mail.quotes import split

WORDING: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("client_wording.toml").read_text("utf-8")
)
HEADINGS = WORDING["attributions"]
OWN = "The lamp came broken.\nPlease help."

ATTRIBUTIONS = [
    "On Tue, 3 Mar 2026 at 10:00, Shop Support <help@store.example> wrote:",
    "On Tue, Mar 3, 2026 at 10:00 AM Shop Support\n<help@store.example> wrote:",
    "On Mar 3, 2026, at 10:00, Shop <help@store.example> wrote:",
    "On Tuesday, March 3, 2026 at 10:00:12 AM GMT+1, Shop Support with a long name\nand more of it <help@store.example>\nwrote:",
    "---- On Tue, 03 Mar 2026 10:00:00 +0100 Shop <help@store.example> wrote ---",
    "In a message dated 3/3/2026 10:00:00 AM, help@store.example writes:",
    'At 2026-03-03 10:00:00, "Shop" <help@store.example> wrote:',
    '在 2026-03-03 10:00:00，"Shop" <help@store.example> 写道：',
    "Вторник, 3 марта 2026, 10:00 +03:00 от Shop <help@store.example>:",
    "03.03.2026, 10:00, Shop <help@store.example>:",
    "Shop <help@store.example> schrieb am Di., 3. März 2026, 10:00:",
    "On 3 Mar 2026, 10:00 +0100, Shop <help@store.example>, wrote:",
    "Op 3-3-2026 om 10:00 schreef Shop:",
    "Le 03/03/2026 à 10:00, Shop a écrit :",
    "Am Di., 3. März 2026 um 10:00 Uhr schrieb Shop <help@store.example>:",
    "Am 03.03.26 um 10:00 schrieb Shop:",
    "Le mar. 3 mars 2026 à 10:00, Shop <help@store.example> a écrit :",
    "El mar, 3 mar 2026 a las 10:00, Shop (<help@store.example>) escribió:",
    "Il giorno mar 3 mar 2026 alle ore 10:00 Shop <help@store.example> ha scritto:",
    "Em ter., 3 de mar. de 2026 às 10:00, Shop <help@store.example> escreveu:",
    "Op di 3 mrt 2026 om 10:00 schreef Shop <help@store.example>:",
    "wt., 3 mar 2026 o 10:00 Shop <help@store.example> napisał(a):",
    "W dniu 3.03.2026 o 10:00, Shop pisze:",
    "út 3. 3. 2026 v 10:00 odesílatel Shop <help@store.example> napsal:",
    "ut 3. 3. 2026 o 10:00 Shop <help@store.example> napísal(a):",
    "V V tor., 3. mar. 2026 ob 10:00 je oseba Shop <help@store.example> napisala:",
    "uto, 3. ožu 2026. u 10:00 Shop <help@store.example> napisao je:",
    "Den tirs. 3. mar. 2026 kl. 10.00 skrev Shop <help@store.example>:",
    "Den tis 3 mars 2026 kl 10:00 skrev Shop <help@store.example>:",
    "ti 3. maalisk. 2026 klo 10.00 Shop (help@store.example) kirjoitti:",
    "Kuupäev T, 3. märts 2026 kell 10:00 kirjutas Shop <help@store.example>:",
    "otrd., 2026. g. 3. marts, plkst. 10:00 — lietotājs Shop (<help@store.example>) rakstīja:",
    "2026-03-03, an, 10:00 Shop <help@store.example> rašė:",
    "Shop <help@store.example> ezt írta (időpont: 2026. márc. 3., K, 10:00):",
    "În mar., 3 mar. 2026 la 10:00, Shop <help@store.example> a scris:",
    "На вт, 3.03.2026 г. в 10:00 Shop <help@store.example> написа:",
    "Στις Τρί 3 Μαρ 2026 στις 10:00 π.μ., ο/η Shop <help@store.example> έγραψε:",
    "вт, 3 мар. 2026 г. в 10:00, Shop <help@store.example>:",
    "вт, 3 бер. 2026 р. о 10:00 Shop <help@store.example> пише:",
    "Shop <help@store.example>, 3 Mar 2026 Sal, 10:00 tarihinde şunu yazdı:",
    "في الثلاثاء، 3 مارس 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Shop <help@store.example>:",
    "\u200fבתאריך יום ג׳, 3 במרץ 2026 ב-10:00 מאת Shop <help@store.example>:",
    "در تاریخ سه‌شنبه ۳ مارس 2026 ساعت 10:00 Shop <help@store.example> نوشت:",
    "मंगल, 3 मार्च 2026 को 10:00 बजे Shop <help@store.example> ने लिखा:",
    "ในวันที่ อ. 3 มี.ค. 2026 เวลา 10:00 Shop <help@store.example> เขียนว่า:",
    "Vào Th 3, 3 thg 3, 2026 lúc 10:00 Shop <help@store.example> đã viết:",
    "Pada tanggal Sel, 3 Mar 2026 pukul 10.00 Shop <help@store.example> menulis:",
    "2026年3月3日(火) 10:00 Shop <help@store.example>:",
    "2026년 3월 3일 (화) 오전 10:00, Shop <help@store.example>님이 작성:",
    "Shop <help@store.example> 于2026年3月3日周二 10:00写道：",
    "Shop <help@store.example> 於 2026年3月3日 週二 上午10:00寫道：",
    "El dt., 3 de març 2026 a les 10:00, Shop (<help@store.example>) va escriure:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attribution_and_quote_below_are_quoted(attribution: str) -> None:
    parts = split(f"{OWN}\n\n{attribution}\n\n> Dear Anna,\n> we are sorry.\n")
    assert parts.own == OWN
    assert parts.quoted.startswith(attribution)
    assert parts.signature == ""


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_attribution_with_address_and_date_opens_a_quote_without_marks(attribution: str) -> None:
    parts = split(f"{OWN}\n\n{attribution}\n\nDear Anna,\nwe are sorry.\n")
    assert parts.own == OWN
    assert parts.quoted.endswith("we are sorry.")


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS.keys())
def test_heading_of_every_client_and_language_is_quoted(heading: str) -> None:
    at_the_address = heading.replace("<support", "<\nsupport", 1)
    wrapped = "\n".join(textwrap.wrap(heading, 44, break_long_words=False))
    for written in (heading, at_the_address, wrapped):
        assert split(f"{OWN}\n\n{written}\n\n> Dear Anna,\n> we are sorry.").own == OWN
        assert split(f"{written}\n> Dear Anna,\n\n{OWN}").own == OWN
    if "@" in heading:
        assert split(f"{OWN}\n\n{heading}\n\nDear Anna,\nwe are sorry.").own == OWN


@pytest.mark.parametrize("block", WORDING["blocks"].values(), ids=WORDING["blocks"].keys())
def test_header_block_of_every_language_opens_a_quote(block: str) -> None:
    assert split(f"{OWN}\n\n{block}\n\nDear Anna,\nwe are sorry.").own == OWN
    without_address = block.replace(" <support@lindenhof.example>", "")
    assert split(f"{OWN}\n\n{without_address}\n\nDear Anna,").own == OWN
    starred = "\n".join(f"*{line.replace(': ', ':* ', 1)}" for line in block.splitlines())
    assert split(f"{OWN}\n\n{starred}\n\nDear Anna,").own == OWN
    answered = f"{block}\n\n> Which one?\n\n{OWN}\n\n> Any photos?"
    assert split(answered).own == OWN


BLOCKS = {
    "outlook en": "From: Shop <help@store.example>\nSent: Tuesday, March 3, 2026 10:00 AM\nTo: Anna\nSubject: RE: Lamp",
    "outlook web": "________________________________\nFrom: Shop <help@store.example>\nSent: 03 March 2026 10:00\nTo: Anna <a@b.example>\nSubject: Re: Lamp",
    "outlook bold": "*From:* Shop <help@store.example>\n*Sent:* 03 March 2026 10:00\n*To:* Anna\n*Subject:* Re: Lamp",
    "table with blank lines": "From: Shop <help@store.example>\n\nSent: 03 March 2026\n\nTo: Anna\n\nSubject: Re: Lamp",
    "old outlook": "-----Original Message-----\nFrom: Shop\nSent: 3 March",
    "de": "Von: Shop <help@store.example>\nGesendet: Dienstag, 3. März 2026 10:00\nAn: Anna\nBetreff: AW: Lampe",
    "de original": "-----Ursprüngliche Nachricht-----\nVon: Shop",
    "gmx": "Gesendet: Dienstag, 03. März 2026 um 10:00 Uhr\nVon: Shop <help@store.example>\nAn: anna@b.example\nBetreff: Lampe",
    "fr": "De : Shop <help@store.example>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Anna\nObjet : RE: Lampe",
    "es": "De: Shop <help@store.example>\nEnviado: martes, 3 de marzo de 2026 10:00\nPara: Anna\nAsunto: RE: Lámpara",
    "it": "Da: Shop <help@store.example>\nInviato: martedì 3 marzo 2026 10:00\nA: Anna\nOggetto: R: Lampada",
    "pt": "De: Shop <help@store.example>\nEnviada em: terça-feira, 3 de março de 2026\nPara: Anna\nAssunto: RES: Lâmpada",
    "nl": "Van: Shop <help@store.example>\nVerzonden: dinsdag 3 maart 2026 10:00\nAan: Anna\nOnderwerp: RE: Lamp",
    "pl": "Od: Shop <help@store.example>\nWysłane: wtorek, 3 marca 2026 10:00\nDo: Anna\nTemat: RE: Lampa",
    "cs": "Od: Shop <help@store.example>\nOdesláno: úterý 3. března 2026\nKomu: Anna\nPředmět: RE: Lampa",
    "sv": "Från: Shop <help@store.example>\nSkickat: den 3 mars 2026 10:00\nTill: Anna\nÄmne: SV: Lampa",
    "da": "Fra: Shop <help@store.example>\nSendt: 3. marts 2026 10:00\nTil: Anna\nEmne: SV: Lampe",
    "fi": "Lähettäjä: Shop <help@store.example>\nLähetetty: tiistai 3. maaliskuuta 2026\nVastaanottaja: Anna\nAihe: VS: Lamppu",
    "hu": "Feladó: Shop <help@store.example>\nElküldve: 2026. március 3. 10:00\nCímzett: Anna\nTárgy: RE: Lámpa",
    "ru": "От: Shop <help@store.example>\nОтправлено: 3 марта 2026 г. 10:00\nКому: Anna\nТема: RE: Лампа",
    "tr": "Kimden: Shop <help@store.example>\nGönderildi: 3 Mart 2026 Salı 10:00\nKime: Anna\nKonu: YNT: Lamba",
    "el": "Από: Shop <help@store.example>\nΣτάλθηκε: Τρίτη, 3 Μαρτίου 2026\nΠρος: Anna\nΘέμα: Απ: Λάμπα",
    "ja": "差出人: Shop <help@store.example>\n送信日時: 2026年3月3日 10:00\n宛先: Anna\n件名: RE: ランプ",
    "ko": "보낸 사람: Shop <help@store.example>\n보낸 날짜: 2026년 3월 3일 화요일\n받는 사람: Anna\n제목: RE: 램프",
    "qq": '------------------ 原始邮件 ------------------\n发件人: "shop" <help@store.example>;\n发送时间: 2026年3月3日(星期二) 上午10:00\n收件人: "a"<a@b.example>;\n主题: Re: 灯',
    "qq original": "------------------&nbsp;原始邮件&nbsp;------------------".replace(
        "&nbsp;", "\xa0"
    )
    + "\n发件人: x",
    "foxmail": "发件人： Shop <help@store.example>\n发送时间： 2026-03-03 10:00\n收件人： Anna\n主题： Re: 灯",
    "163": "---- 回复的原邮件 ----\n| 发件人 | Shop<help@store.example> |",
    "zh-Hant": "寄件者: Shop <help@store.example>\n寄件日期: 2026年3月3日\n收件者: Anna\n主旨: RE: 燈",
    "he": "מאת: Shop <help@store.example>\nנשלח: יום שלישי 03 מרץ 2026\nאל: Anna\nנושא: RE: מנורה",
    "ar": "من: Shop <help@store.example>\nتم الإرسال: 3 مارس 2026\nإلى: Anna\nالموضوع: RE: مصباح",
    "qq phone": '---Original---\nFrom: "shop"<help@store.example>\nDate: Tue, Mar 3, 2026 10:00 AM\nTo: "a"<a@b.example>;\nSubject: Re: lamp',
    "samsung": "-------- Original message --------\nFrom: Shop <help@store.example>\nDate: 3/3/26 10:00 (GMT+01:00)\nTo: a@b.example\nSubject: Lamp",
    "outlook mac": "From: Shop <help@store.example>\nDate: Tuesday, 3 March 2026 at 10:00\nTo: Anna <a@b.example>\nSubject: Re: Lamp",
    "notes": "From:\tShop <help@store.example>\nTo:\tAnna\nDate:\t03/03/2026 10:00\nSubject:\tLamp",
    "hanmail": "--------- 원본 메일 ---------\n보낸사람: Shop <help@store.example>",
    "gmail forward": "---------- Forwarded message ---------\nFrom: Shop <help@store.example>\nDate: Tue, 3 Mar 2026\nSubject: Lamp\nTo: Anna",
    "apple forward": "Begin forwarded message:\n\nFrom: Shop <help@store.example>\nSubject: Lamp",
    "thunderbird forward": "-------- Weitergeleitete Nachricht --------\nBetreff: \tLampe\nDatum: \tTue, 3 Mar 2026\nVon: \tShop <help@store.example>\nAn: \tAnna",
    "yandex forward": "-------- Пересылаемое сообщение --------\n03.03.2026, 10:00, Shop:",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_header_block_opens_a_quote_to_the_end(block: str) -> None:
    parts = split(f"{OWN}\n\n{block}\n\nDear Anna,\nwe are sorry.")
    assert parts.own == OWN
    assert parts.quoted.startswith(block)
    assert parts.quoted.endswith("we are sorry.")


FOOTERS = [
    "Sent from my iPhone", "Sent from my Samsung Galaxy smartphone.", "Sent from Outlook for iOS",
    "Get Outlook for Android<https://aka.example/x>", "Sent from Yahoo Mail on Android",
    "Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App", "Gesendet von Outlook für iOS",
    "Envoyé de mon iPhone", "Envoyé depuis mon téléphone Orange", "Enviado desde mi iPhone",
    "Inviato da iPhone", "Enviado do meu iPhone", "Verstuurd vanaf mijn iPhone",
    "Wysłane z iPhone'a", "Odesláno z iPhonu", "Skickat från min iPhone", "Sendt fra min iPhone",
    "Lähetetty iPhonesta", "Отправлено с iPhone", "Отправлено из мобильной Почты Mail",
    "Надіслано з iPhone", "iPhone'umdan gönderildi", "أُرسلت من الـ iPhone", "נשלח מה-iPhone שלי",
    "iPhoneから送信", "나의 iPhone에서 보냄", "发自我的iPhone", "发自我的 iPhone", "發自我的iPhone",
    "從我的iPhone傳送", "发自网易邮箱大师", "Đã gửi từ iPhone của tôi", "Dikirim dari iPhone saya",
    "ส่งจาก iPhone ของฉัน", "Trimis de pe iPhone", "Изпратено от iPhone", "Στάλθηκε από το iPhone μου",
]  # fmt: skip


@pytest.mark.parametrize("footer", FOOTERS)
def test_phone_footer_is_signature(footer: str) -> None:
    assert split(f"{OWN}\n\n{footer}") == split(f"{OWN}\n\n{footer}\n\n")
    assert (split(f"{OWN}\n\n{footer}").own, split(f"{OWN}\n\n{footer}").signature) == (OWN, footer)
    assert split(footer).own == ""


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Berg\nBerg GmbH\nTel. 030 1234567",
        "--\nAnna",
        "Mit freundlichen Grüßen\nMax Muster",
        "MfG\nMax",
        "Best regards,\nAnna Berg\n+44 20 7946 0018\nwww.berg.example",
        "Kind regards, Anna",
        "Cordialement,\n\nÉlodie Petit",
        "Un saludo,\nPepe",
        "Cordiali saluti\nGiulia",
        "Atenciosamente,\nJoão",
        "Met vriendelijke groet,\nSanne de Wit",
        "Pozdrawiam\nEwa",
        "S pozdravem\nOndřej",
        "Med vänlig hälsning\nLars",
        "Ystävällisin terveisin\nAino",
        "Üdvözlettel,\nBéla",
        "Cu stimă,\nIon",
        "С уважением,\nИван Петров",
        "З повагою\nОлена",
        "Με εκτίμηση,\nΝίκος",
        "Saygılarımla,\nAyşe",
        "مع التحية\nنورة",
        "בברכה\nדנה",
        "Trân trọng,\nLinh",
        "敬具\n山田太郎",
        "此致\n敬礼\n李明",
        "----------------------------\n山田太郎\ntaro@mail.example\n03-1234-5678",
        "This e-mail and any attachments are confidential and intended solely for the addressee. "
        "If you received this email in error please delete this email.",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie "
        "nicht der richtige Adressat sind, vernichten Sie diese Mail.",
    ],
)
def test_signature_is_parted_and_kept(signature: str) -> None:
    parts = split(f"{OWN}\n\n{signature}\n\nOn 3 Mar 2026 at 10:00 Shop <a@b.example> wrote:\n> Hi")
    assert parts.own == OWN
    assert parts.signature == signature.replace("\n\n", "\n") or parts.signature == signature


def test_answers_between_quoted_lines_are_own_words() -> None:
    parts = split("> Which order?\n302-1234567-7654321\n> Any photos?\nYes, attached.")
    assert parts.own == "302-1234567-7654321\nYes, attached."
    assert parts.quoted == "> Which order?\n> Any photos?"


def test_answer_below_the_quote_is_own() -> None:
    parts = split(
        "On 3 Mar 2026 Shop <a@b.example> wrote:\n> Which order?\n>\n\n10402, the lamp.\n\nAnna"
    )
    assert parts.own == "10402, the lamp.\n\nAnna"


def test_forward_without_a_note_has_no_own_words() -> None:
    assert split("---------- Forwarded message ---------\nFrom: a@b.example\n\nHello").own == ""


@pytest.mark.parametrize(
    "text",
    [
        "You wrote on Monday that it ships:\nnothing came.",
        "I ordered\n>3 weeks ago and nothing",
        "My address is:\nAnna Berg\nHauptstr. 5",
        "From: Berlin\nTo: Paris, the parcel has been standing still.",
        "On Monday I wrote: where is it? Nobody answered.",
        "I sent the parcel back from my phone shop.\nWhere is my money?",
        "Das Foto habe ich von meinem iPhone gesendet",
        "Order: 10402\nDate: 3 March\nThe lamp is broken.",
        "From: John <john@b.example>\nSubject: Lamp\n\nMessage Body:\nIt is broken",
        "Regards",
        "> everything here is marked\n> as a quote by a strange client",
        "--\nHello, where is my parcel?\nI am waiting.\nSince May.\nIt is a gift.\nPlease answer.",
        "Ich habe am 3. März 2026 um 10:00 geschrieben:\nkeine Antwort.",
        "From: Shenzhen\nTo: Leeds\nDate: 21 February 2026\nStatus: lost\nWhere is it?",
        "Card text:\nTo: Bob\nFrom: Anna\nDate: 3 March 2026\nHappy birthday!",
        "Name: Anna Berg\nEmail: Anna Berg <a@b.example>\nDate: 3.3.2026 10:00\nMessage: it broke",
        "El 3 de marzo de 2026 a las 10:00 escribí a support@lindenhof.example y contestaron:\n\nya va.",
        "Le 3 mars 2026 à 10:00 nous avons écrit à Nora <a@b.example> :\n\noù est-il ?",
        "Il 3 marzo 2026 alle 10:00 il vostro collega ha scritto:\narriva domani.",
        "3 марта 2026 г. в 10:00 ваш сотрудник написал:\n«завтра». Ничего нет.",
        "3月3日10:00客服写道：\n“明天发货”。到现在没发。",
        "03/03/2026 10:02 Post wrote:\n\nlost\n\n03/03/2026 10:05 Anna wrote:\n\nwhat now?",
        "March 3, 2026 10:00, Leipzig:\nsorted\n\nMarch 4, 2026 11:00, Paris:\nlost\n\nWhat now?",
        "You can reach me from 10:00 to 12:00 at anna@b.example:\nplease call before.",
        "-------- Defects --------\n1. glass\n2. cable\n-------------------------\nPlease help.",
    ],
)
def test_in_doubt_everything_stays_own(text: str) -> None:
    assert split(text).own == text


def test_reply_without_a_word_has_no_own_words() -> None:
    assert split("> On 3 Mar 2026, at 10:00, Shop <a@b.example> wrote:\n> \n> Hello").own == ""
    assert split("> From: Shop <a@b.example>\n> Sent: today\n> Subject: x\n>\n> Hello").own == ""


def test_order_number_below_the_closing_formula_stays_own() -> None:
    parts = split("Wo ist es?\n\nMit freundlichen Grüßen\nMax Muster\nBestellung 4711")
    assert parts.own == "Wo ist es?\n\nBestellung 4711"
    assert parts.signature == "Mit freundlichen Grüßen\nMax Muster"


def test_postscript_stays_own() -> None:
    parts = split("It is broken.\n\nBest regards\nAnna\n\nPS: can you also send the invoice?")
    assert "send the invoice" in parts.own
    assert parts.signature == "Best regards\nAnna"


_LINES = st.sampled_from(
    ["", " ", "Hello", "> quoted", ">", ">> old", "-- ", "--", "Best regards", "Anna", "-----",
     "On 3 Mar 2026 at 10:00 Shop <a@b.example> wrote:", "wrote:", "<a@b.example>", "On 3 March",
     "From: a@b.example", "Sent: today", "To: b", "Subject: c", "-----Original Message-----",
     "---------- Forwarded message ---------", "Sent from my iPhone", "10402", "PS: more?",
     "于2026年写道：", "发件人: a@b.example", "________________", "\u200f", "tel. 030 123456"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=300), st.lists(_LINES, max_size=25).map("\n".join))


def _filled(text: str) -> Counter[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Counter(line.strip() for line in lines if line.strip())


@given(_TEXTS)
def test_every_line_goes_to_exactly_one_part(text: str) -> None:
    parts = split(text)
    assert _filled(parts.own) + _filled(parts.quoted) + _filled(parts.signature) == _filled(text)


@given(_TEXTS)
def test_split_applied_twice_equals_once(text: str) -> None:
    own = split(text).own
    assert split(own).own == own


@pytest.mark.parametrize(
    "text",
    ["On " * 20_000, ">" * 50_000, "-" * 50_000, ":\n" * 25_000, "wrote: " * 8_000,
     "a@b.example 10:00 wrote:\n" * 2_500, "From: a@b.example\n" * 3_000, "--\nx\n" * 10_000,
     "Regards\n\n" * 6_000, "On 3 March\n" * 5_000, "To:\n,\n" * 9_000, "<" * 60_000,
     "Von meinem " * 5_000, "Sent from my iPhone\n" * 3_000, "- x " * 15_000, "\n" * 60_000,
     "confidential privileged " * 2_500, "> a\nb\n" * 9_000, ("a.B" * 40 + "\n") * 500, "x" * 2_000_000],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_hostile_text_is_parted_in_linear_time(text: str) -> None:
    assert quickest(lambda: split(text), below=0.3) < 0.3
