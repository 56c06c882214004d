"""What the order list knows"""

from alembic import op
import sqlalchemy as sa


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Nothing has written orders before, so the table is made anew instead of altered.
    op.drop_table("orders")
    op.create_table(
        "orders",
        sa.Column("store", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("customer_address", sa.String(length=320), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("parcels", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_text", sa.Text(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("store", "key", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_mailbox", "orders", ["store", "mailbox"], unique=False)
    op.create_index("ix_orders_ordered_on", "orders", ["store", "ordered_on"], unique=False)
    op.create_table(
        "order_keys",
        sa.Column("store", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("order_key", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("store", "kind", "key", "order_key", name=op.f("pk_order_keys")),
    )
    op.create_index("ix_order_keys_order_key", "order_keys", ["store", "order_key"], unique=False)
    op.create_table(
        "order_imports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("store", sa.String(length=40), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("flaws", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_imports")),
    )


def downgrade() -> None:
    op.drop_table("order_imports")
    op.drop_table("order_keys")
    op.drop_table("orders")
    op.create_table(
        "orders",
        sa.Column("store", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("customer_address", sa.String(length=320), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("tracking_key", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("store", "key", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_customer", "orders", ["store", "customer_address"], unique=False)
    op.create_index("ix_orders_tracking_key", "orders", ["tracking_key"], unique=False)
