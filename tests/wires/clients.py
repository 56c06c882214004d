"""Mail programs at work on Drafts and Sent, command by command as each of them really does it.

Every deed is a generator that stops after each command, so that a test can let the daemon run in
between; `do` runs one to its end.
"""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Self

from imapclient import DELETED, DRAFT, SEEN, IMAPClient

from tests.wires.mail_out import Postbox
from tests.wires.servers import Account
from tests.wires.shop import later

Deed = Iterator[None]
SUPPORT = "support@store.example"


@dataclass
class Open:
    """A draft in an agent's composer: where it lay and what is in it."""

    uid: int
    to: str
    subject: str
    in_reply_to: str
    references: str
    message_id: str
    text: str
    mark: str = ""


def do(deed: Deed) -> None:
    """Do something to its end, nobody coming in between."""
    for _ in deed:
        pass


@dataclass
class MailClient:
    """What all mail programs have in common; each class below says what is its own."""

    account: Account
    postbox: Postbox
    keeps_mark: bool = False
    keeps_message_id: bool = False
    keeps_thread: bool = True
    expunges: bool = True
    minutes: float = 1.0  # after NOW, by the client's clock
    _client: IMAPClient | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        """Log in, and stay so."""
        options = self.account.options
        self._client = IMAPClient(options.host, options.port, ssl=False, timeout=10)
        self._client.login(options.user, self.account.secret().value)
        return self

    def __exit__(self, *_: object) -> None:
        """Log out."""
        self.imap.logout()

    @property
    def imap(self) -> IMAPClient:
        """The open connection."""
        assert self._client is not None
        return self._client

    # What an agent does.

    def open(self, to: str) -> Open | None:
        """Open the newest draft to a customer, None if there is none."""
        self.imap.select_folder("Drafts", readonly=True)
        uids = self.imap.search(["TO", to, "UNDELETED"])
        items: dict[int, Any] = self.imap.fetch(uids[-1:], ["BODY.PEEK[]"]) if uids else {}
        for uid, one in items.items():
            return _opened(uid, message_from_bytes(one[b"BODY[]"], policy=SMTP))
        return None

    def reply(self, message_id: str, to: str, subject: str) -> Open:
        """Begin an answer to a mail of the inbox, leaving the draft of the desk alone."""
        ids = f"<{message_id}>"
        return Open(0, to, subject, ids, ids, "", "")

    def save(self, draft: Open, text: str) -> Deed:
        """Save a new text: the new mail comes first, then the old one goes."""
        old = draft.uid
        yield from self._append(draft, text)
        if old:
            yield from self._delete(old)

    def send(self, draft: Open, text: str = "") -> Deed:
        """Send a draft: out by SMTP, a copy into Sent, the draft away."""
        message = self._written(draft, text or draft.text)
        self._hand_over(message, draft.to)
        yield
        yield from self._file(message)
        if draft.uid:
            yield from self._delete(draft.uid)

    def throw_away(self, draft: Open) -> Deed:
        """Delete a draft."""
        yield from self._delete(draft.uid)

    def move_to(self, draft: Open, folder: str) -> Deed:
        """Move a draft to another folder, by COPY and \\Deleted as older programs do."""
        if not self.imap.folder_exists(folder):
            self.imap.create_folder(folder)
        self.imap.select_folder("Drafts")
        self.imap.copy([draft.uid], folder)
        yield
        yield from self._delete(draft.uid)

    # How it does it.

    def _append(self, draft: Open, text: str) -> Deed:
        message = self._written(draft, text)
        self._mark_draft(message)
        told = self.imap.append("Drafts", message.as_bytes(), [DRAFT, SEEN])
        draft.text, draft.message_id = text, str(message["Message-ID"]).strip("<>")
        draft.uid = _uid(told) or self._newest("Drafts")
        yield

    def _newest(self, folder: str) -> int:
        self.imap.select_folder(folder, readonly=True)
        return int(max(self.imap.search("ALL")))

    def _delete(self, uid: int) -> Deed:
        self.imap.select_folder("Drafts")
        self.imap.add_flags([uid], [DELETED], silent=True)
        yield
        if self.expunges:
            self.imap.uid_expunge([uid])
            yield

    def _file(self, message: EmailMessage) -> Deed:
        self.imap.append("Sent", message.as_bytes(), [SEEN])
        yield

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.postbox.port, timeout=10) as line:
            line.send_message(message, SUPPORT, [to])

    def _written(self, draft: Open, text: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address("Store", addr_spec=SUPPORT)
        message["To"] = draft.to
        message["Subject"] = draft.subject
        message["Date"] = format_datetime(later(self.minutes / 60))
        kept = draft.message_id if self.keeps_message_id else ""
        message["Message-ID"] = f"<{kept or self._new_id()}>"
        if self.keeps_thread and draft.in_reply_to:
            message["In-Reply-To"] = draft.in_reply_to
            message["References"] = draft.references or draft.in_reply_to
        if self.keeps_mark and draft.mark:
            message["X-Desk-Draft"] = draft.mark
        self._style(message, text)
        return message

    def _new_id(self) -> str:
        return f"{uuid.uuid4()}@store.example"

    def _mark_draft(self, message: EmailMessage) -> None:
        """Add what only drafts of this program carry."""

    def _style(self, message: EmailMessage, text: str) -> None:
        message.set_content(text)


class Thunderbird(MailClient):
    """Plain text, flowed; our own headers are lost, the thread is kept, the old draft expunged."""

    def _mark_draft(self, message: EmailMessage) -> None:
        message["X-Mozilla-Draft-Info"] = (
            "internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0; attachmentreminder=0;"
        )
        message["X-Identity-Key"] = "id1"
        message["Fcc"] = "imap://support@127.0.0.1/Sent"

    def _style(self, message: EmailMessage, text: str) -> None:
        message["User-Agent"] = "Mozilla Thunderbird"
        flowed = "\r\n".join(
            f" {line}" if line[:1] in (" ", ">") else line for line in text.splitlines()
        )
        message.set_content(flowed + "\r\n")
        message.set_param("format", "flowed")


class Outlook(MailClient):
    """HTML beside plain text; flags the old draft deleted and leaves it for a later purge."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **({"expunges": False} | options))

    def _new_id(self) -> str:
        return f"000001db{uuid.uuid4().hex[:8]}${uuid.uuid4().hex[:8]}$@store.example"

    def _style(self, message: EmailMessage, text: str) -> None:
        message["X-Mailer"] = "Microsoft Outlook 16.0"
        message["Thread-Topic"] = str(message["Subject"]).removeprefix("Re: ")
        message["Thread-Index"] = "AQHbO1" + uuid.uuid4().hex[:22]
        message["Content-Language"] = "en-us"
        rows = "".join(f'<p class="MsoNormal">{line or "&nbsp;"}</p>' for line in text.splitlines())
        message.set_content(text)
        message.add_alternative(
            '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="EN-US">'
            f'<div class="WordSection1">{rows}</div></body></html>',
            subtype="html",
        )


class AppleMail(MailClient):
    """Saves by itself every half minute: a chain of new mails, each taking the last one's place."""

    def save(self, draft: Open, text: str) -> Deed:
        """Save thrice on the way to the text."""
        for share in (0.4, 0.7, 1.0):
            yield from super().save(draft, text[: int(len(text) * share)])

    def _new_id(self) -> str:
        return f"{str(uuid.uuid4()).upper()}@store.example"

    def _mark_draft(self, message: EmailMessage) -> None:
        message["X-Uniform-Type-Identifier"] = "com.apple.mail-draft"
        message["X-Universally-Unique-Identifier"] = str(uuid.uuid4()).upper()
        message["X-Apple-Mail-Remote-Attachments"] = "YES"

    def _style(self, message: EmailMessage, text: str) -> None:
        message["X-Mailer"] = "Apple Mail (2.3826.200.121)"
        message.set_content(text, cte="quoted-printable")


class Phone(MailClient):
    """Deletes first and brings the new draft minutes after, and a copy of what it sent last."""

    def save(self, draft: Open, text: str) -> Deed:
        """Take the old draft away, then add the new one."""
        if draft.uid:
            yield from self._delete(draft.uid)
        yield from self._append(draft, text)

    def send(self, draft: Open, text: str = "") -> Deed:
        """Delete the draft, send, and file a copy last."""
        message = self._written(draft, text or draft.text)
        if draft.uid:
            yield from self._delete(draft.uid)
        self._hand_over(message, draft.to)
        yield
        yield from self._file(message)


CLIENTS: tuple[Callable[..., MailClient], ...] = (Thunderbird, Outlook, AppleMail, Phone)


def _opened(uid: int, message: EmailMessage) -> Open:
    body = message.get_body(("plain",))
    return Open(
        uid=uid,
        to=str(message["To"]).rpartition("<")[2].strip("<> "),
        subject=str(message["Subject"]),
        in_reply_to=str(message["In-Reply-To"] or ""),
        references=" ".join(str(message["References"] or "").split()),
        message_id=str(message["Message-ID"]).strip("<>"),
        text=body.get_content() if body else "",
        mark=str(message["X-Desk-Draft"] or ""),
    )


def _uid(told: bytes) -> int:
    words = told.replace(b"]", b" ").split() if b"APPENDUID" in told else []
    return int(words[words.index(b"[APPENDUID") + 2]) if words else 0
