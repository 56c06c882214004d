"""The store whose mails are judged, with what many of them say."""

from __future__ import annotations

from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, Mail
from triage.mail.message_id import make

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    form_senders=frozenset({"forms@mailer.example"}),
    message_id_domain="store.example",
    message_id_key=b"secret",
)


OURS = make(US, "C-7KQ2P", "t1")


NEWS = (
    "Big autumn sale. " * 30
    + "\nhttps://a.example\nhttps://b.example\nhttps://c.example\nUnsubscribe"
)


AWAY = "I am out of the office until 3 December. In urgent cases call my colleague."


def kind_of(mail: Mail, *, junk: bool = False, acquainted: bool = False) -> Kind:
    """Judge a mail to the store."""
    return judge(mail, US, junk=junk, acquainted=acquainted).kind
