"""A store filled for the commands: settings in a folder, and cases recorded as the daemon does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import stores
from tests.cases.make import a_case as plain_case
from tests.cases.make import an_understanding
from tests.make import a_verdict
from triage.cases.case import Case, OpenCase, Priority
from triage.drafts.draft import (
    Draft,
    DraftFacts,
    Finding,
    Level,
    MessageKind,
    Promise,
    Sender,
)
from triage.drafts.promise import promise_text
from triage.mail.message import Address
from triage.pipeline.values import Known, Outcome
from triage.reminders.reminder import Reminder, ReminderKind
from triage.storage.database import Database
from triage.storage.known import Reserve
from triage.storage.mails import Arrived, Mails, Waiting
from triage.storage.migrate import migrate
from triage.storage.record import record
from triage.understanding.meaning import Facts
from triage.understanding.taxonomy import Signal, Type

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PROMISE = datetime(2099, 3, 3, 18, 0, tzinfo=UTC)  # far enough never to be made anew
PASSED = datetime(2020, 3, 3, 18, 0, tzinfo=UTC)
BODY = f"""\
Dear Anna Berg,

Thank you for writing.

You will hear from us by {promise_text(PROMISE, "en", "UTC")}.

Lumen Support
Lumen Home
"""

SETTINGS = """\
[store.main]
name = "Lumen Home"
addresses = ["support@lumen.example"]
time_zone = "UTC"

[mailbox.main]
store = "main"
user = "support"
password_env = "LUMEN_PASSWORD"
imap = {{ host = "127.0.0.1", port = {imap_port}, tls = "none" }}
{smtp}

[database]
url = "{database}"

[team.desk]
name = "Lumen Support"
"""


@dataclass(frozen=True)
class Shop:
    """A folder with a settings file and a migrated store."""

    folder: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / "settings.toml"

    @property
    def database(self) -> Database:
        """A fresh handle on the store."""
        return Database(stores.url(self.folder / "data"))

    def file(
        self,
        number: int = 1,
        *,
        draft: bool = True,
        content: bytes = b"",
        told: Facts | None = None,
        **changes: object,
    ) -> Case:
        """Record one mail with its case and draft; `changes` are fields of the case or draft."""
        database = self.database
        mails = Mails(database, self.folder / "data" / "mails")
        content = content or raw(number)
        arrived = Arrived(number, len(content), NOW, content, truncated=False)
        mails.keep("main", "main", "INBOX", 7, [arrived], number, junk=False, now=NOW)
        mail = next(m for m in mails.waiting("main") if m.received_at == NOW)
        ids = Reserve(database).take()
        outcome = an_outcome(ids.case_id, ids.draft_id, mail, draft=draft, told=told, **changes)
        assert record(database, mail, Known(), outcome, NOW)
        database.close()
        assert outcome.case is not None
        return outcome.case


def a_shop(folder: Path, *, imap_port: int = 9, smtp_port: int = 0) -> Shop:
    """Make a settings file and an empty store; port 9 is one nobody listens on."""
    smtp = (
        f'smtp = {{ host = "127.0.0.1", port = {smtp_port}, tls = "none", login = false }}'
        if smtp_port
        else ""
    )
    folder.joinpath("settings.toml").write_text(
        SETTINGS.format(imap_port=imap_port, smtp=smtp, database=stores.url(folder / "data")),
        encoding="utf-8",
    )
    shop = Shop(folder)
    database = shop.database
    migrate(database)
    database.close()
    return shop


def raw(number: int = 1) -> bytes:
    """Return a customer's mail as bytes."""
    return (
        "From: Anna Berg <anna@customer.example>\r\n"
        "To: support@lumen.example\r\n"
        f"Subject: Lamp broken, order {10400 + number}\r\n"
        "Date: Mon, 02 Mar 2026 09:58:00 +0000\r\n"
        f"Message-ID: <m{number}@customer.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "\r\n"
        f"Hello,\r\nthe lamp from order {10400 + number} arrived broken. I want a refund.\r\n"
        "Regards\r\nAnna Berg\r\n"
    ).encode()


