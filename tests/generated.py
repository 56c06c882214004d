"""Mails as a mailbox holds them: customers in forty languages, and every tenth from a machine.

The same number and seed give the same mails.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from triage.learning.examples import FOLDER, Example, load
from triage.mail.message import Kind

SUPPORT = "support@store.example"
BEGIN = datetime(2026, 11, 20, 8, tzinfo=UTC)
NAMES = ("Anna Berg", "José Peña", "李伟", "Παύλος Δήμου", "Zoë O'Hara", "佐藤 花子", "Ion Popescu")


@dataclass(frozen=True)
class Generated:
    """One mail, what it is and which one it answers."""

    content: bytes
    kind: Kind
    message_id: str
    received_at: datetime
    answers: str = ""  # Message-ID of the customer's earlier mail in the same thread

    @property
    def deserves_draft(self) -> bool:
        """Whether a person waits for an answer."""
        return self.kind is Kind.CUSTOMER


def generate(count: int, seed: int = 1) -> list[Generated]:
    """Return that many mails: 10 % machines, 10 % second mails in a thread, the rest first ones."""
    chance = random.Random(seed)
    examples = [example for example in load(FOLDER) if len(example.text) > 30]
    found: list[Generated] = []
    for number in range(count):
        if number % 10 == 9:
            found.append(_machine(number, _MACHINES[(number // 10) % len(_MACHINES)]))
            continue
        earlier = found[number - 3] if number % 10 == 6 else None
        found.append(_customer(number, chance, chance.choice(examples), earlier))
    return found


def _customer(
    number: int, chance: random.Random, example: Example, earlier: Generated | None
) -> Generated:
    message = _blank(number, earlier.message_id if earlier else "")
    sender = f"customer{number - 3 if earlier else number}@mailbox.example"
    message["From"] = formataddr((chance.choice(NAMES), sender))
    message["Subject"] = f"Re: Order {number}" if earlier else f"Order {10_000 + number}"
    text = f"{example.text}\n\nOrder number: {10_000 + number}\n"
    if earlier:
        text += (
            f"\nOn Fri, 20 Nov 2026 at 10:00, Store <{SUPPORT}> wrote:\n> Dear Anna,\n> thanks\n"
        )
    _SHAPES[number % len(_SHAPES)](message, text)
    for depth, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"part-{depth}-of-{number}")  # by default it is drawn by lot
    return _made(message, Kind.CUSTOMER, number, earlier)


def _plain(message: EmailMessage, text: str) -> None:
    message.set_content(text, charset="utf-8", cte="8bit")


def _base64(message: EmailMessage, text: str) -> None:
    message.set_content(text, charset="utf-8", cte="base64")


def _html(message: EmailMessage, text: str) -> None:
    rows = "".join(f"<p>{line}</p>" for line in text.splitlines())
    message.set_content(f"<html><body>{rows}</body></html>", subtype="html", cte="quoted-printable")


def _both(message: EmailMessage, text: str) -> None:
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(f"<html><body><pre>{text}</pre></body></html>", subtype="html")
    message.add_attachment(b"\x89PNG\r\n" + bytes(64), "image", "png", filename="photo.png")


_SHAPES: tuple[Callable[[EmailMessage, str], None], ...] = (_plain, _base64, _html, _both)


def _auto_reply(message: EmailMessage, _number: int) -> Kind:
    message["From"] = "Otto Fort <otto@mailbox.example>"
    message["Subject"] = "Automatische Antwort: Ihre Bestellung"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Ich bin bis Montag nicht im Haus.\n")
    return Kind.AUTO_REPLY


def _newsletter(message: EmailMessage, number: int) -> Kind:
    message["From"] = "Trade fair <news@fair.example>"
    message["Subject"] = "News of the week"
    message["List-Id"] = "<news.fair.example>"
    message["List-Unsubscribe"] = f"<https://fair.example/out/{number}>"
    message["Precedence"] = "bulk"
    message.set_content("Meet two hundred exhibitors in spring. Tickets are on sale.\n")
    return Kind.BULK


def _bounce(message: EmailMessage, number: int) -> Kind:
    message["From"] = "MAILER-DAEMON@mx.mailbox.example"
    message["Subject"] = "Undelivered Mail Returned to Sender"
    message["Return-Path"] = "<>"
    message.set_content(f"I could not deliver your message {number}: user unknown (5.1.1).\n")
    return Kind.BOUNCE


_MACHINES = (_auto_reply, _newsletter, _bounce)


def _machine(number: int, make: Callable[[EmailMessage, int], Kind]) -> Generated:
    message = _blank(number, "")
    return _made(message, make(message, number), number, None)


def _blank(number: int, answers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP.clone(max_line_length=200))
    message["To"] = SUPPORT
    message["Date"] = format_datetime(BEGIN + timedelta(minutes=number))
    message["Message-ID"] = f"<m{number}@mailbox.example>"
    if answers:
        message["In-Reply-To"] = f"<{answers}>"
        message["References"] = f"<{answers}>"
    return message


def _made(message: EmailMessage, kind: Kind, number: int, earlier: Generated | None) -> Generated:
    return Generated(
        content=message.as_bytes(),
        kind=kind,
        message_id=f"m{number}@mailbox.example",
        received_at=BEGIN + timedelta(minutes=number),
        answers=earlier.message_id if earlier else "",
    )
