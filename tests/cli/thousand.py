"""A thousand mails of every sort, made by chance from a fixed seed; some are broken on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import EmailMessage

_TEXTS = (
    "Hello, where is my order {n}? It should have been here by {d}.",
    "Guten Tag, der Artikel aus Bestellung {n} ist kaputt angekommen. Ich möchte mein Geld zurück.",
    "Bonjour, ma commande {n} n'est jamais arrivée. Je veux être remboursé avant le {d}.",
    "你好，订单 {n} 发错颜色了，请尽快换货，否则给差评。",
    "注文番号{n}の商品が届きません。返金してください。",
    "Здравствуйте, заказ {n} пришёл повреждённым. Верните деньги до {d}!",
    "مرحبا، الطلب رقم {n} لم يصل بعد. أريد استرداد المبلغ.",
    "Hola, el pedido {n} llegó incompleto, falta una pieza.",
    "สวัสดีค่ะ คำสั่งซื้อ {n} ยังไม่ได้รับสินค้า",
    "Thanks, all fine now!",
    "",
)
_CHARSETS = ("utf-8", "utf-8", "utf-8", "utf-16", "windows-1252", "x-unknown")


def thousand() -> Iterator[bytes]:
    """Yield the mails, always the same ones."""
    chance = random.Random(20260302)
    for number in range(1000):
        content = _mail(chance, number)
        yield _broken(chance, content) if number % 10 == 9 else content


def _mail(chance: random.Random, number: int) -> bytes:
    text = chance.choice(_TEXTS).format(n=chance.randint(10_000, 99_999), d="2026-03-09")
    mail = EmailMessage()
    mail["From"] = f"Customer {number} <c{number}@customer.example>"
    mail["To"] = "support@shop.example"
    mail["Subject"] = chance.choice(("Order", "Re: AW: Frage", "订单问题", "Возврат", ""))
    mail["Message-ID"] = f"<{number}@customer.example>"
    mail["Date"] = "Mon, 02 Mar 2026 09:58:00 +0000"
    mail.set_content(text)
    if number % 7 == 3:
        mail.add_alternative(f"<html><body><p>{text}</p><blockquote>old</blockquote>", "html")
    if number % 11 == 4:
        image = bytes(chance.randrange(256) for _ in range(200))
        mail.add_attachment(image, "image", "jpeg", filename="photo\u202egpj.exe")
    if number % 13 == 5:
        mail["Auto-Submitted"] = "auto-replied"
    if number % 17 == 6:
        mail["List-Unsubscribe"] = "<https://news.example/out>"
        mail["Precedence"] = "bulk"
        mail.replace_header("From", "News <news@news.example>")
    return mail.as_bytes()


def _broken(chance: random.Random, content: bytes) -> bytes:
    """Break a mail the way mails come broken: cut, mislabelled, binary, headerless."""
    way = chance.randrange(6)
    if way == 0:
        return content[: chance.randrange(len(content))]
    if way == 1:
        charset = chance.choice(_CHARSETS).encode()
        return content.replace(b'charset="utf-8"', b'charset="' + charset + b'"')
    if way == 2:
        return bytes(chance.randrange(256) for _ in range(300)) + b"\0" * 50
    if way == 3:
        return content.partition(b"\n\n")[2]
    if way == 4:
        place = chance.randrange(len(content))
        return content[:place] + b"\xff\xfe\x00\r\x1b" + content[place:]
    return content.replace(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: 7bit")
