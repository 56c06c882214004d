"""Mails and outcomes to store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.cases.make import NOW, a_case, an_understanding
from tests.make import a_verdict
from triage.cases.case import Case, Filing, OpenCase
from triage.drafts.draft import Draft, MessageKind
from triage.mail.message import Address, ReplyChannel
from triage.pipeline import Outcome
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.mails import Arrived, Mails, Waiting


def arrived(uid: int = 1, content: bytes = b"", *, truncated: bool = False) -> Arrived:
    """Make a fetched mail."""
    content = content or b"Subject: mail %d\r\n\r\nHello\r\n" % uid
    return Arrived(uid, len(content), NOW, content, truncated)


def stored(mails: Mails, *uids: int) -> list[Waiting]:
    """Store mails with these UIDs and return what waits."""
    mails.keep(
        "main",
        "support",
        "INBOX",
        7,
        [arrived(uid) for uid in uids],
        max(uids),
        junk=False,
        now=NOW,
    )
    return mails.waiting("support")


def a_draft(number: int = 1, **fields: object) -> Draft:
    """Make a draft to Anna Berg."""
    draft = Draft(
        kind=MessageKind.ACKNOWLEDGMENT,
        language="en",
        sender=Address("Store", "support@store.example"),
        to=Address("Anna Berg", "anna@customer.example"),
        subject="Re: Broken",
        body="Dear Anna Berg,\n\nthank you.\n",
        message_id=f"d{number}@store.example",
        in_reply_to=f"m{number}@customer.example",
        references=(f"m{number}@customer.example",),
        promise_at=NOW + timedelta(days=1),
        gaps=(),
        findings=(),
        template="en/acknowledgment.txt",
        template_version="0123456789ab",
        reply_channel=ReplyChannel.EMAIL,
        case_number=a_case().number,
    )
    return replace(draft, **fields)  # type: ignore[arg-type]


def an_outcome(
    filing: Filing | None = None,
    *,
    case: Case | None = None,
    number: int = 1,
    draft: Draft | None = None,
    replaces: int | None = None,
    **fields: object,
) -> Outcome:
    """Make what follows from mail `number`: by default a new case with a draft and a reminder."""
    draft = a_draft(number) if draft is None else draft
    filing = filing or OpenCase(case or a_case(number), f"m{number}@customer.example", "new")
    outcome = Outcome(
        verdict=a_verdict(),
        understanding=an_understanding(orders=("10423",)),
        filing=filing,
        draft=draft,
        facts=None,
        draft_id=number,
        replaces=replaces,
        no_draft="",
        reminders=(Reminder(ReminderKind.DRAFT_WAITS, NOW + timedelta(hours=1), draft.message_id),),
        message_id=f"m{number}@customer.example",
        content_key=f"{number:064d}",
        thread=(f"m{number}@customer.example", draft.message_id),
        order_keys=("10423",),
    )
    return replace(outcome, **fields)  # type: ignore[arg-type]
