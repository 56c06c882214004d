"""The tables on the path of a mail. Times are aware UTC; vocabulary is stored as its plain words.

Whatever must never happen twice has a unique key here: a mail of a folder, a case of a thread, an
act, a reminder, a live draft of a case.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from triage.storage.columns import Id, Instant, metadata

sequences = Table(
    "sequences", metadata, Column("name", String(40), primary_key=True), Column("last", BigInteger)
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("owner", String(120), nullable=False),
    Column("fence", BigInteger, nullable=False),  # grows with every change of owner
    Column("until", Instant, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("mailbox", String(40), primary_key=True),
    Column("folder", String(200), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("looked_at", Instant, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", String(40), nullable=False),
    Column("mailbox", String(40), nullable=False),
    Column("folder", String(200), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("junk", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("content", LargeBinary),  # up to 256 kB, else a file named by its hash
    Column("state", String(12), nullable=False),  # stored, decided, failed
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("message_id", Text, nullable=False, default=""),
    Column("content_key", String(64), nullable=False, default=""),
    Column("kind", String(12), nullable=False, default=""),
    Column("kind_reasons", JSON, nullable=False, default=list),
    Column("case_id", Id, ForeignKey("cases.id")),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    UniqueConstraint("mailbox", "sha256"),
    Index("ix_mails_state", "mailbox", "state", "id"),
    Index("ix_mails_message_id", "store", "message_id"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("number", String(20), nullable=False, unique=True),
    Column("store", String(40), nullable=False),
    Column("thread_key", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("type", String(20), nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("type_confidence", Float, nullable=False),
    Column("alternatives", JSON, nullable=False),
    Column("demands", JSON, nullable=False),
    Column("signals", JSON, nullable=False),
    Column("dispute", Boolean, nullable=False),
    Column("priority", String(10), nullable=False),
    Column("priority_reasons", JSON, nullable=False),
    Column("team", String(20), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("language", String(20), nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("customer_address", Text, nullable=False),
    Column("reply_to", Text, nullable=False),
    Column("reply_channel", String(20), nullable=False),
    Column("order_numbers", JSON, nullable=False),
    Column("tracking_numbers", JSON, nullable=False),
    Column("subject", Text, nullable=False),
    Column("gist_en", Text, nullable=False),
    Column("gist_zh", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_mail_at", Instant, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("first_answer_due", Instant, nullable=False),
    Column("promise_at", Instant),
    Column("acknowledged_at", Instant),
    Column("version", Integer, nullable=False),
    Column("channel", String(40), nullable=False, server_default=""),
    # Settled by agents later on; empty until then.
    Column("responsibility", String(20), nullable=False, default=""),
    Column("cause", String(20), nullable=False, default=""),
    Column("satisfaction", String(20), nullable=False, default=""),
    Column("erased_at", Instant),
    UniqueConstraint("store", "thread_key"),
    Index("ix_cases_customer", "store", "customer_address"),
    Index("ix_cases_status", "store", "status", "last_mail_at"),
)

case_orders = Table(
    "case_orders",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Index("ix_case_orders_key", "key"),
)

participants = Table(
    "participants",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("address", String(320), primary_key=True),
)

thread_messages = Table(
    "thread_messages",
    metadata,
    Column("store", String(40), primary_key=True),
    Column("message_id", String(998), primary_key=True),  # one line of RFC 5322 at most
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("direction", String(3), nullable=False),  # in, out
    Index("ix_thread_messages_case_id", "case_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("mail_id", Id, ForeignKey("mails.id")),
    Column("mailbox", String(40), nullable=False),
    Column("version", Integer, nullable=False),  # counts the drafts of its case from 1
    Column("state", String(12), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("language", String(20), nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("sender_address", Text, nullable=False),
    Column("to_name", Text, nullable=False),
    Column("to_address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("message_id", String(998), nullable=False, unique=True),
    Column("in_reply_to", Text, nullable=False),
    Column("references", JSON, nullable=False),
    Column("promise_at", Instant, nullable=False),
    Column("gaps", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("template", Text, nullable=False),
    Column("template_version", String(12), nullable=False),
    Column("reply_channel", String(20), nullable=False),
    Column("made_by", String(80), nullable=False),  # "triage" or the agent who edited it
    Column("made_at", Instant, nullable=False),
    Column("folder", String(200), nullable=False, default=""),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("approved_by", String(80), nullable=False, default=""),
    Column("approved_at", Instant),
    Column("sent_at", Instant),
    Column("error", Text, nullable=False, default=""),
    UniqueConstraint("case_id", "version"),
    Index(
        "uq_drafts_live",
        "case_id",
        unique=True,
        sqlite_where=text("state IN ('ready', 'placed')"),
        postgresql_where=text("state IN ('ready', 'placed')"),
    ),
)

acts = Table(
    "acts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(200), nullable=False, unique=True),
    Column("mailbox", String(40), nullable=False),
    Column("case_id", Id, ForeignKey("cases.id")),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("payload", JSON, nullable=False, default=dict),
    Column("state", String(12), nullable=False),  # pending, running, done, failed, in_doubt
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False, default=""),
    Column("owner", String(120), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("begun_at", Instant),  # a mail that is sent without a draft: committed before DATA
    Column("done_at", Instant),
    Index("ix_acts_due", "mailbox", "state", "due_at"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("anchor", String(200), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, fired, cancelled
    Column("fired_at", Instant),
    UniqueConstraint("case_id", "kind", "anchor"),
    Index("ix_reminders_due", "state", "due_at"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("field", String(40), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_journal_case_id", "case_id", "id"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("mail_id", Id, ForeignKey("mails.id"), primary_key=True),
    Column("known", JSON, nullable=False),
    Column("outcome", JSON, nullable=False),
    Column("decided_at", Instant, nullable=False),
)
