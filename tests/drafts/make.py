"""Facts to compose from: keyword-only, with sensible defaults."""

from __future__ import annotations

import functools
import shutil
from datetime import UTC, datetime
from pathlib import Path

from triage.drafts.draft import DraftFacts, MessageKind, Promise, Sender
from triage.drafts.library import Library
from triage.mail.message import Address, ReplyChannel
from triage.understanding.taxonomy import Evidence, Signal, Type

TEMPLATES = Path(__file__).parents[2] / "templates"
PROMISE = Promise(datetime(2026, 11, 24, 17, tzinfo=UTC))
SENDER = Sender(
    store_name="Nordlicht Home",
    agent_name="Lena Wu",
    address=Address("Nordlicht Home", "support@nordlicht.example"),
    contact="support@nordlicht.example",
)


@functools.cache
def library() -> Library:
    """Read the shipped templates, once."""
    return Library(TEMPLATES)


def two_languages(folder: Path) -> Path:
    """Copy the English and German templates into a new folder, to change; return it."""
    for name in ("en", "de"):
        shutil.copytree(TEMPLATES / name, folder / name)
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(TEMPLATES / name, folder / name)
    return folder


def facts(
    *,
    kind: MessageKind = MessageKind.ACKNOWLEDGMENT,
    language: str = "en",
    locale: str = "",
    time_zone: str = "Europe/Berlin",
    about: Type = Type.DAMAGED,
    sure: bool = True,
    signals: tuple[Signal, ...] = (),
    customer_name: str = "Anna Berger",
    order_numbers: tuple[str, ...] = ("303-1234567-1234567",),
    missing: tuple[Evidence, ...] = (),
    case_number: str = "C-7KQ2P",
    subject: str = "Broken on arrival",
    promise: Promise = PROMISE,
    sender: Sender = SENDER,
    reply_channel: ReplyChannel = ReplyChannel.EMAIL,
    to: Address = Address("Anna Berger", "anna@kunde.example"),  # noqa: B008 - frozen
    in_reply_to: str = "first@kunde.example",
    references: tuple[str, ...] = (),
    message_id: str = "C-7KQ2P.9f3a@nordlicht.example",
) -> DraftFacts:
    """Make the facts of a case, by default a damaged parcel."""
    return DraftFacts(
        kind=kind,
        language=language,
        locale=locale,
        time_zone=time_zone,
        type=about,
        sure=sure,
        signals=signals,
        customer_name=customer_name,
        order_numbers=order_numbers,
        missing=missing,
        case_number=case_number,
        subject=subject,
        promise=promise,
        sender=sender,
        to=to,
        reply_channel=reply_channel,
        in_reply_to=in_reply_to,
        references=references,
        message_id=message_id,
    )
