"""Watching Drafts and Sent"""

from alembic import op
import sqlalchemy as sa


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "watched_folders",
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("exists", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_watched_folders")),
    )
    op.create_table(
        "sightings",
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("case_id", number, nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sightings_case_id")),
        sa.PrimaryKeyConstraint(
            "mailbox", "folder", "uidvalidity", "uid", name=op.f("pk_sightings")
        ),
    )
    op.create_index("ix_sightings_case_id", "sightings", ["case_id"], unique=False)
    op.add_column(
        "drafts", sa.Column("known_as", sa.String(length=998), server_default="", nullable=False)
    )
    op.add_column(
        "drafts", sa.Column("sha256", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column("drafts", sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_drafts_known_as", "drafts", ["known_as"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_drafts_known_as", table_name="drafts")
    op.drop_index("ix_sightings_case_id", table_name="sightings")
    op.drop_table("sightings")
    op.drop_table("watched_folders")
    with op.batch_alter_table("drafts") as table:
        table.drop_column("vanished_at")
        table.drop_column("sha256")
        table.drop_column("known_as")