def a_case(case_id: int = 1, **changes: object) -> Case:
    """Make a drafted case of a broken lamp."""
    lamp: dict[str, object] = {
        "type_confidence": 0.93,
        "alternatives": ((Type.DEFECTIVE, 0.04),),
        "signals": (Signal.DEADLINE,),
        "priority": Priority.HIGH,
        "priority_reasons": ("deadline 2026-03-05",),
        "order_numbers": ("10401",),
        "subject": "Lamp broken, order 10401",
        "gist_en": "The lamp arrived broken; wants a refund; order 10401.",
        "gist_zh": "买家称灯具到货破损；要求退款；订单 10401。",
        "opened_at": NOW,
        "last_mail_at": NOW,
        "first_answer_due": NOW + timedelta(hours=24),
        "promise_at": PROMISE,
    }
    return plain_case(case_id, **lamp | changes)


def a_draft(case: Case, draft_id: int = 1, **changes: object) -> Draft:
    """Make the acknowledgment of a case."""
    draft = Draft(
        kind=MessageKind.ACKNOWLEDGMENT,
        language="en",
        sender=Address("Lumen Home", "support@lumen.example"),
        to=Address(case.customer_name, case.reply_to),
        subject=f"Re: {case.subject}",
        body=BODY,
        message_id=f"d{draft_id}.{case.number.lower()}@lumen.example",
        in_reply_to="m1@customer.example",
        references=("m1@customer.example",),
        promise_at=PROMISE,
        gaps=(),
        findings=(),
        template="en/acknowledgment.txt",
        template_version="0" * 12,
        reply_channel=case.reply_channel,
        case_number=case.number,
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def a_facts(case: Case, draft: Draft) -> DraftFacts:
    """Make the facts a draft says."""
    return DraftFacts(
        kind=draft.kind,
        language="en",
        locale="",
        time_zone="UTC",
        type=case.type,
        sure=case.sure,
        signals=case.signals,
        customer_name=case.customer_name,
        order_numbers=case.order_numbers,
        missing=(),
        case_number=case.number,
        subject=case.subject,
        promise=Promise(draft.promise_at or PROMISE),
        sender=Sender("Lumen Home", "Lumen Support", draft.sender, ""),
        to=draft.to,
        reply_channel=case.reply_channel,
        in_reply_to=draft.in_reply_to,
        references=draft.references,
        message_id=draft.message_id,
    )


def an_outcome(
    case_id: int,
    draft_id: int,
    mail: Waiting,
    *,
    draft: bool = True,
    told: Facts | None = None,
    **changes: object,
) -> Outcome:
    """Make what follows from a mail: a case, its draft, a reminder, and what was `told` in it."""
    of_draft = {
        name: changes.pop(name) for name in ("body", "findings", "promise_at") if name in changes
    }
    case = a_case(case_id, **changes)
    made = a_draft(case, draft_id, **of_draft) if draft else None
    return Outcome(
        verdict=a_verdict(),
        understanding=an_understanding(facts=told) if told else None,
        filing=OpenCase(case, f"thread-{mail.id}", "no other case fits"),
        draft=made,
        facts=a_facts(case, made) if made else None,
        draft_id=draft_id if draft else None,
        replaces=None,
        no_draft="" if draft else "not asked for",
        reminders=(Reminder(ReminderKind.FIRST_ANSWER_DUE, case.first_answer_due, case.number),),
        message_id=f"m{mail.id}@customer.example",
        content_key=str(mail.id),
        thread=(f"m{mail.id}@customer.example",),
    )


def a_finding(level: str) -> Finding:
    """Make a finding of the tone checker."""
    return Finding(3, Level(level), "our fault", "blames somebody")
