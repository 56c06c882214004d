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
    Table,
    UniqueConstraint,
    text,
)

from triage.storage.columns import Id, Indexed, Instant, Short, Words, metadata

sequences = Table(
    "sequences", metadata, Column("name", Short(40), primary_key=True), Column("last", BigInteger)
)

leases = Table(
    "leases",
    metadata,
    Column("name", Short(120), primary_key=True),
    Column("owner", Short(120), nullable=False),
    Column("fence", BigInteger, nullable=False),  # grows with every change of owner
    Column("until", Instant, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("mailbox", Short(40), primary_key=True),
    Column("folder", Short(200), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("looked_at", Instant, nullable=False),
)

# Old mail of a folder that is read only while nothing new waits: UIDs between the two.
backlogs = Table(
    "backlogs",
    metadata,
    Column("mailbox", Short(40), primary_key=True),
    Column("folder", Short(200), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("after_uid", BigInteger, nullable=False),
    Column("before_uid", BigInteger, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", Short(40), nullable=False),
    Column("mailbox", Short(40), nullable=False),
    Column("folder", Short(200), nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("sha256", Short(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("junk", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("content", LargeBinary),  # up to 256 kB, else a file named by its hash
    Column("state", Short(12), nullable=False),  # stored, decided, failed
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Words, nullable=False, default=""),
    Column("message_id", Indexed, nullable=False, default=""),
    Column("content_key", Short(64), nullable=False, default=""),
    Column("kind", Short(12), nullable=False, default=""),
    Column("kind_reasons", JSON, nullable=False, default=list),
    Column("case_id", Id, ForeignKey("cases.id")),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    UniqueConstraint("mailbox", "sha256"),
    Index("ix_mails_state", "mailbox", "state", "id"),
    Index("ix_mails_message_id", "store", "message_id"),
    Index("ix_mails_case_id", "case_id"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("number", Short(20), nullable=False, unique=True),
    Column("store", Short(40), nullable=False),
    Column("thread_key", Indexed, nullable=False),
    Column("status", Short(20), nullable=False),
    Column("type", Short(20), nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("type_confidence", Float, nullable=False),
    Column("alternatives", JSON, nullable=False),
    Column("demands", JSON, nullable=False),
    Column("signals", JSON, nullable=False),
    Column("dispute", Boolean, nullable=False),
    Column("priority", Short(10), nullable=False),
    Column("priority_reasons", JSON, nullable=False),
    Column("team", Short(20), nullable=False),
    Column("agent", Short(80), nullable=False),
    Column("language", Short(20), nullable=False),
    Column("customer_name", Words, nullable=False),
    Column("customer_address", Indexed, nullable=False),
    Column("reply_to", Words, nullable=False),
    Column("reply_channel", Short(20), nullable=False),
    Column("order_numbers", JSON, nullable=False),
    Column("tracking_numbers", JSON, nullable=False),
    Column("subject", Words, nullable=False),
    Column("gist_en", Words, nullable=False),
    Column("gist_zh", Words, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_mail_at", Instant, nullable=False),
    Column("mails", Integer, nullable=False),
    Column("first_answer_due", Instant, nullable=False),
    Column("promise_at", Instant),
    Column("acknowledged_at", Instant),
    Column("version", Integer, nullable=False),
    Column("channel", Short(40), nullable=False, server_default=""),
    # Settled by agents later on; empty until then.
    Column("responsibility", Short(20), nullable=False, default=""),
    Column("cause", Short(20), nullable=False, default=""),
    Column("satisfaction", Short(20), nullable=False, default=""),
    Column("erased_at", Instant),
    UniqueConstraint("store", "thread_key"),
    Index("ix_cases_customer", "store", "customer_address"),
    Index("ix_cases_status", "store", "status", "last_mail_at"),
)

case_orders = Table(
    "case_orders",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("key", Short(80), primary_key=True),
    Index("ix_case_orders_key", "key"),
)

participants = Table(
    "participants",
    metadata,
    Column("case_id", Id, ForeignKey("cases.id"), primary_key=True),
    Column("address", Short(320), primary_key=True),
)

thread_messages = Table(
    "thread_messages",
    metadata,
    Column("store", Short(40), primary_key=True),
    Column("message_id", Short(998), primary_key=True),  # one line of RFC 5322 at most
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("direction", Short(3), nullable=False),  # in, out
    Index("ix_thread_messages_case_id", "case_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("mail_id", Id, ForeignKey("mails.id")),
    Column("mailbox", Short(40), nullable=False),
    Column("version", Integer, nullable=False),  # counts the drafts of its case from 1
    Column("state", Short(12), nullable=False),
    Column("kind", Short(40), nullable=False),
    Column("language", Short(20), nullable=False),
    Column("sender_name", Words, nullable=False),
    Column("sender_address", Words, nullable=False),
    Column("to_name", Words, nullable=False),
    Column("to_address", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("message_id", Short(998), nullable=False, unique=True),
    Column("in_reply_to", Words, nullable=False),
    Column("references", JSON, nullable=False),
    Column("promise_at", Instant),  # NULL where the letter promises nothing
    Column("gaps", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("template", Words, nullable=False),
    Column("template_version", Short(12), nullable=False),
    Column("reply_channel", Short(20), nullable=False),
    Column("made_by", Short(80), nullable=False),  # "triage" or the agent who edited it
    Column("made_at", Instant, nullable=False),
    Column("folder", Short(200), nullable=False, default=""),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),
    Column("known_as", Short(998), nullable=False, default=""),  # as a mail client calls it
    Column("sha256", Short(64), nullable=False, default=""),  # of the mail that client left
    Column("vanished_at", Instant),  # not in its place since
    Column("approved_by", Short(80), nullable=False, default=""),
    Column("approved_at", Instant),
    Column("sent_at", Instant),
    Column("error", Words, nullable=False, default=""),
    Column("facts", JSON(none_as_null=True)),  # where they are not the decision's
    UniqueConstraint("case_id", "version"),
    Index("ix_drafts_known_as", "known_as"),
    Index("ix_drafts_state", "state", "mailbox"),
    Index(
        "uq_drafts_live",
        "case_id",
        unique=True,
        sqlite_where=text("state IN ('ready', 'placed')"),
        postgresql_where=text("state IN ('ready', 'placed')"),
    ),
)

watched_folders = Table(
    "watched_folders",
    metadata,
    Column("mailbox", Short(40), primary_key=True),
    Column("folder", Short(200), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("exists", BigInteger, nullable=False),
    Column("looked_at", Instant, nullable=False),
)

# Mails in Drafts that agents write about a case and that have not become a version of its draft.
sightings = Table(
    "sightings",
    metadata,
    Column("mailbox", Short(40), primary_key=True),
    Column("folder", Short(200), primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("headers", JSON, nullable=False),
    Index("ix_sightings_case_id", "case_id"),
)

acts = Table(
    "acts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Short(20), nullable=False),
    Column("key", Short(200), nullable=False, unique=True),
    Column("mailbox", Short(40), nullable=False),
    Column("case_id", Id, ForeignKey("cases.id")),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("payload", JSON, nullable=False, default=dict),
    Column("state", Short(12), nullable=False),  # pending, running, done, failed, in_doubt
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Words, nullable=False, default=""),
    Column("owner", Short(120), nullable=False, default=""),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, default=0),
    Column("begun_at", Instant),  # a mail that is sent without a draft: committed before DATA
    Column("done_at", Instant),
    Index("ix_acts_due", "mailbox", "state", "due_at"),
    Index("ix_acts_case_id", "case_id"),
    Index("ix_acts_draft_id", "draft_id"),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("kind", Short(20), nullable=False),
    Column("anchor", Short(200), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Short(10), nullable=False),  # waiting, fired, cancelled
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
    Column("who", Short(80), nullable=False),
    Column("field", Short(40), nullable=False),
    Column("old", Words, nullable=False),
    Column("new", Words, nullable=False),
    Column("note", Words, nullable=False),
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
