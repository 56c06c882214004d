"""Tables beside the path of a mail: customers, orders, agents, corrections and the like."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    UniqueConstraint,
)

from triage.storage.columns import Id, Instant, Short, Words, metadata

customers = Table(
    "customers",
    metadata,
    Column("store", Short(40), primary_key=True),
    Column("address", Short(320), primary_key=True),
    Column("name", Words, nullable=False),
    Column("language", Short(20), nullable=False),
    Column("language_confirmed", Boolean, nullable=False),
    Column("country", Short(2), nullable=False),
    Column("agent", Short(80), nullable=False),
    Column("no_automatic_mail", Boolean, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("store", Short(40), primary_key=True),
    Column("key", Short(80), primary_key=True),
    Column("number", Words, nullable=False),
    Column("channel", Short(40), nullable=False),
    Column("customer_name", Words, nullable=False),
    Column("customer_address", Short(320), nullable=False),
    Column("mailbox", Short(320), nullable=False),  # the address as orders.addresses folds it
    Column("ordered_at", Instant),
    Column("ordered_on", Date),
    Column("country", Short(2), nullable=False),
    Column("currency", Short(3), nullable=False),
    Column("amount", Numeric(14, 2)),
    Column("articles", JSON, nullable=False),  # [name, sku, quantity]
    Column("parcels", JSON, nullable=False),  # [number, carrier]
    Column("status", Short(20), nullable=False),
    Column("status_text", Words, nullable=False),
    Column("shipped_on", Date),
    Column("changed_at", Instant),  # by the platform's own word
    Column("import_id", Id, nullable=False),
    Index("ix_orders_mailbox", "store", "mailbox"),
    Index("ix_orders_ordered_on", "store", "ordered_on"),
)

order_keys = Table(
    "order_keys",
    metadata,
    Column("store", Short(40), primary_key=True),
    Column("kind", Short(10), primary_key=True),  # number, parcel
    Column("key", Short(80), primary_key=True),
    Column("order_key", Short(80), primary_key=True),
    Index("ix_order_keys_order_key", "store", "order_key"),
)

order_imports = Table(
    "order_imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", Short(40), nullable=False),
    Column("file", Words, nullable=False),
    Column("format", Short(40), nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("flaws", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),  # None: interrupted, or still at it
)

agents = Table(
    "agents",
    metadata,
    Column("id", Short(40), primary_key=True),
    Column("name", Words, nullable=False),
    Column("address", Short(320), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("stores", JSON, nullable=False),
    Column("shifts", JSON, nullable=False),
    Column("most_open_cases", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

# How mails are rightly understood, by agents: redacted, they teach the store's own model.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", Short(40), nullable=False),
    # Both None for one that was imported; with the mail its correction is erased, too.
    Column("case_id", Id, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("mail_id", Id, ForeignKey("mails.id", ondelete="CASCADE")),
    Column("sha256", Short(64), nullable=False),  # of subject and text: what is imported once
    Column("at", Instant, nullable=False),
    Column("who", Short(80), nullable=False),
    Column("language", Short(20), nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("type", Short(20), nullable=False),
    Column("demands", JSON, nullable=False),
    Column("signals", JSON, nullable=False),
    Column("told_type", Short(20), nullable=False),  # by the program, "" if it told nothing
    Column("told_confidence", Float, nullable=False),
    UniqueConstraint("case_id", "mail_id"),
    Index("ix_corrections_mail_id", "mail_id"),
    Index("ix_corrections_sha256", "store", "sha256"),
)

translations = Table(
    "translations",
    metadata,
    Column("sha256", Short(64), primary_key=True),  # of the masked source text
    Column("source", Short(20), primary_key=True),
    Column("target", Short(20), primary_key=True),
    Column("engine", Short(40), primary_key=True),
    Column("text", Words, nullable=False),
    Column("made_at", Instant, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", Short(40), nullable=False),
    Column("why", Short(40), nullable=False),  # request, retention
    Column("subject_sha256", Short(64), nullable=False),  # of the address, never the address
    Column("rows", Integer, nullable=False),
    Column("who", Short(80), nullable=False),
    Column("at", Instant, nullable=False),
)
