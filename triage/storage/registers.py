"""Tables beside the path of a mail: customers, orders, agents, corrections and the like."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
)

from triage.storage.columns import Id, Instant, metadata

customers = Table(
    "customers",
    metadata,
    Column("store", String(40), primary_key=True),
    Column("address", String(320), primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", String(20), nullable=False),
    Column("language_confirmed", Boolean, nullable=False),
    Column("country", String(2), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("no_automatic_mail", Boolean, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("store", String(40), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("number", Text, nullable=False),
    Column("channel", String(40), nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("customer_address", String(320), nullable=False),
    Column("ordered_on", Date),
    Column("country", String(2), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount", Numeric(14, 2)),
    Column("item", Text, nullable=False),
    Column("tracking_key", String(80), nullable=False),
    Index("ix_orders_customer", "store", "customer_address"),
    Index("ix_orders_tracking_key", "tracking_key"),
)

agents = Table(
    "agents",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", String(320), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("teams", JSON, nullable=False),
    Column("stores", JSON, nullable=False),
    Column("shifts", JSON, nullable=False),
    Column("most_open_cases", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=False),
    Column("mail_id", Id, ForeignKey("mails.id")),
    Column("field", String(40), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("who", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)

translations = Table(
    "translations",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the masked source text
    Column("source", String(20), primary_key=True),
    Column("target", String(20), primary_key=True),
    Column("engine", String(40), primary_key=True),
    Column("text", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("store", String(40), nullable=False),
    Column("why", String(40), nullable=False),  # request, retention
    Column("subject_sha256", String(64), nullable=False),  # of the address, never the address
    Column("rows", Integer, nullable=False),
    Column("who", String(80), nullable=False),
    Column("at", Instant, nullable=False),
)
